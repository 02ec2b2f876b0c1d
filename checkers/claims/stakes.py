"""What makes a claim matter beyond its wording: figures, names, harm, and how many it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from checkers.claims.names import find_names
from checkers.claims.tables import Table, alternatives
from checkers.nouns import Quantity

# What each takes of the distance between a model's score and 1.
_FIGURE = 0.10
_NAME = 0.05
_SECOND_NAME = 0.05
_HARM = 0.15
_REACH = 0.10
_MANY = Decimal(1_000_000)  # from which an amount concerns many


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a claim has of what makes it matter."""

    figures: bool
    names: int
    harm: bool
    reach: bool

    def raised(self, score: float) -> float:
        """A score in [0, 1], raised towards 1 by each of them; it never falls."""
        raises = (
            _FIGURE * self.figures,
            _NAME * (self.names > 0),
            _SECOND_NAME * (self.names > 1),
            _HARM * self.harm,
            _REACH * self.reach,
        )
        left = 1 - score
        for one in raises:
            left *= 1 - one
        return 1 - left


def stakes_of(text: str, language: str, quantities: Sequence[Quantity]) -> Stakes:
    """What a claim of "es" or "en" has of it."""
    harm, reach = _words(language)
    many = any(max(it.value, it.upper or it.value) >= _MANY for it in quantities)
    return Stakes(
        figures=bool(quantities),
        names=len({name.text for name in find_names(text, language)}),
        harm=harm.search(text) is not None,
        reach=many or reach.search(text) is not None,
    )


@cache
def _words(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = Table.load("stakes", language)
    harm, reach = (
        re.compile(rf"(?<!\w){alternatives(table.strings(key))}(?!\w)", re.IGNORECASE)
        for key in ("harm", "reach")
    )
    return harm, reach
