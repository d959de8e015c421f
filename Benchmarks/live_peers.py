"""Holds Showtell's live classifiers against scikit-learn's and streaming LDA, on the same features and the same samples.

Run by `make bench-live DATA=objects`:  python live_peers.py FOLDER_OF_PROGRAMS DATA [--all-ways] [--mirrors]
[options of showtell-lab live]

`showtell-lab live --dump` draws the trials, does them with ours, and writes what was taught and asked. Rivals are taught
exactly those samples (ours have the generic counter-examples and the mirror images besides, as in the daemon; with `--mirrors`
rivals are taught the mirror images too, as samples more). Their features are those whose
inner products are the cosines that ours compare by; each rival is also given them centred anew on what is taught and brought
to unit length, and standardised, and each table has the one that serves it best over all counts, told by what was asked: a
head start that ours do not have (`--all-ways` prints every way). How much a picture looks like something taught, a rival says by its nearest cosine, its
largest probability or its largest score.

Then all take in one more sample, in turns on one thread, after their answers are checked, with features as given. Ours has
judged it just before, as the daemon judges every frame, and knows its products with what is stored. Streaming LDA is fitted anew in its dual form: what its authors' program does before it next judges, an inverse of features × features,
takes longer.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import collections
import importlib.metadata
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

ROUNDS, STORED = 5, 1000


class StreamingLDA:
    """Hayes and Kanan, Lifelong Machine Learning with Deep Streaming Linear Discriminant Analysis, 2020.

    The mean of each class and one covariance of all run along with the samples; Λ = ((1 − ε)Σ + εI)⁻¹ with ε = 1e-4 as in
    their program, and a class's score is x·Λμ − μ·Λμ/2. Σ is a sum of one outer product a sample, so Λ is applied by the
    identity of Woodbury, n × n instead of features × features: the same numbers. In their program a class's mean is 0 before
    its first sample, whose deviation is then all of it; with `lenient` such a sample adds nothing to Σ.
    """

    def __init__(self, lenient=True, shrinkage=1e-4):
        self.lenient, self.shrinkage = lenient, shrinkage

    def fit(self, samples, labels):
        self.classes_, places = np.unique(labels, return_inverse=True)
        means = np.zeros((len(self.classes_), samples.shape[1]))
        seen, deviations = np.zeros(len(self.classes_)), []
        for step, (sample, place) in enumerate(zip(samples.astype(float), places)):
            weight = step / (step + 1) if seen[place] or not self.lenient else 0
            deviations.append((sample - means[place]) * np.sqrt(weight))
            seen[place] += 1
            means[place] += (sample - means[place]) / seen[place]
        root = np.array(deviations) * np.sqrt((1 - self.shrinkage) / len(samples))
        inner = np.linalg.solve(root @ root.T + self.shrinkage * np.eye(len(root)), root @ means.T)
        self.weights = (means - inner.T @ root) / self.shrinkage
        self.offsets = -0.5 * (self.weights * means).sum(1)
        return self

    def decision_function(self, samples):
        return samples @ self.weights.T + self.offsets

    def predict(self, samples):
        return self.classes_[self.decision_function(samples).argmax(1)]


def neighbours(count):
    return KNeighborsClassifier(n_neighbors=min(3, count), weights="distance", metric="cosine", algorithm="brute")


RIVALS = {
    "3-NN, cosine": neighbours,
    "logistic regression": lambda _: LogisticRegression(max_iter=1000),
    "ridge": lambda _: RidgeClassifier(),
    "streaming LDA": lambda _: StreamingLDA(),
    "streaming LDA, first samples too": lambda _: StreamingLDA(lenient=False),
}
# These tell classes from one another, and have nothing to learn from one alone.
TELLERS = ("logistic regression", "ridge")


def length_one(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def as_given(train, test):
    return train, test


def centred(train, test):
    return length_one(train - train.mean(0)), length_one(test - train.mean(0))


def standardised(train, test):
    spread = train.std(0)
    spread[spread == 0] = 1
    return (train - train.mean(0)) / spread, (test - train.mean(0)) / spread


PREPARATIONS = {"as given": as_given, "centred": centred, "standardised": standardised}


def turned(train, test):
    """The same inner products with what is taught, in as many columns as there are samples: what depends on these alone comes
    out the same, sooner. Lengths of what is asked do not."""
    if train.shape[0] >= train.shape[1]:
        return train, test
    basis = np.linalg.qr(train.T)[0]
    return train @ basis, test @ basis


def likeness(model, test):
    """How much each row looks like something that was taught, as each kind of classifier can tell."""
    if isinstance(model, KNeighborsClassifier):
        return 1 - model.kneighbors(test, 1)[0][:, 0]
    if hasattr(model, "predict_proba"):
        return model.predict_proba(test).max(1)
    scores = model.decision_function(test)
    return np.abs(scores) if scores.ndim == 1 else scores.max(1)


def accuracy(answers, labels):
    return np.mean([(answers[labels == label] == label).mean() for label in np.unique(labels)])


def values(trial, labels, answers, familiar):
    """What a trial is worth: accuracy where all are taught, else the area under the curve."""
    if trial["purpose"] == "unknown":
        taught = np.isin(labels[trial["test"]], trial["taught"])
        return "auroc", roc_auc_score(taught, familiar)
    return trial["purpose"], accuracy(answers, labels[trial["test"]])


def ours(note):
    found, labels = collections.defaultdict(list), np.array(note["labels"])
    for trial in note["trials"]:
        for name in trial["answers"]:
            measure, value = values(trial, labels, np.array(trial["answers"][name]), trial["likeness"][name])
            found[f"Showtell, {name}", trial["count"], measure, trial["seed"]].append(value)
    return found


def given(rows, generic, blocks):
    """Features as ours compare them: each block from the mean of the generic pictures, at the length that it counts."""
    parts, total = [], sum(block["weight"] for block in blocks)
    for block in blocks:
        own = slice(block["first"], block["first"] + block["count"])
        parts.append(length_one(rows[:, own] - generic[:, own].mean(0)) * np.sqrt(block["weight"] / total))
    return np.concatenate(parts, 1)


def rivals(note, features, mirrored=None):
    found, labels = collections.defaultdict(list), np.array(note["labels"])
    for done, trial in enumerate(note["trials"]):
        print(f"\r{done + 1} of {len(note['trials'])} trials", end="", file=sys.stderr)
        raw, taught = (features[trial["train"]].astype(float), features[trial["test"]].astype(float)), labels[trial["train"]]
        if mirrored is not None:
            raw, taught = (np.concatenate([raw[0], mirrored[trial["train"]]]), raw[1]), np.concatenate([taught, taught])
        for way, prepare in PREPARATIONS.items():
            whole = prepare(*raw)
            fewer = turned(*whole)
            for name, make in RIVALS.items():
                if len(trial["taught"]) < 2 and name in TELLERS:
                    continue
                train, test = whole if make is neighbours else fewer
                model = make(len(train)).fit(train, taught)
                measure, value = values(trial, labels, model.predict(test), likeness(model, test))
                found[f"{name} ({way})", trial["count"], measure, trial["seed"]].append(value)
    print("\r" + 40 * " " + "\r", end="", file=sys.stderr)
    return found


def spread(found, name, count, measure):
    """In per cent, over the seeds; of several scenes a seed's number is the mean."""
    seeds = [np.mean(v) for (n, c, m, _), v in sorted(found.items()) if (n, c, m) == (name, count, measure)]
    if not seeds:
        return None
    return 100 * np.mean(seeds), 100 * np.std(seeds, ddof=1) if len(seeds) > 1 else 0


