"""What a command is doing, told on standard error once it takes a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veredicto.cli.progress import TerminalProgress

AT_ONCE_SECONDS = 0.5


@contextmanager
def working(words: str, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A line with the words while the block runs; what it yields takes others.

    A terminal sees it only where the block takes longer than `AT_ONCE_SECONDS`: what draws it takes
    a part of that to import, which short commands are spared.
    """
    line = _Line(words)
    timer = threading.Timer(AT_ONCE_SECONDS, line.show)
    timer.daemon = True
    if not quiet:
        timer.start()
    try:
        yield line.say
    finally:
        timer.cancel()
        line.end()


class _Line:
    def __init__(self, words: str) -> None:
        self._words = words
        self._lock = threading.Lock()
        self._ended = False
        self._progress: TerminalProgress | None = None

    def show(self) -> None:
        from veredicto.cli.progress import TerminalProgress

        with self._lock:
            if not self._ended:
                self._progress = TerminalProgress(self._words).__enter__()

    def say(self, words: str) -> None:
        with self._lock:
            self._words = words
            if self._progress is not None:
                self._progress.say(words)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            if self._progress is not None:
                self._progress.__exit__(None, None, None)
