"""What is fuzzed: a function of bytes, what it may refuse them with, and where to begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 1_500
"""Bytes of an input, where a target says no other number."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parser under a name.

    `run` takes any bytes, returns or raises one of `allowed`, and asserts what must hold. `seeds`
    are inputs to begin with, `words` what mutations are made of besides. `share` is how many of
    the executions it gets beside the others: slow ones get fewer.
    """

    name: str
    run: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...] = ()
    seeds: tuple[str | bytes, ...] = ()
    words: tuple[str, ...] = ()
    share: float = 1.0
    longest: int = LONGEST

    @property
    def first(self) -> tuple[bytes, ...]:
        """The seeds as bytes."""
        return tuple(it.encode() if isinstance(it, str) else it for it in self.seeds)

    def try_out(self, data: bytes) -> bool:
        """Whether the parser took the bytes; it may refuse them, and nothing else."""
        try:
            self.run(data)
        except self.allowed:
            return False
        return True


def of_text(function: Callable[[str], object]) -> Callable[[bytes], object]:
    """The function on bytes that are read as UTF-8; what is none becomes lone surrogates."""

    def run(data: bytes) -> object:
        return function(data.decode("utf-8", "surrogateescape"))

    return run


def in_both(function: Callable[[str, str], object]) -> Callable[[bytes], object]:
    """The function on a normalised text in Spanish, and on the same in English."""
    from checkers.reading.normalise import normalise

    def run(data: bytes) -> object:
        text = normalise(data.decode("utf-8", "replace"))
        return [function(text, language) for language in ("es", "en")]

    return run


def parts(data: bytes, count: int) -> list[bytes]:
    """The bytes in that many parts, divided by zero bytes; those that are missing are empty."""
    found = data.split(b"\x00", count - 1)
    return found + [b""] * (count - len(found))
