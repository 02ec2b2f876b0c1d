from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.claims.amounts import find_quantities

DATA = Path(__file__).parents[2] / "data"
CASES = [
    pytest.param(language, json.loads(line), id=f"{language}: {json.loads(line)['text']}")
    for language in ("es", "en")
    for line in (DATA / f"amounts.{language}.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_quantities_are_read_as_a_reader_reads_them(language: str, case: dict[str, object]) -> None:
    found = [
        {
            "text": q.text,
            "value": format(q.value, "f"),
            "upper": None if q.upper is None else format(q.upper, "f"),
            "unit": q.unit,
            "comparator": str(q.comparator),
            "time": q.time,
        }
        for q in find_quantities(str(case["text"]), language)
    ]
    assert found == case["quantities"]


PIECES = st.one_of(
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
    assert all(text[q.start : q.end] == q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.upper is None or q.value < q.upper for q in found)
    assert all(isinstance(q.value, Decimal) for q in found)
