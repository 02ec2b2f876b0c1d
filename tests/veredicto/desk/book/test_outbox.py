from __future__ import annotations

from datetime import timedelta

from desk_books import CLAIM, Desk

from checkers.identifiers import identify
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.nouns import ActionKind, Person


def told(desk: Desk) -> list[tuple[str, bool]]:
    return [(one.reason, one.retracts) for one in desk.book.outbox.waiting()]


def test_what_is_published_waits_until_the_warehouse_was_told(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.REWORD, wording="Dicho")
    drafts = desk.book.outbox.waiting()
    done = desk.does(ana, ActionKind.PUBLISH)
    (one,) = desk.book.outbox.waiting()

    assert drafts == ()
    assert (one.number, one.at, one.claim_id) == (done.number, done.at, CLAIM)
    assert one.review_id == identify("desk", desk.book.id, done.number)
    assert (one.verdict_id, one.decision, one.label) == (
        "verdict",
        Decision.OVERRULE,
        VerdictLabel.REFUTED,
    )
    assert (one.reason, one.by_name, one.wording) == ("por esto", "Ana", "Dicho")
    assert not one.retracts
    assert desk.book.outbox.count() == 1
    desk.book.outbox.failed(one.number, "the warehouse is held")
    assert desk.book.outbox.waiting()[0].failure == "the warehouse is held"
    desk.book.outbox.done(one.number)
    assert desk.book.outbox.waiting() == ()
    assert desk.book.outbox.told() == (one,)


def test_what_is_taken_back_is_a_retraction(desk: Desk, ana: Person, luis: Person) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.does(luis, ActionKind.UNPUBLISH, reason="era otra cosa")

    last = desk.book.outbox.waiting()[-1]
    assert (last.retracts, last.verdict_id, last.by_name) == (True, "verdict", "Luis")
    assert (last.reason, last.wording) == ("era otra cosa", None)


def test_an_undone_publication_has_the_one_before_told_again(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted", reason="uno")
    desk.does(ana, ActionKind.PUBLISH)
    desk.decides(ana, "conflicting_evidence", reason="dos")
    desk.does(ana, ActionKind.PUBLISH)
    undone = desk.undoes(ana)
    again = desk.book.outbox.waiting()[-1]
    desk.redoes(ana)

    assert (again.number, again.at) == (undone.number, undone.at)
    assert told(desk) == [("uno", False), ("dos", False), ("uno", False), ("dos", False)]


def test_an_undone_first_publication_is_a_retraction_and_so_is_a_redone_one_told(
    desk: Desk, ana: Person
) -> None:
    desk.decides(ana, "refuted", reason="uno")
    desk.does(ana, ActionKind.PUBLISH)
    desk.undoes(ana)
    desk.redoes(ana)
    desk.does(ana, ActionKind.UNPUBLISH)
    desk.undoes(ana)

    assert told(desk) == [
        ("uno", False),
        ("", True),
        ("uno", False),
        ("", True),
        ("uno", False),
    ]


def test_a_new_wording_is_told_and_what_changes_nothing_is_not(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.does(ana, ActionKind.ASSIGN, to=ana.id)
    desk.does(ana, ActionKind.REWORD, wording="Dicho")
    desk.does(ana, ActionKind.PUBLISH)

    assert [one.wording for one in desk.book.outbox.waiting()] == [None, "Dicho"]


def test_what_is_told_later_is_later_even_by_a_clock_that_was_set_back(
    desk: Desk, ana: Person
) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.watch.now -= timedelta(days=1)
    desk.does(ana, ActionKind.UNPUBLISH)

    first, second = desk.book.outbox.waiting()
    assert second.at - first.at == timedelta(microseconds=1)


def test_who_has_no_account_is_told_by_identifier(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    for kind in (ActionKind.PUBLISH, ActionKind.UNPUBLISH):
        desk.book.actions.add(kind, by="script", role=ana.role, claim_id=CLAIM)

    assert [one.by_name for one in desk.book.outbox.waiting()] == ["Ana", "script"]
