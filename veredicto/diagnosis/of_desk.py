"""Looks at the book of the editors' desk."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.errors import VeredictoError
from veredicto.desk.book.opened import Book
from veredicto.diagnosis.finding import Finding, State
from veredicto.settings import Settings


def look_at_desk(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether the book opens, its chain is as it was written, and the warehouse was told."""
    del repair
    if not settings.desk.is_file():
        return
    try:
        with Book(settings.desk, resume=False) as book:
            verification = book.actions.verify()
            people = book.people.count()
            waiting = book.outbox.waiting() if verification.intact else ()
    except VeredictoError as error:
        yield Finding("desk", State.FAILED, str(error))
        return
    if not verification.intact:
        first = verification.broken[0]
        said = f"action {first.number} {first.why}"
        yield Finding("desk", State.FAILED, said, "veredicto audit verify tells everything")
        return
    said = f"{people:,} people, {verification.checked:,} actions, each as it was written"
    failure = next((one.failure for one in waiting if one.failure), None)
    if failure is not None:
        told = f"{said}; {len(waiting):,} are not told to the warehouse: {failure}"
        yield Finding("desk", State.WARNING, told, "see to it; veredicto review then tells them")
    elif waiting:
        yield Finding("desk", State.OK, f"{said}; {len(waiting):,} wait for the warehouse")
    else:
        yield Finding("desk", State.OK, said)
