"""What people do with a claim. Each form says which version of the claim its page showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from checkers.errors import BadInput
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.refused import ChangedMeanwhile
from veredicto.desk.desk import Desk
from veredicto.desk.guard.rates import HEAVY
from veredicto.desk.nouns import ActionKind, Role
from veredicto.desk.pages.claim import after, claim_page
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.readings import content_of_merge, content_of_reading
from veredicto.desk.visit import TooOften, Visitor, desk_of, marked_by
from warehouse.export.addresses import is_web_address

router = APIRouter(prefix="/claims/{claim_id}")
TheDesk = Annotated[Desk, Depends(desk_of)]
Editor = Annotated[Visitor, Depends(marked_by(Role.EDITOR))]
Chief = Annotated[Visitor, Depends(marked_by(Role.CHIEF))]
Version = Annotated[int, Form(ge=0)]
Reason = Annotated[str, Form(max_length=10_000)]
Query = Annotated[str, Form(max_length=4000)]
Label = Annotated[VerdictLabel | None, Form()]
Verdict = Annotated[str, Form(max_length=100)]


class _Change:
    """Something that is done on a claim from its page, with what was sent."""

    def __init__(self, request: Request, desk: Desk, who: Visitor, claim_id: str, query: str) -> None:
        self._request, self._desk, self._who = request, desk, who
        self._claim_id = claim_id
        self._wanted = Wanted.of(parse_qsl(query))

    def carry_out(
        self,
        kind: ActionKind,
        content: Mapping[str, str | int | None],
        version: int,
        *,
        moves_on: bool = False,
    ) -> Response:
        """Does it, and shows the claim or the next; or the claim again with why it was refused."""
        desk, claim_id = self._desk, self._claim_id
        row = desk.line.row(claim_id) or {}
        given = {name: str(value) for name, value in content.items() if value is not None}
        try:
            desk.act(
                self._who.person,
                kind,
                claim_id,
                content=content,
                evidence=row.get("verdict_id"),
                version=version,
            )
        except ChangedMeanwhile:
            return self._refused(409, given, conflict=True)
        except BadInput as error:
            return self._refused(400, given, trouble=str(error))
        return RedirectResponse(
            after(desk, claim_id, self._wanted) if moves_on else self._address(), status_code=303
        )

    def refuse(self, trouble: str, given: Mapping[str, str]) -> Response:
        """The claim with why nothing was done."""
        return self._refused(400, given, trouble=trouble)

    def _address(self) -> str:
        query = self._wanted.without_page
        return f"/claims/{self._claim_id}{'?' if query else ''}{query}"

    def _refused(
        self,
        status: int,
        given: Mapping[str, str],
        *,
        conflict: bool = False,
        trouble: str | None = None,
    ) -> Response:
        return claim_page(
            self._request,
            self._desk,
            self._who,
            self._claim_id,
            status=status,
            conflict=conflict,
            trouble=trouble,
            given=given,
            wanted=self._wanted,
        )


@router.post("/decide")
def decide(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    decision: Annotated[Decision, Form()],
    verdict: Verdict,
    version: Version,
    label: Label = None,
    reason: Reason = "",
    query: Query = "",
) -> Response:
    """Confirms the verdict, overrules it, or takes the claim out; then moves on."""
    change = _Change(request, desk, who, claim_id, query)
    try:
        content = content_of_reading(desk, claim_id, decision, label, reason, verdict)
    except BadInput as error:
        given = {"decision": decision, "label": label or "", "reason": reason}
        return change.refuse(str(error), given)
    return change.carry_out(ActionKind.DECIDE, content, version, moves_on=True)


@router.post("/settle")
def settle(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Chief,
    claim_id: str,
    decision: Annotated[Decision, Form()],
    verdict: Verdict,
    version: Version,
    label: Label = None,
    reason: Reason = "",
    query: Query = "",
) -> Response:
    """Settles what two readers disagree on."""
    change = _Change(request, desk, who, claim_id, query)
    try:
        content = content_of_reading(desk, claim_id, decision, label, reason, verdict)
    except BadInput as error:
        given = {"decision": decision, "label": label or "", "reason": reason}
        return change.refuse(str(error), given)
    return change.carry_out(ActionKind.SETTLE, content, version)


@router.post("/publish")
def publish(  # noqa: PLR0913 (the fields of the form)
    request: Request, desk: TheDesk, who: Editor, claim_id: str, version: Version, query: Query = ""
) -> Response:
    """Publishes what was decided."""
    change = _Change(request, desk, who, claim_id, query)
    return change.carry_out(ActionKind.PUBLISH, {}, version)


@router.post("/unpublish")
def unpublish(  # noqa: PLR0913 (the fields of the form)
    request: Request, desk: TheDesk, who: Editor, claim_id: str, version: Version, query: Query = ""
) -> Response:
    """Takes back what was published; it is a draft again."""
    change = _Change(request, desk, who, claim_id, query)
    return change.carry_out(ActionKind.UNPUBLISH, {}, version)


@router.post("/undo")
def undo(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    undoes: Annotated[int, Form(ge=1)],
    version: Version,
    query: Query = "",
) -> Response:
    """Takes back the last thing that was done on the claim, an undo included."""
    change = _Change(request, desk, who, claim_id, query)
    return change.carry_out(ActionKind.UNDO, {"undoes": undoes}, version)


@router.post("/merge")
def merge(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    into: Annotated[str, Form(max_length=100)],
    version: Version,
    query: Query = "",
) -> Response:
    """Lets the decision on a claim that says the same stand for this one."""
    change = _Change(request, desk, who, claim_id, query)
    try:
        content = content_of_merge(desk, claim_id, into.strip())
    except BadInput as error:
        return change.refuse(str(error), {"into": into})
    return change.carry_out(ActionKind.MERGE, content, version)


@router.post("/separate")
def separate(  # noqa: PLR0913 (the fields of the form)
    request: Request, desk: TheDesk, who: Editor, claim_id: str, version: Version, query: Query = ""
) -> Response:
    """Lets the claim stand for itself again."""
    change = _Change(request, desk, who, claim_id, query)
    return change.carry_out(ActionKind.SEPARATE, {}, version)


@router.post("/reword")
def reword(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    wording: Annotated[str, Form(max_length=2000)],
    version: Version,
    query: Query = "",
) -> Response:
    """Words the claim as it is to be published; without words it is as the article has it."""
    change = _Change(request, desk, who, claim_id, query)
    content = {"wording": " ".join(wording.split()) or None}
    return change.carry_out(ActionKind.REWORD, content, version)


@router.post("/assign")
def assign(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    version: Version,
    assignee: Annotated[str, Form(max_length=100)] = "",
    query: Query = "",
) -> Response:
    """Gives the claim to somebody, or to nobody."""
    change = _Change(request, desk, who, claim_id, query)
    if assignee and desk.book.people.get(assignee) is None:
        return change.refuse("there is no such person to assign to.", {})
    return change.carry_out(ActionKind.ASSIGN, {"to": assignee or None}, version)


@router.post("/evidence")
def add_evidence(  # noqa: PLR0913 (the fields of the form)
    request: Request,
    desk: TheDesk,
    who: Editor,
    claim_id: str,
    url: Annotated[str, Form(max_length=2000)],
    version: Version,
    query: Query = "",
) -> Response:
    """Has a page retrieved and judged as evidence, in the background."""
    change = _Change(request, desk, who, claim_id, query)
    url = url.strip()
    if not is_web_address(url):
        return change.refuse("evidence is added by an address: https://…", {"url": url})
    return _have_done(change, desk, who, claim_id, version, url)


@router.post("/recheck")
def ask_for_recheck(  # noqa: PLR0913 (the fields of the form)
    request: Request, desk: TheDesk, who: Editor, claim_id: str, version: Version, query: Query = ""
) -> Response:
    """Has the claim checked again, in the background."""
    change = _Change(request, desk, who, claim_id, query)
    return _have_done(change, desk, who, claim_id, version, None)


def _have_done(
    change: _Change, desk: Desk, who: Visitor, claim_id: str, version: int, url: str | None
) -> Response:
    if not desk.rates.allows(HEAVY, "heavy", who.person.id):
        raise TooOften
    kind = ActionKind.RECHECK if url is None else ActionKind.ADD_EVIDENCE
    response = change.carry_out(kind, {"url": url} if url else {}, version)
    if response.status_code == 303:  # noqa: PLR2004 (it was done)
        desk.book.jobs.add(kind, claim_id, by=who.person.id, url=url)
        desk.wake()
    return response
