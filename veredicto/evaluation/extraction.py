"""Scores the reading of web pages on the text of the article in them.

The measure is that of github.com/scrapinghub/article-extraction-benchmark (MIT): shingles of four
words, counted as often as they occur, in the extracted and in the marked text. Precision and recall
are means over the pages, so that a long page weighs no more than a short one, and F1 is theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bs4 import BeautifulSoup

from checkers.reading.encoding import decode_page
from checkers.reading.page import EXTRACTOR, extract_page
from veredicto.evaluation.page_rows import PageRow
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Measured, Metric, Scored

SHINGLE = 4
ALL_TEXT = "all_text"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shingles of one page: in both texts, in the extracted one only, in the marked one only."""

    both: int
    extra: int
    missing: int

    @classmethod
    def of(cls, extracted: str, marked: str) -> Overlap:
        """How far an extracted text is the marked one."""
        found, wanted = _shingles(extracted), _shingles(marked)
        return cls((found & wanted).total(), (found - wanted).total(), (wanted - found).total())

    @property
    def precision(self) -> float | None:
        """Share of what was extracted that is right; None where nothing was."""
        extracted = self.both + self.extra
        return self.both / extracted if extracted else None

    @property
    def recall(self) -> float | None:
        """Share of what is right that was extracted; None where there is nothing."""
        marked = self.both + self.missing
        return self.both / marked if marked else None


class ExtractionScorer:
    """Extracts the article of each page as a check does."""

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The extractor, which is no model but decides like one."""
        return (("extractor", EXTRACTOR),)

    def score(self, rows: Sequence[PageRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the pages, or on `most` of them; the baseline is all text of a page."""
        drawn = draw(rows, most)
        own, everything = [], []
        for done, row in enumerate(drawn, start=1):
            own.append(Overlap.of(extract_page(row.html, url=row.url).text, row.gold))
            everything.append(Overlap.of(_all_text(row.html), row.gold))
            advance(done, len(drawn))
        baseline = Baseline(ALL_TEXT, measure_overlaps(everything))
        return Scored(
            n=len(drawn),
            whole=Measured(len(drawn), measure_overlaps(own), (), (baseline,)),
            sampled_of=len(rows) if len(drawn) < len(rows) else None,
        )


def measure_overlaps(overlaps: Sequence[Overlap]) -> tuple[Metric, ...]:
    """F1, precision and recall over pages."""
    precisions = [p for one in overlaps if (p := one.precision) is not None]
    recalls = [r for one in overlaps if (r := one.recall) is not None]
    precision = fmean(precisions) if precisions else 0.0
    recall = fmean(recalls) if recalls else 0.0
    both = precision + recall
    return (
        Metric("f1", 2 * precision * recall / both if both else 0.0),
        Metric("precision", precision),
        Metric("recall", recall),
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    last = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(last))


def _all_text(html: bytes) -> str:
    soup = BeautifulSoup(decode_page(html), "lxml")
    for tag in soup(["script", "style", "noscript", "template"]):
        tag.decompose()
    return soup.get_text(" ")
