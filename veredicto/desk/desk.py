"""The desk itself: its book, the state of the warehouse that it shows, and the line of claims."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from checkers.errors import BadInput
from veredicto.desk.book.asked import JOBS
from veredicto.desk.book.opened import Book
from veredicto.desk.guard.rates import HEAVY, Rates, TooOften
from veredicto.desk.nouns import ActionKind, ClaimState, Person
from veredicto.desk.presence import Presence
from veredicto.desk.queue.line import Line
from veredicto.desk.shelf import ReadElsewhere, Shelf
from veredicto.desk.unsent import Unsent
from warehouse.desk.reader import DeskReader

Wake = Callable[[], None]


class Desk:
    """What every page asks and every decision goes through.

    Args:
        book: what people did.
        reader: what the warehouse says.
        wake: called after something that is to be forwarded or done in the background.
        elsewhere: reads claims where that holds up nobody.
    """

    def __init__(
        self,
        book: Book,
        reader: DeskReader,
        wake: Wake = lambda: None,
        elsewhere: ReadElsewhere | None = None,
    ) -> None:
        self.book = book
        self.reader = reader
        self.presence = Presence()
        self.unsent = Unsent()
        self.rates = Rates()
        self.shelf = Shelf(reader, elsewhere)
        self.wake = wake
        self._changing = threading.Lock()
        self.line = self._read()

    @property
    def as_of(self) -> datetime:
        """When the state of the warehouse that is shown was read."""
        return self._read_at

    @property
    def is_behind(self) -> bool:
        """Whether the reader has another state of the warehouse than the one that is shown."""
        return self.reader.state != self._shown

    def reload(self) -> None:
        """Lets the pages show the state of the warehouse that the reader has now."""
        with self._changing:
            self.line = self._read()

    def act(
        self,
        person: Person,
        kind: ActionKind,
        claim_id: str,
        *,
        content: Mapping[str, str | int | None],
        evidence: str | None = None,
        version: int | None = None,
    ) -> ClaimState:
        """Writes into the book what a person did on a claim; gives what the claim comes to.

        Raises:
            ChangedMeanwhile: Somebody else did something since `version`.
            TooOften: It is a job for the background, and they asked for many within a minute.
            BadInput: There is no such claim, or it may not be done.
        """
        if claim_id not in self.line:
            raise BadInput(f"there is no claim {claim_id!r} in the queue.")
        if kind in JOBS and not self.rates.allows(HEAVY, "heavy", person.id):
            raise TooOften
        with self._changing:
            self.book.actions.add(
                kind,
                by=person.id,
                role=person.role,
                claim_id=claim_id,
                evidence=evidence,
                content=content,
                version=version,
            )
            state = self.book.actions.state(claim_id)
            self.line.apply(state)
        self.unsent.drop(person.id)
        self.wake()
        return state

    def _read(self) -> Line:
        shown, read_at = self.reader.state, datetime.now(UTC)
        line = Line(self.reader.queue().table, self.book.actions.states(), read_at)
        self._shown, self._read_at = shown, read_at
        return line
