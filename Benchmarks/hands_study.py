"""What would serve signs of hands better, tried on pictures that the tables of live teaching do not ask: decision 0028.

    showtell-lab live --data HANDS --classifier streaming-lda --dump hands
    showtell-lab live --data OBJECTS --classifier streaming-lda --dump objects --validation
    python Benchmarks/hands_study.py hands objects ...

Of hands only the first half of each sign's frames is used, of which nothing is ever asked in docs/LAB.md. `early`: taught are k
of the first half of those, asked the rest. `across`: taught are k of one session, asked all of the other's. The classifier is
done again with numpy (first line: how many of its answers are the program's own), without what is chosen by leaving out. The area
under the curve is that of nearness alone, with a third of the classes never taught.
"""

import argparse
import collections
import copy
import json
import pathlib
import random
import warnings

import numpy as np
from sklearn.metrics import roc_auc_score

from live_peers import PREPARATIONS, RIVALS, accuracy, likeness, neighbours, turned

PENALTY, COLOUR, GENERIC = 0.1, 0.36, 4
FACTORS = (1 / 27, 1 / 9, 1 / 3, 1, 3)


class Dump:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        note = json.loads((folder / "trials.json").read_text())
        self.name, self.labels, self.trials = folder.name, np.array(note["labels"]), note["trials"]
        self.scenes = [pathlib.Path(path).parent.name for path in note["paths"]]
        self.raw, self.mirrored, self.generic, self.given = (
            np.load(folder / f"{name}.npy").astype(float) for name in ("raw", "mirrored", "generic", "features"))
        self.blocks = [slice(b["first"], b["first"] + b["count"]) for b in note["blocks"]]

    def views(self, scene, label):
        found = [i for i, s in enumerate(self.scenes) if s == scene and self.labels[i] == label]
        return found[: (len(found) + 1) // 2]


def evenly(views, count, generator):
    begin = generator.random()
    return [views[min(int((i + begin) * len(views) / count), len(views) - 1)] for i in range(count)]


def early_trials(dump, across, seeds=10, counts=(1, 3, 5)):
    scenes, labels = sorted(set(dump.scenes)), np.unique(dump.labels)
    for count, seed in ((count, seed) for count in counts for seed in range(seeds)):
        generator = random.Random(1000 * seed + count)
        for place, scene in enumerate(scenes):
            train, test = [], []
            for label in labels:
                views = dump.views(scene, label)
                half = len(views) if across else (len(views) + 1) // 2
                asked = dump.views(scenes[1 - place], label) if across else views[half:]
                if half >= count and asked:
                    train += evenly(views[:half], count, generator)
                    test += asked
            taught = sorted({int(dump.labels[i]) for i in train})
            if len(taught) < 2:
                continue
            trial = {"count": count, "seed": seed, "train": train, "test": test}
            yield trial | {"purpose": "all", "taught": taught}
            if len(taught) < 3:
                continue
            strange = set(generator.sample(taught, (len(taught) + 1) // 3))
            yield trial | {
                "purpose": "unknown", "taught": [label for label in taught if label not in strange],
                "train": [i for i in train if dump.labels[i] not in strange]}


def firsts(labels, every, draw):
    """Places of the samples that draw the centre: 1, 2, 4, 8 or 16 categories' first ones; or of every category up to 16."""
    all_ = sorted(np.unique(labels, return_index=True)[1])
    count = min(len(all_), 16)
    if not every:
        count = 1 << (count.bit_length() - 1)
    return all_[:count] if draw is None else random.Random(draw).sample(all_, count)


def geometry(dump, taught, test, labels, colour=COLOUR, scale=None, every=False, draw=None, mirrors=False):
    """Cosines with what is taught, and how long each taught picture is from the centre, 1 on the average.

    With mirror images a sample is the mean of its picture, counted twice, and the image, over the root of the mean of their squares.
    """
    train, test = dump.raw[taught], dump.raw[test]
    own = firsts(labels, every, draw)
    centre = (GENERIC * dump.generic.mean(0) + train[own].sum(0)) / (GENERIC + len(own))
    inner, asked, square = 0, 0, 0
    for block, weight in zip(dump.blocks, (1, colour)):
        share, factor = weight / (1 + colour), 1 if scale is None else scale(dump, train)[block]
        a, b, image = ((rows[:, block] - centre[block]) * factor for rows in (train, test, dump.mirrored[taught]))
        lengths = np.linalg.norm(a, axis=1)
        square = square + share * lengths**2 / max((lengths[own] ** 2).mean(), 1e-12)
        if mirrors:
            lengths, a = np.sqrt((2 * lengths**2 + (image**2).sum(1)) / 3), (2 * a + image) / 3
        a, b = a / np.maximum(lengths, 1e-12)[:, None], b / np.maximum(np.linalg.norm(b, axis=1, keepdims=True), 1e-12)
        inner, asked = inner + share * a @ a.T, asked + share * b @ a.T
    return inner, asked, np.sqrt(square)


def discriminants(inner, asked, labels, trust=1, penalty=PENALTY):
    """Scores and evidence. A sample that is trusted by t is penalised by λ / t²: λ means the same for a vector t times as long."""
    trust = trust * np.ones(len(labels))
    classes, places = np.unique(labels, return_inverse=True)
    targets = np.eye(len(classes))[places] / trust[:, None]
    coefficients = np.linalg.solve(inner + np.diag(penalty / trust**2), targets)
    weights = np.linalg.inv(penalty * targets.T @ coefficients)
    evidence = asked @ coefficients
    return classes, evidence @ weights - (np.diag(weights) - 1 / np.bincount(places)) / 2, evidence


def spread(power, columns, floor=0.01, taught=True):
    """Features in these columns divided by a power of their deviation, of what is taught or of the generic pictures."""

    def scale(dump, train):
        deviation = (train if taught else dump.generic).std(0)
        result = np.ones(len(deviation))
        for block in (dump.blocks[i] for i in columns):
            own = deviation[block]
            result[block] = (own + floor * own.mean() + 1e-12) ** -power
        return result

    return scale


def variant(power=0, **how):
    def answer(dump, train, test, labels):
        inner, asked, length = geometry(dump, train, test, labels, **how)
        classes, scores, evidence = discriminants(inner, asked, labels, length**power)
        best = scores.argmax(1)
        own = evidence[np.arange(len(best)), best]
        return classes[best], 1 - np.sqrt(np.maximum((evidence**2).sum(1) - 2 * own + 1, 0))

    return answer


def rival(name, preparation):
    def answer(dump, train, test, labels):
        rows = PREPARATIONS[preparation](dump.given[train], dump.given[test])
        rows = rows if RIVALS[name] is neighbours else turned(*rows)
        model = RIVALS[name](len(train)).fit(rows[0], labels)
        return model.predict(rows[1]), likeness(model, rows[1])

    return answer


def measure(dump, trials, answer):
    found = collections.defaultdict(list)
    for trial in trials:
        train, test = np.array(trial["train"]), dump.labels[trial["test"]]
        if trial["purpose"] == "imbalance":
            continue
        answers, near = answer(dump, train, np.array(trial["test"]), dump.labels[train])
        taught = np.isin(test, trial["taught"])
        value = accuracy(answers, test) if trial["purpose"] == "all" else roc_auc_score(taught, near)
        found[trial["purpose"], trial["count"]].append(100 * value)
    return "; ".join(
        ", ".join(f"{np.mean(values):.1f}" for (purpose, _), values in sorted(found.items()) if purpose == wanted)
        for wanted in ("all", "unknown"))


def surprise(inner, labels, folds):
    """-ln of the left-out samples' own classes, as in Temperature.swift but for its reluctance."""
    left = []
    for fold in folds:
        kept = np.setdiff1d(np.arange(len(labels)), fold)
        classes, scores, _ = discriminants(inner[np.ix_(kept, kept)], inner[np.ix_(fold, kept)], labels[kept])
        left += [(row, list(classes).index(labels[i])) for i, row in zip(fold, scores) if labels[i] in classes]
    units = np.std([row for rows, _ in left for row in rows]) * 0.1 * 2 ** (np.arange(20) / 3)
    return min(sum(np.log(np.exp((row - row[own]) / unit).sum()) for row, own in left) for unit in units)


def chosen(dump, trials, halves):
    """The factor of the colours' weight under which what is left out, a sample or half of a class, surprises least."""
    votes = collections.Counter()
    for trial in trials:
        train = np.array(trial["train"])
        labels = dump.labels[train]
        if trial["purpose"] != "all" or trial["count"] < 3:
            continue
        members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        folds = [half for own in members for half in np.array_split(own, 2)] if halves else [[i] for i in range(len(labels))]
        costs = []
        for factor in FACTORS:
            inner = geometry(dump, train, train[:1], labels, colour=factor * COLOUR)[0]
            costs.append(surprise(inner, labels, folds))
        votes[f"{FACTORS[int(np.argmin(costs))]:.2g}"] += 1
    return dict(sorted(votes.items(), key=lambda vote: float(vote[0])))


def mirrors(dump, trials):
    """By how much what is left out is less surprised without mirror images, in nats: of lessons as they are, and of each thing
    of a lesson alone, half of its pictures turned round and under another name. Least, middle, most, by pictures of a name."""
    gains = collections.defaultdict(list)
    for trial in trials:
        train = np.array(trial["train"])
        labels = dump.labels[train]
        if trial["purpose"] != "all" or trial["count"] < 3:
            continue
        lessons = [("as it is", trial["count"], dump, train, labels)]
        for label in np.unique(labels):
            own = train[labels == label]
            names, turned = np.arange(len(own)) % 2, copy.copy(dump)
            turned.raw, turned.mirrored = dump.raw.copy(), dump.mirrored.copy()
            turned.raw[own[1::2]], turned.mirrored[own[1::2]] = dump.mirrored[own[1::2]], dump.raw[own[1::2]]
            if len(own) >= 4:
                lessons.append(("left and right", (len(own) + 1) // 2, turned, own, names))
        for what, count, data, taught, names in lessons:
            folds = [[i] for i in range(len(names))]
            costs = [surprise(geometry(data, taught, taught[:1], names, mirrors=m)[0], names, folds) for m in (True, False)]
            gains[what, count].append(costs[0] - costs[1])
    return {key: (len(v), *np.round(np.percentile(v, [0, 50, 100]), 1).tolist()) for key, v in sorted(gains.items())}


VARIANTS = {
    "as it is": variant(mirrors=True),
    "without mirror images": variant(),
    "no colours": variant(colour=0),
    "colours a third": variant(colour=COLOUR / 3),
    "net and colours / deviation of what is taught": variant(scale=spread(1, (0, 1))),
    "net / deviation of what is taught": variant(scale=spread(1, (0,))),
    "net / its root": variant(scale=spread(0.5, (0,))),
    "net / deviation of generic pictures": variant(scale=spread(1, (0,), taught=False)),
    "net / its root, generic": variant(scale=spread(0.5, (0,), taught=False)),
    "colours / deviation of what is taught": variant(scale=spread(1, (1,))),
    "colours / deviation of generic pictures": variant(scale=spread(1, (1,), 0.3, taught=False)),
    "trust by length^¼": variant(0.25),
    "trust by length^½": variant(0.5),
    "trust by length": variant(1),
    "centre of all categories": variant(every=True),
    "centre of all categories, trust by length^½": variant(0.5, every=True),
    **{f"centre of categories at random, {draw}": variant(draw=draw) for draw in range(4)},
    **{f"centre of categories at random, {draw}, trust by length^½": variant(0.5, draw=draw) for draw in range(4)},
}


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", help="of hands first, then of other data")
    parser.add_argument("--only", action="append", choices=VARIANTS, help="this variant, and nothing else")
    options = parser.parse_args()
    hands, *others = (Dump(folder) for folder in options.folders)
    same = [np.mean(VARIANTS["as it is"](d, np.array(t["train"]), np.array(t["test"]), d.labels[t["train"]])[0]
                    == np.array(t["answers"]["streaming-lda"])) for d in (hands, *others) for t in d.trials[::7]]
    print(f"{np.mean(same):.2%} of the answers are the program's own")
    sets = [(d.name, d, d.trials) for d in others]
    early = [("early", hands, list(early_trials(hands, False))), ("across", hands, list(early_trials(hands, True)))]
    for name, answer in VARIANTS.items():
        if name not in (options.only or VARIANTS):
            continue
        print(name, *(f"{data}: {measure(d, trials, answer)}" for data, d, trials in early + sets), sep=" | ", flush=True)
    if options.only:
        return
    for name in RIVALS:
        for way in PREPARATIONS:
            cells = (f"{data}: {measure(d, trials, rival(name, way))}" for data, d, trials in early)
            print(f"{name} ({way})", *cells, sep=" | ", flush=True)
    for data, d, trials in early:
        print(f"weight of colours on {data}: one left out {chosen(d, trials, False)}, halves {chosen(d, trials, True)}")
    for data, d, trials in early + sets:
        print(f"surprise that mirror images cost, {data}: {mirrors(d, trials)}", flush=True)
    last = next((t for t in hands.trials if t["count"] == 10 and t["purpose"] == "all"), None)
    for name, order in (("as named", 1), ("turned round", -1)):
        if last is None:
            break
        train, asked = np.concatenate(np.split(np.array(last["train"]), 2)[::order]), hands.labels[last["test"]]
        for who in ("streaming LDA", "streaming LDA, first samples too"):
            right = [accuracy(rival(who, way)(hands, train, last["test"], hands.labels[train])[0], asked) for way in PREPARATIONS]
            print(f"10 of two signs, {name}: {who}", *(f"{way} {100 * value:.0f}" for way, value in zip(PREPARATIONS, right)))


if __name__ == "__main__":
    main()
