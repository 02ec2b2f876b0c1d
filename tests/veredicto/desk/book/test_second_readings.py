from __future__ import annotations

from pathlib import Path

import pytest
from desk_books import CLAIM, Desk, decision

from checkers.errors import BadSetting
from checkers.labels import VerdictLabel
from veredicto.desk.book.blind import seen_by, seen_in_list
from veredicto.desk.book.refused import ChangedMeanwhile, Refused
from veredicto.desk.book.second_reading import parse_second_reading
from veredicto.desk.nouns import ActionKind, DeskState, Person, Role


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "desk.sqlite", parse_second_reading("all"))


def due(desk: Desk, person: Person, rule: str, label: str | None) -> bool:
    desk = desk.reading_twice(rule)
    desk.decides(person, label, claim=f"{rule} {label}")
    state = desk.state(f"{rule} {label}")
    desk.book.close()
    return state.state is DeskState.SECOND_READING


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("none", set()),
        ("", set()),
        ("overruled", {"refuted", "conflicting_evidence", None}),
        ("refuted", {"refuted"}),
        ("Refuted, overruled", {"refuted", "conflicting_evidence", None}),
        ("all", {"supported", "refuted", "conflicting_evidence", None}),
    ],
)
def test_the_rule_names_the_decisions_that_are_read_twice(
    desk: Desk, ana: Person, rule: str, expected: set[str | None]
) -> None:
    labels = ("supported", "refuted", "conflicting_evidence", None)

    assert {label for label in labels if due(desk, ana, rule, label)} == expected


@pytest.mark.parametrize("text", ["some", "all, none", "refuted;all"])
def test_a_rule_that_names_something_else_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="name"):
        parse_second_reading(text)


def test_a_rule_may_come_as_a_list() -> None:
    assert parse_second_reading(("overruled", "refuted")) == parse_second_reading(
        "refuted,overruled"
    )


