"""The figures, times and names of a claim as JSON (`check.schema.json`)."""

from __future__ import annotations

from typing import Any

from checkers.claims.amounts import find_quantities
from checkers.claims.sentence import LONGEST
from checkers.nouns import Claim, Quantity
from checkers.stated import Stated

Json = dict[str, Any]


def figures_object(claim: Claim, stated: Stated, language: str) -> Json:
    """Quantities, ordinals, periods and entities of a claim, with offsets into its text."""
    # A claim that was read back from the warehouse comes without the scales.
    scales = {it.start: it.scale for it in find_quantities(claim.text[:LONGEST], language)}
    return {
        "quantities": [
            quantity_object(it)
            | {"currency": it.currency, "scale": scales.get(it.start, 0)}
            | {"start": it.start, "end": it.end}
            for it in claim.quantities
        ],
        "ordinals": [
            {"text": it.text, "start": it.start, "end": it.end, "value": it.value}
            for it in stated.ordinals
        ],
        "entities": [
            {"text": it.text, "start": it.start, "end": it.end, "type": it.type, "name": it.name}
            for it in stated.names
        ],
        "periods": [
            {"text": it.text, "start": it.start, "end": it.end, "first": it.first, "last": it.last}
            for it in stated.periods
        ],
    }


def quantity_object(quantity: Quantity) -> Json:
    """A quantity by itself."""
    return {
        "text": quantity.text,
        "value": float(quantity.value),
        "upper": None if quantity.upper is None else float(quantity.upper),
        "unit": quantity.unit,
        "comparator": quantity.comparator,
        "time": quantity.time,
    }
