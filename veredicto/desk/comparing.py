"""Compares what the book published with what the warehouse says that editors decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from checkers.forgotten import MASK
from checkers.nouns import Review
from veredicto.desk.book.opened import Book
from veredicto.desk.forwarding import review_of
from warehouse.desk_reviews import recorded_reviews
from warehouse.place import Place


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that the warehouse does not have as it was published.

    `number` is that of the action; None for one that the book knows nothing of.
    """

    review_id: str
    number: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the two differ. `older` counts decisions in the warehouse from before there was a book.

    `compared` counts those that the book published and the warehouse has.
    """

    compared: int
    differences: tuple[Difference, ...]
    older: int


def compare(book: Book, place: Place, *, patience_seconds: float = 30.0) -> Comparison:
    """Looks for decisions in the warehouse that were changed, taken out or put in.

    Raises:
        WarehouseError: The warehouse cannot be read, by kind.
    """
    # The book first: what is forwarded meanwhile has no place among what was told before.
    told = book.outbox.told()
    recorded = recorded_reviews(place, patience_seconds=patience_seconds)
    differences = []
    for one in told:
        found = recorded.reviews.get(one.review_id)
        why = ""
        if found is not None:
            changed = ", ".join(_changed(review_of(one), found))
            why = f"is another in the warehouse: {changed}" if changed else ""
        elif one.verdict_id in recorded.verdicts:
            why = "is missing in the warehouse, which was told of it"
        if why:
            differences.append(Difference(one.review_id, one.number, why))
    known = {one.review_id for one in (*told, *book.outbox.waiting(), *book.outbox.told())}
    strange = [it for it in recorded.reviews.values() if it.id not in known]
    since = [it for it in strange if it.reviewed_at >= book.made_at]
    differences += [
        Difference(
            it.id, None, f"is in the warehouse as a decision of {it.reviewer}, and no action"
        )
        for it in since
    ]
    found_of_ours = sum(one.review_id in recorded.reviews for one in told)
    return Comparison(found_of_ours, tuple(differences), len(strange) - len(since))


def _changed(published: Review, recorded: Review) -> Iterator[str]:
    """The names of the fields that differ, but by a mask over a name that was forgotten."""
    for field in fields(Review):
        one, other = getattr(published, field.name), getattr(recorded, field.name)
        masked = isinstance(one, str) and isinstance(other, str) and _are_alike(one, other)
        if one != other and not masked:
            yield field.name


def _are_alike(one: str, other: str) -> bool:
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a == b or MASK in {a, b} for a, b in pairs)
