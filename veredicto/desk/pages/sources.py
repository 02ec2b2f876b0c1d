"""The stored text of a page, with the passage that a verdict cites."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from veredicto.desk.desk import Desk
from veredicto.desk.marking import _
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, desk_of, visitor

router = APIRouter()
GONE = _("There is no such page in the record: it may have been removed.")


@router.get("/pages/{source_id}")
def show_page(
    request: Request,
    desk: Annotated[Desk, Depends(desk_of)],
    who: Annotated[Visitor, Depends(visitor)],
    source_id: str,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The text as it was extracted, never the page itself: that may run what it likes."""
    source = desk.reader.page_text(source_id)
    if source is None:
        raise HTTPException(404, GONE)
    start, end = min(start, len(source.text)), min(end, len(source.text))
    return render(
        request,
        "source.html",
        who=who,
        source=source,
        before=source.text[:start],
        passage=source.text[start:end],
        after=source.text[max(start, end) :],
    )
