"""What somebody did a moment ago on a claim that they have moved on from, and may want undone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from veredicto.desk.desk import Desk
from veredicto.desk.nouns import Action, ClaimState, Person
from veredicto.desk.queue.line import Waiting

PARAMETER = "done"
"""What an address calls the number of the action."""
NUMBER = re.compile(r"[1-9][0-9]{0,14}")


@dataclass(frozen=True, slots=True)
class JustDone:
    """An action of the person who looks, the last one on its claim."""

    action: Action
    claim: Waiting
    state: ClaimState

    @property
    def can_be_undone(self) -> bool:
        """Whether an undo would take back just that."""
        return self.state.undoable == self.action.number


def with_done(address: str, number: int) -> str:
    """The address, which says there what was done."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={number}"


def just_done(desk: Desk, person: Person, number: str | None) -> JustDone | None:
    """The action with that number; None where it is not theirs or something was done since."""
    if number is None or not NUMBER.fullmatch(number):
        return None
    found = desk.book.actions.latest(before=int(number) + 1, limit=1, by=person.id)
    action = found[0] if found else None
    if action is None or action.number != int(number) or action.claim_id is None:
        return None
    claim, state = desk.line.find(action.claim_id), desk.book.actions.state(action.claim_id)
    if claim is None or state.version != action.number:
        return None
    return JustDone(action, claim, state)
