"""Tells the warehouse what is published, and what is taken back."""

from __future__ import annotations

from checkers.errors import BadInput, VeredictoError
from checkers.labels import Decision
from checkers.nouns import Review
from veredicto.desk.book.opened import Book
from veredicto.desk.book.outbox import Forward
from warehouse.writer import Warehouse


def forward(book: Book, warehouse: Warehouse, refused: set[int]) -> int:
    """Records what waits in the book's outbox, in order; gives how many were recorded.

    What the warehouse refuses is noted with why, and its number is added to `refused`, which is not
    tried again; what it cannot take now stays waiting.
    """
    waiting = [one for one in book.outbox.waiting() if one.number not in refused]
    if not waiting:
        return 0
    try:
        warehouse.record_reviews([review_of(one) for one in waiting])
    except BadInput:
        return sum(_recorded(book, warehouse, one, refused) for one in waiting)
    except VeredictoError as error:
        book.outbox.failed(waiting[0].number, str(error))
        return 0
    for one in waiting:
        book.outbox.done(one.number)
    return len(waiting)


def review_of(one: Forward) -> Review:
    """What the warehouse has of it."""
    return Review(
        id=one.review_id,
        verdict_id=one.verdict_id,
        decision=Decision.RETRACT if one.retracts else one.decision,
        label=one.label if one.decision is Decision.OVERRULE and not one.retracts else None,
        reason=one.reason,
        reviewer=one.by_name,
        reviewed_at=one.at,
        wording=one.wording,
    )


def _recorded(book: Book, warehouse: Warehouse, one: Forward, refused: set[int]) -> bool:
    try:
        warehouse.record_review(review_of(one))
    except VeredictoError as error:
        book.outbox.failed(one.number, str(error))
        if isinstance(error, BadInput):
            refused.add(one.number)
        return False
    book.outbox.done(one.number)
    return True
