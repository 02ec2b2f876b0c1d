"""The page of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from veredicto.desk.book.blind import seen_by
from veredicto.desk.desk import Desk
from veredicto.desk.fragments import claim_pieces
from veredicto.desk.jobs_shown import jobs_shown
from veredicto.desk.just_done import PARAMETER, just_done
from veredicto.desk.marking import _
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, desk_of, marked, visitor

router = APIRouter()
TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(visitor)]


@router.get("/claims/{claim_id}")
async def show_claim(request: Request, desk: TheDesk, who: Who, claim_id: str) -> Response:
    """A claim in its article, with the evidence, what was decided, and the ways to decide.

    The warehouse is asked in a thread or another process; what else it takes is in memory.
    """
    line = desk.line
    if claim_id in line and not desk.shelf.has(line, claim_id):
        await run_in_threadpool(desk.shelf.of, line, claim_id, who.words.language)
    return claim_page(request, desk, who, claim_id)


@router.get("/claims/{claim_id}/next")
def show_next(request: Request, desk: TheDesk, who: Who, claim_id: str) -> Response:
    """The next claim of the queue that nobody has decided; the queue where there is none."""
    del who
    wanted = Wanted.of(request.query_params.multi_items())
    return RedirectResponse(after(desk, claim_id, wanted), status_code=303)


@router.get("/claims/{claim_id}/claimreview.json")
def give_claim_review(request: Request, desk: TheDesk, who: Who, claim_id: str) -> Response:
    """The ClaimReview of a published claim, for other programs."""
    del who
    if claim_id not in desk.line:
        raise HTTPException(404)
    text = request.app.state.claim_review(claim_id)
    named = {"content-disposition": f'attachment; filename="{claim_id}.json"'}
    return Response(text, media_type="application/ld+json", headers=named)


@router.post("/claims/{claim_id}/here")
async def say_here(
    desk: TheDesk, who: Annotated[Visitor, Depends(marked)], claim_id: str
) -> Response:
    """Notes that somebody still looks at a claim; gives who else does, and what version it is."""
    if claim_id not in desk.line:
        raise HTTPException(404)
    others = desk.presence.seen(who.person.id, claim_id)
    people = {person.id: person.name for person in desk.book.people.all()}
    state = desk.book.actions.state(claim_id)
    return JSONResponse(
        {"here": [people[it] for it in others if it in people], "version": state.version}
    )


def after(desk: Desk, claim_id: str, wanted: Wanted) -> str:
    """The address of what comes after a decision."""
    following = desk.line.following(claim_id, wanted)
    query = wanted.without_page
    if following is None:
        return f"/queue?{query}" if query else "/queue"
    return f"/claims/{following}?{query}" if query else f"/claims/{following}"


def claim_page(  # noqa: PLR0913 (what the page shows besides the claim)
    request: Request,
    desk: Desk,
    who: Visitor,
    claim_id: str,
    *,
    status: int = 200,
    conflict: bool = False,
    trouble: str | None = None,
    given: Mapping[str, str] | None = None,
    wanted: Wanted | None = None,
) -> Response:
    """The page of a claim, also where something sent from it was refused.

    Args:
        request: what is answered.
        desk: the desk.
        who: who looks.
        claim_id: the claim.
        status: of the answer.
        conflict: whether somebody else was quicker.
        trouble: why something was refused.
        given: what was sent, which is filled in again; None for what was sent too late if any.
        wanted: the filter that they came with; that of the address if None.
    """
    line = desk.line
    waiting = line.find(claim_id)
    if waiting is None:
        raise HTTPException(404, _("There is no such claim here: it may have been forgotten."))
    wanted = wanted or Wanted.of(request.query_params.multi_items())
    claimed = desk.shelf.of(line, claim_id)
    if claimed is None:
        raise HTTPException(404, _("The run of this claim is not here any more."))
    person = who.person
    state, actions = seen_by(
        desk.book.actions.state(claim_id), desk.book.actions.of(claim_id), person.id, person.role
    )
    unsent = desk.unsent.of(person.id, claim_id) if given is None else {}
    before, following = line.beside(claim_id, wanted)
    labels = line.find_all(claim.id for claim in claimed.found.report.claims)
    pieces = claim_pieces(claimed, who.words.language, labels, wanted.query)
    context: dict[str, Any] = {
        "found": claimed.found,
        "row": claimed.row,
        "waiting": waiting,
        "state": state,
        "actions": tuple(reversed(actions)),
        "repeats": claimed.repeats,
        "jobs": jobs_shown(
            desk.book.jobs.of(claim_id), desk.book.actions.askings(claim_id), state, person
        ),
        "waits": [it for it in desk.book.outbox.waiting() if it.claim_id == claim_id],
        "people": {person.id: person for person in desk.book.people.all()},
        "others": desk.presence.seen(who.person.id, claim_id),
        "labels": labels,
        "before": before,
        "following": following,
        "wanted": wanted,
        "conflict": conflict,
        "trouble": trouble,
        "given": given or unsent,
        "unsent": bool(unsent),
        "in_article": pieces.article,
        "evidence": pieces.evidence,
        "beside": pieces.beside,
        "before_this": pieces.history,
        "moved_on": just_done(desk, person, request.query_params.get(PARAMETER)),
    }
    return render(request, "claim.html", who=who, status=status, **context)
