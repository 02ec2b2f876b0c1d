from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from recorded_reports import NOON, make_report

from checkers.errors import WarehouseError
from checkers.labels import VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Rating
from checkers.traces import FactCheckTraces
from warehouse.fact_checks import FactCheckShelf
from warehouse.query import named_queries, run_sql
from warehouse.writer import Warehouse

MODEL = "e5-small@1"


@pytest.fixture
def shelf(warehouse: Warehouse) -> FactCheckShelf:
    return FactCheckShelf(warehouse.path, patience_seconds=5)


def a_fact_check(identifier: str = "one", **changed: object) -> FactCheck:
    whole = FactCheck(
        id=identifier,
        claim_reviewed="El puente costó 90 millones",
        url=f"https://contraste.example/{identifier}",
        publisher="contraste.example",
        rating=Rating("Engañoso", 2.5, 5.0, 1.0, VerdictLabel.CONFLICTING_EVIDENCE),
        imported_from="dump.json",
        imported_at=NOON,
        publisher_name="Contraste",
        claimant="Un concejal",
        claimed_at=NOON - timedelta(days=9),
        reviewed_at=NOON - timedelta(days=8),
        language="es",
    )
    return replace(whole, **changed)  # type: ignore[arg-type]  # each test names its own


def traces(*ids: str, embedder: str = MODEL) -> FactCheckTraces:
    return FactCheckTraces(
        embedder=embedder,
        ids=ids,
        claims=("El puente costó 90 millones",) * len(ids),
        languages=("es",) * len(ids),
        vectors=np.array([[1.0, i] for i in range(len(ids))], np.float32),
    )


def test_a_fact_check_comes_back_as_it_was_kept(shelf: FactCheckShelf) -> None:
    bare = a_fact_check(
        "bare", rating=Rating(), publisher_name=None, claimant=None, reviewed_at=None, language=None
    )
    shelf.record((a_fact_check(), bare))

    assert shelf.get(("bare", "one", "bare")) == (bare, a_fact_check(), bare)
    assert shelf.get(()) == ()


def test_keeping_twice_adds_nothing(shelf: FactCheckShelf) -> None:
    assert shelf.record((a_fact_check("one"), a_fact_check("two"))) == 2
    assert shelf.record((a_fact_check("two"), a_fact_check("three"), a_fact_check("three"))) == 1


def test_only_what_has_no_vector_of_an_embedder_lacks_one(shelf: FactCheckShelf) -> None:
    shelf.record(tuple(map(a_fact_check, ("a", "b", "c"))))
    shelf.record_traces(traces("a", "c"))
    shelf.record_traces(traces("a", "c"))

    assert [one.id for one in shelf.untraced(MODEL, most=9)] == ["b"]
    assert shelf.count_untraced(MODEL) == 1
    assert [one.id for one in shelf.untraced("another@2", most=2)] == ["a", "b"]


def test_traces_come_back_as_they_were_kept(shelf: FactCheckShelf) -> None:
    shelf.record(tuple(map(a_fact_check, ("a", "b"))))
    shelf.record_traces(traces("a", "b"))
    shelf.record_traces(traces("a", embedder="another@2"))

    found = shelf.traces(MODEL)

    assert (found.ids, found.languages) == (("a", "b"), ("es", "es"))
    assert found.claims == ("El puente costó 90 millones",) * 2
    assert found.vectors.dtype == np.float32
    assert found.vectors.tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_there_are_no_traces_where_nothing_was_imported(shelf: FactCheckShelf) -> None:
    found = shelf.traces(MODEL)

    assert (found.ids, found.vectors.shape[0]) == ((), 0)


def test_a_corrected_rating_takes_the_place_of_the_one_before(shelf: FactCheckShelf) -> None:
    url = "https://contraste.example/puente"
    before = a_fact_check("before", url=url)
    after = a_fact_check("after", url=url, imported_at=NOON + timedelta(days=1))
    shelf.record((before, after))
    shelf.record_traces(traces("before", "after"))

    assert shelf.traces(MODEL).ids == ("after",)
    assert shelf.get(("before",)) == (before,)


def test_what_a_run_showed_is_recorded_with_it(
    warehouse: Warehouse, counts: Callable[[], dict[str, int]]
) -> None:
    report = make_report()
    earlier = EarlierFactCheck(report.claims[0].id, a_fact_check(), 1, 0.93, 0.1, 0.8)
    warehouse.record(replace(report, earlier_fact_checks=(earlier,)))

    assert counts()["fact_checks"] == 1
    query = next(it for it in named_queries() if it.name == "earlier_fact_checks")
    answer = run_sql(warehouse.path, query.sql)
    (row,) = answer.rows
    shown = dict(zip(answer.columns, row, strict=True))
    assert (shown["rating_words"], shown["rank"], shown["similarity"]) == ("Engañoso", 1, 0.93)


def test_a_fact_check_of_a_claim_that_is_not_in_the_report_is_refused(warehouse: Warehouse) -> None:
    earlier = EarlierFactCheck("elsewhere", a_fact_check(), 1, 0.93, 0.1, 0.8)

    with pytest.raises(WarehouseError, match="points to claim 'elsewhere'"):
        warehouse.record(replace(make_report(), earlier_fact_checks=(earlier,)))
