"""What somebody may have meant who misspelt a name."""

from __future__ import annotations

from collections.abc import Iterable

LIKENESS = 60.0


def question(name: str, known: Iterable[str], *, least: float = LIKENESS) -> str:
    """Asks whether the known name is meant that is most like it; "" where none is like it.

    `least` is how like they must be, from 0 to 100.
    """
    from rapidfuzz import fuzz, process

    nearest = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=least)
    return f"is it {nearest[0]!r} that is meant?" if nearest else ""
