from __future__ import annotations

import pytest
from desk_books import CLAIM, Desk, Part, decision

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.refused import ChangedMeanwhile, Refusal, Refused
from veredicto.desk.nouns import ActionKind, ClaimState, DeskState, Person, Role


def refusal(desk: Desk, person: Person, kind: ActionKind, **content: Part) -> Refusal:
    before = desk.book.actions.last_number
    with pytest.raises(Refused) as refused:
        desk.does(person, kind, **content)
    assert desk.book.actions.last_number == before
    return refused.value.refusal


def test_a_claim_that_nobody_touched_is_open(desk: Desk) -> None:
    assert desk.state() == ClaimState(CLAIM)
    assert not desk.state().decided
    assert desk.book.actions.states() == {}


def test_a_decision_is_a_draft_and_goes_out_when_it_is_published(desk: Desk, ana: Person) -> None:
    decided = desk.decides(ana, "refuted")
    draft = desk.state()
    desk.does(ana, ActionKind.PUBLISH)
    out = desk.state()

    assert (draft.state, draft.published) == (DeskState.DRAFT, None)
    assert draft.standing == draft.first
    assert draft.first is not None
    assert (draft.first.action, draft.first.by, draft.first.at) == (
        decided.number,
        ana.id,
        decided.at,
    )
    assert draft.first.decision is Decision.OVERRULE
    assert draft.first.label is VerdictLabel.REFUTED
    assert (draft.first.reason, draft.first.verdict_id) == ("por esto", "verdict")
    assert (out.state, out.published) == (DeskState.PUBLISHED, draft.standing)
    assert out.decided
    assert desk.book.actions.states() == {CLAIM: out}


def test_a_claim_that_is_not_checkable_has_no_label(desk: Desk, ana: Person) -> None:
    desk.decides(ana, None)

    standing = desk.state().standing
    assert standing is not None
    assert (standing.decision, standing.label) == (Decision.NOT_CHECKABLE, None)


def test_a_confirmation_needs_no_reason(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "supported", reason="")

    assert desk.state().state is DeskState.DRAFT


def test_deciding_anew_replaces_a_draft_and_leaves_what_is_published(
    desk: Desk, ana: Person, luis: Person
) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    published = desk.state().published
    desk.decides(luis, "supported")
    again = desk.state()

    assert again.state is DeskState.DRAFT
    assert again.first is not None
    assert again.first.by == luis.id
    assert again.published == published
    desk.does(luis, ActionKind.PUBLISH)
    assert desk.state().published == again.first


def test_what_is_taken_back_is_a_draft_again(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.does(ana, ActionKind.UNPUBLISH)

    state = desk.state()
    assert (state.state, state.published) == (DeskState.DRAFT, None)
    assert state.standing is not None
    assert refusal(desk, ana, ActionKind.UNPUBLISH) is Refusal.NOT_PUBLISHED


def test_the_published_decision_can_be_taken_back_while_another_is_a_draft(
    desk: Desk, ana: Person
) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.decides(ana, "supported")
    desk.does(ana, ActionKind.UNPUBLISH)

    state = desk.state()
    assert (state.state, state.published) == (DeskState.DRAFT, None)
    assert state.standing is not None
    assert state.standing.label is VerdictLabel.SUPPORTED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"decision": "maybe"}, Refusal.CONTENT),
        ({"decision": "retract"}, Refusal.CONTENT),
        ({"label": "false"}, Refusal.CONTENT),
        ({"label": 3}, Refusal.CONTENT),
        ({"reason": 3}, Refusal.CONTENT),
        ({"verdict_id": " "}, Refusal.NO_VERDICT),
        ({"reason": "  \n"}, Refusal.NO_REASON),
        ({"label": None}, Refusal.NO_LABEL),
        ({"label": "supported"}, Refusal.SAME_LABEL),
        ({"decision": "confirm"}, Refusal.OTHER_LABEL),
        ({"decision": "confirm", "engine_label": None}, Refusal.NO_VERDICT),
        ({"decision": "not_checkable"}, Refusal.LABEL_WITHOUT_CHECK),
        ({"decision": "not_checkable", "label": None, "reason": ""}, Refusal.NO_REASON),
        ({"into": "another"}, Refusal.CONTENT),
        ({"second_reading_due": 0}, Refusal.CONTENT),
        ({"reason": "a" * 20_001}, Refusal.TOO_LONG),
        ({"reason": "\ud83d"}, Refusal.CONTENT),
    ],
)
def test_a_decision_whose_parts_do_not_go_together_is_refused(
    desk: Desk, ana: Person, change: dict[str, Part], expected: Refusal
) -> None:
    assert refusal(desk, ana, ActionKind.DECIDE, **(decision("refuted") | change)) is expected
    assert desk.state() == ClaimState(CLAIM)


