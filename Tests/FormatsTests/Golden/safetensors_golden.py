"""Writes bank.safetensors with the Python package safetensors: the content that SafetensorsTests.swift writes too.

    pip install numpy safetensors && python3 safetensors_golden.py
"""

import pathlib

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "stage1.kernels": (np.arange(18, dtype=np.float32) / 8 - 1).reshape(2, 1, 3, 3),
    "gain": np.array(1.5, dtype=np.float32),
    "nothing": np.zeros((0, 3), dtype=np.float32),
    "Größe “1”": np.array([np.inf, -np.inf, 0, 1e-45, 3.4028235e38], dtype=np.float32),
}
# With one text only: the package writes several in any order.
metadata = {"recipe": 'line\n"quoted"\ttabbed \\ \x01 äß/'}
save_file(tensors, pathlib.Path(__file__).with_name("bank.safetensors"), metadata)
