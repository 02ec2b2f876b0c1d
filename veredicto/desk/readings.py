"""What is written down of a decision: the label, why, and on which verdict."""

from __future__ import annotations

from checkers.labels import Decision, VerdictLabel
from veredicto.desk.desk import Desk
from veredicto.desk.marking import Unfit, _
from veredicto.desk.words import FALLBACK, LANGUAGES, words_in

Content = dict[str, str | int | None]

NO_VERDICT = _("There is no verdict to decide on: add evidence, or ask for a re-check.")
ANOTHER_VERDICT = _("The claim was checked again while you read: look at its new verdict first.")

AS_THE_OTHER = _("Decided as the claim that says the same: “{claim}”")


def content_of_reading(
    desk: Desk,
    claim_id: str,
    decision: Decision,
    label: VerdictLabel | None,
    reason: str,
    verdict_id: str,
) -> Content:
    """A decision on the verdict that somebody saw, for the book.

    Raises:
        BadInput: The claim has no verdict to decide on, or has another one by now.
    """
    row = desk.line.row(claim_id) or {}
    if row.get("verdict_id") is None:
        raise Unfit(NO_VERDICT)
    if row["verdict_id"] != verdict_id:
        raise Unfit(ANOTHER_VERDICT)
    engine = row.get("label")
    stands = {Decision.CONFIRM: engine, Decision.OVERRULE: label}.get(decision)
    return {
        "decision": decision,
        "label": stands,
        "engine_label": engine,
        "reason": reason.strip(),
        "verdict_id": verdict_id,
    }


def content_of_merge(desk: Desk, claim_id: str, into: str) -> Content:
    """The decision on another claim as the decision on this one, for the book.

    Raises:
        BadInput: There is no such claim, nobody has decided it, or this one has no verdict.
    """
    row, other = desk.line.row(claim_id), desk.line.row(into)
    if other is None:
        raise Unfit(_("there is no claim “{claim}” to merge with."), claim=into)
    if row is None or row["verdict_id"] is None:
        raise Unfit(NO_VERDICT)
    state = desk.book.actions.state(into)
    reading = state.standing or state.published
    if reading is not None:
        label = reading.label
    elif other["decision"] is not None:
        label = other["decided_label"] and VerdictLabel(other["decided_label"])
    else:
        raise Unfit(_("nobody has decided the other claim yet: decide it first."))
    if label is None:
        decision = Decision.NOT_CHECKABLE
    else:
        decision = Decision.CONFIRM if label == row["label"] else Decision.OVERRULE
    reason = reading.reason if reading else other["review_reason"]
    if not reason and decision is not Decision.CONFIRM:
        # To confirm needs no reason; here it departs from what the program says.
        said = words_in(row["language"] if row["language"] in LANGUAGES else FALLBACK)
        reason = said.say(AS_THE_OTHER).format(claim=state.wording or other["wording"])
    return {
        "into": into,
        "decision": decision,
        "label": label,
        "engine_label": row["label"],
        "reason": reason or "",
        "verdict_id": row["verdict_id"],
    }
