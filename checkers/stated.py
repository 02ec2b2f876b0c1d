"""What a claim names, and the figures of it that are no amounts; places are in its text."""

from __future__ import annotations

from dataclasses import dataclass

from checkers.labels import EntityType


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a claim has at `claim.text[start:end]`, where it is `text`.

    All three are None where only the wording has it, for a pronoun say. `name` is the whole name
    where the article has it.
    """

    name: str
    type: EntityType
    text: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in an order at `text[start:end]`; `value` counts from 1."""

    text: str
    start: int
    end: int
    value: int


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time at `text[start:end]`.

    `first` and `last` are its ends, both within it, in ISO 8601 of the precision that was written:
    days, months or years. They are the same for one day, month or year.
    """

    text: str
    start: int
    end: int
    first: str
    last: str

    @property
    def iso(self) -> str:
        """The date, or the ISO 8601 interval of both ends."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a claim names and states besides its amounts."""

    names: tuple[Named, ...] = ()
    ordinals: tuple[Ordinal, ...] = ()
    periods: tuple[Period, ...] = ()
