from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.claims.amounts import find_quantities
from checkers.claims.ordinals import find_ordinals
from checkers.claims.periods import find_periods
from checkers.labels import Comparator

DATA = Path(__file__).parents[2] / "data"
CASES = [
    pytest.param(language, json.loads(line), id=f"{language}: {json.loads(line)['text']}")
    for language in ("es", "en")
    for line in (DATA / f"amounts.{language}.jsonl").read_text("utf-8").splitlines()
]


def test_there_are_two_hundred_cases_a_language_of_all_that_a_quantity_can_be() -> None:
    for language in ("es", "en"):
        cases = [case.values[1] for case in CASES if case.values[0] == language]
        told = [quantity for case in cases for quantity in case["quantities"]]
        assert len({case["text"] for case in cases}) >= 200
        assert {quantity["comparator"] for quantity in told} == set(Comparator)
        assert {quantity["unit"] for quantity in told} > {"%", "pp", "EUR", "USD"}
        assert {quantity.get("scale") for quantity in told} > {6, 12 if language == "es" else 9}
        assert sum(len(case.get("ordinals", ())) for case in cases) >= 10
        assert sum("/" in time["iso"] for case in cases for time in case.get("times", ())) >= 10


@pytest.mark.parametrize(("language", "case"), CASES)
def test_quantities_are_read_as_a_reader_reads_them(language: str, case: dict[str, Any]) -> None:
    found = [
        {
            "text": q.text,
            "value": format(q.value, "f"),
            "upper": None if q.upper is None else format(q.upper, "f"),
            "unit": q.unit,
            "comparator": str(q.comparator),
            "time": q.time,
        }
        | ({"scale": q.scale} if "ordinals" in case else {})
        for q in find_quantities(case["text"], language)
    ]
    assert found == case["quantities"]


@pytest.mark.parametrize(("language", "case"), [c for c in CASES if "ordinals" in c.values[1]])
def test_ordinals_and_periods_are_read_apart_from_quantities(
    language: str, case: dict[str, Any]
) -> None:
    ordinals, periods = (find(case["text"], language) for find in (find_ordinals, find_periods))
    assert [{"text": o.text, "value": o.value} for o in ordinals] == case["ordinals"]
    assert [{"text": p.text, "iso": p.iso} for p in periods] == case.get(
        "times", [{"text": p.text, "iso": p.iso} for p in periods]
    )


def test_an_amount_of_money_names_its_currency() -> None:
    (money,) = find_quantities("Cuesta 3 millones de euros.", "es")
    (length,) = find_quantities("Mide 3 km.", "es")
    assert (money.currency, length.currency) == ("EUR", None)


PIECES = st.one_of(
    st.sampled_from(["tercer", "vigésimo", "trimestre", "siglo XX", "2nd", "quarter", "docena"]),
    st.sampled_from(["más de", "entre", "y", "a", "de", "del", "mil", "medio", "un", "personas"]),
    st.sampled_from(["3", "4.000", "1,5", "%", "$", "€", "M", "bn", "-", "º", "9" * 20, "\n"]),
    st.sampled_from(["2024", "mayo", "12/10/2020", "3rd", "million", "millones", "euros"]),
    st.sampled_from(["under", "between", "and", "half", "to", "from", "two"]),
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map(" ".join)),
    st.sampled_from(["es", "en"]),
)
def test_any_text_is_read_without_a_crash_and_with_exact_offsets(text: str, language: str) -> None:
    found = find_quantities(text, language)
    for one in (*find_ordinals(text, language), *find_periods(text, language)):
        assert text[one.start : one.end] == one.text
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.upper is None or q.value < q.upper for q in found)
    assert all(isinstance(q.value, Decimal) for q in found)
