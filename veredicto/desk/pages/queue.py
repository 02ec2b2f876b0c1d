"""The queue, its filters that are kept, and what is done with many claims at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from veredicto.desk.bulk import BulkKind, assignable, carry_out, look_over, undo
from veredicto.desk.desk import Desk
from veredicto.desk.fragments import QueuePieces
from veredicto.desk.just_done import PARAMETER, just_done
from veredicto.desk.marking import Unfit, _
from veredicto.desk.nouns import Role
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, desk_of, marked, marked_by, visitor

router = APIRouter()
PIECES = QueuePieces()
TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(visitor)]
Query = Annotated[str, Form(max_length=4000)]


@router.get("/queue")
async def show_queue(request: Request, desk: TheDesk, who: Who) -> Response:
    """The claims that are wanted, with how many there are of each sort.

    It asks nothing but what is in memory: the way to a thread and back would take longer.
    """
    wanted = Wanted.of(request.query_params.multi_items())
    people = {person.id: person.name for person in desk.book.people.all()}
    line, language = desk.line, who.words.language
    page = line.page(wanted)
    can_choose = who.person.role.may(Role.EDITOR)
    return render(
        request,
        "queue.html",
        who=who,
        wanted=wanted,
        page=page,
        rows=PIECES.rows(
            line, page.claims, language, wanted.without_page, people, can_choose=can_choose
        ),
        facets=PIECES.facets(line, page, wanted, language, people),
        progress=line.progress(),
        saved=desk.book.saved.for_person(who.person.id),
        as_of=desk.as_of,
        moved_on=just_done(desk, who.person, request.query_params.get(PARAMETER)),
    )


@router.post("/queue/saved")
def save_filter(
    desk: TheDesk,
    who: Annotated[Visitor, Depends(marked)],
    name: Annotated[str, Form(max_length=80)],
    query: Query = "",
    shared: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box of the form)
) -> Response:
    """Keeps a filter under a name, for its maker or for all."""
    wanted = _wanted(query).listing(None)
    desk.book.saved.save(name.strip(), wanted.without_page, by=who.person.id, shared=shared)
    return RedirectResponse(f"/queue?{wanted.without_page}", status_code=303)


@router.post("/queue/saved/{filter_id}/remove")
def remove_filter(
    desk: TheDesk, who: Annotated[Visitor, Depends(marked)], filter_id: str
) -> Response:
    """Forgets a filter that was kept."""
    desk.book.saved.remove(filter_id, by=who.person.id)
    return RedirectResponse("/queue", status_code=303)


@router.post("/queue/bulk")
def look_over_many(
    request: Request,
    desk: TheDesk,
    who: Annotated[Visitor, Depends(marked_by(Role.EDITOR))],
    kind: Annotated[BulkKind, Form()],
    query: Query = "",
    claims: Annotated[list[str] | None, Form()] = None,
    everything: Annotated[bool, Form()] = False,  # noqa: FBT002 (a box of the form)
) -> Response:
    """Says of how many claims what would be done, and of which not, before anything is."""
    wanted = _wanted(query)
    chosen = desk.line.all_of(wanted) if everything else tuple(claims or ())
    if not chosen:
        raise Unfit(_("no claim is chosen: tick some, or choose all that were found."))
    plan = look_over(desk, kind, chosen)
    people = {person.id: person.name for person in assignable(desk)}
    return render(request, "bulk.html", who=who, plan=plan, wanted=wanted, people=people)


@router.post("/queue/bulk/do")
def do_many(
    request: Request,
    desk: TheDesk,
    who: Annotated[Visitor, Depends(marked_by(Role.EDITOR))],
    kind: Annotated[BulkKind, Form()],
    claims: Annotated[str, Form(max_length=200_000)],
    reason: Annotated[str, Form(max_length=4000)] = "",
    assignee: Annotated[str, Form(max_length=100)] = "",
    query: Query = "",
) -> Response:
    """Does it with the claims that were seen, each as it was when it was seen."""
    done = carry_out(desk, who.person, kind, claims, reason=reason, assignee=assignee or None)
    return render(request, "bulk_done.html", who=who, done=done, wanted=_wanted(query))


@router.post("/queue/bulk/undo")
def undo_many(
    request: Request,
    desk: TheDesk,
    who: Annotated[Visitor, Depends(marked_by(Role.EDITOR))],
    claims: Annotated[str, Form(max_length=200_000)],
    query: Query = "",
) -> Response:
    """Takes back what was done with many claims, but for those that were changed since."""
    done = undo(desk, who.person, claims)
    return render(request, "bulk_done.html", who=who, done=done, wanted=_wanted(query))


def _wanted(query: str) -> Wanted:
    from urllib.parse import parse_qsl

    return Wanted.of(parse_qsl(query))
