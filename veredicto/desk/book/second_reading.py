"""Which decisions need a second reading, as the newsroom's settings name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checkers.errors import BadSetting
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.nouns import Reading


class Named(StrEnum):
    """Decisions that may be named to need a second reading.

    `OVERRULED` are those that depart from the engine's verdict, by another label or by taking the
    claim for not checkable; `REFUTED` those that say that a claim is false, or that it is not where
    the engine says so.
    """

    NONE = "none"
    OVERRULED = "overruled"
    REFUTED = "refuted"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class SecondReading:
    """The newsroom's rule."""

    named: frozenset[Named] = frozenset()

    def needed(self, reading: Reading, engine_label: VerdictLabel | None) -> bool:
        """Whether somebody else has to read the claim, too, before the reading may be published."""
        overruled = reading.decision is not Decision.CONFIRM
        refuted = VerdictLabel.REFUTED in {reading.label, engine_label}
        return (
            Named.ALL in self.named
            or (Named.OVERRULED in self.named and overruled)
            or (Named.REFUTED in self.named and refuted)
        )


def parse_second_reading(text: str | Iterable[str]) -> SecondReading:
    """The rule that a setting means: none, overruled, refuted, all, several comma separated.

    Raises:
        BadSetting: It names something else, or none beside others.
    """
    parts = text.split(",") if isinstance(text, str) else text
    words = [word for part in parts if (word := part.strip().lower())]
    try:
        named = frozenset(Named(word) for word in words)
    except ValueError as error:
        known = ", ".join(Named)
        raise BadSetting(
            f"{', '.join(words)!r} names no decisions to read twice: name some of {known}"
        ) from error
    if Named.NONE in named and len(named) > 1:
        raise BadSetting(f"{', '.join(words)!r} says none and others: name none alone, or leave it")
    return SecondReading(named - {Named.NONE})
