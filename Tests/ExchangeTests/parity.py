"""Runs an ONNX model on .npy inputs and writes each of its outputs: parity.py MODEL FOLDER input=FILE.npy..."""

import sys

import numpy
import onnxruntime

model, folder, *pairs = sys.argv[1:]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.log_severity_level = 3
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
inputs = {name: numpy.load(path) for name, path in (pair.split("=", 1) for pair in pairs)}
for name, value in zip([output.name for output in session.get_outputs()], session.run(None, inputs)):
    numpy.save(f"{folder}/{name}.npy", value)
print(session.get_modelmeta().custom_metadata_map.get("categories", ""))
