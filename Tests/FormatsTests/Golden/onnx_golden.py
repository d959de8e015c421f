"""Writes abs.onnx with the Python package onnx: the model that ONNXTests.swift writes too.

    pip install onnx && python3 onnx_golden.py
"""

import pathlib
import struct

from onnx import TensorProto, checker, helper

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64

graph = helper.make_graph(
    name="twice",
    nodes=[
        helper.make_node("Abs", ["x"], ["size"], name="how large"),
        helper.make_node("Mul", ["size", "two"], ["double"]),
        helper.make_node("LeakyRelu", ["double"], ["kept"], alpha=0.25),
        helper.make_node("Reshape", ["kept", "rows"], ["grid"], allowzero=0),
        helper.make_node("MaxPool", ["grid"], ["y"], auto_pad="VALID", kernel_shape=[1, 2], strides=[1, 2]),
    ],
    initializer=[
        helper.make_tensor("two", FLOAT, [], struct.pack("<f", 2), raw=True),
        helper.make_tensor("rows", INT64, [4], struct.pack("<4q", -1, 1, 3, 4), raw=True),
    ],
    inputs=[helper.make_tensor_value_info("x", FLOAT, ["batch", 12], doc_string="Twelve numbers.")],
    outputs=[helper.make_tensor_value_info("y", FLOAT, ["batch", 1, 3, 2])],
)
model = helper.make_model(
    graph,
    ir_version=8,
    opset_imports=[helper.make_opsetid("", 17)],
    producer_name="showtell",
    producer_version="0.1",
    doc_string="y = greatest pairs of 2·abs(x), in 3 × 2.",
)
helper.set_model_props(model, {"licence": "none", "näme": "Größe"})
checker.check_model(model, full_check=True)
pathlib.Path(__file__).with_name("abs.onnx").write_bytes(model.SerializeToString(deterministic=True))
