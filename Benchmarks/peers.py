"""Times Showtell's extractor beside ONNX Runtime and OpenVINO on the net that `showtell export onnx` writes.

Run by `make bench-peers`:  python peers.py FOLDER_OF_PROGRAMS

The answer comes first: all must give the same features for the same pictures. Then they take turns, some frames each, so
that all meet the same machine in the same minutes; a ratio is the median over the rounds of the ratio in a round.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnxruntime
import openvino

ROUNDS, FRAMES, SIDE = 40, 10, 151


class Ours:
    """The benchmark program, which times frames when it is told to."""

    def __init__(self, programs, threads):
        self.process = subprocess.Popen(
            [programs / "features-bench", "peer", str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def milliseconds(self):
        self.process.stdin.write(f"run {FRAMES}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline()) / 1e6 / FRAMES


class Peer:
    """A runtime with a model loaded."""

    def milliseconds(self):
        start = time.perf_counter()
        for _ in range(FRAMES):
            self.features(self.image)
        return (time.perf_counter() - start) * 1e3 / FRAMES

    image = (np.arange(SIDE * SIDE, dtype=np.int64) ** 2 % 251 / 250).astype(np.float32).reshape(1, 1, SIDE, SIDE)


class Runtime(Peer):
    def __init__(self, model, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def features(self, image):
        return self.session.run(["features"], {"image": image})[0]


class Vino(Peer):
    def __init__(self, model, threads):
        core = openvino.Core()
        read = core.read_model(model)
        read.reshape({"image": [1, 1, SIDE, SIDE]})
        settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
        self.request = core.compile_model(read, "CPU", settings).create_infer_request()

    def features(self, image):
        return next(iter(self.request.infer({"image": image}).values()))


def check(programs, folder, peers):
    """All must say the same of eight pictures: noise, and noise that was smoothed."""
    generator = np.random.default_rng(7)
    planes = generator.random((8, SIDE, SIDE), dtype=np.float32)
    for index in range(4, 8):
        for axis in (0, 1):
            for _ in range(12):
                planes[index] = (planes[index] + np.roll(planes[index], 1, axis)) / 2
    np.save(folder / "planes.npy", planes)
    subprocess.run(
        [programs / "showtell", "features", folder / "planes.npy", "--out", folder / "features.npy"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ours = np.load(folder / "features.npy")
    for name, peer in peers.items():
        theirs = np.concatenate([peer.features(plane[None, None]) for plane in planes])
        difference = np.abs(ours - theirs).max() / np.abs(ours).max()
        print(f"{name:32} differs by {difference:.1e} of the largest feature")
        if not difference <= 1e-4:
            sys.exit("That is another answer: nothing is timed.")


def main():
    programs = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        models = {}
        for connections in ("dense", "grouped"):
            models[connections] = folder / f"{connections}.onnx"
            subprocess.run(
                [programs / "showtell", "export", "onnx", "--features-only", "--connections", connections, "--out",
                 models[connections]], check=True, stdout=subprocess.DEVNULL)
        print(f"ONNX Runtime {onnxruntime.__version__}, OpenVINO {openvino.__version__.split('-')[0]}, NumPy {np.__version__}")
        for threads in (1, 2):
            peers = {
                f"ONNX Runtime, {connections} table": Runtime(models[connections], threads) for connections in models
            } | {f"OpenVINO, {connections} table": Vino(models[connections], threads) for connections in models}
            if threads == 1:
                check(programs, folder, peers)
            sides = {"Showtell": Ours(programs, threads)} | peers
            for side in sides.values():
                side.milliseconds()
            rounds = [{name: side.milliseconds() for name, side in sides.items()} for _ in range(ROUNDS)]
            print(f"\n{'threads: ' + str(threads):32} median ms    best ms   times ours")
            for name in sides:
                times = [r[name] for r in rounds]
                ratio = statistics.median(r[name] / r["Showtell"] for r in rounds)
                print(f"{name:32} {statistics.median(times):9.2f}  {min(times):9.2f}   {ratio:10.2f}")


main()
