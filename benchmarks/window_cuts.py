"""Ways to cut a page into the windows that are embedded and read."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from checkers.evidence.passages import SHORT, SHORTEST, WINDOWS, cut_passages
from checkers.nouns import Passage, Source
from checkers.reading.sentences import Span, statement_spans

WORDS = 100
Cut = Callable[[Source], tuple[Passage, ...]]
Windows = Callable[[str, Sequence[Span]], Iterator[Span]]
"""Of a text and the sentences of one of its lines the stretches that are windows."""


def _sentences(_: str, spans: Sequence[Span], together: int) -> Iterator[Span]:
    """So many sentences each, beginning with every one; a shorter line whole."""
    for first in range(max(1, len(spans) - together + 1)):
        yield Span(spans[first].start, spans[first : first + together][-1].end)


def _alone_and_together(_: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Every sentence, and every one with the next."""
    yield from spans
    for one, following in itertools.pairwise(spans):
        yield Span(one.start, following.end)


def _words(text: str, spans: Sequence[Span], most: int) -> Iterator[Span]:
    """As many sentences as have so many words, one at least; the next begins half way."""
    lengths = [len(text[span.start : span.end].split()) for span in spans]
    first = 0
    while True:
        totals = list(itertools.accumulate(lengths[first:]))
        kept = max(1, sum(total <= most for total in totals))
        yield Span(spans[first].start, spans[first + kept - 1].end)
        if first + kept == len(spans):
            return
        first += max(1, sum(total <= totals[kept - 1] / 2 for total in totals))


def _cut(source: Source, windows: Windows) -> tuple[Passage, ...]:
    """The windows of each line of the source that are no crumbs."""
    spans = statement_spans(source.text, source.language or "en")
    lines = itertools.groupby(spans, lambda span: source.text.count("\n", 0, span.start))
    return tuple(
        Passage.of(source, window.start, window.end)
        for _, line in lines
        for window in windows(source.text, list(line))
        if window.end - window.start >= SHORTEST
    )


def _by(windows: Windows) -> Cut:
    return partial(_cut, windows=windows)


SHIPPED = f"a sentence, up to {SHORT[WINDOWS]} characters also with the next (shipped)"
BEFORE = f"a sentence, up to {SHORT[1]} characters also with the next"
CUTS: dict[str, Cut] = {
    "a sentence": _by(partial(_sentences, together=1)),
    BEFORE: partial(cut_passages, windows=1),
    SHIPPED: cut_passages,
    "a sentence, and each with the next": _by(_alone_and_together),
    "two sentences": _by(partial(_sentences, together=2)),
    "three sentences": _by(partial(_sentences, together=3)),
    f"up to {WORDS} words": _by(partial(_words, most=WORDS)),
    "a paragraph": _by(partial(_words, most=10_000)),
}