def best_ways(found, counts, measure):
    """Each rival by the preparation with the highest mean over all counts."""
    for name in RIVALS:
        ways = [f"{name} ({way})" for way in PREPARATIONS]
        spreads = {way: [spread(found, way, count, measure) for count in counts] for way in ways}
        yield max(ways, key=lambda way: sum(s[0] for s in spreads[way] if s))


def all_ways(*_):
    return [f"{name} ({way})" for name in RIVALS for way in PREPARATIONS]


def table(note, features, ways=best_ways, mirrored=None):
    found = ours(note) | rivals(note, features, mirrored)
    counts = sorted({trial["count"] for trial in note["trials"]})
    mine = sorted({name for name, *_ in found if name.startswith("Showtell")})
    measures = [("all", "accuracy, %"), ("auroc", "AUROC, %"), ("imbalance", "accuracy where half are taught four times as much, %")]
    for measure, title in measures:
        if not any(key[2] == measure for key in found):
            continue
        print(f"\n| {title} | " + " | ".join(f"{count} taught" for count in counts) + " |")
        print("|---" * (len(counts) + 1) + "|")
        for name in mine + list(ways(found, counts, measure)):
            cells = [spread(found, name, count, measure) for count in counts]
            if any(cells):
                print(f"| {name} | " + " | ".join(f"{c[0]:.1f} ± {c[1]:.1f}" if c else "" for c in cells) + " |")


