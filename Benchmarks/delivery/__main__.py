"""Holds the delivery of pictures against ustreamer's: delay, first picture, slow lines, and processor time for many viewers.

Run by `make bench-delivery`:  python Benchmarks/delivery FOLDER_OF_PROGRAMS [--json] [--sections …] [--viewers …] [--seconds S]

Both servers stand before a fake camera of 640 × 480 at 30 frames a second (Tests/FakeCamera), one at a time, in turns, in one
run. ustreamer passes the camera's JPEGs through; ours decodes, recognises, draws and encodes. What they answer is checked
first: pictures are whole, barcodes can be read. The film is measured beside the pictures: decoded by the page's own element,
and over WebRTC beside a server of webrtcbin and nothing else (Benchmarks/whep).

latency   headless Chromium draws the stream and reads the barcode, the time of capture, out of the pixels (latency.py).
first     from the connection to the first whole picture, when nobody else watches.
slow      how much later than at a quick viewer the same picture, byte for byte, is there at one that takes 4 Mbit/s through a
          receive buffer of 32 kB. Real pictures, from the clip: the quick viewer knows them by their bytes.
load      so many viewers, a tenth of which have stopped reading: processor time of the server a second and viewer, as the
          slope above one viewer, so that what is done for the first one alone is not counted; gaps between pictures; how
          often frames come and are judged meanwhile. ustreamer with --tcp-nodelay.
"""

import argparse
import hashlib
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import latency
from browser import Browser
from servers import BareWebRTC, Cameras, Showtell, UStreamer
from viewers import Stream, is_whole

PROJECT = pathlib.Path(__file__).resolve().parents[2]
LINE = 500_000  # bytes a second: 4 Mbit/s


def say(text):
    print(text, file=sys.stderr, flush=True)


def check(server):
    """A server that sends broken pictures is not measured. A film is checked by its barcodes, or by how often it comes."""
    if server.path not in ("/stream.mjpg", "/stream", "/stream?advance_headers=1"):
        return
    with Stream(server.port, server.path) as stream:
        pictures = [stream.picture() for _ in range(10)]
    if not all(map(is_whole, pictures)) or len(set(pictures)) < 5:
        raise SystemExit(f"{server.name}: pictures are broken, or always the same")


def measure_latency(cameras, programs, options):
    # A browser draws sixty times a second. At 30 frames a second each run would keep the place between two drawings at which
    # it happens to begin, and find up to 17 ms more or less; at 29 every place comes twice a second.
    for number in (0, 1):
        cameras.plug(number, "formats=MJPG", "sizes=640x480", "rates=29")
    kinds = {
        "Showtell": (lambda: Showtell(cameras, programs), "img", None),
        "ustreamer": (lambda: UStreamer(cameras), "img", None),
        "ustreamer, advance_headers": (lambda: UStreamer(cameras, path="/stream?advance_headers=1"), "img", None),
        "Showtell, /stream.h264": (lambda: Showtell(cameras, programs, path="/stream.h264"), "view", "h264"),
        "Showtell's view, JPEG, painted": (lambda: Showtell(cameras, programs), "canvas", "mjpeg"),
        "Showtell's view, WebCodecs, painted": (lambda: Showtell(cameras, programs, path="/stream.h264"), "canvas", "h264"),
        "Showtell, /whep": (lambda: Showtell(cameras, programs, path="/whep"), "whep", None),
        "bare webrtcbin": (lambda: BareWebRTC(cameras), "whep", None),
    }
    found = {name: [] for name in kinds}
    with Browser() as browser:
        for turn in range(options.rounds):
            for name, (make, player, wish) in kinds.items():
                say(f"latency, {turn + 1} of {options.rounds}: {name}")
                with make() as server:
                    check(server)
                    found[name].append(latency.measure(browser, server, player, options.seconds, wish))
    return {name: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for name, runs in found.items()}


