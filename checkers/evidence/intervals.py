"""Arithmetic between two quantities, each read as an interval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from checkers.labels import Comparator
from checkers.nouns import Quantity

ABOUT_TOLERANCE = Decimal("0.10")
"""Share by which "about 100" may be off."""
ROUNDING_LIMIT = Decimal("0.03")
"""Largest share that counts as rounding, however few digits a figure has."""
INFINITY = Decimal("Infinity")
_PERCENT = re.compile(r"%|cien|cent|pc", re.IGNORECASE)
"""How percentages are written; others were fractions."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Values from `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def within(self, other: Interval) -> bool:
        """Whether every value of this one lies in `other`."""
        return other.low <= self.low and self.high <= other.high

    def apart_from(self, other: Interval) -> bool:
        """Whether no value lies in both."""
        return self.high < other.low or other.high < self.low


def agreement(claim: Quantity, source: Quantity) -> bool | None:
    """Whether the source's figure bears the claim's out; None where it leaves that open.

    Both figures may be rounded: half a unit of the last digit that is not zero, at most
    `ROUNDING_LIMIT`. "About" allows `ABOUT_TOLERANCE`.
    """
    slack = max(_rounding(claim), _rounding(source))
    said, found = _interval(claim, slack), _interval(source, Decimal(0))
    if found.within(said):
        return True
    return False if found.apart_from(said) else None


def _interval(quantity: Quantity, slack: Decimal) -> Interval:
    value, upper = quantity.value, quantity.upper
    low, high = value - slack, value + slack
    match quantity.comparator:
        case Comparator.MORE | Comparator.AT_LEAST:
            return Interval(low, INFINITY)
        case Comparator.LESS | Comparator.AT_MOST:
            return Interval(-INFINITY, high)
        case Comparator.ABOUT:
            margin = max(slack, abs(value) * ABOUT_TOLERANCE)
            return Interval(value - margin, value + margin)
        case Comparator.RANGE:
            return Interval(low, (value if upper is None else upper) + slack)
        case Comparator.EQUAL:
            return Interval(low, high)


def _rounding(quantity: Quantity) -> Decimal:
    """Half a unit of the last digit that is not zero; of "two thirds", as much as may be."""
    value = quantity.value
    if quantity.unit == "%" and not _PERCENT.search(quantity.text):
        return abs(value) * ROUNDING_LIMIT
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        return Decimal(0)
    return min(Decimal(5).scaleb(exponent - 1), abs(value) * ROUNDING_LIMIT)