def test_a_rule_that_changes_leaves_what_was_decided_under_another(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    before = desk.state()
    desk = desk.reading_twice("none")

    assert desk.state() == before
    assert before.state is DeskState.SECOND_READING
    with pytest.raises(Refused, match="nothing to publish"):
        desk.does(ana, ActionKind.PUBLISH)
    desk.book.close()


def test_the_first_reader_may_think_again_while_the_second_reading_is_due(
    desk: Desk, ana: Person
) -> None:
    desk.decides(ana, "refuted")
    desk.decides(ana, "supported")

    state = desk.state()
    assert state.state is DeskState.SECOND_READING
    assert state.first is not None
    assert (state.first.label, state.second, state.standing) == (VerdictLabel.SUPPORTED, None, None)
    with pytest.raises(Refused, match="somebody else"):
        desk.decides(ana, "supported", kind=ActionKind.SECOND_READING)


def test_two_who_agree_make_a_draft_of_the_first_reading(
    desk: Desk, ana: Person, luis: Person
) -> None:
    desk.decides(ana, "refuted", reason="uno")
    done = desk.decides(luis, "refuted", reason="dos")

    state = desk.state()
    assert done.kind is ActionKind.SECOND_READING
    assert state.state is DeskState.DRAFT
    assert state.standing == state.first
    assert state.second is not None
    assert (state.second.by, state.second.reason) == (luis.id, "dos")
    with pytest.raises(Refused, match="no second reading"):
        desk.decides(luis, "refuted", kind=ActionKind.SECOND_READING)


def test_a_chief_settles_what_two_disagree_on(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    desk.decides(ana, "refuted")
    with pytest.raises(Refused, match="no disagreement"):
        desk.decides(jefa, "refuted", kind=ActionKind.SETTLE)
    desk.decides(luis, "supported", kind=ActionKind.SECOND_READING)
    apart = desk.state()

    assert (apart.state, apart.standing) == (DeskState.DISAGREEMENT, None)
    with pytest.raises(Refused, match="role"):
        desk.decides(luis, "refuted", kind=ActionKind.SETTLE)
    with pytest.raises(Refused, match="a chief settles"):
        desk.decides(ana, "supported")
    with pytest.raises(Refused, match="why"):
        desk.decides(jefa, "refuted", kind=ActionKind.SETTLE, reason="")
    desk.decides(jefa, "conflicting_evidence", kind=ActionKind.SETTLE)
    state = desk.state()
    assert state.state is DeskState.DRAFT
    assert state.standing is not None
    assert (state.standing.by, state.standing.label) == (
        jefa.id,
        VerdictLabel.CONFLICTING_EVIDENCE,
    )
    assert (state.first, state.second) == (apart.first, apart.second)
    desk.undoes(jefa)
    assert desk.state().state is DeskState.DISAGREEMENT


def test_a_merge_is_a_first_reading_that_only_its_reader_or_a_chief_parts(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    desk.decides(ana, "refuted", kind=ActionKind.MERGE, into="other")

    with pytest.raises(Refused, match="second reading is due"):
        desk.does(luis, ActionKind.SEPARATE)
    with pytest.raises(Refused, match="follows another"):
        desk.decides(luis, "refuted", kind=ActionKind.MERGE, into="third")
    desk.does(jefa, ActionKind.SEPARATE)
    assert desk.state().state is DeskState.OPEN
    desk.decides(ana, "refuted")
    with pytest.raises(Refused, match="second reading is due"):
        desk.decides(luis, "refuted", kind=ActionKind.MERGE, into="third")


def test_the_second_reader_sees_nothing_of_the_first_reading(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    desk.decides(ana, "supported", reason="secreto")
    desk.undoes(ana)
    desk.decides(ana, "refuted", reason="secreto", kind=ActionKind.MERGE, into="secreto")
    desk.does(ana, ActionKind.REWORD, wording="Dicho")
    state, actions = desk.state(), desk.book.actions.of(CLAIM)

    for person in (luis, jefa):
        shown, done = seen_by(state, actions, person.id, person.role)
        assert "secreto" not in f"{shown} {done}"
        assert "refuted" not in f"{shown} {done}"
        assert (shown.state, shown.version) == (DeskState.SECOND_READING, state.version)
        assert [one.kind for one in done] == [
            ActionKind.DECIDE,
            ActionKind.UNDO,
            ActionKind.DECIDE,
            ActionKind.REWORD,
        ]
        assert done[0].content == {}
        assert done[3] == actions[3]
    assert seen_by(state, actions, ana.id, ana.role) == (state, actions)


def test_what_was_published_before_is_no_secret(desk: Desk, ana: Person, luis: Person) -> None:
    desk.decides(ana, "refuted")
    desk.decides(luis, "refuted")
    desk.does(ana, ActionKind.PUBLISH)
    desk.decides(ana, "supported", reason="secreto")
    state, actions = desk.state(), desk.book.actions.of(CLAIM)

    shown, done = seen_by(state, actions, luis.id, luis.role)

    assert shown.published == state.published
    assert done[0] == actions[0]
    assert done[-1].content == {}


def test_a_disagreement_is_for_both_readers_and_chiefs(
    desk: Desk, ana: Person, luis: Person, jefa: Person
) -> None:
    other = desk.joined("Otro")
    desk.decides(ana, "refuted", reason="secreto uno")
    desk.decides(luis, "supported", reason="secreto dos")
    state, actions = desk.state(), desk.book.actions.of(CLAIM)

    for person in (ana, luis, jefa):
        assert seen_by(state, actions, person.id, person.role) == (state, actions)
    shown, done = seen_by(state, actions, other.id, other.role)
    assert (shown.first, shown.second) == (None, None)
    assert "secreto" not in f"{shown} {done}"


def test_a_list_of_actions_withholds_the_same(desk: Desk, ana: Person, luis: Person) -> None:
    desk.decides(ana, "refuted", reason="secreto")
    latest = desk.book.actions.latest()

    seen = seen_in_list(latest, desk.book.actions.state, luis.id, Role.EDITOR)

    assert "secreto" not in f"{seen}"
    assert seen[1:] == latest[1:]
    assert seen_in_list(latest, desk.book.actions.state, ana.id, Role.EDITOR) == latest


@pytest.mark.parametrize("kind", [ActionKind.DECIDE, ActionKind.MERGE])
def test_no_list_of_a_kind_tells_whether_a_reading_that_is_withheld_is_a_merge(
    desk: Desk, ana: Person, luis: Person, kind: ActionKind
) -> None:
    content = decision("refuted") | ({"into": "another"} if kind is ActionKind.MERGE else {})
    desk.book.actions.add(kind, by=ana.id, role=ana.role, claim_id=CLAIM, content=content)
    for asked in (ActionKind.DECIDE, ActionKind.MERGE):
        latest = desk.book.actions.latest(kind=asked)
        of_state = desk.book.actions.state
        assert seen_in_list(latest, of_state, luis.id, Role.EDITOR, kind=asked) == ()
        assert len(seen_in_list(latest, of_state, ana.id, Role.EDITOR, kind=asked)) == (
            asked is kind
        )


def test_who_saves_second_is_not_shown_the_first_reading(
    desk: Desk, ana: Person, luis: Person
) -> None:
    desk.decides(ana, "refuted", reason="secreto")

    with pytest.raises(ChangedMeanwhile) as refused:
        desk.book.actions.add(
            ActionKind.DECIDE,
            by=luis.id,
            role=luis.role,
            claim_id=CLAIM,
            content=decision("supported"),
            version=0,
        )

    assert refused.value.state.state is DeskState.SECOND_READING
    assert refused.value.state.first is None
