"""The claims of articles that are to be forgotten, for who keeps more about them elsewhere."""

from __future__ import annotations

from checkers.forgotten import Forgotten
from warehouse.opening import opened_for_reading, patiently
from warehouse.place import Place


def claims_of_forgotten(
    place: Place, forgotten: Forgotten, *, patience_seconds: float = 30.0
) -> frozenset[str]:
    """The identifiers of the claims in articles whose address is forgotten.

    Raises:
        WarehouseError: The warehouse cannot be read, by kind.
    """
    if not forgotten.addresses:
        return frozenset()

    def attempt() -> frozenset[str]:
        with opened_for_reading(place) as connection:
            rows = connection.execute(
                "SELECT a.url, c.id FROM articles AS a JOIN claims AS c ON c.article_id = a.id"
            ).fetchall()
        return frozenset(str(claim) for url, claim in rows if forgotten.has_address(url))

    return patiently(attempt, patience_seconds)
