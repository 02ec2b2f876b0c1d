"""From bytes to text."""

from __future__ import annotations

import codecs
from email.message import Message

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

from checkers.errors import UnreadableInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGIBLE = 0.15  # share of disorder (charset-normalizer's chaos) up to which a guess is believed
_SAMPLE = 200_000  # bytes that a guess is made from


def decode_page(html: bytes, content_type: str | None = None) -> str:
    """The markup as text: by its mark, its HTTP header, its meta tag, UTF-8 or a guess, in order.

    A page always decodes: what cannot be read becomes U+FFFD.
    """
    declared = (
        _marked(html),
        _charset(content_type),
        EncodingDetector.find_declared_encoding(html, is_html=True),
    )
    for encoding in (*declared, "utf-8"):
        text = _decoded(html, encoding)
        if text is not None:
            return text
    return html.decode(_guessed(html) or "utf-8", errors="replace")


def decode_text(data: bytes, *, name: str) -> str:
    """The text of a file: by its mark, as UTF-8, or by a guess that is clearly legible.

    Raises:
        UnreadableInput: The bytes are no text; `name` is what the message calls them.
    """
    marked = _marked(data)
    if marked is None and b"\x00" in data:
        raise UnreadableInput(f"{name} is binary, not text: give a .txt, .md or .html file")
    for encoding in (marked or "utf-8", _guessed(data)):
        text = _decoded(data, encoding)
        if text is not None:
            return text
    raise UnreadableInput(f"{name} is in no encoding that can be told: save it as UTF-8")


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _charset(content_type: str | None) -> str | None:
    header = Message()
    header["Content-Type"] = " ".join((content_type or "").split())
    charset = header.get_param("charset")
    return charset if isinstance(charset, str) else None


def _decoded(data: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _guessed(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None and best.chaos <= _LEGIBLE else None
