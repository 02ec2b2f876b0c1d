"""PDF files: the lines of their text layer, as PDFium finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from checkers.errors import UnreadableInput
from checkers.reading.normalise import normalise
from checkers.reading.times import parse_pdf_time

PDF_EXTRACTOR = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO.version}"
MOST_PAGES = 500
_MARK = b"%PDF-"
_ONE_AT_A_TIME = Lock()  # PDFium may be called by one thread at a time
_HYPHEN = 2  # what PDFium gives for a hyphen at the end of a line, the break included
_BREAKS = frozenset({10, 13, _HYPHEN})
_LEGIBLE = 10  # letters a page from which a file of pictures is no scan
_REPLACED = 0xFFFD
_LAST_CODE_POINT = 0x10FFFF


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; places are in points from the lower left corner.

    `height` is that of its letters. A `hyphenated` line goes on in the next one without a space.
    """

    text: str
    page: int
    left: float
    right: float
    base: float
    height: float
    hyphenated: bool = False


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What a PDF file holds and says of itself; times are UTC."""

    lines: tuple[PdfLine, ...]
    pages: int
    author: str | None
    modified_at: datetime | None


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF; some have a few bytes before the mark."""
    return _MARK in head


def read_pdf(data: bytes, *, name: str) -> PdfFile:
    """The text layer of a PDF file.

    Raises:
        UnreadableInput: It is encrypted, broken, a scan, too long, or holds no text.
    """
    with _ONE_AT_A_TIME:
        try:
            with pypdfium2.PdfDocument(data) as document:
                return _read(document, name)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(error, name) from error


def _unreadable(error: pypdfium2.PdfiumError, name: str) -> UnreadableInput:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableInput(f"{name} is an encrypted PDF: give a copy without a password")
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return UnreadableInput(f"{name} is a PDF under a protection of its own: give its text")
    return UnreadableInput(f"{name} is a broken PDF: give a whole copy of it, or its text")


def _read(document: pypdfium2.PdfDocument, name: str) -> PdfFile:
    pages = len(document)
    if pages > MOST_PAGES:
        message = f"{name} has {pages:,} pages, articles may have {MOST_PAGES}: give a part of it"
        raise UnreadableInput(message)
    lines: list[PdfLine] = []
    pictures = 0
    for number in range(pages):
        with_text = tuple(_lines_of(document, number))
        lines += with_text
        pictures += not with_text and _has_picture(document, number)
    letters = sum(c.isalpha() for line in lines for c in line.text)
    if pictures and letters < _LEGIBLE * pages:
        message = (
            f"{name} is a scan: its pages are pictures without text; recognise their text first, "
            "with ocrmypdf say"
        )
        raise UnreadableInput(message)
    said = document.get_metadata_dict()
    return PdfFile(
        lines=tuple(lines),
        pages=pages,
        author=normalise(said.get("Author", "")).replace("\n", ", ") or None,
        modified_at=parse_pdf_time(said.get("ModDate")),
    )


def _has_picture(document: pypdfium2.PdfDocument, number: int) -> bool:
    pictures = document[number].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    return next(iter(pictures), None) is not None


def _lines_of(document: pypdfium2.PdfDocument, number: int) -> Iterator[PdfLine]:
    text_page = document[number].get_textpage()
    unicode_at = partial(pdfium.FPDFText_GetUnicode, text_page)
    codes = [unicode_at(at) for at in range(text_page.count_chars())]
    start = 0
    for at, code in enumerate([*codes, 10]):
        if code not in _BREAKS:
            continue
        text = "".join(map(_character, codes[start:at]))
        printed = [i for i in range(start, at) if not _character(codes[i]).isspace()]
        if printed:
            first = text_page.get_charbox(printed[0], loose=True)
            last = text_page.get_charbox(printed[-1], loose=True)
            yield PdfLine(
                text=" ".join(text.split()),
                page=number,
                left=first[0],
                right=last[2],
                base=first[1],
                height=abs(first[3] - first[1]),
                hyphenated=code == _HYPHEN,
            )
        start = at + 1


def _character(code: int) -> str:
    return chr(code) if 0 < code <= _LAST_CODE_POINT else chr(_REPLACED)
