"""The rows of a file by language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from veredicto.evaluation.rows import Row
from veredicto.evaluation.scores import LanguageMeasured, Measured

UNDETERMINED = "und"
"""ISO 639-2's code for a language that nothing tells."""


def measure_languages(
    rows: Sequence[Row], measure: Callable[[NDArray[np.intp]], Measured]
) -> tuple[LanguageMeasured, ...]:
    """The figures on each language's rows, by name; none where all rows are in one language.

    Args:
        rows: of a file.
        measure: gives the figures on the rows of these indices.
    """
    found = np.array([row.language or UNDETERMINED for row in rows])
    languages = sorted(set(found.tolist()))
    if len(languages) == 1:
        return ()
    return tuple(
        LanguageMeasured(language, measure(np.flatnonzero(found == language)))
        for language in languages
    )
