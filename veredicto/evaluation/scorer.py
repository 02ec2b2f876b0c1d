"""What scores the rows of a task, which rows it draws, and how many it takes at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np

from veredicto.evaluation.rows import Row
from veredicto.evaluation.scores import Scored

R_contra = TypeVar("R_contra", bound=Row, contravariant=True)
T = TypeVar("T")

CHUNK = 128
"""Texts handed to a model at a time: progress moves, and memory does not grow with the file."""
SEED = 20261125

Advance = Callable[[int, int], None]
"""Told how many of how many texts have been scored."""


class Scorer(Protocol[R_contra]):
    """Scores the rows of a task with models that are loaded."""

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """Role and title of each model."""

    def score(self, rows: Sequence[R_contra], most: int | None, advance: Advance) -> Scored:
        """The figures on `rows`, or on `most` of them as `draw` takes them.

        Raises:
            ModelError: a model returned something that is no score.
        """


def draw(items: Sequence[T], most: int | None) -> Sequence[T]:
    """At most `most` of the items, at random by `SEED`, in their order; all for None."""
    if most is None or most >= len(items):
        return items
    chosen = np.random.default_rng(SEED).choice(len(items), size=most, replace=False)
    return [items[i] for i in sorted(chosen)]


def chunks(items: Sequence[T], done: int, total: int, advance: Advance) -> Iterator[Sequence[T]]:
    """The items, `CHUNK` at a time.

    After each chunk `advance` is told how many of `total` are behind, `done` from the beginning.
    """
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        yield chunk
        advance(done + start + len(chunk), total)
