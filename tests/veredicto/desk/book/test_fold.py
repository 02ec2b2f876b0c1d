from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from desk_books import Desk, Part, decision
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from checkers.errors import BadInput
from veredicto.desk.book.second_reading import parse_second_reading
from veredicto.desk.book.state import UNDOABLE, applied, state_of
from veredicto.desk.nouns import Action, ActionKind, ClaimState, DeskState, Person, Role

CLAIMS = ("a", "b", "c")
LABELS = ("supported", "refuted", "conflicting_evidence", None)
people = st.sampled_from(range(3))
claims = st.sampled_from(CLAIMS)
labels = st.sampled_from(LABELS)
readings = st.sampled_from(
    [ActionKind.DECIDE, ActionKind.SECOND_READING, ActionKind.SETTLE, ActionKind.MERGE]
)
others = st.sampled_from([ActionKind.PUBLISH, ActionKind.UNPUBLISH, ActionKind.SEPARATE])


def plain(state: ClaimState) -> ClaimState:
    """The state without the numbers that every action moves on."""
    return replace(state, version=0, undoable=None, redoable=None, asked=())


class Editing(RuleBasedStateMachine):
    """People do whatever they like on three claims. A model goes on step by step, and back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "desk.sqlite"
        self.desk = Desk(path, parse_second_reading("refuted"))
        roles = (Role.EDITOR, Role.EDITOR, Role.CHIEF)
        self.people: list[Person] = [
            self.desk.joined(name, role) for name, role in zip("ABC", roles, strict=True)
        ]
        self.now = {claim: ClaimState(claim) for claim in CLAIMS}
        self.before: dict[str, list[ClaimState]] = {claim: [] for claim in CLAIMS}
        self.after: dict[str, list[ClaimState]] = {claim: [] for claim in CLAIMS}
        self.told: dict[str, str | None] = dict.fromkeys(CLAIMS)

    def teardown(self) -> None:
        assert self.desk.book.actions.verify().broken == ()
        for forward in self.desk.book.outbox.waiting():
            self.told[forward.claim_id] = None if forward.retracts else forward.reason
        for claim, state in self.now.items():
            published = state.published.reason if state.published is not None else None
            assert self.told[claim] == published
        self.desk.book.close()
        self.folder.cleanup()

    def attempt(self, person: int, kind: ActionKind, claim: str, **content: Part) -> None:
        try:
            done = self.desk.does(self.people[person], kind, claim, **content)
        except BadInput:
            return
        self.model(claim, done)

    def model(self, claim: str, done: Action) -> None:
        if done.kind in UNDOABLE:
            self.before[claim].append(self.now[claim])
            self.after[claim].clear()
            self.now[claim] = applied(self.now[claim], done)

    @rule(person=people, kind=readings, claim=claims, label=labels, into=claims)
    def reads(
        self, person: int, kind: ActionKind, claim: str, label: str | None, into: str
    ) -> None:
        reason = f"{self.desk.book.actions.last_number}"
        content = decision(label, reason)
        more = {"into": into} if kind is ActionKind.MERGE else {}
        self.attempt(person, kind, claim, **(content | more))

    @rule(person=people, kind=others, claim=claims)
    def goes_on(self, person: int, kind: ActionKind, claim: str) -> None:
        self.attempt(person, kind, claim)

    @rule(person=people, claim=claims, wording=st.sampled_from(["", "uno", "dos"]))
    def rewords(self, person: int, claim: str, wording: str) -> None:
        self.attempt(person, ActionKind.REWORD, claim, wording=wording)

    @rule(person=people, claim=claims)
    def asks_for_a_check(self, person: int, claim: str) -> None:
        self.attempt(person, ActionKind.RECHECK, claim)

    @rule(person=people, claim=claims)
    def takes_back_a_check(self, person: int, claim: str) -> None:
        for number in self.desk.state(claim).asked[-1:]:
            self.attempt(person, ActionKind.UNDO, claim, undoes=number)

    @rule()
    def a_job_begins(self) -> None:
        self.desk.book.jobs.claim_next()

    @rule(person=people, claim=claims)
    def undoes(self, person: int, claim: str) -> None:
        try:
            self.desk.undoes(self.people[person], claim=claim)
        except BadInput:
            return
        self.after[claim].append(self.now[claim])
        self.now[claim] = self.before[claim].pop()

    @rule(person=people, claim=claims)
    def redoes(self, person: int, claim: str) -> None:
        try:
            self.desk.redoes(self.people[person], claim=claim)
        except BadInput:
            return
        self.before[claim].append(self.now[claim])
        self.now[claim] = self.after[claim].pop()

    @invariant()
    def the_fold_is_what_was_done_step_by_step(self) -> None:
        for claim, state in self.now.items():
            actions = self.desk.book.actions.of(claim)
            folded = state_of(claim, actions)
            assert plain(folded) == plain(state)
            assert self.desk.state(claim) == folded
            assert folded.version == (actions[-1].number if actions else 0)
            assert (folded.undoable is None) == (not self.before[claim])
            assert (folded.redoable is None) == (not self.after[claim])

    @invariant()
    def what_stands_is_there_where_it_has_to_be(self) -> None:
        for state in self.now.values():
            waits = state.state in {DeskState.DRAFT, DeskState.PUBLISHED}
            assert (state.standing is not None) == waits
            assert state.state is not DeskState.PUBLISHED or state.published == state.standing


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
