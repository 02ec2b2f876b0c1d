"""What windows are measured on: claims or questions, and where in which page the answer is."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkers.identifiers import identify
from checkers.labels import Outcome
from checkers.nouns import Source
from checkers.reading.sentences import Span
from veredicto.evaluation.cases import RETRIEVED_AT
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.files import read_labelled


@dataclass(frozen=True)
class Asked:
    """A claim or question; `answers` are the stretches that answer it, by source."""

    wording: str
    answers: Mapping[str, Sequence[Span]]

    def is_answered_by(self, source: str, start: int, end: int) -> bool:
        """Whether the window has half of an answer, or half of it is of a longer one."""
        return any(
            2 * (min(end, one.end) - max(start, one.start)) >= min(end - start, one.end - one.start)
            for one in self.answers.get(source, ())
        )


@dataclass(frozen=True)
class Pool:
    """What is asked, and the pages that it is asked of."""

    name: str
    asked: Sequence[Asked]
    pages: Sequence[Source]


def document_pool(path: Path) -> Pool:
    """The claims of Factcheck-Bench that some passage decides, with the pages of all its texts.

    An answer is a passage that annotators found to decide, some ninety words, wherever it stands.
    """
    rows = read_labelled(path, DocumentRow).rows
    pages = {url: list(map(plain, page)) for row in rows for url, page in row.pages.items()}
    sources = [page_of(url, page, "en") for url, page in pages.items()]
    places: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
    for source, page in zip(sources, pages.values(), strict=True):
        for text, span in zip(page, _lines(page), strict=True):
            places[text].append((source.id, span))
    deciding = {claim.text: claim.deciding for row in rows for claim in row.claims}
    asked = []
    for wording, texts in deciding.items():
        answers: defaultdict[str, list[Span]] = defaultdict(list)
        for text in map(plain, texts):
            for source_id, span in places[text]:
                answers[source_id].append(span)
        if answers:
            asked.append(Asked(wording, answers))
    return Pool("Factcheck-Bench", asked, sources)


def answer_pool(name: str, path: Path) -> Pool:
    """The questions of XQuAD with all its articles.

    An answer is the annotated stretch of words wherever it stands in the annotated paragraph.
    """
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    language = path.name.split(".")[-2]
    articles: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        articles[row["title"]][plain(row["passage"])] = None
    sources = {
        title: page_of(title, list(paragraphs), language, title.replace("_", " "))
        for title, paragraphs in articles.items()
    }
    asked = []
    for row in rows:
        source, paragraph = sources[row["title"]], plain(row["passage"])
        start = source.text.index(paragraph)
        found = re.finditer(rf"(?<!\w){re.escape(plain(row['answer']))}(?!\w)", paragraph)
        spans = [Span(start + one.start(), start + one.end()) for one in found]
        if spans:
            asked.append(Asked(row["question"], {source.id: spans}))
    return Pool(name, asked, list(sources.values()))


def page_of(url: str, lines: Sequence[str], language: str, title: str | None = None) -> Source:
    """A page of these lines."""
    return Source(
        id=identify("source", url),
        url=url,
        final_url=url,
        publisher="",
        retrieved_at=RETRIEVED_AT,
        outcome=Outcome.RETRIEVED,
        language=language,
        title=title,
        text="\n".join(map(plain, lines)),
    )


def _lines(lines: Sequence[str]) -> Iterator[Span]:
    start = 0
    for line in lines:
        yield Span(start, start + len(line))
        start += len(line) + 1


def plain(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())
