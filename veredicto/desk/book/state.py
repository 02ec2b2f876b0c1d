"""What the actions on a claim come to: a pure fold.

An undo takes the last action that counts out of the fold. An undo of that undo puts it back, as
long as nothing else was done: so an action counts only where it was allowed when it was done. What
was asked for beside that, a page as evidence or a re-check, is taken back in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.chain import senseless
from veredicto.desk.nouns import Action, ActionKind, ClaimState, DeskState, Reading

NEEDS_SECOND = "second_reading_due"
"""Says in the content of a first reading whether the newsroom's rule of then asked for a second."""


@dataclass(slots=True)
class _Counting:
    """The actions that count so far, and the undos that may be undone with what they took back."""

    applied: list[Action] = field(default_factory=list)
    undone: list[tuple[Action, Action]] = field(default_factory=list)
    asked: list[Action] = field(default_factory=list)

    def take(self, action: Action) -> None:
        if action.kind in UNDOABLE:
            self.applied.append(action)
            self.undone.clear()
        elif action.kind in ASKING:
            self.asked.append(action)
        elif action.kind is ActionKind.UNDO:
            self._undo(action)

    def _undo(self, action: Action) -> None:
        target = action.content.get("undoes")
        if self.undone and self.undone[-1][0].number == target:
            self.applied.append(self.undone.pop()[1])
        elif self.applied and self.applied[-1].number == target:
            self.undone.append((action, self.applied.pop()))
        else:
            # Whoever asked for the same twice takes back both.
            taken = {_wish(it) for it in self.asked if it.number == target}
            self.asked = [it for it in self.asked if _wish(it) not in taken]


def state_of(claim_id: str, actions: Iterable[Action]) -> ClaimState:
    """What the actions on a claim, in order, come to."""
    counting = _Counting()
    version = 0
    for action in actions:
        counting.take(action)
        version = action.number
    state = ClaimState(claim_id)
    for action in counting.applied:
        state = applied(state, action)
    return replace(
        state,
        version=version,
        undoable=counting.applied[-1].number if counting.applied else None,
        redoable=counting.undone[-1][0].number if counting.undone else None,
        asked=tuple(action.number for action in counting.asked),
    )


def applied(state: ClaimState, action: Action) -> ClaimState:
    """The state after one action that is not taken back.

    Raises:
        WarehouseDamaged: The action makes no sense.
    """
    try:
        return _STEPS[action.kind](state, action)
    except (ValueError, KeyError) as error:
        raise senseless(action.number) from error


def reading_of(action: Action) -> Reading:
    """The reading that an action is."""
    label = _text(action, "label")
    return Reading(
        action=action.number,
        by=action.by,
        at=action.at,
        decision=Decision(str(action.content["decision"])),
        label=VerdictLabel(label) if label else None,
        reason=_text(action, "reason") or "",
        verdict_id=_text(action, "verdict_id") or "",
        merged_with=_text(action, "into"),
    )


def _decided(state: ClaimState, action: Action) -> ClaimState:
    reading = reading_of(action)
    due = bool(action.content.get(NEEDS_SECOND))
    return replace(
        state,
        state=DeskState.SECOND_READING if due else DeskState.DRAFT,
        first=reading,
        second=None,
        standing=None if due else reading,
        merged_into=reading.merged_with,
    )


def _read_again(state: ClaimState, action: Action) -> ClaimState:
    second = reading_of(action)
    agreed = state.first is not None and second.agrees_with(state.first)
    return replace(
        state,
        state=DeskState.DRAFT if agreed else DeskState.DISAGREEMENT,
        second=second,
        standing=state.first if agreed else None,
    )


def _settled(state: ClaimState, action: Action) -> ClaimState:
    return replace(state, state=DeskState.DRAFT, standing=reading_of(action))


def _published(state: ClaimState, _action: Action) -> ClaimState:
    return replace(
        state,
        state=DeskState.PUBLISHED,
        published=state.standing,
        published_wording=state.wording,
    )


def _unpublished(state: ClaimState, _action: Action) -> ClaimState:
    here = DeskState.DRAFT if state.state is DeskState.PUBLISHED else state.state
    return replace(state, state=here, published=None, published_wording=None)


def _separated(state: ClaimState, _action: Action) -> ClaimState:
    return replace(
        state, state=DeskState.OPEN, first=None, second=None, standing=None, merged_into=None
    )


def _reworded(state: ClaimState, action: Action) -> ClaimState:
    return replace(state, wording=_text(action, "wording"))


def _assigned(state: ClaimState, action: Action) -> ClaimState:
    return replace(state, assignee=_text(action, "to"))


_STEPS: dict[ActionKind, Callable[[ClaimState, Action], ClaimState]] = {
    ActionKind.DECIDE: _decided,
    ActionKind.MERGE: _decided,
    ActionKind.SECOND_READING: _read_again,
    ActionKind.SETTLE: _settled,
    ActionKind.PUBLISH: _published,
    ActionKind.UNPUBLISH: _unpublished,
    ActionKind.SEPARATE: _separated,
    ActionKind.REWORD: _reworded,
    ActionKind.ASSIGN: _assigned,
}
UNDOABLE = frozenset(_STEPS)
ASKING = frozenset({ActionKind.ADD_EVIDENCE, ActionKind.RECHECK})
"""What is done in the background."""
OF_A_CLAIM = UNDOABLE | ASKING | {ActionKind.UNDO}


def _wish(action: Action) -> tuple[ActionKind, str | None, str]:
    return action.kind, _text(action, "url"), action.by


def _text(action: Action, name: str) -> str | None:
    value = action.content.get(name)
    return str(value) if value else None
