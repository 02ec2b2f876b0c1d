"""What pages ask of the book at every request, read again only when it may have changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from veredicto.desk.book.file import BookFile

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

FRESH = timedelta(seconds=1)
"""So late is noticed what another process wrote; what this one did is noticed at once."""
MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Value]):
    value: Value
    generation: int
    read_at: datetime


class Remembered(Generic[Key, Value]):
    """Gives what `read` gave for a key, until this process writes or `FRESH` is over."""

    def __init__(self, file: BookFile, read: Callable[[Key], Value]) -> None:
        self._file = file
        self._read = read
        self._kept: dict[Key, _Kept[Value]] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value:
        """What belongs to the key."""
        generation, now = self._file.generation, self._file.clock()
        kept = self._kept.get(key)
        # The clock may be set back.
        if (
            kept is not None
            and kept.generation == generation
            and timedelta() <= now - kept.read_at < FRESH
        ):
            return kept.value
        value = self._read(key)
        with self._lock:
            if len(self._kept) >= MOST:
                self._kept.clear()
            # Of before it was read: what was written meanwhile has it read again.
            self._kept[key] = _Kept(value, generation, now)
        return value
