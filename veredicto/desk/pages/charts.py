"""The charts, and how the search providers are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from veredicto.desk.desk import Desk
from veredicto.desk.fragments import charts_drawn
from veredicto.desk.render import render
from veredicto.desk.visit import Visitor, desk_of, visitor

router = APIRouter()
TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(visitor)]


@router.get("/charts")
def show_charts(
    request: Request,
    desk: TheDesk,
    who: Who,
    outlet: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """Verdicts over time, an outlet's record, agreement with editors, risk against coverage."""
    drawn = charts_drawn(desk.reader, who.words.language, outlet)
    return render(request, "charts.html", who=who, drawn=drawn)


@router.get("/health")
def show_health(request: Request, desk: TheDesk, who: Who) -> Response:
    """How each search provider took what it was asked, month by month."""
    return render(request, "health.html", who=who, providers=desk.reader.providers_health())
