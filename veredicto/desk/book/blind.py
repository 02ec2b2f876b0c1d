"""What somebody may see of a claim whose readings are to be independent of each other.

While a second reading is due, only the first reader sees the first one. Where the two disagree,
both readers and the chiefs see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from veredicto.desk.nouns import Action, ActionKind, ClaimState, DeskState, Role

_READINGS = frozenset(
    {ActionKind.DECIDE, ActionKind.SECOND_READING, ActionKind.SETTLE, ActionKind.MERGE}
)


def seen_by(
    state: ClaimState, actions: Iterable[Action], person_id: str, role: Role
) -> tuple[ClaimState, tuple[Action, ...]]:
    """The state and the actions of a claim as that person may see them.

    A decision that is withheld is there, without content.
    """
    mine = tuple(actions)
    if not _is_withheld(state, person_id, role):
        return state, mine
    merged = state.first is not None and state.first.merged_with is not None
    shown = replace(
        state, first=None, second=None, merged_into=None if merged else state.merged_into
    )
    return shown, tuple(_withheld(action, state, person_id) for action in mine)


def seen_in_list(
    actions: Iterable[Action],
    state_of: Callable[[str], ClaimState],
    person_id: str,
    role: Role,
    *,
    kind: ActionKind | None = None,
) -> tuple[Action, ...]:
    """Actions on any claims as that person may see them; `state_of` gives the state of a claim.

    Where actions of one kind were asked for, those that are withheld are left out: who finds one
    among all actions and not among the decisions would know that it is a merge.
    """
    seen = (
        (
            action,
            action
            if action.claim_id is None
            else seen_by(state_of(action.claim_id), (action,), person_id, role)[1][0],
        )
        for action in actions
    )
    return tuple(shown for action, shown in seen if kind is None or shown is action)


def _is_withheld(state: ClaimState, person_id: str, role: Role) -> bool:
    first = state.first.by if state.first is not None else None
    if state.state is DeskState.SECOND_READING:
        return person_id != first
    if state.state is DeskState.DISAGREEMENT:
        second = state.second.by if state.second is not None else None
        return person_id not in {first, second} and not role.may(Role.CHIEF)
    return False


def _withheld(action: Action, state: ClaimState, person_id: str) -> Action:
    """The action without its content, where it may tell of a reading that is not out."""
    out = state.published.action if state.published is not None else 0
    if action.kind not in _READINGS or action.by == person_id or action.number <= out:
        return action
    return replace(action, kind=ActionKind.DECIDE, content={})
