"""The figures, times and names of a claim as JSON (`check.schema.json`)."""

from __future__ import annotations

from typing import Any

from checkers.claims.amounts import find_quantities
from checkers.claims.naming import find_entities
from checkers.claims.ordinals import find_ordinals
from checkers.claims.periods import find_periods
from checkers.nouns import Claim, Quantity

Json = dict[str, Any]


def figures_object(claim: Claim, language: str) -> Json:
    """Quantities, ordinals, periods and entities of a claim, with offsets into its text."""
    scales = {it.start: it.scale for it in find_quantities(claim.text, language)}
    return {
        "quantities": [
            quantity_object(it)
            | {"currency": it.currency, "scale": scales.get(it.start, 0)}
            | {"start": it.start, "end": it.end}
            for it in claim.quantities
        ],
        "ordinals": [
            {"text": it.text, "start": it.start, "end": it.end, "value": it.value}
            for it in find_ordinals(claim.text, language)
        ],
        "entities": [
            {"text": it.text, "start": it.start, "end": it.end, "type": it.type}
            for it in find_entities(claim.text, language)
        ],
        "periods": [
            {"text": it.text, "start": it.start, "end": it.end, "first": it.first, "last": it.last}
            for it in find_periods(claim.text, language)
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