def test_only_what_stands_can_be_published_and_only_once(desk: Desk, ana: Person) -> None:
    assert refusal(desk, ana, ActionKind.PUBLISH) is Refusal.NOTHING_TO_PUBLISH
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    assert refusal(desk, ana, ActionKind.PUBLISH) is Refusal.NOTHING_TO_PUBLISH


def test_a_new_wording_of_what_is_published_can_be_published(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.does(ana, ActionKind.REWORD, wording="Mejor dicho")
    reworded = desk.state()
    desk.does(ana, ActionKind.PUBLISH)

    assert (reworded.state, reworded.wording) == (DeskState.PUBLISHED, "Mejor dicho")
    assert reworded.published_wording is None
    assert desk.state().published_wording == "Mejor dicho"
    desk.does(ana, ActionKind.REWORD, wording="")
    assert desk.state().wording is None


def test_a_claim_is_assigned_to_an_editor_with_an_account(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    reader = desk.joined("Lectora", Role.READER)
    desk.does(ana, ActionKind.ASSIGN, to=luis.id)
    assigned = desk.state().assignee
    desk.does(ana, ActionKind.ASSIGN, to=None)

    assert assigned == luis.id
    assert desk.state().assignee is None
    assert desk.state().state is DeskState.OPEN
    assert refusal(desk, ana, ActionKind.ASSIGN, to="nobody") is Refusal.NOBODY
    assert refusal(desk, ana, ActionKind.ASSIGN, to=reader.id) is Refusal.NOBODY
    desk.book.people.disable(luis.id, by=jefa.id)
    assert refusal(desk, ana, ActionKind.ASSIGN, to=luis.id) is Refusal.NOBODY


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (ActionKind.REWORD, {}),
        (ActionKind.ASSIGN, {}),
        (ActionKind.ASSIGN, {"to": 7}),
        (ActionKind.ADD_EVIDENCE, {}),
        (ActionKind.ADD_EVIDENCE, {"url": " "}),
        (ActionKind.MERGE, {}),
        (ActionKind.PUBLISH, {"label": "refuted"}),
        (ActionKind.RECHECK, {"role": "chief"}),
    ],
)
def test_what_comes_without_what_it_needs_or_with_more_is_refused(
    desk: Desk, ana: Person, kind: ActionKind, content: dict[str, Part]
) -> None:
    assert refusal(desk, ana, kind, **content) is Refusal.CONTENT


def test_evidence_and_checks_that_are_asked_for_change_no_state(desk: Desk, ana: Person) -> None:
    page = desk.does(ana, ActionKind.ADD_EVIDENCE, url="https://faro.example/a")
    last = desk.does(ana, ActionKind.RECHECK)

    asked = (page.number, last.number)
    assert desk.state() == ClaimState(CLAIM, version=last.number, asked=asked)


def test_a_reader_only_comes_and_goes(desk: Desk) -> None:
    reader = desk.joined("Lectora", Role.READER)

    assert refusal(desk, reader, ActionKind.RECHECK) is Refusal.ROLE
    assert refusal(desk, reader, ActionKind.DECIDE, **decision("refuted")) is Refusal.ROLE
    came = desk.book.actions.add(ActionKind.SIGN_IN, by=reader.id, content={"way": "password"})
    assert (came.claim_id, came.content) == (None, {"way": "password"})


def test_what_is_of_a_claim_names_one_and_nothing_else_does(desk: Desk, jefa: Person) -> None:
    add = desk.book.actions.add
    for claim in (None, "", " "):
        with pytest.raises(Refused, match="name one"):
            add(ActionKind.RECHECK, by=jefa.id, role=jefa.role, claim_id=claim)
    with pytest.raises(Refused, match="name none"):
        add(ActionKind.SIGN_IN, by=jefa.id, role=jefa.role, claim_id=CLAIM)
    for kind in (ActionKind.INVITE, ActionKind.JOIN, ActionKind.CHANGE_ROLE, ActionKind.REDACT):
        with pytest.raises(Refused, match="recorded only by what it is about"):
            add(kind, by=jefa.id, role=jefa.role)


def test_the_second_save_is_refused_and_shows_what_is_there(
    desk: Desk, ana: Person, luis: Person
) -> None:
    saw = desk.state().version
    add = desk.book.actions.add
    add(
        ActionKind.DECIDE,
        by=ana.id,
        role=ana.role,
        claim_id=CLAIM,
        evidence="verdict",
        content=decision("refuted"),
        version=saw,
    )
    with pytest.raises(ChangedMeanwhile) as refused:
        add(
            ActionKind.DECIDE,
            by=luis.id,
            role=luis.role,
            claim_id=CLAIM,
            content=decision("supported"),
            version=saw,
        )

    assert isinstance(refused.value, BadInput)
    assert refused.value.state == desk.state()
    (only,) = desk.book.actions.of(CLAIM)
    assert (only.by, only.evidence) == (ana.id, "verdict")


