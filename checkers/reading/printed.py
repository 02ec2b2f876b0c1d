"""Paragraphs, headings and captions made again from the lines that a document was printed in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from checkers.blocks import BlockKind
from checkers.reading.blocks import Piece
from checkers.reading.pdf import PdfLine

_LARGER = 1.15  # times the height of the body from which letters are a heading's
_SMALLER = 0.95  # times the height of the body under which letters are a caption's
_OTHER_SIZE = 0.08  # share of the height by which lines of one paragraph may differ
_APART = 1.4  # times the usual distance of lines, or their height, from which a paragraph ends
_INDENT = 0.8  # times the height of its letters by which a first line is set in
_SHORT = 0.12  # share of the column that a last line leaves empty
_EDGE = 2  # lines at the head and foot of a page that may be repeated on every page
_FEW_PAGES = 3  # from which a line of every page can be told
_STOPS = (".", "!", "?", "…", ":", "»", "”", '"', ")")
_PAGE_NUMBER = re.compile(
    r"\W*(?:p[áa]g(?:e|ina)?\.?\s*)?\d{1,4}(?:\s*(?:de|of|/)\s*\d{1,4})?\W*", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[•·▪‣◦–—*-]|\(?\w{1,2}[.)])\s")
_CAPTION = re.compile(
    r"(?:fig(?:ura|ure)?|foto(?:grafía)?|photo|imagen|image|gráfico|chart|tabla|table|ilustración"
    r"|mapa|map)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 200  # characters


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page that belong to its text, and how they are set."""

    lines: tuple[PdfLine, ...]
    pitch: float


def pieces_of(lines: Sequence[PdfLine]) -> tuple[Piece, ...]:
    """The blocks of a document from its lines; the largest letters of its first page are its title.

    Lines are joined into paragraphs and hyphenated words into one. Page numbers and the lines that
    stand on top or at the foot of most pages are left out.
    """
    body = _body_height(lines)
    paragraphs = tuple(_paragraphs(_pages(lines)))
    title = _title(paragraphs, body)
    return tuple(Piece(_kind(one, body, title), _joined(one)) for one in paragraphs)


def _body_height(lines: Sequence[PdfLine]) -> float:
    """The height of most letters."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.height, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _pages(lines: Sequence[PdfLine]) -> list[_Page]:
    pages = [tuple(group) for _, group in groupby(lines, key=lambda line: line.page)]
    edges = [page[:_EDGE] + page[_EDGE:][-_EDGE:] for page in pages]
    times = Counter(key for edge in edges for key in {_masked(line.text) for line in edge})
    repeated = {key for key, n in times.items() if n >= max(_FEW_PAGES, len(pages) / 2)}
    return [_Page(kept, _pitch(kept)) for page in pages if (kept := _without_edges(page, repeated))]


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _without_edges(page: tuple[PdfLine, ...], repeated: set[str]) -> tuple[PdfLine, ...]:
    last = len(page) - 1
    return tuple(
        line
        for at, line in enumerate(page)
        if not (
            (at < _EDGE or at > last - _EDGE)
            and (_masked(line.text) in repeated or _PAGE_NUMBER.fullmatch(line.text))
        )
    )


def _pitch(lines: Sequence[PdfLine]) -> float:
    """The usual distance from a line to the next; 0 where there is none."""
    distances = [
        above.base - below.base
        for above, below in pairwise(lines)
        if above.base > below.base and _same_size(above, below)
    ]
    return median(distances) if distances else 0.0


def _paragraphs(pages: Sequence[_Page]) -> Iterator[tuple[PdfLine, ...]]:
    current: list[PdfLine] = []
    for page in pages:
        for line in page.lines:
            if current and _begins(line, current, page):
                yield tuple(current)
                current = []
            current.append(line)
    if current:
        yield tuple(current)


def _begins(line: PdfLine, before: Sequence[PdfLine], page: _Page) -> bool:
    """Whether a paragraph begins with the line, after the lines of one that may have ended."""
    last = before[-1]
    if last.hyphenated:
        return False
    if not _same_size(last, line):
        return True
    if line.page != last.page or line.base > last.base:
        return last.text.endswith(_STOPS) or not line.text[:1].islower()
    if page.pitch and last.base - line.base > _APART * max(page.pitch, line.height):
        return True
    if _BULLET.match(line.text):
        return True
    hanging = bool(_BULLET.match(before[0].text))
    return _is_indented(line, last, hanging=hanging) or _ends_early(last, page)


def _same_size(one: PdfLine, other: PdfLine) -> bool:
    return abs(one.height - other.height) <= _OTHER_SIZE * max(one.height, other.height)


def _is_indented(line: PdfLine, last: PdfLine, *, hanging: bool) -> bool:
    return not hanging and line.left - last.left > _INDENT * line.height


def _ends_early(last: PdfLine, page: _Page) -> bool:
    """Whether a line ends with a stop well before the edge of its column."""
    column = [one for one in page.lines if one.left < last.right and one.right > last.left]
    edge = max(one.right for one in column)
    width = edge - min(one.left for one in column)
    return last.text.endswith(_STOPS) and last.right < edge - _SHORT * width


def _joined(lines: Sequence[PdfLine]) -> str:
    """The lines as one; what does not go on in small letters ("Covid-19") had its hyphen."""
    text = lines[0].text
    for line, following in pairwise(lines):
        divided = line.text[-1:].islower() and following.text[:1].islower()
        text += ("" if divided else "-") if line.hyphenated else " "
        text += following.text
    return text


def _title(paragraphs: Sequence[Sequence[PdfLine]], body: float) -> Sequence[PdfLine] | None:
    """The lines of the first page in the largest letters, where they are larger than the body."""
    first = [one for one in paragraphs if one[0].page == 0 and _could_head(one, body)]
    return max(first, key=lambda one: one[0].height, default=None)


def _could_head(lines: Sequence[PdfLine], body: float) -> bool:
    length = sum(len(line.text) for line in lines)
    return lines[0].height >= _LARGER * body and length <= _LONGEST_HEADING


def _kind(lines: Sequence[PdfLine], body: float, title: Sequence[PdfLine] | None) -> BlockKind:
    if lines is title:
        return BlockKind.TITLE
    if _could_head(lines, body):
        return BlockKind.HEADING
    if lines[0].height <= _SMALLER * body and _CAPTION.match(lines[0].text):
        return BlockKind.CAPTION
    return BlockKind.LIST_ITEM if _BULLET.match(lines[0].text) else BlockKind.PARAGRAPH
