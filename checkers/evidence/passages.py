"""Passages of a source: its sentences, a short one together with the next."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.nouns import Passage, Source
from checkers.reading.sentences import statement_spans

SHORTEST = 25
"""Characters; anything shorter is a heading or a crumb of a menu."""
WINDOWS = 2
"""The version of the cut; runs of before it are derived again as they were."""
SHORT = {1: 80, WINDOWS: 160}
"""Characters up to which a sentence is also a passage with the next, by version."""
LONGEST = 420
"""Characters; about the 160 tokens that the stance model reads."""


def cut_passages(source: Source, windows: int = WINDOWS) -> tuple[Passage, ...]:
    """Each sentence of the source, and each short one with the next, in the order of the text.

    A dateline ("Madrid, 16 nov (Efe).- ") is no part of them: the stance model stumbles over it.
    A sentence longer than `LONGEST` is kept whole: what the model cannot read of it is its end.
    """
    return tuple(Passage.of(source, start, end) for start, end in _windows(source, SHORT[windows]))


def _windows(source: Source, short: int) -> Iterator[tuple[int, int]]:
    spans = statement_spans(source.text, source.language or "es")
    for i, span in enumerate(spans):
        if span.end - span.start >= SHORTEST:
            yield span.start, span.end
        if i + 1 == len(spans):
            return
        following = spans[i + 1]
        same_block = "\n" not in source.text[span.end : following.start]
        needs_more = span.end - span.start <= short
        if same_block and needs_more and following.end - span.start <= LONGEST:
            yield span.start, following.end
