"""Checks that the chain is what was written: nothing changed, taken out, put in or cut off."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from veredicto.desk.book.chain import Link, links, origin_of, sha256
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.head import Head, head_file, read_head
from veredicto.desk.book.outbox import changes_what_is_told
from veredicto.desk.book.redaction import named_in
from veredicto.desk.book.sqlite_errors import damaged
from veredicto.desk.book.state import state_of
from veredicto.desk.nouns import ActionKind


@dataclass(frozen=True, slots=True)
class Broken:
    """An action that is not as it was written, or is not there, and how that shows."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at the whole chain found; it is intact where nothing is broken.

    `redacted` are the actions whose words were taken out by one that says so.
    """

    checked: int
    broken: tuple[Broken, ...]
    redacted: tuple[int, ...]

    @property
    def intact(self) -> bool:
        """Whether every action is as it was written."""
        return not self.broken


@dataclass(slots=True)
class _Walk:
    """A walk along the chain: what was met so far. Before the first action is its origin, at 0."""

    previous: str
    number: int = 0
    broken: list[Broken] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    without_salt: dict[int, str] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)

    def take(self, link: Link) -> None:
        self._follow(link)
        self._look_into(link)
        self.previous, self.number = link.hash, link.number
        self.hashes[link.number] = link.hash

    def _follow(self, link: Link) -> None:
        expected = self.number + 1
        if link.number != expected:
            more = f", with those up to {link.number - 1}" if link.number > expected + 1 else ""
            self.say(expected, f"is missing{more}")
        elif link.previous != self.previous:
            said = f"does not follow {self.number} as that stands: one of the two was changed"
            self.say(link.number, said if self.number else "does not follow the beginning")

    def _look_into(self, link: Link) -> None:
        if link.hash != link.due_hash:
            self.say(link.number, "who did it, what, when or to what was changed")
            return
        if link.salt is None:
            self.without_salt[link.number] = sha256(f"{link.content}")
        elif link.digest != sha256(f"{link.salt}{link.content}"):
            self.say(link.number, "its content was changed")
        elif link.kind == ActionKind.REDACT:
            self.named |= named_in(link.action.content)

    def say(self, number: int, why: str) -> None:
        self.broken.append(Broken(number, why))


def verify(file: BookFile) -> Verification:
    """Looks at every action, at the head of the chain, and at what the warehouse is to be told.

    Raises:
        WarehouseDamaged: The file cannot be read whole.
    """
    # Before the chain, which may have gone on by then.
    beside = read_head(file.path)
    with file.looking() as db:
        _refuse_damaged(db, file)
        origin = origin_of(file.book_id)
        walk = _Walk(origin, hashes={0: origin})
        for link in links(db, "TRUE ORDER BY number"):
            walk.take(link)
        _look_at_redacted(walk)
        number, digest = db.execute("SELECT number, hash FROM head").fetchone()
        _look_at_head(walk, Head(file.book_id, number, digest), "the book")
        _look_at_head_beside(walk, file, beside)
        if not walk.broken:
            walk.broken.extend(_not_as_in_the_outbox(db))
    broken = tuple(sorted(walk.broken, key=lambda it: it.number))
    bad = {it.number for it in broken}
    redacted = tuple(number for number in sorted(walk.without_salt) if number not in bad)
    return Verification(len(walk.hashes) - 1, broken, redacted)


def _refuse_damaged(db: sqlite3.Connection, file: BookFile) -> None:
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise damaged(file.path, str(said).splitlines()[-1])


def _look_at_redacted(walk: _Walk) -> None:
    for number, content in walk.without_salt.items():
        if number not in walk.named:
            walk.say(number, "its content was taken out, and no redaction says so")
        elif walk.named[number] != content:
            walk.say(number, "its content was changed since it was redacted")


def _look_at_head_beside(walk: _Walk, file: BookFile, beside: Head | None) -> None:
    name = head_file(file.path).name
    if beside is None:
        said = f"{name} beside the book is missing: nothing tells whether later ones were cut off"
        walk.say(walk.number, said)
    elif beside.book != file.book_id:
        walk.say(beside.number, f"is the last of another book by {name}: this one took its place")
    else:
        _look_at_head(walk, beside, name)


def _look_at_head(walk: _Walk, head: Head, where: str) -> None:
    if head.number > walk.number:
        more = f" to {head.number}" if head.number > walk.number + 1 else ""
        walk.say(walk.number + 1, f"is missing{more}, as {where} says: the end was cut off")
    elif head.number < walk.number and where == "the book":
        walk.say(head.number + 1, "was put in: the chain ended before it")
    elif walk.hashes.get(head.number) != head.hash:
        walk.say(head.number, f"is not the one that was written, as {where} says")


def _not_as_in_the_outbox(db: sqlite3.Connection) -> Iterator[Broken]:
    """What the warehouse is to be told and the outbox does not have, or the other way round."""
    found = {number for (number,) in db.execute("SELECT number FROM outbox")}
    due = set(_to_be_told(links(db, "claim_id IS NOT NULL ORDER BY claim_id, number")))
    for number in sorted(due - found):
        yield Broken(number, "the warehouse is to be told of it, and the outbox does not have it")
    for number in sorted(found - due):
        yield Broken(number, "the outbox has it, and it publishes nothing")


def _to_be_told(chain: Iterable[Link]) -> Iterator[int]:
    for claim_id, of_claim in groupby((it.action for it in chain), key=lambda it: str(it.claim_id)):
        actions = tuple(of_claim)
        before = state_of(claim_id, ())
        for count, action in enumerate(actions, 1):
            after = state_of(claim_id, actions[:count])
            if changes_what_is_told(before, after):
                yield action.number
            before = after
