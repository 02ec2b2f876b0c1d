"""Forgets addresses and people in the desk's book."""

from __future__ import annotations

from pathlib import Path

from checkers.forgotten import Forgotten
from veredicto.desk.book.opened import Book
from warehouse.forget_addresses import token_of


def count_in_book(path: Path, forgotten: Forgotten, claims: frozenset[str]) -> int:
    """How many actions have words that are to go; nothing is changed.

    `claims` are those of articles that are forgotten. A book that is not there has none.

    Raises:
        WarehouseError: The book cannot be read.
    """
    if not path.is_file():
        return 0
    with Book(path, resume=False) as book:
        return book.actions.to_redact(_Match(forgotten), claims)


def forget_in_book(
    path: Path, forgotten: Forgotten, claims: frozenset[str], *, by: str, reason: str
) -> None:
    """Masks what is forgotten wherever it stands in the book, which says so.

    Raises:
        WarehouseError: The book cannot be written.
    """
    if path.is_file():
        with Book(path, resume=False) as book:
            book.actions.redact(_Match(forgotten), by=by, reason=reason, claims=claims)


class _Match:
    """Gives a text without what is forgotten; None where there is none of it."""

    def __init__(self, forgotten: Forgotten) -> None:
        self._forgotten = forgotten

    def __call__(self, text: str) -> str | None:
        if self._forgotten.has_address(text):
            return token_of(text)
        masked = self._forgotten.masked(text)
        return None if masked == text else masked