def measure_first(cameras, programs, options):
    cameras.plug(0, "formats=MJPG", "sizes=640x480", "rates=30")
    cameras.plug(1, "formats=MJPG", "sizes=640x480", "rates=30")
    found = {}
    for make in (lambda: Showtell(cameras, programs), lambda: UStreamer(cameras)):
        with make() as server:
            say(f"first picture: {server.name}")
            check(server)
            times = []
            for _ in range(20):
                # Long enough for a server to notice that nobody watches, and at no fixed place between two frames.
                time.sleep(0.4 + random.random() / 10)
                with Stream(server.port, server.path) as stream:
                    stream.picture()
                    times.append(1e3 * (time.monotonic() - stream.began))
        found[server.name] = {"median": statistics.median(times), "worst": max(times)}
    return found


def real_pictures(folder):
    """Twenty seconds of the clip as JPEGs, about as large as a webcam's."""
    folder.mkdir()
    subprocess.run(
        ["ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", PROJECT / "clip/tabletop.mp4", "-frames:v", "600", "-vf",
         "fps=30,scale=640:480,noise=alls=6:allf=t", "-pix_fmt", "yuvj422p", "-q:v", "4", folder / "%04d.jpg"], check=True)
    return [f"frames={folder}", "formats=MJPG", "sizes=640x480", "rates=30"]


def measure_slow(cameras, programs, options, pictures):
    found = {}
    for number in (0, 1):
        cameras.plug(number, *pictures)
    for make in (lambda: Showtell(cameras, programs), lambda: UStreamer(cameras, options=["--tcp-nodelay"])):
        with make() as server:
            say(f"slow line: {server.name}")
            check(server)
            shown, sizes, stop = {}, [], threading.Event()

            def watch():
                with Stream(server.port, server.path) as quick:
                    while not stop.is_set():
                        jpeg = quick.picture()
                        shown[hashlib.blake2b(jpeg, digest_size=8).digest()] = time.monotonic()
                        sizes.append(len(jpeg))

            quick = threading.Thread(target=watch)
            quick.start()
            ages = []
            with Stream(server.port, server.path, rate=LINE) as slow:
                while time.monotonic() - slow.began < 16:
                    jpeg = slow.picture()
                    now, key = time.monotonic(), hashlib.blake2b(jpeg, digest_size=8).digest()
                    if key in shown:
                        ages.append((now - slow.began, now - shown[key]))
            stop.set()
            quick.join()
        early, late = ([age for at, age in ages if low <= at < high] for low, high in ((4, 8), (12, 16)))
        found[server.name] = {
            "age_4_8": statistics.median(early), "age_12_16": statistics.median(late), "worst": max(late),
            "rate": len(late) / 4, "kilobytes": statistics.mean(sizes) / 1e3}
    return found


