"""What the book refuses, each with a code by which a page can say it in its own language."""

from __future__ import annotations

from enum import StrEnum

from checkers.errors import BadInput
from veredicto.desk.marking import _
from veredicto.desk.nouns import ClaimState


class Refusal(StrEnum):
    """Why something was refused."""

    ROLE = "role"
    NO_CLAIM = "no_claim"
    CLAIM = "claim"
    CONTENT = "content"
    TOO_LONG = "too_long"
    NO_VERDICT = "no_verdict"
    NO_REASON = "no_reason"
    NO_LABEL = "no_label"
    SAME_LABEL = "same_label"
    OTHER_LABEL = "other_label"
    LABEL_WITHOUT_CHECK = "label_without_check"
    MERGED = "merged"
    NOT_MERGED = "not_merged"
    MERGED_INTO_ITSELF = "merged_into_itself"
    MERGED_IN_A_CIRCLE = "merged_in_a_circle"
    SECOND_READING_DUE = "second_reading_due"
    NO_SECOND_READING_DUE = "no_second_reading_due"
    OWN_READING = "own_reading"
    DISAGREEMENT = "disagreement"
    NO_DISAGREEMENT = "no_disagreement"
    NOTHING_TO_PUBLISH = "nothing_to_publish"
    NOT_PUBLISHED = "not_published"
    NOBODY = "nobody"
    NOTHING_TO_UNDO = "nothing_to_undo"
    OF_ANOTHER = "of_another"
    BEGUN = "begun"
    NOT_BY_HAND = "not_by_hand"


SAID = {
    Refusal.ROLE: _("your role does not allow this: ask a chief"),
    Refusal.NO_CLAIM: _("this is done on a claim: name one"),
    Refusal.CLAIM: _("this is not done on a claim: name none"),
    Refusal.CONTENT: _("something needed is missing or is not what it should be"),
    Refusal.TOO_LONG: _("this is longer than is kept: shorten it"),
    Refusal.NO_VERDICT: _("there is no verdict that this could be about: have the claim checked"),
    Refusal.NO_REASON: _("say why: a reason is needed for this"),
    Refusal.NO_LABEL: _("give a label"),
    Refusal.SAME_LABEL: _("this is the label that it has: confirm it, or choose another"),
    Refusal.OTHER_LABEL: _("this is not the label that it has: overrule it to give another"),
    Refusal.LABEL_WITHOUT_CHECK: _("what is not checkable has no label: leave it out"),
    Refusal.MERGED: _("the claim follows another: separate it first"),
    Refusal.NOT_MERGED: _("the claim follows no other"),
    Refusal.MERGED_INTO_ITSELF: _("a claim cannot follow itself: name another"),
    Refusal.MERGED_IN_A_CIRCLE: _("the other claim follows this one: separate it first"),
    Refusal.SECOND_READING_DUE: _("a second reading is due: read it first"),
    Refusal.NO_SECOND_READING_DUE: _("no second reading is due"),
    Refusal.OWN_READING: _("the second reading is for somebody else than the first"),
    Refusal.DISAGREEMENT: _("the readings disagree: a chief settles it"),
    Refusal.NO_DISAGREEMENT: _("there is no disagreement to settle"),
    Refusal.NOTHING_TO_PUBLISH: _("there is nothing to publish: decide first"),
    Refusal.NOT_PUBLISHED: _("nothing of this claim is published"),
    Refusal.NOBODY: _("there is no such editor: name one with an account that is in use"),
    Refusal.NOTHING_TO_UNDO: _("this is not what an undo takes back now: reload the claim"),
    Refusal.OF_ANOTHER: _("somebody else did that: only they or a chief can undo it"),
    Refusal.BEGUN: _("a re-check that has begun cannot be undone: its verdict is like any other"),
    Refusal.NOT_BY_HAND: _("this is recorded only by what it is about"),
}


MEANWHILE = _("somebody has changed this claim meanwhile: look at it again")


class Refused(BadInput):
    """Something that is not allowed as things are; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(SAID[refusal])
        self.refusal = refusal


class ChangedMeanwhile(BadInput):
    """Somebody did something on the claim since it was looked at; nothing was written.

    `state` is as it is now, for the eyes of whoever tried (`blind.seen_by`).
    """

    def __init__(self, state: ClaimState) -> None:
        super().__init__(MEANWHILE)
        self.state = state
