"""Writes arrays with numpy: those that NumpyTests.swift writes too, and those that it must refuse.

    pip install numpy && python3 numpy_golden.py
"""

import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent
numbers = (np.arange(24, dtype=np.float32) / 8 - 1).reshape(2, 3, 4)


def save(name, array, version=None):
    with open(folder / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=False)


save("cube", numbers)
save("cube-2", numbers, version=(2, 0))
save("cube-3", numbers, version=(3, 0))
save("line", numbers.reshape(24))
save("one", np.array(1.5, dtype=np.float32))
save("nothing", np.zeros((0, 3), dtype=np.float32))

save("double", numbers.astype(np.float64))
save("big-endian", numbers.astype(">f4"))
save("fortran", np.asfortranarray(numbers))
save("records", np.zeros(3, dtype=[("x", "<f4"), ("y", "<f4")]))
