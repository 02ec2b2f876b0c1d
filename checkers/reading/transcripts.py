"""Subtitles and transcripts of speech, SubRip (SRT) and WebVTT, as text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from checkers.blocks import BlockKind
from checkers.errors import UnreadableInput
from checkers.reading.blocks import Piece
from checkers.reading.encoding import decode_text

TRANSCRIPT_EXTRACTOR = f"webvtt-py {webvtt.__version__}"
_VTT = re.compile(rb"(?:\xef\xbb\xbf)?WEBVTT(?=[ \t\r\n]|$)")
_SRT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*\d+[ \t]*\r?\n\s*\d+:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d+:\d\d:\d\d"
)
_PAUSE = 2.0  # seconds of silence after which a sentence that has ended ends its paragraph
_LONGEST = 600  # characters from which a paragraph ends with its sentence
_STOP = re.compile(r"[.!?…][\"”»)]*$")
_SOUND = re.compile(
    r"\[[^\]\n]{1,40}\]|\((?:[^()\na-z]{1,40}|aplausos|risas|música|applause|laughter)\)|[♪♫]+"
)
_DASH = re.compile(r"^(?:[-–—]|>>)\s*")
_SPEAKER = re.compile(
    r"(?P<name>[A-ZÁÉÍÓÚÑÜ][\w.'’-]*"
    r"(?: (?:de|del|la|van|von|[A-ZÁÉÍÓÚÑÜ][\w.'’-]*)){0,4}):\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A line that somebody says, from when to when in seconds; a `turn` begins what one says."""

    text: str
    start: float
    end: float
    speaker: str | None
    turn: bool


def is_transcript(head: bytes) -> bool:
    """Whether a file that begins so is WebVTT or SubRip."""
    return bool(_VTT.match(head) or _SRT.match(head))


def transcript_pieces(data: bytes, *, name: str) -> tuple[Piece, ...]:
    """What is said, a block for each turn of a speaker or each pause, without the times.

    A turn of a speaker that the file names begins with the name and a colon. A line that rolls on
    from one caption into the next is given once. Notes of sounds are left out.

    Raises:
        UnreadableInput: It is no SRT or VTT file.
    """
    source = decode_text(data, name=name).removeprefix("\ufeff").encode("utf-8", "replace")
    kind = "vtt" if _VTT.match(source) else "srt"
    try:
        captions = webvtt.from_buffer(BytesIO(source), format=kind).captions
        lines = tuple(_lines(captions))
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        message = f"{name} is a broken transcript: it should be WebVTT or SubRip (SRT)"
        raise UnreadableInput(message) from error
    return tuple(Piece(BlockKind.SPEECH, text) for text in _paragraphs(lines))


def _lines(captions: list[webvtt.Caption]) -> Iterator[_Said]:
    before: list[str] = []
    for caption in captions:
        # Captions that roll repeat the lines that are still to be seen.
        written = [" ".join(html.unescape(line).split()) for line in caption.text.split("\n")]
        shown = [line for line in written if line]
        for line in shown[_overlap(before, shown) :]:
            yield from _said(line, caption)
        before = shown or before


def _overlap(before: list[str], now: list[str]) -> int:
    """How many lines at the beginning of `now` are the last ones of `before`."""
    most = min(len(before), len(now))
    return next((n for n in range(most, 0, -1) if before[-n:] == now[:n]), 0)


def _said(line: str, caption: webvtt.Caption) -> Iterator[_Said]:
    text = _SOUND.sub(" ", line).strip()
    named = _SPEAKER.match(_DASH.sub("", text))
    turn = bool(_DASH.match(text)) or named is not None
    text = _DASH.sub("", text)
    speaker = caption.voice
    if named:
        speaker, text = named["name"], text[named.end() :]
    if any(c.isalnum() for c in text):
        start, end = float(caption.start_in_seconds), float(caption.end_in_seconds)
        yield _Said(text.strip(), start, end, speaker, turn)


def _paragraphs(lines: tuple[_Said, ...]) -> Iterator[str]:
    current = ""
    speaker: str | None = None
    last: _Said | None = None
    for line in lines:
        changed = line.turn or line.speaker != speaker
        if last is not None and (changed or _pauses(current, last, line)):
            yield current
            current = ""
        if changed and line.speaker and line.speaker != speaker:
            current = f"{line.speaker}: "
        speaker = line.speaker if changed else speaker
        current = f"{current}{'' if not current or current.endswith(' ') else ' '}{line.text}"
        last = line
    if current:
        yield current


def _pauses(current: str, last: _Said, line: _Said) -> bool:
    paused = line.start - last.end >= _PAUSE or len(current) >= _LONGEST
    return paused and bool(_STOP.search(current))
