"""Takes words out of the book for good, as the law may ask for, and says in the chain that it did.

The chain holds the hashes of what was there, each over a salt that is thrown away with the words,
so that nobody can try out what they were. The action that says so holds the hashes of what is there
instead.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checkers.forgotten import MASK
from veredicto.desk.book.chain import Link, append, canonical, links, sha256
from veredicto.desk.book.file import BookFile
from veredicto.desk.nouns import ActionKind

Match = Callable[[str], str | None]
AT_ONCE = 200
"""Actions that one redaction names, so that its own text stays within what is kept."""
_WORDS = frozenset({"reason", "wording", "url", "from"})
"""The parts of a content that may hold the words of an article, or of somebody about it."""
_OTHER_TEXTS = (
    ("saved_filters", "name"),
    ("saved_filters", "query"),
    ("jobs", "url"),
    ("jobs", "detail"),
    ("outbox", "failure"),
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is to be taken out: what `match` gives another text for, and all words on `claims`."""

    match: Match
    claims: frozenset[str] = frozenset()

    def rewritten(self, link: Link) -> str | None:
        """The content of an action without it; None where there is none of it."""
        content = json.loads(link.content)
        changed = {name: self._part(link, name, value) for name, value in content.items()}
        return None if changed == content else canonical(changed)

    def _part(self, link: Link, name: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        if link.claim_id in self.claims and name in _WORDS:
            return MASK * len(value)
        return self.match(value) or value


def redact(file: BookFile, redaction: Redaction, *, by: str, reason: str) -> tuple[int, ...]:
    """Takes it out everywhere; returns the numbers of the actions that had it.

    The name of an account that is in use stays: whoever has it signs in with it.
    """
    match = redaction.match
    with file.writing() as db:
        masked = tuple(_masked(db, redaction))
        for table, column in _OTHER_TEXTS:
            _rewrite(db, table, column, match)
        _rewrite_names(db, match)
        for start in range(0, len(masked), AT_ONCE):
            some = masked[start : start + AT_ONCE]
            content = {
                "reason": match(reason) or reason,
                "numbers": ",".join(str(number) for number, _ in some),
                "contents": ",".join(sha256(text) for _, text in some),
            }
            append(db, ActionKind.REDACT, at=file.clock(), by=by, content=content)
    file.swept()
    return tuple(number for number, _ in masked)


def to_redact(file: BookFile, redaction: Redaction) -> int:
    """How many actions have it; nothing is changed."""
    with file.reading() as db:
        return sum(redaction.rewritten(link) is not None for link in _redactable(db))


def named_in(content: Mapping[str, object]) -> dict[int, str]:
    """The actions that a redaction names, each with the hash of what it left there."""
    numbers = str(content.get("numbers") or "").split(",")
    contents = str(content.get("contents") or "").split(",")
    pairs = zip(numbers, contents, strict=False)
    return {int(number): text for number, text in pairs if number.isdecimal()}


def _masked(db: sqlite3.Connection, redaction: Redaction) -> list[tuple[int, str]]:
    """Rewrites the actions; gives the number and the content that is there now of each."""
    done = []
    for link in _redactable(db):
        said = redaction.rewritten(link)
        if said is not None:
            db.execute(
                "UPDATE actions SET content = ?, salt = NULL WHERE number = ?", (said, link.number)
            )
            done.append((link.number, said))
    return done


def _redactable(db: sqlite3.Connection) -> list[Link]:
    # What a redaction itself says is needed to check the others, and holds nobody's words.
    return list(links(db, "kind <> ? ORDER BY number", ActionKind.REDACT))


def _rewrite(db: sqlite3.Connection, table: str, column: str, match: Match) -> None:
    sql = f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 (our own names)
    for rowid, text in db.execute(sql).fetchall():
        fresh = match(text)
        if fresh is not None and fresh != text:
            change = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 (our own names)
            db.execute(change, (fresh, rowid))


def _rewrite_names(db: sqlite3.Connection, match: Match) -> None:
    sql = "SELECT id, name, subject FROM people WHERE disabled_at IS NOT NULL"
    for identifier, name, subject in db.execute(sql).fetchall():
        fresh = match(name)
        if fresh is not None and fresh != name:
            change = "UPDATE people SET name = ?, name_key = ? WHERE id = ?"
            db.execute(change, (fresh, identifier, identifier))
        if subject is not None and match(subject) is not None:
            # No two people have one alike.
            db.execute("UPDATE people SET subject = id WHERE id = ?", (identifier,))
