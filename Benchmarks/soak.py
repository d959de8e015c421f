"""Everything at once, for an hour: whether memory, threads and descriptors stay what they are.

Run by `make soak`:  python3 soak.py FOLDER_OF_PROGRAMS [--minutes 60] [--json FILE]

The daemon plays the camera of Tests/FakeCamera, which is unplugged and plugged in under another number, falls silent and
sends damaged pictures in turns. It is watched by steady viewers of both streams, by slow ones, by one that never reads, by
many that come and go, by viewers over WebRTC that take leave, close their end or are killed, and by one of the playlist; it
publishes to a receiver of packets; a client teaches, asks, undoes and redoes; another subscribes to everything.

A viewer over WebRTC has ten threads and as many descriptors. So that they do not hide what is lost, every two and a half
minutes nobody comes over WebRTC for half a minute, and what the daemon has at the end of that is compared. The first fifth is
for caches and pools to fill; of the rest, the median of the first third is held against that of the last: what is released
after a fault does not count, what stays does. Exit code 1 when memory has grown by more than 8 MiB, or threads or descriptors
by more than 4, or when pictures have stopped. The verdict means something from half an hour on.
"""

import argparse
import json
import os
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

WHEP_VIEWER = pathlib.Path(__file__).parents[1] / "Tests/IntegrationTests/whep-viewer.py"
BREATH, CALM = 150, 32  # seconds: how often there is nobody over WebRTC, and for how long
LINK = "dev/v4l/by-id/usb-Fake_Camera_0001-video-index0"


class Camera:
    """The folder that stands for /dev; see Tests/FakeCamera/include/FakeCamera.h."""

    def __init__(self, folder):
        self.folder, self.number = pathlib.Path(folder), 0
        for part in ("dev/v4l/by-id", "controls"):
            (self.folder / part).mkdir(parents=True)

    def plug(self, *settings):
        place = self.folder / f"dev/video{self.number}"
        new = self.folder / "new"
        new.write_text("".join(f"{line}\n" for line in settings))
        new.rename(place)
        (self.folder / LINK).unlink(missing_ok=True)
        (self.folder / LINK).symlink_to(f"../../video{self.number}")

    def unplug(self):
        (self.folder / f"dev/video{self.number}").unlink(missing_ok=True)
        (self.folder / LINK).unlink(missing_ok=True)


