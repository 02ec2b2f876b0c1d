from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from builders import an_article
from flows.journal import GOES_ON, Journal, OpenBatch

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = (("search", "corpus"),)
LOCATIONS = ("a.txt", "b.txt")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def leave_open(journal: Journal) -> OpenBatch:
    with journal.batch(LOCATIONS, SETTINGS) as batch:
        with journal.run(an_article(), SETTINGS, batch) as run:
            journal.results.mkdir(parents=True, exist_ok=True)
            (journal.results / f"{run.id}-fetch_pages").write_bytes(b"x")
        (journal.results / f"{batch.id}-article-1").write_bytes(b"x")
    return batch


def test_a_batch_that_was_not_ended_goes_on_with_the_runs_in_it(journal: Journal) -> None:
    first = leave_open(journal)

    with (
        journal.batch(tuple(reversed(LOCATIONS)), SETTINGS) as batch,
        journal.run(an_article(), SETTINGS, batch) as run,
    ):
        assert (batch.id, batch.resumed) == (first.id, True)
        assert run.resumed
        assert (journal.results / f"{run.id}-fetch_pages").exists()


def test_a_run_of_a_batch_is_not_that_of_the_article_alone(journal: Journal) -> None:
    leave_open(journal)

    with journal.run(an_article(), SETTINGS) as run:
        assert not run.resumed


def test_a_batch_that_ends_takes_everything_with_it(journal: Journal, tmp_path: Path) -> None:
    journal.end(leave_open(journal))

    assert not list(journal.results.iterdir())
    assert not list(tmp_path.rglob("*.json"))
    with journal.batch(LOCATIONS, SETTINGS) as batch:
        assert not batch.resumed


def test_a_batch_of_the_day_before_is_begun_anew(journal: Journal, tmp_path: Path) -> None:
    old = leave_open(journal)
    make_old(tmp_path, old)

    with journal.batch(LOCATIONS, SETTINGS) as batch:
        assert (batch.id != old.id, batch.resumed) == (True, False)
    assert not list(journal.results.glob(f"{old.id}*"))


def test_what_is_discarded_for_forgetting_includes_batches(journal: Journal) -> None:
    leave_open(journal)

    assert journal.discard() == 2
    assert not list(journal.results.iterdir())


def test_results_of_open_batches_are_not_swept(journal: Journal) -> None:
    batch = leave_open(journal)
    later = datetime.now(UTC) + timedelta(days=9)

    assert journal.sweep(before=later) == 0
    journal.discard()
    (journal.results / f"{batch.id}-article-1").write_bytes(b"xy")
    assert journal.sweep(before=later) == 2


def test_a_batch_that_nobody_goes_on_with_is_swept(journal: Journal, tmp_path: Path) -> None:
    make_old(tmp_path, leave_open(journal))

    journal.sweep(before=datetime.now(UTC))

    assert not list(journal.results.iterdir())
    assert not list(tmp_path.rglob("*.json"))


def make_old(folder: Path, batch: OpenBatch) -> None:
    (entry,) = (folder / "open-batches").glob("*.json")
    began = datetime.now(UTC) - GOES_ON - timedelta(minutes=1)
    entry.write_text(json.dumps({"id": batch.id, "started_at": began.isoformat()}))


def test_a_batch_under_way_elsewhere_is_begun_apart(journal: Journal) -> None:
    with (
        journal.batch(LOCATIONS, SETTINGS) as one,
        journal.batch(LOCATIONS, SETTINGS) as other,
    ):
        assert one.id != other.id
        assert not other.resumed
