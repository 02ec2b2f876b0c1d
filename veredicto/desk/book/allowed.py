"""What may be done on a claim as it is, by whom, and with what it must come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.book.state import OF_A_CLAIM
from veredicto.desk.nouns import Action, ActionKind, ClaimState, DeskState, Role

WITHOUT_A_ROLE = frozenset(
    {
        ActionKind.SIGN_IN,
        ActionKind.SIGN_IN_REFUSED,
        ActionKind.SIGN_OUT,
    }
)
"""What is recorded of whoever comes and goes; the other kinds that are of no claim have methods."""
_DECISIONS = frozenset({Decision.CONFIRM, Decision.OVERRULE, Decision.NOT_CHECKABLE})
"""What a reading can come to; a decision is taken back by an action of its own."""
_ALWAYS = frozenset({"reason", "from"})
_READING = _ALWAYS | {"decision", "label", "engine_label", "verdict_id"}
_PARTS = {
    ActionKind.DECIDE: _READING,
    ActionKind.SECOND_READING: _READING,
    ActionKind.SETTLE: _READING,
    ActionKind.MERGE: _READING | {"into"},
    ActionKind.REWORD: _ALWAYS | {"wording"},
    ActionKind.ASSIGN: _ALWAYS | {"to"},
    ActionKind.ADD_EVIDENCE: _ALWAYS | {"url"},
    ActionKind.UNDO: _ALWAYS | {"undoes"},
}
"""What the content of a kind may have, so that nothing else slips into the state."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody wants to do."""

    kind: ActionKind
    by: str
    role: Role
    content: Mapping[str, str | int | None]

    def text(self, name: str) -> str:
        """A text of the content; empty where there is none.

        Raises:
            Refused: It is a number.
        """
        value = self.content.get(name)
        _need(value is None or isinstance(value, str), Refusal.CONTENT)
        return str(value or "")

    @property
    def is_of_a_claim(self) -> bool:
        """Whether it is done on a claim."""
        return self.kind in OF_A_CLAIM


def refuse_by_role(attempt: Attempt, claim_id: str | None) -> None:
    """Refuses what the role does not allow, or what is of a claim and names none.

    Raises:
        Refused: It is that.
    """
    if attempt.is_of_a_claim:
        _need(bool(claim_id and claim_id.strip()), Refusal.NO_CLAIM)
        least = Role.CHIEF if attempt.kind is ActionKind.SETTLE else Role.EDITOR
        _need(attempt.role.may(least), Refusal.ROLE)
    else:
        _need(attempt.kind in WITHOUT_A_ROLE, Refusal.NOT_BY_HAND)
        _need(claim_id is None, Refusal.CLAIM)


def as_meant(kind: ActionKind, by: str, state: ClaimState) -> ActionKind:
    """A decision of somebody else while a second reading is due is that reading."""
    if kind is ActionKind.DECIDE and state.state is DeskState.SECOND_READING:
        return kind if _is_first_reader(by, state) else ActionKind.SECOND_READING
    return kind


def refuse_by_state(attempt: Attempt, state: ClaimState, before: tuple[Action, ...]) -> None:
    """Refuses what cannot be done on a claim with these actions, or without what is given.

    Raises:
        Refused: It is that.
    """
    _need(set(attempt.content) <= _PARTS.get(attempt.kind, _ALWAYS), Refusal.CONTENT)
    attempt.text("reason")
    _RULES[attempt.kind](attempt, state, before)


