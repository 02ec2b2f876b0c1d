from __future__ import annotations

import pytest
from desk_books import CLAIM, Desk

from checkers.errors import BadInput
from veredicto.desk.book.jobs import JobKind, JobState
from veredicto.desk.book.opened import Book
from veredicto.desk.book.refused import Refused
from veredicto.desk.nouns import Person

PAGE = "https://faro.example/a"


def test_a_filter_is_for_oneself_or_for_everybody(desk: Desk, ana: Person, luis: Person) -> None:
    saved = desk.book.saved
    mine = saved.save(" Mis  dudas ", "state=open", by=ana.id, shared=False)
    ours = saved.save("Nuestras", "label=refuted", by=ana.id, shared=True)

    assert (mine.name, mine.query, mine.by) == ("Mis dudas", "state=open", ana.id)
    assert saved.for_person(ana.id) == (mine, ours)
    assert saved.for_person(luis.id) == (ours,)
    assert saved.get(mine.id) == mine
    assert saved.get("none") is None


def test_a_filter_saved_again_takes_the_place_of_the_first(desk: Desk, ana: Person) -> None:
    desk.book.saved.save("Dudas", "state=open", by=ana.id, shared=False)
    again = desk.book.saved.save("Dudas", "state=draft", by=ana.id, shared=True)

    assert desk.book.saved.for_person(ana.id) == (again,)


def test_a_filter_that_cannot_be_kept_is_refused(desk: Desk, ana: Person) -> None:
    for name, query in ((" ", "q"), ("a" * 81, "q"), ("a", "q" * 4_001)):
        with pytest.raises(BadInput, match="name"):
            desk.book.saved.save(name, query, by=ana.id, shared=False)
    with pytest.raises(BadInput, match="nobody"):
        desk.book.saved.save("a", "q", by="nobody", shared=False)


def test_a_filter_is_removed_by_its_owner_or_a_chief(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    saved = desk.book.saved
    one, two = (saved.save(name, "q", by=ana.id, shared=True) for name in "ab")
    with pytest.raises(Refused):
        saved.remove(one.id, by=luis.id)
    saved.remove(one.id, by=ana.id)
    saved.remove(two.id, by=jefa.id)
    saved.remove(two.id, by=luis.id)

    assert saved.for_person(ana.id) == ()


def test_jobs_are_done_in_order_and_the_same_is_asked_for_once(desk: Desk, ana: Person) -> None:
    jobs = desk.book.jobs
    first = jobs.add(JobKind.RECHECK, CLAIM, by=ana.id)
    page = jobs.add(JobKind.ADD_EVIDENCE, CLAIM, by=ana.id, url=PAGE)
    other = jobs.add(JobKind.RECHECK, "other", by=ana.id)

    assert jobs.add(JobKind.RECHECK, CLAIM, by="luis") == first
    assert (first.state, first.url, page.url) == (JobState.WAITING, None, PAGE)
    taken = jobs.claim_next()
    assert taken is not None
    assert (taken.id, taken.state) == (first.id, JobState.RUNNING)
    assert taken.started_at is not None
    assert jobs.add(JobKind.RECHECK, CLAIM, by=ana.id) == taken
    jobs.finish(first.id, "judged", "otra vez lo mismo")
    again = jobs.add(JobKind.RECHECK, CLAIM, by=ana.id)
    assert again.id != first.id
    assert [job.id for job in jobs.of(CLAIM)] == [again.id, page.id, first.id]
    ended = jobs.of(CLAIM)[-1]
    assert (ended.state, ended.outcome, ended.detail) == (
        JobState.ENDED,
        "judged",
        "otra vez lo mismo",
    )
    assert ended.ended_at is not None
    assert [job.id for job in (jobs.claim_next(), jobs.claim_next(), jobs.claim_next()) if job] == [
        page.id,
        other.id,
        again.id,
    ]
    assert jobs.claim_next() is None


def test_a_job_whose_process_was_killed_waits_again_for_the_next(desk: Desk, ana: Person) -> None:
    job = desk.book.jobs.add(JobKind.RECHECK, CLAIM, by=ana.id)
    desk.book.jobs.claim_next()

    with Book(desk.path, resume=False) as beside:
        assert beside.jobs.of(CLAIM)[0].state is JobState.RUNNING
    with Book(desk.path) as started:
        assert started.jobs.of(CLAIM) == (job,)
