"""The values in a stream of JSON, one at a time, so that a dump of gigabytes takes no memory."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_VALUE = 1_000_000  # characters
MOST_MISTAKES = 1_000
_CHUNK = 1 << 18
_HEAD = 1 << 16  # characters that the beginning of a DataFeed's list is looked for in
_FEED_LIST = re.compile(r'"dataFeedElement"\s*:\s*\[')
# Data Commons' first dump wraps each line in a script element; commas divide the items of a list.
_BETWEEN = re.compile(r"(?:[\s,\ufeff]|<script[^<>]*>|</script>)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stretch of the stream that is no JSON, and where it begins in characters from 0."""

    at: int
    reason: str


def read_values(stream: BinaryIO) -> Iterator[object]:
    """The elements of a DataFeed, those of an array, or the values one after the other.

    Reads UTF-8, as JSON is; what is no UTF-8 becomes U+FFFD. Where a value is damaged or longer
    than `LONGEST_VALUE`, an `Unreadable` is given, and reading goes on at the next object; after
    `MOST_MISTAKES` it ends.
    """
    yield from _Reader(io.TextIOWrapper(stream, encoding="utf-8", errors="replace")).values()


class _Reader:
    """A window on the stream: `_text` begins at character `_start` of it and is read from `_at`."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._text = ""
        self._start = 0
        self._at = 0
        self._decoder = json.JSONDecoder(strict=False)

    def values(self) -> Iterator[object]:
        in_list = self._enter()
        mistakes, damaged = 0, False
        while self._skip() and not (in_list and self._here("]")):
            value = self._value()
            if not isinstance(value, Unreadable):
                damaged = False
                yield value
                continue
            if not damaged:
                yield value
            mistakes, damaged = mistakes + 1, True
            if mistakes == MOST_MISTAKES:
                yield Unreadable(value.at, "too much of it is no JSON, the rest is left unread")
                return
            if not self._seek_object():
                return

    def _enter(self) -> bool:
        """Moves behind the bracket that opens the list; False where there is none."""
        while len(self._text) < _HEAD and self._more():
            pass
        if not self._skip():
            return False
        found = _FEED_LIST.search(self._text, self._at, _HEAD) if self._here("{") else None
        if found is not None:
            self._at = found.end()
            return True
        self._at += self._here("[")
        return self._text.startswith("[", self._at - 1)

    def _value(self) -> object:
        """The value that begins here, and moves behind it; stays where there is none."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                reason = "it is nested too deep"
            except ValueError as error:
                reason = getattr(error, "msg", "a number is too long")
            else:
                self._at = end
                return value
            if len(self._text) - self._at > LONGEST_VALUE or not self._more():
                return Unreadable(self._start + self._at, reason)

    def _seek_object(self) -> bool:
        """Moves to the next object behind this character; False where there is none."""
        self._at += 1
        while (found := self._text.find("{", self._at)) < 0:
            self._at = len(self._text)
            if not self._more():
                return False
        self._at = found
        return True

    def _skip(self) -> bool:
        """Moves over spaces, commas and tags; False where nothing follows them."""
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            # A tag at the end of the window may go on behind it.
            if self._at < len(self._text) and not self._here("<"):
                return True
            if not self._more():
                return self._at < len(self._text)

    def _here(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _more(self) -> bool:
        """Moves the window on; False at the end of the stream."""
        chunk = self._stream.read(_CHUNK)
        self._text = self._text[self._at :] + chunk
        self._start += self._at
        self._at = 0
        return bool(chunk)
