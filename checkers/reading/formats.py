"""Which format an article comes in."""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import PurePath
from urllib.parse import urlsplit

from checkers.reading.pdf import is_pdf
from checkers.reading.transcripts import is_transcript

_SNIFFED = 1_024  # bytes that tell the format where the name does not
_LOOKS_LIKE_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


class Format(Enum):
    """A format that is read."""

    HTML = auto()
    TEXT = auto()
    MARKDOWN = auto()
    PDF = auto()
    TRANSCRIPT = auto()


_MEDIA = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "application/pdf": Format.PDF,
    "text/vtt": Format.TRANSCRIPT,
    "application/x-subrip": Format.TRANSCRIPT,
}
_SUFFIXES = {
    "html": Format.HTML,
    "htm": Format.HTML,
    "xhtml": Format.HTML,
    "md": Format.MARKDOWN,
    "markdown": Format.MARKDOWN,
    "pdf": Format.PDF,
    "srt": Format.TRANSCRIPT,
    "vtt": Format.TRANSCRIPT,
}


def format_of(data: bytes, name: str, content_type: str | None) -> Format:
    """The format by what the bytes begin with, by the HTTP header, or by the name's suffix."""
    head = data[:_SNIFFED]
    if is_pdf(head):
        return Format.PDF
    if is_transcript(head):
        return Format.TRANSCRIPT
    media = (content_type or "").split(";")[0].strip().lower()
    told = _MEDIA.get(media) or (None if media == "text/plain" else _SUFFIXES.get(_suffix(name)))
    if told in {None, Format.MARKDOWN} and _LOOKS_LIKE_HTML.match(head):
        return Format.HTML
    return told or Format.TEXT


def _suffix(name: str) -> str:
    path = urlsplit(name).path if "://" in name else name
    return PurePath(path).suffix.lstrip(".").lower()
