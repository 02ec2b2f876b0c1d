"""What a look at an installation found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """How what was looked at is, in words, and what to do about it.

    `repaired` says what was done about it just now.
    """

    look: str
    state: State
    said: str
    advice: str | None = None
    repaired: str | None = None

    @property
    def facts(self) -> dict[str, object]:
        """The fields by name, for JSON."""
        return asdict(self)
