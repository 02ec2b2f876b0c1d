"""int8 matrix products with a scale for every row of the activations and column of the weights.

ONNX Runtime's dynamic quantisation scales the activations of a whole batch by one number, so that
an outlier in one text coarsens all others and a text's result depends on what it is batched with.
Here each token has its own scale, from standard operators around `MatMulIntegerToFloat`: the method
of LLM.int8()'s vector-wise quantisation (Dettmers et al. 2022) without its outlier columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, helper, numpy_helper

CONTRIB = "com.microsoft"
ZERO_POINT = 128
"""Of the activations, which are uint8 because the processors' int8 products want them so."""
SMALLEST_SCALE = 1e-8
_CONSTANTS: dict[str, NDArray[np.generic]] = {
    "row.zero_points": np.array([ZERO_POINT], np.uint8),
    "row.zero_point": np.array(ZERO_POINT, np.uint8),
    "row.levels": np.array(127, np.float32),
    "row.least": np.array(SMALLEST_SCALE, np.float32),
    "row.one": np.array(1, np.float32),
    "row.flat": np.array([-1], np.int64),
    "row.leading": np.array([0, 1], np.int64),
}


@dataclass
class _Rewriting:
    """The nodes written so far, and the activations that are quantised already."""

    graph: GraphProto
    nodes: list[NodeProto] = field(default_factory=list)
    quantised: set[str] = field(default_factory=set)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """The name of a new constant."""
        self.graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    def call(
        self,
        operator: str,
        inputs: list[str],
        output: str,
        *,
        domain: str = "",
        **attributes: int | list[int],
    ) -> str:
        """The name of the output of a new node."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def quantise(self, name: str, width: int) -> None:
        """Write `name` of shape (batch, tokens, width) as uint8 rows, once."""
        if name in self.quantised:
            return
        self.quantised.add(name)
        shape = self.constant(f"{name}.rows_shape", np.array([-1, width], np.int64))
        rows = self.call("Reshape", [name, shape], f"{name}.rows")
        sizes = self.call("Abs", [rows], f"{name}.sizes")
        largest = self.call("ReduceMax", [sizes], f"{name}.largest", axes=[1], keepdims=1)
        bounded = self.call("Max", [largest, "row.least"], f"{name}.bounded")
        scale = self.call("Div", [bounded, "row.levels"], f"{name}.scale")
        scales = self.call("Reshape", [scale, "row.flat"], f"{name}.scales")
        count = self.call("Shape", [scales], f"{name}.count")
        zeros = self.call("Expand", ["row.zero_points", count], f"{name}.zeros")
        self.call("QuantizeLinear", [rows, scales, zeros], f"{name}.int8", axis=0)
        self.call("Shape", [name], f"{name}.shape")

    def multiply(self, node: NodeProto, weight: NDArray[np.float32]) -> None:
        """Write `node`, a product of (batch, tokens, width) with (width, columns), in int8."""
        name, output = node.input[0], node.output[0]
        self.quantise(name, weight.shape[0])
        scales = np.maximum(np.abs(weight).max(axis=0), SMALLEST_SCALE) / 127
        integers = np.round(weight / scales).astype(np.int8)
        product = self.call(
            "MatMulIntegerToFloat",
            [
                f"{name}.int8",
                self.constant(f"{node.input[1]}.int8", integers),
                "row.one",
                self.constant(f"{node.input[1]}.scales", scales.astype(np.float32)),
                "row.zero_point",
            ],
            f"{output}.product",
            domain=CONTRIB,
        )
        scaled = self.call("Mul", [product, f"{name}.scale"], f"{output}.scaled")
        leading = self.call("Gather", [f"{name}.shape", "row.leading"], f"{output}.leading", axis=0)
        columns = self.constant(f"{output}.columns", np.array([weight.shape[1]], np.int64))
        shape = self.call("Concat", [leading, columns], f"{output}.shape", axis=0)
        self.call("Reshape", [scaled, shape], output)


def quantise_rowwise(source: Path, target: Path) -> None:
    """Write the fp32 model of `source` with its products by constant matrices in int8."""
    model = onnx.load(source)
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    rewriting = _Rewriting(model.graph)
    for name, value in _CONSTANTS.items():
        rewriting.constant(name, value)
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            rewriting.multiply(node, numpy_helper.to_array(weights[node.input[1]]))
        else:
            rewriting.nodes.append(node)
    _replace(model.graph, rewriting.nodes)
    model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    onnx.save(model, target)


def _replace(graph: GraphProto, nodes: list[NodeProto]) -> None:
    """Give the graph these nodes and drop the constants that none of them uses."""
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.initializer[:]
    graph.initializer.extend(kept)
