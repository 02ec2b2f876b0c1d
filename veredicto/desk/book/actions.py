"""What people do, added to the chain where it is allowed, and read from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace

from checkers.labels import VerdictLabel
from veredicto.desk.book.allowed import Attempt, as_meant, refuse_by_role, refuse_by_state
from veredicto.desk.book.asked import JOBS, Asking, ask, askings, take_back
from veredicto.desk.book.blind import seen_by
from veredicto.desk.book.chain import Content, actions_of, append, links
from veredicto.desk.book.file import BookFile
from veredicto.desk.book.outbox import changes_what_is_told, put_into_outbox
from veredicto.desk.book.redaction import Redaction, redact, to_redact
from veredicto.desk.book.refused import ChangedMeanwhile, Refusal, Refused
from veredicto.desk.book.second_reading import SecondReading
from veredicto.desk.book.state import NEEDS_SECOND, reading_of, state_of
from veredicto.desk.book.states import States
from veredicto.desk.book.verification import Verification, verify
from veredicto.desk.nouns import Action, ActionKind, ClaimState, Role

_FIRST_READINGS = frozenset({ActionKind.DECIDE, ActionKind.MERGE})


class Actions:
    """The actions of a book. All methods raise `WarehouseError` where it cannot be used."""

    def __init__(self, file: BookFile, rule: SecondReading) -> None:
        self._file = file
        self._rule = rule
        self._states = States(file)

    def add(
        self,
        kind: ActionKind,
        *,
        by: str,
        role: Role = Role.READER,
        claim_id: str | None = None,
        evidence: str | None = None,
        content: Mapping[str, str | int | None] | None = None,
        version: int | None = None,
    ) -> Action:
        """Adds what somebody with that role did; it is on the disk when this returns.

        A decision of somebody else while a second reading is due becomes that reading. What is done
        in the background is put among the jobs, or taken from there. `version` is the number of the
        last action on the claim that they saw.

        Raises:
            Refused: It is not allowed; nothing was written.
            ChangedMeanwhile: There are later actions on the claim; nothing was written.
        """
        attempt = Attempt(kind, by, role, dict(content or {}))
        refuse_by_role(attempt, claim_id)
        with self._file.writing() as db:
            if claim_id is not None:
                return self._add(db, attempt, claim_id, evidence, version)
            return append(
                db, kind, at=self._file.clock(), by=by, content=attempt.content, evidence=evidence
            )

    def of(self, claim_id: str) -> tuple[Action, ...]:
        """The actions on a claim, in order."""
        with self._file.reading() as db:
            return actions_of(db, claim_id)

    def askings(self, claim_id: str) -> tuple[Asking, ...]:
        """What is asked for on a claim and was not taken back, in order."""
        with self._file.reading() as db:
            return askings(db, claim_id)

    def latest(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        by: str | None = None,
        kind: ActionKind | None = None,
        claim_id: str | None = None,
    ) -> tuple[Action, ...]:
        """The newest actions, newest first: those before a number, of a person, kind or claim."""
        wanted = {"number <": before, '"by" =': by, "kind =": kind, "claim_id =": claim_id}
        given = {test: value for test, value in wanted.items() if value is not None}
        condition = " AND ".join(("TRUE", *(f"{test} ?" for test in given)))
        with self._file.reading() as db:
            found = links(
                db, f"{condition} ORDER BY number DESC LIMIT ?", *given.values(), max(limit, 0)
            )
            return tuple(link.action for link in found)

    def since(self, number: int) -> tuple[Action, ...]:
        """The actions after a number, in order."""
        with self._file.reading() as db:
            return tuple(it.action for it in links(db, "number > ? ORDER BY number", number))

    @property
    def last_number(self) -> int:
        """The number of the last action; 0 before the first."""
        return self._file.head().number

    def state(self, claim_id: str) -> ClaimState:
        """What the actions on a claim come to."""
        return self._states.of(claim_id)

    def states(self) -> dict[str, ClaimState]:
        """What the actions on each claim with any come to."""
        return self._states.all()

    def verify(self) -> Verification:
        """Whether the actions are those that were done, and all of them."""
        return verify(self._file)

    def redact(
        self,
        match: Callable[[str], str | None],
        *,
        by: str,
        reason: str,
        claims: frozenset[str] = frozenset(),
    ) -> tuple[int, ...]:
        """Has `match` rewrite each text of the book, for good; None leaves it as it is.

        Of what was done on `claims` all words go. Returns the numbers of the actions that were
        changed. The chain says that they were.
        """
        return redact(self._file, Redaction(match, claims), by=by, reason=reason)

    def to_redact(
        self, match: Callable[[str], str | None], claims: frozenset[str] = frozenset()
    ) -> int:
        """How many actions `redact` would change."""
        return to_redact(self._file, Redaction(match, claims))

    def _add(
        self,
        db: sqlite3.Connection,
        attempt: Attempt,
        claim_id: str,
        evidence: str | None,
        version: int | None,
    ) -> Action:
        actions = actions_of(db, claim_id)
        state = state_of(claim_id, actions)
        if version is not None and version != state.version:
            raise ChangedMeanwhile(seen_by(state, actions, attempt.by, attempt.role)[0])
        attempt = replace(attempt, kind=as_meant(attempt.kind, attempt.by, state))
        refuse_by_state(attempt, state, actions)
        self._refuse_nobody(db, attempt)
        action = append(
            db,
            attempt.kind,
            at=self._file.clock(),
            by=attempt.by,
            content=self._complete(attempt, actions, claim_id),
            claim_id=claim_id,
            evidence=evidence,
        )
        _see_to_jobs(db, action, actions)
        after = state_of(claim_id, (*actions, action))
        _refuse_circles(db, after)
        if changes_what_is_told(state, after):
            put_into_outbox(db, action)
        return action

    def _complete(
        self, attempt: Attempt, actions: tuple[Action, ...], claim_id: str
    ) -> Mapping[str, str | int | None]:
        """The content, with whether a second reading is due by the newsroom's rule of now."""
        if attempt.kind not in _FIRST_READINGS:
            return attempt.content
        content: Content = dict(attempt.content)
        draft = Action(
            number=len(actions) + 1,
            kind=attempt.kind,
            at=self._file.clock(),
            by=attempt.by,
            claim_id=claim_id,
            evidence=None,
            content=content,
            previous="",
            hash="",
        )
        label = attempt.text("engine_label")
        due = self._rule.needed(reading_of(draft), VerdictLabel(label) if label else None)
        return content | {NEEDS_SECOND: int(due)}

    def _refuse_nobody(self, db: sqlite3.Connection, attempt: Attempt) -> None:
        if attempt.kind is not ActionKind.ASSIGN or not attempt.text("to"):
            return
        sql = "SELECT 1 FROM people WHERE id = ? AND disabled_at IS NULL AND role <> ?"
        if db.execute(sql, (attempt.text("to"), Role.READER)).fetchone() is None:
            raise Refused(Refusal.NOBODY)


def _see_to_jobs(db: sqlite3.Connection, action: Action, before: tuple[Action, ...]) -> None:
    """Asks for what is done in the background, or takes it back."""
    if action.kind in JOBS:
        ask(db, action)
    elif action.kind is ActionKind.UNDO:
        number = action.content["undoes"]
        undone = next(it for it in before if it.number == number)
        if undone.kind in JOBS:
            take_back(db, action, undone)


def _refuse_circles(db: sqlite3.Connection, state: ClaimState) -> None:
    """Refuses a claim that follows another which, over whatever way, follows the first."""
    after = state
    while after.merged_into is not None:
        if after.merged_into == state.claim_id:
            raise Refused(Refusal.MERGED_IN_A_CIRCLE)
        after = state_of(after.merged_into, actions_of(db, after.merged_into))