def _decide(attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(state.merged_into is None, Refusal.MERGED)
    _refuse_in_between(attempt, state)
    _refuse_unsound(attempt)


def _read_again(attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(state.state is DeskState.SECOND_READING, Refusal.NO_SECOND_READING_DUE)
    _need(not _is_first_reader(attempt.by, state), Refusal.OWN_READING)
    _refuse_unsound(attempt)


def _settle(attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(state.state is DeskState.DISAGREEMENT, Refusal.NO_DISAGREEMENT)
    _refuse_unsound(attempt)


def _publish(_attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(state.standing is not None, Refusal.NOTHING_TO_PUBLISH)
    told = state.state is DeskState.PUBLISHED and state.wording == state.published_wording
    _need(not told, Refusal.NOTHING_TO_PUBLISH)


def _unpublish(_attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(state.published is not None, Refusal.NOT_PUBLISHED)


def _merge(attempt: Attempt, state: ClaimState, before: tuple[Action, ...]) -> None:
    _need(bool(attempt.text("into").strip()), Refusal.CONTENT)
    _need(attempt.text("into") != state.claim_id, Refusal.MERGED_INTO_ITSELF)
    _decide(attempt, state, before)


def _separate(attempt: Attempt, state: ClaimState, _before: tuple[Action, ...]) -> None:
    _refuse_in_between(attempt, state, but_chiefs=True)
    _need(state.merged_into is not None, Refusal.NOT_MERGED)


def _reword(attempt: Attempt, _state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need("wording" in attempt.content, Refusal.CONTENT)
    attempt.text("wording")


def _assign(attempt: Attempt, _state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need("to" in attempt.content, Refusal.CONTENT)
    attempt.text("to")


def _add_evidence(attempt: Attempt, _state: ClaimState, _before: tuple[Action, ...]) -> None:
    _need(bool(attempt.text("url").strip()), Refusal.CONTENT)


def _recheck(_attempt: Attempt, _state: ClaimState, _before: tuple[Action, ...]) -> None:
    """A re-check can be asked for at any time."""


def _undo(attempt: Attempt, state: ClaimState, before: tuple[Action, ...]) -> None:
    number = attempt.content.get("undoes")
    possible = {state.undoable, state.redoable, *state.asked}
    _need(type(number) is int and number in possible, Refusal.NOTHING_TO_UNDO)
    done = next(action for action in before if action.number == number)
    _need(done.by == attempt.by or attempt.role.may(Role.CHIEF), Refusal.OF_ANOTHER)


_RULES: dict[ActionKind, Callable[[Attempt, ClaimState, tuple[Action, ...]], None]] = {
    ActionKind.DECIDE: _decide,
    ActionKind.SECOND_READING: _read_again,
    ActionKind.SETTLE: _settle,
    ActionKind.PUBLISH: _publish,
    ActionKind.UNPUBLISH: _unpublish,
    ActionKind.MERGE: _merge,
    ActionKind.SEPARATE: _separate,
    ActionKind.REWORD: _reword,
    ActionKind.ASSIGN: _assign,
    ActionKind.ADD_EVIDENCE: _add_evidence,
    ActionKind.RECHECK: _recheck,
    ActionKind.UNDO: _undo,
}


def _refuse_in_between(attempt: Attempt, state: ClaimState, *, but_chiefs: bool = False) -> None:
    """Refuses while the claim waits for somebody else."""
    if but_chiefs and attempt.role.may(Role.CHIEF):
        return
    _need(state.state is not DeskState.DISAGREEMENT, Refusal.DISAGREEMENT)
    due = state.state is DeskState.SECOND_READING and not _is_first_reader(attempt.by, state)
    _need(not due, Refusal.SECOND_READING_DUE)


def _refuse_unsound(attempt: Attempt) -> None:
    """Refuses a decision whose parts do not go together."""
    engine_label, label = _label(attempt, "engine_label"), _label(attempt, "label")
    _need(attempt.text("decision") in _DECISIONS, Refusal.CONTENT)
    decision = Decision(attempt.text("decision"))
    _need(bool(attempt.text("verdict_id").strip()), Refusal.NO_VERDICT)
    reason = attempt.text("reason").strip()
    _need(bool(reason) or decision is Decision.CONFIRM, Refusal.NO_REASON)
    if decision is Decision.NOT_CHECKABLE:
        _need(label is None, Refusal.LABEL_WITHOUT_CHECK)
        return
    _need(decision is Decision.OVERRULE or engine_label is not None, Refusal.NO_VERDICT)
    _need(label is not None, Refusal.NO_LABEL)
    same = label is engine_label
    _need(same or decision is Decision.OVERRULE, Refusal.OTHER_LABEL)
    _need(not same or decision is Decision.CONFIRM, Refusal.SAME_LABEL)


def _label(attempt: Attempt, name: str) -> VerdictLabel | None:
    text = attempt.text(name)
    _need(not text or text in tuple(VerdictLabel), Refusal.CONTENT)
    return VerdictLabel(text) if text else None


def _is_first_reader(by: str, state: ClaimState) -> bool:
    return state.first is not None and state.first.by == by


def _need(fine: bool, refusal: Refusal) -> None:  # noqa: FBT001 - what it is about is the caller's
    if not fine:
        raise Refused(refusal)
