"""Times Showtell's sparse coding beside scikit-learn and SPAMS on the same dictionary and the same patches.

Run by `make bench-sparse DATA=natural_images`:  python sparse_coding.py FOLDER_OF_PROGRAMS FOLDER_OF_PICTURES

The answer comes first. The least energy is that of a long coordinate descent whose optimality is checked here. Each solver
is given the loosest of its settings that comes within a ten-thousandth of it; one that does not is not timed. Then all take
turns on one thread, so that all meet the same machine in the same minutes; a ratio is the median over the rounds of the
ratio in a round.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import importlib.metadata
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import scipy.sparse
import spams
from sklearn.decomposition import sparse_encode

ROUNDS, PATCHES, ACCURACY = 5, 256, 1e-4
# Atoms, side of a patch, λ of ½‖x − Dz‖² + λ|z|₁.
EXERCISES = [(64, 9, 1.0), (400, 10, 0.5)]


class Exercise:
    """A dictionary and patches of it, and who can code them."""

    def __init__(self, programs, pictures, folder, atoms, side, sparsity):
        self.folder, self.atoms, self.sparsity = folder, atoms, sparsity
        bench, shape = programs / "sparse-bench", [folder, str(atoms), str(side), str(sparsity)]
        subprocess.run([bench, "prepare", pictures, *shape, str(PATCHES)], check=True)
        self.dictionary = np.fromfile(folder / "dictionary.f32", np.float32).reshape(atoms, -1)
        self.patches = np.fromfile(folder / "patches.f32", np.float32).reshape(PATCHES, -1)
        self.process = subprocess.Popen(
            [bench, "peer", *shape], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        # As these libraries like it: doubles in their own order, and what does not depend on the patches beforehand.
        self.wide_dictionary, self.wide_patches = self.dictionary.astype(float), self.patches.astype(float)
        self.gram = self.wide_dictionary @ self.wide_dictionary.T
        self.columns = {t: (np.asfortranarray(self.patches.T, t), np.asfortranarray(self.dictionary.T, t)) for t in ("f4", "f8")}

    def ours(self, solver):
        def run(setting):
            self.process.stdin.write(f"{solver} {setting}\n")
            self.process.stdin.flush()
            seconds = int(self.process.stdout.readline()) / 1e9
            return seconds, lambda: np.fromfile(self.folder / "codes.f32", np.float32).reshape(PATCHES, self.atoms)

        return run

    def scikit(self, algorithm):
        def run(setting):
            start = time.perf_counter()
            codes = sparse_encode(
                self.wide_patches, self.wide_dictionary, gram=self.gram, cov=self.wide_dictionary @ self.wide_patches.T,
                algorithm=algorithm, alpha=self.sparsity, max_iter=setting, check_input=False)
            return time.perf_counter() - start, lambda: codes

        return run

    def spams_lars(self, kind):
        def run(_):
            patches, dictionary = self.columns[kind]
            start = time.perf_counter()
            codes = spams.lasso(patches, dictionary, lambda1=self.sparsity, mode=2, numThreads=1)
            return time.perf_counter() - start, lambda: codes.toarray().T

        return run

    def spams_descent(self, kind):
        def run(setting):
            patches, dictionary = self.columns[kind]
            begin = scipy.sparse.csc_matrix((self.atoms, PATCHES), dtype=kind)
            start = time.perf_counter()
            codes = spams.cd(patches, dictionary, begin, lambda1=self.sparsity, mode=2, itermax=10**6, tol=setting, numThreads=1)
            return time.perf_counter() - start, lambda: codes.toarray().T

        return run

    def energy(self, codes):
        codes = codes.astype(float)
        residuals = self.wide_patches - codes @ self.wide_dictionary
        return (residuals**2).sum() / 2 + self.sparsity * np.abs(codes).sum()

    def gap(self, codes):
        """How far codes are from the conditions of Karush, Kuhn and Tucker."""
        codes = codes.astype(float)
        slopes = (codes @ self.wide_dictionary - self.wide_patches) @ self.wide_dictionary.T
        at_zero = np.abs(slopes) - self.sparsity
        return np.where(codes == 0, at_zero, np.abs(slopes + self.sparsity * np.sign(codes))).max()

    def solvers(self):
        steps = [10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480]
        changes = [0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 3e-3, 1e-3]
        passes = [1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 1000]
        tolerances = [10.0**-k for k in range(1, 9)]
        # Feature-sign search solves a system for each value that is not 0: for many of them that is no contest.
        exact = {"Showtell, feature-sign (doubles)": (self.ours("feature-sign"), [1e-3])} if self.atoms < 100 else {}
        return {
            "Showtell, FISTA": (self.ours("fista"), steps),
            "Showtell, coordinate descent": (self.ours("cod"), changes),
        } | exact | {
            "scikit-learn, coordinate descent": (self.scikit("lasso_cd"), passes),
            "scikit-learn, LARS": (self.scikit("lasso_lars"), [1000]),
            "SPAMS, LARS, floats": (self.spams_lars("f4"), [None]),
            "SPAMS, LARS, doubles": (self.spams_lars("f8"), [None]),
            "SPAMS, coordinate descent, floats": (self.spams_descent("f4"), tolerances),
            "SPAMS, coordinate descent, doubles": (self.spams_descent("f8"), tolerances),
        }


def main():
    programs, pictures = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    warnings.filterwarnings("ignore")  # scikit-learn says of each patch that few passes are not many.
    versions = {name: importlib.metadata.version(name) for name in ("scikit-learn", "spams-bin", "numpy")}
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    for atoms, side, sparsity in EXERCISES:
        with tempfile.TemporaryDirectory() as name:
            exercise = Exercise(programs, pictures, pathlib.Path(name), atoms, side, sparsity)
            best = exercise.ours("reference")(1e-9)[1]()
            least, gap = exercise.energy(best), exercise.gap(best)
            if not gap <= 1e-4:
                sys.exit(f"The reference violates the conditions of a minimum by {gap}: nothing is timed.")
            print(f"\n{atoms} atoms of {side} × {side}, λ = {sparsity}, {PATCHES} patches, {(best != 0).mean():.1%} not 0, gap {gap:.0e}")
            chosen = {}
            for solver, (run, settings) in exercise.solvers().items():
                for setting in settings:
                    excess = exercise.energy(run(setting)[1]()) / least - 1
                    if excess <= ACCURACY:
                        chosen[solver] = (run, setting, excess)
                        break
                else:
                    print(f"{solver}: {excess:.1e} above the least energy at best, not timed")
            rounds = [{solver: run(setting)[0] for solver, (run, setting, _) in chosen.items()} for _ in range(ROUNDS)]
            print(f"{'':36} setting   above least   µs a patch   times FISTA's   times coordinate descent's")
            for solver, (_, setting, excess) in chosen.items():
                micro = statistics.median(r[solver] for r in rounds) / PATCHES * 1e6
                ratios = [
                    statistics.median(r[solver] / r[mine] for r in rounds)
                    for mine in ("Showtell, FISTA", "Showtell, coordinate descent")
                ]
                print(f"{solver:36} {setting or '':>7}   {excess:11.1e}   {micro:10.1f}   {ratios[0]:13.2f}   {ratios[1]:26.2f}")
            exercise.process.stdin.close()
            exercise.process.wait()


main()