class Control:
    """One connection to the control channel."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self.count = 0
        self.lines.readline()

    def ask(self, method, **params):
        self.count += 1
        request = {"jsonrpc": "2.0", "id": self.count, "method": method, "params": params}
        self.socket.sendall((json.dumps(request) + "\n").encode())
        while True:
            line = self.lines.readline()
            if not line:
                raise ConnectionError("the daemon has hung up")
            answer = json.loads(line)
            if answer.get("id") == self.count:
                return answer


class Soak:
    def __init__(self, programs, folder):
        self.folder, self.camera = pathlib.Path(folder), Camera(folder)
        self.camera.plug("formats=MJPG")
        self.over, self.bytes, self.counts, self.lock = threading.Event(), {}, {}, threading.Lock()
        self.troubles, self.calm = [], threading.Event()
        # Whoever the film is published to: nobody answers, and nothing is refused.
        self.receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.receiver.bind(("127.0.0.1", 0))
        environment = dict(os.environ, LD_PRELOAD=str(programs / "libFakeCamera.so"), SHOWTELL_FAKE_CAMERA=folder)
        command = [programs / "showtell", "serve", "--source", "v4l2:/dev/video0", "--listen", "127.0.0.1:0"]
        command += ["--socket", f"{folder}/s.sock", "--data", f"{folder}/data", "--log-level", "error"]
        command += ["--hls", "--publish", f"udp+rtp://127.0.0.1:{self.receiver.getsockname()[1]}"]
        self.daemon = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for line in self.daemon.stdout:
            if "open http" in line:
                self.port = int(line.split("http://")[1].split("/")[0].rsplit(":", 1)[1])
                break
        else:
            sys.exit("soak: the daemon does not start")
        threading.Thread(target=self.daemon.stdout.read, daemon=True).start()
        self.path = f"{folder}/s.sock"

    def start(self, work, *arguments):
        """Runs work again and again until the end, whatever becomes of it."""

        def loop():
            while not self.over.is_set():
                try:
                    work(*arguments)
                except (OSError, ValueError, subprocess.SubprocessError) as error:
                    with self.lock:
                        self.troubles = (self.troubles + [f"{work.__name__}: {error}"])[-20:]
                self.over.wait(0.2)

        threading.Thread(target=loop, daemon=True).start()

    def watch(self, name, path, seconds=None, rate=None):
        """Reads a stream, at most so many bytes a second."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as viewer:
            if rate:
                viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32768)
            viewer.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            end = time.monotonic() + seconds if seconds else None
            while not self.over.is_set() and (end is None or time.monotonic() < end):
                piece = viewer.recv(65536 if rate is None else 16384)
                if not piece:
                    return
                with self.lock:
                    self.bytes[name] = self.bytes.get(name, 0) + len(piece)
                if rate:
                    time.sleep(len(piece) / rate)

    def stall(self):
        """Asks for the stream and never reads it, until it is sent away."""
        with socket.socket() as viewer:
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            viewer.connect(("127.0.0.1", self.port))
            viewer.sendall(b"GET /stream.mjpg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            self.over.wait(15)

    def peers(self, leave):
        """Two viewers over WebRTC for some seconds; what is counted are their pictures."""
        if self.calm.is_set():
            return
        command = ["/usr/bin/python3", WHEP_VIEWER, f"http://127.0.0.1:{self.port}/whep"]
        command += ["--viewers", "2", "--seconds", "12", "--leave", leave]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60)
        for line in done.stdout.splitlines():
            report = json.loads(line)
            self.count(f"WebRTC, {leave}", sum(report.get("pictures", [])) or report.get("watching", 0))
            with self.lock:
                self.troubles = (self.troubles + report["errors"])[-20:]

    def playlist(self):
        """What a player of the playlist asks for; it comes again before and after the minute that a playlist is kept for."""
        for _ in range(10):
            listed = urllib.request.urlopen(f"http://127.0.0.1:{self.port}/hls/index.m3u8", timeout=30).read().decode()
            for piece in [line for line in listed.splitlines() if line.endswith(".ts")][-1:]:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/hls/{piece}", timeout=30) as answer:
                    with self.lock:
                        self.bytes["playlist"] = self.bytes.get("playlist", 0) + len(answer.read())
            self.over.wait(2)
        self.over.wait(random.choice([20, 75]))

    def receive(self):
        """What is published."""
        self.receiver.settimeout(10)
        came = len(self.receiver.recv(65536))
        while not self.over.is_set():
            with self.lock:
                self.bytes["published"] = self.bytes.get("published", 0) + came
            came = len(self.receiver.recv(65536))

    def count(self, what, more=1):
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + more

    def snapshot(self):
        self.watch("snapshot", "/snapshot.jpg", seconds=1)

    def teach(self):
        """Four categories at first; then only what leaves as much behind as it found."""
        control = Control(self.path)
        while len(known := control.ask("category.list")["result"]["categories"]) < 4 and not self.over.is_set():
            # Refused while there is no picture, or the last one is still being taught.
            control.ask("teach", category=f"thing {len(known)}", count=3)
            self.over.wait(1)
        while not self.over.is_set():
            control.ask(random.choice(["predict", "state", "stats", "history", "coach", "help"]))
            for act in ("undo", "redo"):
                if "result" in control.ask(act):
                    self.count(act)
            self.over.wait(2)

    def listen(self):
        control = Control(self.path)
        control.ask("subscribe", topics=["prediction", "state", "history", "stats", "source", "log", "coach"])
        while not self.over.is_set() and control.lines.readline():
            pass

    def disturb(self):
        """A minute of the camera's life."""
        for settings, seconds in [
            (("formats=MJPG",), 15), (None, 3), (("formats=YUYV",), 12), (("formats=YUYV", "fault=silent"), 5),
            (("formats=MJPG", "corrupt=5"), 10), (("formats=MJPG", "sends=320x240"), 10),
        ]:
            self.camera.unplug()
            if settings:
                self.camera.number = (self.camera.number + 1) % 4
                self.camera.plug(*settings)
            self.over.wait(seconds)

    def sample(self):
        status = pathlib.Path(f"/proc/{self.daemon.pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return {
            "memory": int(fields["VmRSS"].split()[0]) / 1024, "threads": int(fields["Threads"]),
            "descriptors": len(os.listdir(f"/proc/{self.daemon.pid}/fd")),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    programs = options.programs.resolve()
    if not (programs / "libFakeCamera.so").exists():
        sys.exit("soak: the fake camera is not built; run: make build-tests")
    with tempfile.TemporaryDirectory(prefix="soak", ignore_cleanup_errors=True) as folder:
        soak = Soak(programs, folder)
        work = [(soak.watch, "mjpeg", "/stream.mjpg")] * 6 + [(soak.watch, "film", "/stream.h264")] * 6
        work += [(soak.watch, "slow mjpeg", "/stream.mjpg", None, 500_000)] * 2
        work += [(soak.watch, "slow film", "/stream.h264", None, 60_000)] * 2
        work += [(soak.watch, "passing", "/stream.mjpg", 1)] * 2 + [(soak.watch, "passing", "/stream.h264", 1)] * 2
        work += [(soak.peers, leave) for leave in ("delete", "close", "vanish")]
        work += [(soak.playlist,), (soak.receive,)]
        work += [(soak.stall,), (soak.snapshot,), (soak.teach,), (soak.listen,), (soak.disturb,)]
        for entry in work:
            soak.start(*entry)
        calm, began = [], time.monotonic()
        while (passed := time.monotonic() - began) < 60 * options.minutes and soak.daemon.poll() is None:
            newest = soak.sample()
            sent = sum(dict(soak.bytes).values()) / 1e6
            print(
                f"\r{passed / 0.6 / options.minutes:3.0f} %  {newest['memory']:.0f} MiB  {newest['threads']} threads  "
                f"{newest['descriptors']} descriptors  {sent:.0f} MB sent ", end="", flush=True)
            if passed % BREATH > BREATH - CALM:
                soak.calm.set()
            elif soak.calm.is_set():
                calm.append(newest)
                soak.calm.clear()
            time.sleep(2)
        print()
        code = soak.daemon.poll()
        soak.over.set()
        if code is None:
            soak.daemon.terminate()
            soak.daemon.wait(20)
    if code is not None:
        sys.exit(f"soak: the daemon has ended with {code}")
    settled = calm[len(calm) // 5 :]
    third = len(settled) // 3
    if third == 0:
        sys.exit("soak: too short for a verdict")
    result = {"minutes": options.minutes, "sent": soak.bytes, "pictures": soak.counts, "troubles": soak.troubles}
    limits, failed = {"memory": 8, "threads": 4, "descriptors": 4}, []
    for key, limit in limits.items():
        row = result[key] = [sample[key] for sample in calm]
        print(f"{key:<18}" + "".join(f"{value:>6.0f}" for value in row))
        first, last = (statistics.median(s[key] for s in part) for part in (settled[:third], settled[-third:]))
        if last - first > limit:
            failed.append(f"{key} grew by {last - first:.1f}")
    for name in ("mjpeg", "film", "slow mjpeg", "slow film", "passing", "snapshot", "playlist", "published"):
        print(f"{name:<18}{soak.bytes.get(name, 0) / 1e6:10.1f} MB")
        if not soak.bytes.get(name):
            failed.append(f"{name} got nothing")
    for name, what in (
        ("WebRTC, delete", "pictures"), ("WebRTC, close", "pictures"), ("WebRTC, vanish", "viewers"), ("undo", "acts"),
        ("redo", "acts"),
    ):
        print(f"{name:<18}{soak.counts.get(name, 0):10} {what}")
        if not soak.counts.get(name):
            failed.append(f"{name}: nothing")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    if failed:
        sys.exit("soak: " + "; ".join(failed))
    print("everything stayed what it was")


if __name__ == "__main__":
    main()
