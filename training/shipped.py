"""Unpack the shipped stance weights, to begin a further training from what is in the repository.

    python -m training.shipped --out training/build/shipped
    python -m training.stance --start training/build/shipped --out training/build/further

Eight bits a weight were kept, so this network is the shipped one and not the one that was trained.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from training.quantise import WEIGHTS

WORDS = "encoder.embeddings.word_embeddings"


def read_network(path: Path) -> dict[str, Tensor]:
    """The state of a `StanceNetwork` out of the ONNX file that `training.quantise` wrote."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    state[f"{WORDS}.weight"] = stored[f"{WORDS}.rows"] * stored[f"{WORDS}.scale"]
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            matrix: NDArray[np.float32] = stored[node.input[1]] * stored[node.input[3]]
            state[_parameter(node.output[0])] = matrix.T
    return {name: torch.from_numpy(array.copy()) for name, array in state.items()}


def _parameter(output: str) -> str:
    """`/encoder/encoder/layer.0/output/dense/MatMul_output_0.product` → its weight's name."""
    return output.strip("/").rpartition("/")[0].replace("/", ".") + ".weight"


def main() -> None:
    """Write a checkpoint that `training.stance --start` takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=WEIGHTS / "stance" / "model.onnx")
    parser.add_argument("--out", type=Path, default=Path("training/build/shipped"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    state = read_network(arguments.model)
    torch.save({"network": state}, arguments.out / "checkpoint.pt")
    print(f"{len(state)} tensors of {arguments.model} in {arguments.out}")


if __name__ == "__main__":
    main()
