"""What is asked for at the desk and taken back: pages as evidence, and re-checks."""

from __future__ import annotations

import pytest
from desk_books import CLAIM, Desk

from veredicto.desk.book.jobs import Job, JobKind, JobState
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.nouns import ActionKind, Person

PAGE = "https://faro.example/a"


def jobs(desk: Desk) -> list[tuple[str, str | None]]:
    """The kinds of the jobs on the claim with how they ended, oldest first."""
    return [(str(it.kind), it.outcome) for it in reversed(desk.book.jobs.of(CLAIM))]


def done(desk: Desk, outcome: str = "done") -> Job:
    """The job that waits longest, done."""
    job = desk.book.jobs.claim_next()
    assert job is not None
    desk.book.jobs.finish(job.id, outcome)
    return job


def refusal(desk: Desk, person: Person, number: int) -> Refusal:
    with pytest.raises(Refused) as refused:
        desk.undoes(person, number)
    return refused.value.refusal


def test_a_recheck_that_waits_is_taken_back_and_never_done(desk: Desk, ana: Person) -> None:
    asked = desk.does(ana, ActionKind.RECHECK)
    assert desk.state().asked == (asked.number,)

    desk.undoes(ana, asked.number)

    assert desk.state().asked == ()
    assert jobs(desk) == [("recheck", "cancelled")]
    assert desk.book.jobs.claim_next() is None
    assert refusal(desk, ana, asked.number) is Refusal.NOTHING_TO_UNDO


@pytest.mark.parametrize("ended", [False, True])
def test_a_recheck_that_has_begun_is_not_taken_back_and_nothing_is_written(
    desk: Desk, ana: Person, *, ended: bool
) -> None:
    asked = desk.does(ana, ActionKind.RECHECK)
    job = desk.book.jobs.claim_next()
    assert job is not None
    if ended:
        desk.book.jobs.finish(job.id, "done")
    before = desk.book.actions.last_number

    assert refusal(desk, ana, asked.number) is Refusal.BEGUN

    assert desk.book.actions.last_number == before
    assert desk.state().asked == (asked.number,)


def test_a_page_that_waits_is_taken_back_and_never_read(desk: Desk, ana: Person) -> None:
    asked = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)

    desk.undoes(ana, asked.number)

    assert jobs(desk) == [("add_evidence", "cancelled")]
    assert desk.book.jobs.claim_next() is None


@pytest.mark.parametrize("ended", [False, True])
def test_a_page_that_was_read_or_is_being_read_is_left_out_by_another_job(
    desk: Desk, ana: Person, jefa: Person, *, ended: bool
) -> None:
    asked = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)
    job = desk.book.jobs.claim_next()
    assert job is not None
    if ended:
        desk.book.jobs.finish(job.id, "done")

    desk.undoes(jefa, asked.number)

    following = desk.book.jobs.claim_next()
    assert following is not None
    assert (following.kind, following.url, following.by) == (JobKind.LEAVE_OUT, PAGE, jefa.id)


def test_decisions_and_what_was_asked_for_are_taken_back_in_any_order(
    desk: Desk, ana: Person
) -> None:
    decided = desk.decides(ana, "refuted")
    asked = desk.does(ana, ActionKind.RECHECK)
    page = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)

    desk.undoes(ana, decided.number)
    desk.undoes(ana, asked.number)

    state = desk.state()
    assert (state.undoable, state.asked, state.standing) == (None, (page.number,), None)
    desk.redoes(ana)
    assert desk.state().undoable == decided.number
    assert desk.book.actions.verify().broken == ()


def test_what_somebody_asked_for_is_taken_back_by_them_or_a_chief(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    asked = desk.does(ana, ActionKind.RECHECK)

    assert refusal(desk, luis, asked.number) is Refusal.OF_ANOTHER
    desk.undoes(jefa, asked.number)

    assert jobs(desk) == [("recheck", "cancelled")]


def test_what_somebody_else_asks_for_as_well_is_still_done(
    desk: Desk, ana: Person, luis: Person
) -> None:
    asked = desk.does(ana, ActionKind.RECHECK)
    also = desk.does(luis, ActionKind.RECHECK)

    desk.undoes(ana, asked.number)
    assert desk.book.jobs.of(CLAIM)[0].state is JobState.WAITING
    desk.undoes(luis, also.number)

    assert jobs(desk) == [("recheck", "cancelled")]


def test_what_others_asked_for_before_keeps_nothing_from_being_taken_back(
    desk: Desk, ana: Person, luis: Person
) -> None:
    desk.does(luis, ActionKind.RECHECK)
    done(desk)
    asked = desk.does(ana, ActionKind.RECHECK)

    desk.undoes(ana, asked.number)

    assert jobs(desk) == [("recheck", "done"), ("recheck", "cancelled")]


def test_a_page_that_somebody_else_added_as_well_stays(
    desk: Desk, ana: Person, luis: Person
) -> None:
    asked = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)
    done(desk)
    also = desk.does(luis, ActionKind.ADD_EVIDENCE, url=PAGE)
    done(desk)

    desk.undoes(ana, asked.number)
    assert desk.book.jobs.claim_next() is None
    desk.undoes(luis, also.number)

    assert done(desk).kind is JobKind.LEAVE_OUT


def test_who_asked_for_the_same_twice_takes_back_both(desk: Desk, ana: Person) -> None:
    desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)
    done(desk)
    again = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)

    desk.undoes(ana, again.number)

    assert desk.state().asked == ()
    assert jobs(desk) == [
        ("add_evidence", "done"),
        ("add_evidence", "cancelled"),
        ("leave_out", None),
    ]


def test_a_page_can_be_added_once_more_after_it_was_taken_back(desk: Desk, ana: Person) -> None:
    first = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)
    done(desk)
    desk.undoes(ana, first.number)
    again = desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)

    assert [done(desk).kind for _ in range(2)] == [JobKind.LEAVE_OUT, JobKind.ADD_EVIDENCE]
    assert desk.state().asked == (again.number,)
