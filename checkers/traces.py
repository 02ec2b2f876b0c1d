"""What fact-checks are found by, as the warehouse keeps it and the search reads it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FactCheckTraces:
    """What fact-checks are found by; row i of everything is that of `ids[i]`.

    `claims` are the claims reviewed, `vectors` their unit vectors by the model of title `embedder`,
    float32 of shape (fact-checks, dimensions).
    """

    embedder: str
    ids: tuple[str, ...]
    claims: tuple[str, ...]
    languages: tuple[str | None, ...]
    vectors: NDArray[np.float32]
