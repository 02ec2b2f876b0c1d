"""Exit status 0 where the PyTorch that is installed needs CUDA's libraries beside it, else 1."""

from __future__ import annotations

import sys
from importlib.metadata import requires

from packaging.requirements import Requirement


def needs_cuda() -> bool:
    """Whether PyTorch's own metadata ask for them on this machine."""
    wanted = [Requirement(it) for it in requires("torch") or ()]
    here = [it for it in wanted if it.marker is None or it.marker.evaluate({"extra": ""})]
    return any(it.name.startswith(("nvidia-", "cuda-")) for it in here)


if __name__ == "__main__":
    sys.exit(not needs_cuda())
