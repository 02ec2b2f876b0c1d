"""The chain of actions: each holds the hash of the one before.

What an action is about is hashed with a salt of its own, and the chain holds that hash: so the
words can be taken out for good (`redaction`) and the chain still be checked.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from checkers.errors import WarehouseDamaged
from veredicto.desk.book.moments import read, written
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.nouns import Action, ActionKind

Content = dict[str, str | int | None]

COLUMNS = 'number, kind, at, "by", claim_id, evidence, content, salt, digest, previous, hash'
LONGEST = 20_000
"""Characters that a text of an action may have."""


@dataclass(frozen=True, slots=True)
class Link:
    """An action as it is stored, whether or not it makes sense."""

    number: int
    kind: str
    at: str
    by: str
    claim_id: str | None
    evidence: str | None
    content: str
    salt: str | None
    digest: str
    previous: str
    hash: str

    @property
    def action(self) -> Action:
        """What was done.

        Raises:
            WarehouseDamaged: It makes no sense.
        """
        try:
            return Action(
                number=self.number,
                kind=ActionKind(self.kind),
                at=read(self.at),
                by=self.by,
                claim_id=self.claim_id,
                evidence=self.evidence,
                content=json.loads(self.content),
                previous=self.previous,
                hash=self.hash,
            )
        except (ValueError, TypeError) as error:
            raise senseless(self.number) from error

    @property
    def due_hash(self) -> str:
        """The hash that it must have."""
        sealed = {
            "number": self.number,
            "kind": self.kind,
            "at": self.at,
            "by": self.by,
            "claim_id": self.claim_id,
            "evidence": self.evidence,
            "digest": self.digest,
            "previous": self.previous,
        }
        return sha256(canonical(sealed))


def senseless(number: int) -> WarehouseDamaged:
    """The error for an action that nobody can have done so."""
    return WarehouseDamaged(
        f"action {number} of the desk's book makes no sense: veredicto audit verify says what was"
        " changed, and veredicto restore has the book of a backup."
    )


def canonical(value: Mapping[str, object]) -> str:
    """The one JSON text of a value."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr
    )


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def origin_of(book_id: str) -> str:
    """What the first action of a book follows."""
    return sha256(f"veredicto desk {book_id}")


def append(
    db: sqlite3.Connection,
    kind: ActionKind,
    *,
    at: datetime,
    by: str,
    content: Mapping[str, str | int | None],
    claim_id: str | None = None,
    evidence: str | None = None,
) -> Action:
    """Adds an action to the chain, within the transaction that is under way.

    Raises:
        Refused: A text is too long, or is none that can be stored.
    """
    for text in (by, claim_id, evidence, *content, *content.values()):
        refuse_unstorable(text)
    number, previous = db.execute("SELECT number + 1, hash FROM head").fetchone()
    said, salt = canonical(content), secrets.token_hex(16)
    draft = Link(
        number=number,
        kind=kind.value,
        at=written(at),
        by=by,
        claim_id=claim_id,
        evidence=evidence,
        content=said,
        salt=salt,
        digest=sha256(salt + said),
        previous=previous,
        hash="",
    )
    row = (*(getattr(draft, name) for name in Link.__slots__[:-1]), draft.due_hash)
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO actions ({COLUMNS}) VALUES ({marks})", row)  # noqa: S608 (our own names)
    db.execute("UPDATE head SET number = ?, hash = ?", (number, draft.due_hash))
    return Link(*row).action


def refuse_unstorable(text: object) -> None:
    """Refuses a text that is too long, or half a pair of surrogates.

    Raises:
        Refused: It is.
    """
    if not isinstance(text, str):
        return
    if len(text) > LONGEST:
        raise Refused(Refusal.TOO_LONG)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused(Refusal.CONTENT) from error


def links(db: sqlite3.Connection, condition: str = "TRUE", *values: object) -> Iterable[Link]:
    """The stored actions that the condition holds for, with what may follow a condition."""
    rows = db.execute(f"SELECT {COLUMNS} FROM actions WHERE {condition}", values)  # noqa: S608 (our own text)
    return (Link(*row) for row in rows)


def actions_of(db: sqlite3.Connection, claim_id: str) -> tuple[Action, ...]:
    """The actions on a claim, in order."""
    return tuple(it.action for it in links(db, "claim_id = ? ORDER BY number", claim_id))
