"""Computes the golden answers of the feature extractor with numpy alone, in double precision, from the formulas.

Run it to write golden.json beside it:  python3 golden.py

Sources of the formulas: Jarrett, Kavukcuoglu, Ranzato and LeCun, What is the Best Multi-Stage Architecture for Object
Recognition?, ICCV 2009; the choices the paper leaves open are those of the comments below. Nothing here is shared with
the Swift code: filters and connections are drawn again, and the test pictures are integer formulas that both repeat.
"""

import base64
import json
import pathlib

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view



# --- what is random ---------------------------------------------------------------------------------------------------


def splitmix64(seed, count):
    """The first `count` numbers of SplitMix64."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def balanced_table(inputs, rows, each, seed):
    """Chunks of shuffled inputs: every input is used equally often."""
    numbers = iter(int(n) for n in splitmix64(seed, 10000))
    table, left = [], []
    while len(table) < rows:
        if len(left) < each:
            left = list(range(inputs))
            for place in range(inputs - 1, 0, -1):
                other = next(numbers) % (place + 1)
                left[place], left[other] = left[other], left[place]
        table.append(sorted(left[:each]))
        left = left[each:]
    return table


def random_kernels(seed, counts, side):
    """Uniform in ±1/side, single precision, all stages from one sequence."""
    bits = splitmix64(seed, sum(counts) * side * side) >> np.uint64(40)
    values = (bits.astype(np.float32) / np.float32(2**23) - np.float32(1)) / np.float32(side)
    values = values.astype(np.float64).reshape(-1, side, side)
    return np.split(values, np.cumsum(counts)[:-1])


# --- the pictures -----------------------------------------------------------------------------------------------------


def triangle(t, period):
    p = t % period
    return np.minimum(p, period - p) * 510 // period


def gratings_and_blobs(width, height):
    """height × width × (R, G, B), whole numbers in 0…255."""
    y, x = np.mgrid[0:height, 0:width]
    red = triangle(3 * x + 2 * y, 40)
    green = triangle(5 * y + 4 * width - x, 56)
    blue = triangle(x + 7 * y, 91)
    for cx, cy, r in [(width // 3, height // 4, 23), (width - 30, height // 2, 17), (width // 2, height - 20, 31)]:
        rest = r * r - (x - cx) ** 2 - (y - cy) ** 2
        blob = np.where(rest > 0, 255 * rest // (r * r), 0)
        red, green, blue = np.maximum(red, blob), np.maximum(green - blob, 0), (blue + blob) // 2
    return np.stack([red, green, blue], axis=2)


def constant(width, height):
    return np.full((height, width, 3), 99)


def impulse(width, height):
    picture = np.zeros((height, width, 3), dtype=int)
    picture[height // 2, width // 3] = 255
    return picture


# --- the extractor ----------------------------------------------------------------------------------------------------


def resampling(old, new):
    """The matrix of the triangle filter, widened by the factor when it reduces; rows sum to 1."""
    scale = old / new
    centres = (np.arange(new) + 0.5) * scale
    distance = np.abs(np.arange(old) + 0.5 - centres[:, None]) / max(scale, 1)
    weights = np.maximum(0, 1 - distance)
    return weights / weights.sum(axis=1, keepdims=True)


def grey(picture, longest, shortest):
    y = picture @ np.array([0.299, 0.587, 0.114]) / 255
    rows, columns = (max(int(side * longest / max(y.shape) + 0.5), shortest) for side in y.shape)
    return resampling(y.shape[0], rows) @ y @ resampling(y.shape[1], columns).T


def gaussian(side, deviation):
    d = np.arange(side) - side // 2
    w = np.exp(-(d[:, None] ** 2 + d[None, :] ** 2) / (2 * deviation**2))
    return w / w.sum()


def local_mean(plane, window):
    """Σ w·x over the part of the window inside the plane, divided by that part's weight."""
    border = window.shape[0] // 2

    def correlate(p):
        return np.einsum("rcij,ij->rc", sliding_window_view(np.pad(p, border), window.shape), window)

    return correlate(plane) / correlate(np.ones_like(plane))


def normalise(maps, window, smallest):
    """N: one mean and one deviation a pixel for all maps; `smallest` computes c from the deviations."""
    v = maps - local_mean(maps.mean(axis=0), window)
    deviation = np.sqrt(local_mean((v**2).mean(axis=0), window))
    return v / np.maximum(smallest(deviation), deviation)


def preprocess(y, longest, window):
    border = window.shape[0] // 2
    side = longest - 2 * border
    plane = np.zeros((side, side))
    if y.std() < 0.5 / 255:
        return plane
    y = (y - y.mean()) / y.std()
    y = normalise(y[None], window, lambda deviation: 1)[0][border:-border, border:-border]
    top, left = (side - y.shape[0]) // 2, (side - y.shape[1]) // 2
    plane[top : top + y.shape[0], left : left + y.shape[1]] = y
    return plane


def stage(maps, kernels, table, window, pool, step):
    side = kernels.shape[-1]
    patches = sliding_window_view(maps, (side, side), axis=(1, 2))
    kernels = kernels.reshape(len(table), -1, side, side)
    x = np.stack([np.tensordot(k, patches[t], axes=([0, 1, 2], [0, 3, 4])) for k, t in zip(kernels, table)])
    x = np.abs(np.tanh(x))
    x = normalise(x, window, lambda deviation: max(deviation.mean(), 1e-4))
    return sliding_window_view(x, (pool, pool), axis=(1, 2))[:, ::step, ::step].mean(axis=(3, 4))


def features(picture):
    window = gaussian(9, 1.591)
    groups = balanced_table(64, 16, 16, seed=2009)
    first, second = random_kernels(1, [64, 256 * 16], 9)
    plane = preprocess(grey(picture, 151, 9), 151, window)
    maps = stage(plane[None], first, [[0]] * 64, window, 10, 5)
    maps = stage(maps, second, [groups[output // 16] for output in range(256)], window, 6, 4)
    assert maps.shape == (256, 4, 4)
    return maps.ravel()


def golden(name, picture, x, y, width, height, every):
    values = features(picture[y : y + height, x : x + width])
    return {
        "name": name,
        "formula": name.split(",")[0],
        "width": picture.shape[1],
        "height": picture.shape[0],
        "region": [x, y, width, height],
        "checksum": int((picture * (np.arange(picture.size).reshape(picture.shape) % 251 + 1)).sum()),
        "every": every,
        "largest": float(np.abs(values).max()),
        "features": base64.b64encode(values[::every].astype("<f4").tobytes()).decode(),
    }


if __name__ == "__main__":
    # Among them sides that leave an odd number of rows, and of columns, to pad.
    answers = [
        golden("gratings, whole", gratings_and_blobs(200, 148), 0, 0, 200, 148, 1),
        golden("gratings, square of a large picture", gratings_and_blobs(640, 480), 80, 0, 480, 480, 1),
        golden("gratings, small part enlarged", gratings_and_blobs(97, 143), 10, 5, 60, 130, 7),
        golden("gratings, strip", gratings_and_blobs(151, 40), 0, 31, 151, 3, 7),
        golden("impulse, as large as the input", impulse(151, 151), 0, 0, 151, 151, 7),
        golden("constant, whole", constant(64, 48), 0, 0, 64, 48, 7),
    ]
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(json.dumps(answers, indent=1) + "\n")
    for answer in answers:
        print(answer["name"], answer["largest"], answer["checksum"])
    print(path.stat().st_size, "bytes")
