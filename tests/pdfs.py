"""Small PDF files, written by hand: lines of text at places, or pictures without text."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import pypdf

PICTURE = b"q 500 0 0 700 40 60 cm /Im1 Do Q\n"


@dataclass(frozen=True)
class Set:
    """A line of text set at a place, in points from the lower left corner."""

    x: float
    y: float
    size: float
    text: str


def paragraph(
    text: str, *, y: float, size: float = 11, width: int = 84, indent: int = 0
) -> list[Set]:
    lines = textwrap.wrap(text, width)
    return [
        Set(72 + (indent if at == 0 else 0), y - 1.25 * size * at, size, line)
        for at, line in enumerate(lines)
    ]


def pdf_of(*pages: Sequence[Set], author: str = "") -> bytes:
    return _written([_text(page) for page in pages], author)


def scan_of(pages: int) -> bytes:
    return _written([PICTURE] * pages, "")


def encrypted(pdf: bytes, password: str, owner: str | None = None) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, owner)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _text(lines: Sequence[Set]) -> bytes:
    shown = [
        b"/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (line.size, line.x, line.y, _escaped(line.text))
        for line in lines
    ]
    return b"BT\n" + b"".join(shown) + b"ET"


def _escaped(text: str) -> bytes:
    written = text.encode("cp1252")
    for mark in (b"\\", b"(", b")"):
        written = written.replace(mark, b"\\" + mark)
    return written


def _written(contents: Sequence[bytes], author: str) -> bytes:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream"
    )
    info = b"<< /Author (%s) /ModDate (D:20240502103000+02'00') >>" % _escaped(author)
    kids = b" ".join(b"%d 0 R" % (7 + 2 * at) for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        font,
        picture,
        info,
    ]
    for at, content in enumerate(contents):
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R"
            b" >> /XObject << /Im1 4 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * at)
        )
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, written in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    file += b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        start,
    )
    return bytes(file)
