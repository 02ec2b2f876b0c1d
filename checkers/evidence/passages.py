"""Passages of a source: its sentences, and pairs of neighbouring ones."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.nouns import Passage, Source
from checkers.reading.sentences import sentence_spans

SHORTEST = 25
"""Characters; anything shorter is a heading or a crumb of a menu."""
LONGEST = 420
"""Characters; about the 160 tokens that the stance model reads."""


def cut_passages(source: Source) -> tuple[Passage, ...]:
    """Each sentence of the source, and each two that stand in one block, in the order of the text.

    A sentence longer than `LONGEST` is kept whole: what the model cannot read of it is its end.
    """
    return tuple(Passage.of(source, start, end) for start, end in _windows(source))


def _windows(source: Source) -> Iterator[tuple[int, int]]:
    spans = sentence_spans(source.text, source.language or "es")
    for i, span in enumerate(spans):
        if span.end - span.start >= SHORTEST:
            yield span.start, span.end
        if i + 1 == len(spans):
            return
        following = spans[i + 1]
        same_block = "\n" not in source.text[span.end : following.start]
        if same_block and following.end - span.start <= LONGEST:
            yield span.start, following.end
