#!/usr/bin/env python3
"""Renders the clip: tabletop.mp4, its ground truth tabletop.json and contact-sheet.jpg, with POV-Ray and ffmpeg."""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import timeline

HERE = Path(__file__).resolve().parent
INCLUDES = ("scene.inc", "objects.inc")
PACKAGES = {"povray": "povray", "ffmpeg": "ffmpeg"}
SMOOTH = ["+A0.2", "+AM2", "+R2"]


class Failure(Exception):
    """Something a person can put right, said in one sentence."""


def check_tools():
    missing = [tool for tool in PACKAGES if shutil.which(tool) is None]
    if missing:
        names = " ".join(PACKAGES[tool] for tool in missing)
        raise Failure(f"{' and '.join(missing)} not found; on Debian: sudo apt install {names}")


def run(command, what, **options):
    done = subprocess.run(command, capture_output=True, **options)
    if done.returncode != 0:
        tail = "\n".join(done.stderr.decode(errors="replace").splitlines()[-15:])
        raise Failure(f"{what} failed:\n{tail}")
    return done.stdout


class Workshop:
    """A folder of finished pictures, each named by a digest of all it shows: a second run takes up the first."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # POV-Ray may read and write its current folder only, so the scene comes here.
        for name in INCLUDES:
            shutil.copyfile(HERE / name, folder / name)
        self.includes = b"".join((HERE / name).read_bytes() for name in INCLUDES)

    def picture(self, text, width, height, options):
        """The path of the rendered picture (PPM) of a scene text."""
        size = [f"+W{width}", f"+H{height}"]
        digest = hashlib.sha256("\n".join([text, *size, *options]).encode() + self.includes).hexdigest()[:20]
        path = self.folder / f"{digest}.ppm"
        if not path.exists():
            source, part = self.folder / f"{digest}.pov", self.folder / f"{digest}.part"
            source.write_text(text)
            command = ["povray", f"+I{source.name}", "+O-", "+FP", "+WT1", "-D", *size, *options]
            part.write_bytes(run(command, "POV-Ray", cwd=self.folder))
            part.rename(path)
            source.unlink()
        return path


def pixels(path):
    """Width, height and the bytes (rows × columns × RGB) of a binary PPM of 8 bits."""
    data, words, at = path.read_bytes(), [], 0
    while len(words) < 4:
        end = data.index(b"\n", at)
        words += data[at:end].split(b"#")[0].split()
        at = end + 1
    if words[0] != b"P6" or words[3] != b"255":
        raise Failure(f"{path} is not an 8-bit PPM picture.")
    return int(words[1]), int(words[2]), data[at:]


def box(path, channel):
    """[x, y, width, height] of the pixels that are lit in a channel of a mask, or None."""
    width, height, data = pixels(path)
    left, right, lit = width, 0, []
    for y in range(height):
        row = data[3 * width * y + channel : 3 * width * (y + 1) : 3]
        inner = row.lstrip(b"\0")
        if inner:
            lit.append(y)
            left, right = min(left, width - len(inner)), max(right, len(row.rstrip(b"\0")))
    return [left, lit[0], right - left, lit[-1] + 1 - lit[0]] if lit else None


def frame(shop, n, objects, size):
    """Renders one frame; returns its picture's path and what is in it, [{name, box}]."""
    path = shop.picture(timeline.scene(n, objects, mask=False), *size)
    if not objects:
        return path, []
    mask = shop.picture(timeline.scene(n, objects, mask=True), timeline.WIDTH, timeline.HEIGHT, ["-A"])
    boxes = ((name, box(mask, channel)) for channel, (name, _) in enumerate(objects))
    return path, [{"name": name, "box": found} for name, found in boxes if found]


def render(shop, stage, size, workers):
    """Renders all frames, several at a time, with progress shown; returns the pictures' paths and what is in them."""
    started, results = time.monotonic(), [None] * len(stage)
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(frame, shop, n, objects, size): n for n, objects in enumerate(stage)}
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                results[waiting[future]] = future.result()
                left = (time.monotonic() - started) / done * (len(stage) - done) / 60
                print(f"\r{done} of {len(stage)} frames, about {left:.0f} minutes left ", end="", flush=True)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        finally:
            print()
    return zip(*results)


