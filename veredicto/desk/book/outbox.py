"""What the warehouse is still to be told of: decisions that were published, or taken back.

The outbox holds the numbers of actions only. What they say is in the chain.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from checkers.identifiers import identify
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.book.chain import actions_of, senseless
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import read, written
from veredicto.desk.book.remembered import Remembered
from veredicto.desk.book.state import state_of
from veredicto.desk.nouns import Action, ClaimState

_SELECT = (
    "SELECT o.number, a.claim_id, o.at, o.failure FROM outbox AS o"
    " JOIN actions AS a ON a.number = o.number"
)
_LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Forward:
    """What the warehouse is to be told after action `number`, under the identifier `review_id`.

    With `retracts` nothing is published any more: `decision` and `label` are those that were, and
    `by_name` and `reason` those of the retraction. `at` is when it was published or retracted, and
    is later than that of every earlier one of the claim.
    """

    number: int
    review_id: str
    claim_id: str
    verdict_id: str
    decision: Decision
    label: VerdictLabel | None
    reason: str
    by_name: str
    at: datetime
    wording: str | None
    retracts: bool
    failure: str | None = None


class Outbox:
    """The outbox of a book."""

    def __init__(self, file: BookFile) -> None:
        self._file = file
        self._waiting: Remembered[None, tuple[Forward, ...]] = Remembered(
            file, lambda _key: self._read("done_at IS NULL")
        )

    def waiting(self) -> tuple[Forward, ...]:
        """What is to be told, in the order in which it has to be."""
        return self._waiting.get(None)

    def told(self) -> tuple[Forward, ...]:
        """What the warehouse has been told, in order."""
        return self._read("done_at IS NOT NULL")

    def count(self) -> int:
        """How much is waiting."""
        with self._file.reading() as db:
            sql = "SELECT count(*) FROM outbox WHERE done_at IS NULL"
            return int(db.execute(sql).fetchone()[0])

    def done(self, number: int) -> None:
        """The warehouse has been told of that action."""
        with self._file.writing() as db:
            db.execute(
                "UPDATE outbox SET done_at = ?, failure = NULL WHERE number = ?",
                (written(self._file.clock()), number),
            )

    def failed(self, number: int, why: str) -> None:
        """The warehouse could not be told of that action; it stays."""
        with self._file.writing() as db:
            db.execute(
                "UPDATE outbox SET tries = tries + 1, failure = ? WHERE number = ?", (why, number)
            )

    def _read(self, condition: str) -> tuple[Forward, ...]:
        sql = f"{_SELECT} WHERE {condition} ORDER BY o.number"
        with self._file.reading() as db:
            names = dict(db.execute("SELECT id, name FROM people"))
            return tuple(
                _forward(
                    tuple(it for it in actions_of(db, claim_id) if it.number <= number),
                    names,
                    review_id=review_id(self._file.book_id, number),
                    at=read(at),
                    failure=failure,
                )
                for number, claim_id, at, failure in db.execute(sql).fetchall()
            )


def review_id(book_id: str, number: int) -> str:
    """The identifier that the warehouse has what an action published under."""
    return identify("desk", book_id, number)


def changes_what_is_told(before: ClaimState, after: ClaimState) -> bool:
    """Whether the warehouse has to be told."""
    told = (before.published, before.published_wording)
    return told != (after.published, after.published_wording)


def put_into_outbox(db: sqlite3.Connection, action: Action) -> None:
    """Has the warehouse told of the action, once the transaction that is under way is through."""
    (last,) = db.execute(
        "SELECT max(at) FROM outbox WHERE claim_id = ?", (action.claim_id,)
    ).fetchone()
    # The warehouse goes by time, and a clock may have been set back.
    at = action.at if last is None else max(action.at, read(last) + _LEAST)
    db.execute(
        "INSERT INTO outbox (number, claim_id, at) VALUES (?, ?, ?)",
        (action.number, action.claim_id, written(at)),
    )


def _forward(
    actions: tuple[Action, ...],
    names: dict[str, str],
    *,
    review_id: str,
    at: datetime,
    failure: str | None,
) -> Forward:
    action = actions[-1]
    claim_id = str(action.claim_id)
    after, before = state_of(claim_id, actions), state_of(claim_id, actions[:-1])
    reading = after.published or before.published
    if reading is None:
        raise senseless(action.number)
    retracts = after.published is None
    by = action.by if retracts else reading.by
    return Forward(
        number=action.number,
        review_id=review_id,
        claim_id=claim_id,
        verdict_id=reading.verdict_id,
        decision=reading.decision,
        label=reading.label,
        reason=str(action.content.get("reason") or "") if retracts else reading.reason,
        by_name=names.get(by, by),
        at=at,
        wording=after.published_wording,
        retracts=retracts,
        failure=failure,
    )