def under_load(server, count, seconds):
    program = pathlib.Path(__file__).with_name("viewers.py")
    crowd = subprocess.Popen(
        [sys.executable, program, str(server.port), server.path, str(count), str(count // 10), str(seconds)],
        stdout=subprocess.PIPE, text=True)
    if crowd.stdout.readline() != "began\n":
        raise SystemExit(f"{server.name}: {count} viewers cannot watch")
    before, began = server.cpu(), time.monotonic()
    time.sleep(max(seconds - 0.2, 0.5))
    used, rates = (server.cpu() - before) / (time.monotonic() - began), server.rates()
    answer = json.loads(crowd.stdout.readline())
    crowd.wait()
    if answer["lost"]:
        raise SystemExit(f"{server.name}: {answer['lost']} of {count} viewers were sent away")
    return answer | {"cpu": 1e3 * used} | rates


def measure_load(cameras, programs, options, pictures):
    found = {}
    for number in (0, 1):
        cameras.plug(number, *pictures)
    film = "Showtell, /stream.h264"
    for make in (
        lambda: Showtell(cameras, programs), lambda: Showtell(cameras, programs, film, "/stream.h264"),
        lambda: UStreamer(cameras, options=["--tcp-nodelay"]),
    ):
        with make() as server:
            check(server)
            time.sleep(0.5)
            before, began = server.cpu(), time.monotonic()
            time.sleep(3)
            found[server.name] = {0: {"cpu": 1e3 * (server.cpu() - before) / (time.monotonic() - began)} | server.rates()}
            for count in options.viewers:
                say(f"load: {server.name}, {count} viewers")
                found[server.name][count] = under_load(server, count, options.seconds)
    for runs in found.values():
        for count, run in runs.items():
            if count > 1 and 1 in runs:
                run["cpu_a_viewer"] = (run["cpu"] - runs[1]["cpu"]) / (count - 1)
    return found


def number(value, digits=0):
    return "" if value is None else f"{value:.{digits}f}"


def print_tables(results):
    if found := results.get("latency"):
        best = min(run["p50"] for name, run in found.items() if name.startswith("ustreamer"))
        print("\n| capture → drawn | p50, ms | p95, ms | ratio to ustreamer's best | first drawn, ms | drawn a second |")
        print("|---|---|---|---|---|---|")
        for name, run in found.items():
            print(f"| {name} | {number(run['p50'], 1)} | {number(run['p95'], 1)} | {number(run['p50'] / best, 2)} | "
                  f"{number(run['first_drawn'])} | {number(run['drawn_rate'], 1)} |")
    if found := results.get("first"):
        print("\n| first whole picture | median, ms | worst, ms | ratio |\n|---|---|---|---|")
        for name, run in found.items():
            print(f"| {name} | {number(run['median'], 1)} | {number(run['worst'], 1)} | "
                  f"{number(run['median'] / found['ustreamer']['median'], 2)} |")
    if found := results.get("slow"):
        print("\n| at 4 Mbit/s | age after 4-8 s, s | after 12-16 s, s | worst, s | ratio | a second | kB a picture |")
        print("|---|---|---|---|---|---|---|")
        for name, run in found.items():
            print(f"| {name} | {number(run['age_4_8'], 2)} | {number(run['age_12_16'], 2)} | {number(run['worst'], 2)} | "
                  f"{number(run['age_12_16'] / found['ustreamer']['age_12_16'], 3)} | {number(run['rate'], 1)} | "
                  f"{number(run['kilobytes'])} |")
    if found := results.get("load"):
        print("\n| viewers | server | ms CPU a second | a viewer above the first | ratio | gap p95, ms | pictures a second | "
              "kB a picture | frames, verdicts a second |\n|---|---|---|---|---|---|---|---|---|")
        for count in next(iter(found.values())):
            for name, runs in found.items():
                run, rival = runs[count], found["ustreamer"][count].get("cpu_a_viewer")
                share = run.get("cpu_a_viewer")
                ratio = share / rival if share is not None and rival else None
                rates = f"{run['frames']:.1f}, {run['verdicts']:.1f}" if "frames" in run else ""
                print(f"| {count} | {name} | {number(run['cpu'])} | {number(share, 2)} | {number(ratio, 2)} | "
                      f"{number(run.get('gap_p95'))} | {number(run.get('rate'), 1)} | {number(run.get('kilobytes'))} | "
                      f"{rates} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("programs", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON instead of tables")
    parser.add_argument("--sections", default="latency,first,slow,load")
    parser.add_argument("--viewers", default="1,10,50,100,200", help="how many watch at once, in the load section")
    parser.add_argument("--seconds", type=float, default=8, help="how long each measurement of latency and load lasts")
    parser.add_argument("--rounds", type=int, default=3, help="how often latency is measured, in turns; medians count")
    options = parser.parse_args()
    options.viewers = [int(word) for word in options.viewers.split(",")]
    sections, results = options.sections.split(","), {}
    with tempfile.TemporaryDirectory(prefix="showtell-bench-") as folder:
        cameras = Cameras(options.programs, folder)
        pictures = real_pictures(cameras.folder / "pictures") if {"slow", "load"} & set(sections) else None
        if "latency" in sections:
            results["latency"] = measure_latency(cameras, options.programs, options)
        if "first" in sections:
            results["first"] = measure_first(cameras, options.programs, options)
        if "slow" in sections:
            results["slow"] = measure_slow(cameras, options.programs, options, pictures)
        if "load" in sections:
            results["load"] = measure_load(cameras, options.programs, options, pictures)
    if options.json:
        print(json.dumps(results, indent=1))
    else:
        print_tables(results)


main()