def test_a_repeat_follows_another_claim_until_it_is_separated(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted", kind=ActionKind.MERGE, into="other")
    merged = desk.state()

    assert (merged.state, merged.merged_into) == (DeskState.DRAFT, "other")
    assert merged.standing is not None
    assert merged.standing.merged_with == "other"
    assert refusal(desk, ana, ActionKind.DECIDE, **decision("refuted")) is Refusal.MERGED
    again = decision("refuted") | {"into": "third"}
    assert refusal(desk, ana, ActionKind.MERGE, **again) is Refusal.MERGED
    desk.does(ana, ActionKind.PUBLISH)
    published = desk.state().published
    desk.does(ana, ActionKind.SEPARATE)
    parted = desk.state()
    assert (parted.state, parted.merged_into, parted.standing) == (DeskState.OPEN, None, None)
    assert parted.published == published
    assert refusal(desk, ana, ActionKind.SEPARATE) is Refusal.NOT_MERGED
    desk.does(ana, ActionKind.UNPUBLISH)
    assert desk.state().state is DeskState.OPEN
    assert desk.state().published is None


def test_no_claim_follows_itself_over_whatever_way(desk: Desk, ana: Person) -> None:
    def merge(claim: str, into: str) -> None:
        desk.decides(ana, "refuted", kind=ActionKind.MERGE, claim=claim, into=into)

    with pytest.raises(Refused, match="cannot follow itself"):
        merge("a", "a")
    merge("b", "a")
    merge("c", "b")
    with pytest.raises(Refused, match="follows this one"):
        merge("a", "b")
    with pytest.raises(Refused, match="follows this one"):
        merge("a", "c")
    desk.undoes(ana, claim="b")
    merge("a", "b")
    with pytest.raises(Refused, match="follows this one"):
        desk.redoes(ana, claim="b")
    assert desk.state("b").merged_into is None
    assert desk.book.actions.verify().intact


def test_anything_is_undone_by_whoever_did_it_or_a_chief(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    desk.decides(ana, "refuted")
    before = desk.state()
    last = desk.does(ana, ActionKind.PUBLISH)

    assert refusal(desk, luis, ActionKind.UNDO, undoes=last.number) is Refusal.OF_ANOTHER
    undo = desk.undoes(jefa)
    state = desk.state()
    assert (state.state, state.published) == (DeskState.DRAFT, None)
    assert (state.undoable, state.redoable) == (before.undoable, undo.number)
    assert refusal(desk, ana, ActionKind.UNDO, undoes=undo.number) is Refusal.OF_ANOTHER
    desk.redoes(jefa)
    assert desk.state().published == before.standing
    assert (desk.state().undoable, desk.state().redoable) == (last.number, None)


def test_an_undo_takes_back_the_last_that_counts_and_nothing_else(desk: Desk, ana: Person) -> None:
    first = desk.decides(ana, "refuted")
    second = desk.does(ana, ActionKind.REWORD, wording="Mejor")
    check = desk.does(ana, ActionKind.RECHECK)
    desk.undoes(ana, check.number)

    for number in (first.number, check.number, 0, -1, 999, None, "2", True):
        assert refusal(desk, ana, ActionKind.UNDO, undoes=number) is Refusal.NOTHING_TO_UNDO
    undo = desk.undoes(ana, second.number)
    assert refusal(desk, ana, ActionKind.UNDO, undoes=second.number) is Refusal.NOTHING_TO_UNDO
    desk.undoes(ana, first.number)
    assert refusal(desk, ana, ActionKind.UNDO, undoes=undo.number) is Refusal.NOTHING_TO_UNDO
    assert desk.state().state is DeskState.OPEN
    desk.redoes(ana)
    desk.redoes(ana)
    assert desk.state().wording == "Mejor"
    assert desk.state().redoable is None


def test_nothing_is_put_back_once_something_else_was_done(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    undo = desk.undoes(ana)
    desk.decides(ana, "supported")

    assert desk.state().redoable is None
    assert refusal(desk, ana, ActionKind.UNDO, undoes=undo.number) is Refusal.NOTHING_TO_UNDO


def test_the_newest_actions_are_given_by_person_kind_claim_and_page(
    desk: Desk, ana: Person, luis: Person
) -> None:
    one = desk.decides(ana, "refuted")
    two = desk.does(luis, ActionKind.RECHECK)
    three = desk.does(ana, ActionKind.RECHECK, "other")

    latest = desk.book.actions.latest
    assert latest(limit=2) == (three, two)
    assert latest(before=three.number, limit=2) == (two, one)
    assert latest(by=ana.id, claim_id=CLAIM) == (one,)
    assert latest(kind=ActionKind.RECHECK) == (three, two)
    assert desk.book.actions.since(one.number) == (two, three)
    assert desk.book.actions.last_number == three.number
    with pytest.raises(BadInput, match="cannot be stored"):
        latest(before=10**30)
