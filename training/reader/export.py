"""The trained network as it is served: two ONNX graphs with 8-bit weights."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from model import LowerLayers, Upper
from onnx import helper, numpy_helper
from torch import Tensor, nn

from eccp_assistant.lookup.reader.network import SLOTS

_LARGE = 20_000
"""Tables with more weights than this are stored in 8 bits."""

_SOME = 7
"""Words of the example that a network is traced with; any number may come later."""

_OUTPUTS = ["roles", "items", "pointers", "want", "one", "least", "offset"]


def export_lower(lower: LowerLayers, out: Path) -> None:
    """Write ``lower.onnx`` into a folder."""
    vectors = torch.randn(1, _SOME, 384)
    _write(lower.eval(), (vectors,), ["vectors"], ["hidden"], out / "lower.onnx")


def export_upper(upper: Upper, path: Path) -> None:
    """Write one of the trained networks."""
    vectors = torch.randn(1, _SOME, 384)
    whole = torch.zeros(1, _SOME, dtype=torch.long)
    inputs = (vectors, whole, whole, torch.zeros(1, _SOME, SLOTS), vectors)
    names = ["hidden", "types", "segments", "slots", "labels"]
    _write(upper.eval(), inputs, names, _OUTPUTS, path)


def _write(
    module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str], path: Path
) -> None:
    axes = {name: {1: "length"} for name in names}
    for name in outputs[:3]:
        axes[name] = {1: "length"}
    if "pointers" in outputs:
        axes["pointers"] = {1: "length", 2: "length"}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            module,
            inputs,
            str(full),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        onnx.save(_in_8_bits(onnx.load(full)), path)


def _in_8_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    """Large tables in 8 bits with a scale for each column; what is computed stays in 32.

    Quantising what is computed as well would be faster, and loses a fortieth of it: some of the
    embedding model's dimensions are far larger than the others.
    """
    graph = model.graph
    multiplied = {node.input[1] for node in graph.node if node.op_type == "MatMul"}
    restoring, tables = [], []
    for table in list(graph.initializer):
        weights = numpy_helper.to_array(table)
        if weights.ndim != 2 or weights.size <= _LARGE or weights.dtype != np.float32:
            continue
        axis = int(table.name in multiplied)
        scale = np.maximum(np.abs(weights).max(axis=1 - axis), 1e-8) / 127
        short = np.round(weights / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        names = [f"{table.name}_short", f"{table.name}_scale"]
        tables.append(numpy_helper.from_array(short, names[0]))
        tables.append(numpy_helper.from_array(scale.astype(np.float32), names[1]))
        restoring.append(helper.make_node("DequantizeLinear", names, [table.name], axis=axis))
        graph.initializer.remove(table)
    graph.initializer.extend(tables)
    others = list(graph.node)
    del graph.node[:]
    graph.node.extend([*restoring, *others])
    return model
