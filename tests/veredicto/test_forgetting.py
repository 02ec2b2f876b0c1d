from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from filled_warehouses import contents, full_report
from recorded_pages import CITED, SENTENCE, UNCITED, Record
from recorded_reports import NOON, make_review, verdict_of, with_opinions

from checkers.errors import ForgottenMeanwhile
from checkers.forgotten import MASK, address_key, name_keys
from checkers.labels import Decision
from veredicto.settings import Settings
from warehouse.forget_addresses import token_of
from warehouse.recorded import RecordedRuns
from warehouse.removals import RemovalKind
from warehouse.removing import Order, Subject, find, remove

ARTICLE = "https://periodico.example/0"
NAME = "Ana Núñez"
ORDER = Order("a court asked for it", "editora", NOON + timedelta(days=30))


def of_address(url: str) -> Subject:
    return Subject(RemovalKind.ADDRESS, address_key(url), frozenset({address_key(url)}))


def of_person(name: str, likely: str | None = None) -> Subject:
    return Subject(RemovalKind.PERSON, "0" * 64, name_keys(name), likely)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    it = Record.of(Settings(warehouse=tmp_path / "veredicto.duckdb"))
    it.warehouse.record(full_report("full", 7))
    for number in range(2):
        report = with_opinions(it.report(number=number, at=NOON + timedelta(hours=number)))
        it.warehouse.record(report)
        it.warehouse.record_review(make_review(verdict_of(report).id, Decision.CONFIRM))
    return it


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def words_in(record: Record) -> list[str]:
    tables = contents(Path(str(record.warehouse.path)))
    return [
        text for rows in tables.values() for row in rows for text in strings(list(row.values()))
    ]


def test_an_article_goes_whole_and_other_articles_stay_whole(record: Record) -> None:
    path = Path(str(record.warehouse.path))
    before = contents(path)
    article = next(row for row in before["articles"] if row["url"] == ARTICLE)

    planned = find(path, of_address("http://www.periodico.example/0/#top"))
    untouched = contents(path)
    effects = remove(path, of_address("http://www.periodico.example/0/#top"), ORDER, files=0)

    after = contents(path)
    assert untouched == before
    assert effects == planned
    assert effects.addresses == {ARTICLE}
    assert effects.rows["articles"] == 1
    assert ARTICLE not in words_in(record)
    assert article["id"] not in words_in(record)
    for table, rows in before.items():
        if table != "removals":
            assert all(row in rows for row in after[table]), table
    gone = {"runs", "claims", "verdicts", "reviews", "evidence", "opinions", "run_claims"}
    for table in gone:
        assert len(after[table]) < len(before[table]), table
    others = [row["id"] for row in after["runs"]]
    assert len(others) == len(before["runs"]) - 1
    for run in others:
        assert RecordedRuns(path).report(str(run)).claims
    (removal,) = after["removals"]
    assert (removal["kind"], removal["reason"]) == ("address", ORDER.reason)
    assert removal["subject"] == address_key(ARTICLE)


def test_a_page_keeps_its_row_without_its_words_and_the_verdict_keeps_its_weights(
    record: Record,
) -> None:
    path = Path(str(record.warehouse.path))
    before = contents(path)

    effects = remove(path, of_address(f"{CITED}/?utm_source=x"), ORDER, files=1)

    after = contents(path)
    assert len(after["sources"]) == len(before["sources"])
    assert after["verdict_evidence"] == before["verdict_evidence"]
    assert not [text for text in words_in(record) if SENTENCE in text or CITED in text]
    assert "4.100 millones de dólares" not in " ".join(
        str(row["justification"]) for row in after["verdicts"] if MASK in str(row["justification"])
    )
    page = next(row for row in after["sources"] if row["url"] == token_of(CITED))
    was = next(row for row in before["sources"] if row["id"] == page["id"])
    assert page["text"] == MASK * len(str(was["text"]))
    assert page["title"] is None
    assert was["snapshot"] in effects.snapshots
    for run in after["runs"]:
        assert RecordedRuns(path).report(str(run["id"])).sources


