"""What people do with a claim. Each form says which version of the claim its page showed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.refused import ChangedMeanwhile
from veredicto.desk.desk import Desk
from veredicto.desk.just_done import with_done
from veredicto.desk.marking import _
from veredicto.desk.nouns import ActionKind, Role
from veredicto.desk.pages.claim import after, claim_page
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.readings import Content, content_of_merge, content_of_reading
from veredicto.desk.visit import Visitor, desk_of, marked_by
from warehouse.export.addresses import is_web_address

router = APIRouter(prefix="/claims/{claim_id}")

NO_ADDRESS = _("Evidence is added by the address of a page: https://…")
SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Change:
    """Something that somebody does on a claim from its page."""

    request: Request
    desk: Desk
    who: Visitor
    claim_id: str
    version: int
    wanted: Wanted

    def carry_out(
        self, kind: ActionKind, content: Content | None = None, *, moves_on: bool = False
    ) -> Response:
        """Does it, and shows the claim or the next; or the claim again with why it was refused."""
        content = content or {}
        row = self.desk.line.row(self.claim_id) or {}
        # Of a merge, the rest is the decision on the other claim, which nobody wrote here.
        written = {"into": content["into"]} if "into" in content else content
        given = {name: str(value) for name, value in written.items() if value is not None}
        query = self.wanted.without_page
        # Before it is done, for then the claim stands elsewhere in the queue.
        following = after(self.desk, self.claim_id, self.wanted)
        try:
            state = self.desk.act(
                self.who.person,
                kind,
                self.claim_id,
                content=content,
                evidence=row.get("verdict_id"),
                version=self.version,
            )
        except ChangedMeanwhile:
            return self._refused(409, given, conflict=True)
        except BadInput as error:
            return self.refuse(self.who.words.tell(error), given)
        here = f"/claims/{self.claim_id}{'?' if query else ''}{query}"
        target = with_done(following, state.version) if moves_on else here
        return RedirectResponse(target, status_code=SEE_OTHER)

    def refuse(self, trouble: str, given: Mapping[str, str]) -> Response:
        """The claim with why nothing was done, and with what was given."""
        return self._refused(400, given, trouble=trouble)

    def _refused(
        self,
        status: int,
        given: Mapping[str, str],
        *,
        conflict: bool = False,
        trouble: str | None = None,
    ) -> Response:
        return claim_page(
            self.request,
            self.desk,
            self.who,
            self.claim_id,
            status=status,
            conflict=conflict,
            trouble=trouble,
            given=given,
            wanted=self.wanted,
        )


async def _change(
    request: Request,
    desk: Annotated[Desk, Depends(desk_of)],
    who: Annotated[Visitor, Depends(marked_by(Role.EDITOR))],
    claim_id: str,
    version: Annotated[int, Form(ge=0)],
    query: Annotated[str, Form(max_length=4000)] = "",
) -> Change:
    """The change that a form asks for, of which the route says what it is."""
    return Change(request, desk, who, claim_id, version, Wanted.of(parse_qsl(query)))


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What somebody decides, on the verdict that they saw."""

    decision: Annotated[Decision, Form()]
    verdict: Annotated[str, Form(max_length=100)]
    label: Annotated[VerdictLabel | None, Form()] = None
    reason: Annotated[str, Form(max_length=10_000)] = ""

    def carried_out(self, change: Change, kind: ActionKind, *, moves_on: bool) -> Response:
        """Writes it down as a decision of a kind."""
        try:
            content = content_of_reading(
                change.desk, change.claim_id, self.decision, self.label, self.reason, self.verdict
            )
        except BadInput as error:
            label = self.label or ""
            given = {"decision": str(self.decision), "label": label, "reason": self.reason}
            return change.refuse(change.who.words.tell(error), given)
        return change.carry_out(kind, content, moves_on=moves_on)


OfAnEditor = Annotated[Change, Depends(_change)]
Decided = Annotated[DecisionForm, Depends()]


@router.post("/decide")
def decide(change: OfAnEditor, decided: Decided) -> Response:
    """Confirms the verdict, overrules it, or takes the claim out; then moves on."""
    return decided.carried_out(change, ActionKind.DECIDE, moves_on=True)


@router.post("/settle")
def settle(change: OfAnEditor, decided: Decided) -> Response:
    """Settles what two readers disagree on, which only a chief may.

    Its form asks for a label only: that of the program confirms it.
    """
    row = change.desk.line.row(change.claim_id) or {}
    if decided.decision is Decision.OVERRULE and decided.label == row.get("label"):
        decided = replace(decided, decision=Decision.CONFIRM)
    return decided.carried_out(change, ActionKind.SETTLE, moves_on=False)


@router.post("/publish")
def publish(change: OfAnEditor) -> Response:
    """Publishes what was decided."""
    return change.carry_out(ActionKind.PUBLISH)


@router.post("/unpublish")
def unpublish(change: OfAnEditor) -> Response:
    """Takes back what was published; it is a draft again."""
    return change.carry_out(ActionKind.UNPUBLISH)


@router.post("/undo")
def undo(change: OfAnEditor, undoes: Annotated[int, Form(ge=1)]) -> Response:
    """Takes back the last thing that was done on the claim, an undo included."""
    return change.carry_out(ActionKind.UNDO, {"undoes": undoes})


@router.post("/merge")
def merge(
    change: OfAnEditor,
    into: Annotated[str, Form(max_length=100)] = "",
    other: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Lets the decision on a claim that says the same stand for this one.

    It is chosen of the repeats, or is another that is given by its identifier or its address.
    """
    named = re.split(r"[?#]", other.strip())[0].rpartition("/")[2] or into.strip()
    try:
        content = content_of_merge(change.desk, change.claim_id, named)
    except BadInput as error:
        return change.refuse(change.who.words.tell(error), {"into": named})
    return change.carry_out(ActionKind.MERGE, content)


@router.post("/separate")
def separate(change: OfAnEditor) -> Response:
    """Lets the claim stand for itself again."""
    return change.carry_out(ActionKind.SEPARATE)


@router.post("/reword")
def reword(change: OfAnEditor, wording: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Words the claim as it is to be published; without words it is as the article has it."""
    return change.carry_out(ActionKind.REWORD, {"wording": " ".join(wording.split()) or None})


@router.post("/assign")
def assign(change: OfAnEditor, assignee: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Gives the claim to somebody, or to nobody."""
    return change.carry_out(ActionKind.ASSIGN, {"to": assignee or None})


@router.post("/evidence")
def add_evidence(change: OfAnEditor, url: Annotated[str, Form(max_length=2000)]) -> Response:
    """Has a page retrieved and judged as evidence, in the background."""
    if not is_web_address(url.strip()):
        return change.refuse(NO_ADDRESS, {"url": url})
    return change.carry_out(ActionKind.ADD_EVIDENCE, {"url": url.strip()})


@router.post("/recheck")
def ask_for_recheck(change: OfAnEditor) -> Response:
    """Has the claim checked again, in the background."""
    return change.carry_out(ActionKind.RECHECK)
