"""A labelled pair, as the trainings hand it to one another."""

from __future__ import annotations

from dataclasses import dataclass

SUPPORTS, NEUTRAL, REFUTES, NOT_SUPPORTS = 0, 1, 2, 3
"""Class indices; `NOT_SUPPORTS` marks rows that only exclude the first."""


@dataclass(frozen=True)
class Pair:
    """A passage and a claim with the index of the passage's stance."""

    passage: str
    claim: str
    label: int
    origin: str
    languages: str = "en-en"