def encode(paths, target):
    """H.264 without B-frames (plain time stamps from 0), a key frame every two seconds, the same bytes on every run."""
    fps, matrix = str(timeline.FPS), "smpte170m"
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "image2pipe", "-c:v", "ppm", "-r", fps, "-i", "-"]
    command += ["-vf", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p"]
    command += ["-c:v", "libx264", "-preset", "veryslow", "-profile:v", "main", "-crf", "19", "-threads", "1"]
    command += ["-bf", "0", "-g", str(2 * timeline.FPS), "-sc_threshold", "0"]
    command += ["-colorspace", matrix, "-color_primaries", matrix, "-color_trc", matrix, "-color_range", "tv"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart"]
    with subprocess.Popen([*command, str(target)], stdin=subprocess.PIPE) as ffmpeg:
        for path in paths:
            ffmpeg.stdin.write(path.read_bytes())
        ffmpeg.stdin.close()
        if ffmpeg.wait() != 0:
            raise Failure("ffmpeg could not encode the clip.")


def contact_sheet(video, target, every, columns, rows):
    picked = f"select='not(mod(n,{every}))',scale=160:120:flags=area,tile={columns}x{rows}:padding=2:margin=2"
    run(
        ["ffmpeg", "-y", "-loglevel", "error", "-i", str(video), "-vf", picked, "-frames:v", "1", "-q:v", "5",
         "-map_metadata", "-1", "-fflags", "+bitexact", str(target)], "ffmpeg")


def write_truth(seen, target):
    """The ground truth, one frame a line; an object that is out of the picture is not listed."""
    head = {"video": "tabletop.mp4", "fps": timeline.FPS, "frames": len(seen)}
    head |= {"width": timeline.WIDTH, "height": timeline.HEIGHT, "region": timeline.REGION}
    head |= {"objects": list(timeline.MIDDLE)}
    frames = ({"frame": n, "time": round(n / timeline.FPS, 4), "objects": objects} for n, objects in enumerate(seen))
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    lines += ['  "windows": [', ",\n".join(f"    {json.dumps(window)}" for window in timeline.windows()), "  ],"]
    lines += ['  "frames_truth": [', ",\n".join(f"    {json.dumps(entry)}" for entry in frames), "  ]"]
    target.write_text("{\n" + "\n".join(lines) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog="An interrupted run continues where it was.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="frames rendered at a time (%(default)s)")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "showtell-clip",
        help="folder of the finished pictures, about 1.7 GB; delete it afterwards (%(default)s)")
    parser.add_argument("--out", type=Path, default=HERE, help="where the results go (%(default)s)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--draft", action="store_true", help="small and rough; results go into the work folder")
    kind.add_argument("--still", type=float, metavar="SECONDS", help="one picture, as still.png in the work folder")
    options = parser.parse_args()
    check_tools()
    os.nice(15)
    shop, stage = Workshop(options.work.resolve()), timeline.stage()
    width, height = timeline.WIDTH, timeline.HEIGHT

    if options.still is not None:
        n = int(options.still * timeline.FPS) % len(stage)
        path = shop.picture(timeline.scene(n, stage[n], mask=False), width, height, SMOOTH)
        run(["ffmpeg", "-y", "-loglevel", "error", "-i", str(path), str(shop.folder / "still.png")], "ffmpeg")
        print(shop.folder / "still.png")
        return

    size = (width // 4, height // 4, ["-A"]) if options.draft else (width, height, SMOOTH)
    out = shop.folder if options.draft else options.out
    paths, seen = render(shop, stage, size, options.jobs)
    write_truth(seen, out / "tabletop.json")
    encode(paths, out / "tabletop.mp4")
    contact_sheet(out / "tabletop.mp4", out / "contact-sheet.jpg", 15, 10, 6)
    print(f"{out / 'tabletop.mp4'}: {len(stage)} frames, {(out / 'tabletop.mp4').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"render.py: {failure}")
    except KeyboardInterrupt:
        sys.exit("render.py: stopped; run it again to continue.")