def one_more(note, features, folder, programs):
    """Times taking in one more sample, and judging one picture."""
    labels = np.array(note["labels"])
    # What could not be read has no features.
    order = np.random.default_rng(1).permutation(np.flatnonzero(np.load(folder / "raw.npy").any(1)))
    stored = min(STORED, len(order) * 3 // 4)
    train, test = np.sort(order[: stored + 1]), order[stored + 1 :][:100]
    np.random.default_rng(2).shuffle(train)
    process = subprocess.Popen([programs / "live-bench", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def showtell(kind):
        def run():
            rows = " ".join(",".join(map(str, part)) for part in (train, test))
            process.stdin.write(f"{kind} {rows}\n")
            process.stdin.flush()
            taking, judging, answers = process.stdout.readline().split()
            return int(taking) / 1e6, int(judging) / 1e6, np.array(answers.split(","), int)

        return run

    def rival(make):
        rows, asked = features[train], features[test]

        def run():
            model = make(len(rows))
            start = time.perf_counter()
            model.fit(rows, labels[train])
            fitted = time.perf_counter()
            answers = np.concatenate([model.predict(row[None]) for row in asked])
            return 1e3 * (fitted - start), 1e3 * (time.perf_counter() - fitted) / len(asked), answers

        return run

    kinds = list(note["trials"][0]["answers"])
    runs = {f"Showtell, {kind}": showtell(kind) for kind in kinds} | {
        name: rival(make) for name, make in RIVALS.items() if "too" not in name}
    for name in list(runs):
        share = (runs[name]()[2] == labels[test]).mean()
        if share < 0.5:
            print(f"{name} names {share:.0%} of what is asked rightly: not timed")
            del runs[name]
    rounds = [{name: run()[:2] for name, run in runs.items()} for _ in range(ROUNDS)]
    mine = f"Showtell, {kinds[0]}"
    print(f"\n| with {stored} stored | one more, ms | times ours | judging one, ms | both, times ours |\n" + "|---" * 5 + "|")
    for name in runs:
        taking, judging = (statistics.median(r[name][part] for r in rounds) for part in (0, 1))
        # Some learn when they are taught, some when they are asked.
        more, both = (statistics.median(part(r[name]) / part(r[mine]) for r in rounds) if mine in runs else float("nan")
                  for part in (lambda times: times[0], sum))
        print(f"| {name} | {taking:.1f} | {more:.2f} | {judging:.2f} | {both:.2f} |")
    process.stdin.close()
    process.wait()


def main():
    programs, data, options = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3:]
    ways, mirrors = all_ways if "--all-ways" in options else best_ways, "--mirrors" in options
    options = [option for option in options if option not in ("--all-ways", "--mirrors")]
    warnings.filterwarnings("ignore")  # scikit-learn says of few samples that they are few.
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("scikit-learn", "numpy")))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([programs / "showtell-lab", "live", "--data", data, "--dump", folder, *options], check=True)
        folder = pathlib.Path(folder)
        note, features = json.loads((folder / "trials.json").read_text()), np.load(folder / "features.npy")
        mirrored, generic = (np.load(folder / f"{name}.npy").astype(float) for name in ("mirrored", "generic"))
        table(note, features, ways, given(mirrored, generic, note["blocks"]) if mirrors else None)
        one_more(note, features, folder, programs)


if __name__ == "__main__":
    main()