def test_the_first_claim_of_a_cluster_leaves_its_name_to_the_next(record: Record) -> None:
    path = Path(str(record.warehouse.path))
    first = full_report("first", 20)
    trace = first.traces[0]
    record.warehouse.record(first)
    for number in (21, 22):
        later = full_report(f"later-{number}", number)
        joined = replace(
            trace, claim_id=later.claims[0].id, cluster_id=trace.claim_id, similarity=0.9
        )
        record.warehouse.record(replace(later, traces=(joined,)))

    remove(path, of_address("https://periodico.example/20"), ORDER, files=0)

    heirs = [row for row in contents(path)["claim_traces"] if row["cluster_id"] != trace.claim_id]
    named = {
        str(row["cluster_id"]) for row in heirs if row["claim_id"] != full_report().claims[0].id
    }
    assert full_report("x", 21).claims[0].id in named
    assert trace.claim_id not in words_in(record)


@pytest.mark.parametrize("likely", ["nunez", None])
def test_a_name_is_masked_wherever_it_stands_and_offsets_stay_right(
    record: Record, likely: str | None
) -> None:
    path = Path(str(record.warehouse.path))
    before = contents(path)

    effects = remove(path, of_person(NAME, likely), ORDER, files=2)

    after = contents(path)
    assert not [text for text in words_in(record) if "Núñez" in text]
    assert effects.spellings[NAME] > 3
    assert effects.snapshots
    assert {"articles", "sources", "passages", "verdicts", "queries"} <= {
        table for table, count in effects.rows.items() if count
    }
    texts = {row["id"]: str(row["text"]) for row in after["sources"]}
    for row in after["passages"]:
        start, end = int(str(row["start_char"])), int(str(row["end_char"]))
        assert texts[row["source_id"]][start:end] == row["text"]
    for table, rows in before.items():
        assert len(after[table]) >= len(rows), table
    for run in after["runs"]:
        assert RecordedRuns(path).report(str(run["id"])).article.byline != NAME


def test_what_was_forgotten_does_not_come_back_with_a_run_that_was_under_way(
    record: Record,
) -> None:
    path = Path(str(record.warehouse.path))
    remove(path, of_address(CITED), ORDER, files=0)
    remove(path, of_person(NAME), ORDER, files=0)
    before = contents(path)
    article = replace(record.report(number=0, at=NOON), run=full_report("again").run)

    under_way = (
        record.report(number=5, at=NOON + timedelta(hours=9)),
        record.report(number=6, cited="https://otra.example/x", at=NOON + timedelta(hours=9)),
    )
    for report in under_way:
        with pytest.raises(ForgottenMeanwhile, match="removed on request"):
            record.warehouse.record(report)

    assert article.run.id == "again"
    assert contents(path) == before


def test_a_later_run_records_a_forgotten_address_without_saying_which(record: Record) -> None:
    path = Path(str(record.warehouse.path))
    remove(path, of_address(UNCITED), ORDER, files=0)
    report = record.report(
        number=9, uncited=None, sentence="Otra frase.", at=ORDER.at + timedelta(days=1)
    )
    refused = replace(report.sources[-1], url=UNCITED, final_url=UNCITED, detail=f"no {UNCITED}")
    search = report.searches[0]
    result = replace(search.results[0], url=UNCITED, title="T", snippet="S", rank=2)
    searches = (replace(search, results=(*search.results, result)), *report.searches[1:])

    record.warehouse.record(replace(report, sources=(*report.sources, refused), searches=searches))

    assert not [text for text in words_in(record) if UNCITED in text]
    read = RecordedRuns(path).report(report.run.id)
    assert token_of(UNCITED) in {source.url for source in read.sources}
    assert read.searches[0].results[1].title is None
