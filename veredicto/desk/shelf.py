"""What the warehouse says of a claim, kept with the pieces of its page that show it.

The pieces are alike for all who read a language. What people did is in none of them, but for the
labels of the article's claims, and those a piece is kept under.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import ReferenceType, ref

from markupsafe import Markup

from checkers.nouns import EarlierFactCheck, Opinion
from veredicto.desk.changes import Changes, changes_after
from veredicto.desk.claim_page import Found, find_out
from veredicto.desk.queue.line import Line
from warehouse.desk.reader import DeskReader
from warehouse.desk.related import Fate, PastCheck, Repeat

CLAIMS = 512
PIECES = 12
"""So many are kept: of claims, and of pieces of the page of each."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one state of the warehouse says of a claim; `row` is that of the queue."""

    row: Mapping[str, Any]
    found: Found
    history: tuple[PastCheck, ...]
    changes: Mapping[str, Changes]
    repeats: tuple[Repeat, ...]
    fact_checks: tuple[EarlierFactCheck, ...]
    opinions: tuple[Opinion, ...]
    fates: Mapping[str, Fate]
    pieces: dict[Hashable, Markup] = field(default_factory=dict, compare=False, repr=False)

    def keep(self, key: Hashable, piece: Markup) -> None:
        """Keeps a piece of the page."""
        if len(self.pieces) >= PIECES:
            self.pieces.clear()
        self.pieces[key] = piece


ReadElsewhere = Callable[
    [str, str, Mapping[str, Any], tuple[Repeat, ...], str | None], Claimed | None
]
"""Reads a claim in another process, as `veredicto.desk.claim_process.ClaimProcess` does."""


class Shelf:
    """The claims that were looked at last, as the warehouse has them now.

    Args:
        reader: of the warehouse.
        elsewhere: reads a claim where that holds up nobody; it is asked first.
    """

    def __init__(self, reader: DeskReader, elsewhere: ReadElsewhere | None = None) -> None:
        self._reader = reader
        self._elsewhere = elsewhere
        self._lock = threading.Lock()
        self._line: ReferenceType[Line] | None = None
        self._state = ""
        self._kept: OrderedDict[str, Claimed] = OrderedDict()

    def has(self, line: Line, claim_id: str) -> bool:
        """Whether the claim is here, so that nothing is asked for it."""
        with self._lock:
            return self._is_of(line, self._reader.state) and claim_id in self._kept

    def of(self, line: Line, claim_id: str, language: str | None = None) -> Claimed | None:
        """The claim; None where it is not in the line, or its run is not there any more.

        Args:
            line: the line.
            claim_id: the claim.
            language: whose pieces of its page will be wanted.

        Raises:
            WarehouseError: The warehouse cannot be read.
        """
        state = self._reader.state
        with self._lock:
            if not self._is_of(line, state):
                # An earlier state, with all its texts, is kept for nobody.
                self._state, self._line = state, ref(line)
                self._kept.clear()
            known = self._kept.get(claim_id)
            if known is not None:
                self._kept.move_to_end(claim_id)
                return known
        made = self._read(state, line, claim_id, language)
        with self._lock:
            if made is not None and state == self._reader.state and self._is_of(line, state):
                self._kept[claim_id] = made
                if len(self._kept) > CLAIMS:
                    self._kept.popitem(last=False)
        return made

    def _is_of(self, line: Line, state: str) -> bool:
        return self._state == state and self._line is not None and self._line() is line

    def _read(self, state: str, line: Line, claim_id: str, language: str | None) -> Claimed | None:
        row = line.row(claim_id)
        if row is None:
            return None
        repeats = self._reader.repeats(claim_id)
        if self._elsewhere is not None:
            made = self._elsewhere(state, claim_id, row, repeats, language)
            if made is not None:
                return made
        return read_claimed(self._reader, claim_id, row, repeats)


def read_claimed(
    reader: DeskReader, claim_id: str, row: Mapping[str, Any], repeats: tuple[Repeat, ...]
) -> Claimed | None:
    """What the warehouse says of the claim in a row of the queue; None where its run is gone.

    Raises:
        BadInput: The run was recorded before runs kept what they saw.
        WarehouseError: The warehouse cannot be read.
    """
    found = find_out(reader.report(row["run_id"], claim_id), claim_id)
    if found is None:
        return None
    history = reader.history(claim_id)
    on_a_side = (*found.supports, *found.refutes)
    return Claimed(
        row=row,
        found=found,
        history=history,
        changes=changes_after(reader, claim_id, found.report, history),
        repeats=repeats,
        fact_checks=reader.fact_checks(claim_id),
        opinions=reader.opinions(row["verdict_id"]) if row["verdict_id"] else (),
        fates=reader.fates(sorted({piece.source.url for piece in on_a_side})),
    )
