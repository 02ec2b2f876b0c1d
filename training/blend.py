"""Average the weights of trainings that came from the same ones (Wortsman et al. 2022).

    python -m training.blend training/build/two training/build/three --out training/build/both

What one training gained and what it lost meet in the middle, which costs no pass over any pair.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor


def blended(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each tensor, in float32.

    Raises:
        KeyError: a network lacks a tensor that the first one has.
    """
    return {
        name: torch.stack([state[name].float() for state in states]).mean(dim=0)
        for name in states[0]
    }


def main() -> None:
    """Write a checkpoint that `training.stance --start` and `training.quantise` take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trainings", type=Path, nargs="+", help="folders with a checkpoint")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    checkpoints = [
        torch.load(folder / "checkpoint.pt", weights_only=True) for folder in arguments.trainings
    ]
    arguments.out.mkdir(parents=True, exist_ok=True)
    network = blended([checkpoint["network"] for checkpoint in checkpoints])
    torch.save({"network": network}, arguments.out / "checkpoint.pt")
    print(f"{len(network)} tensors of {len(checkpoints)} trainings in {arguments.out}")


if __name__ == "__main__":
    main()
