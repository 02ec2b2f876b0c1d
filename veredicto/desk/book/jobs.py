"""Work that editors asked for and that takes a while: a claim checked again, a page judged."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from veredicto.desk.book.file import BookFile
from veredicto.desk.book.moments import read, written

_SELECT = (
    'SELECT id, kind, claim_id, url, "by", state, added_at, started_at, ended_at, outcome, detail'
    " FROM jobs"
)

CANCELLED = "cancelled"
"""The outcome of a job that was taken back before it began."""


class JobKind(StrEnum):
    """What is to be done."""

    RECHECK = "recheck"
    ADD_EVIDENCE = "add_evidence"
    LEAVE_OUT = "leave_out"


class JobState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Job:
    """Something that was asked for; `outcome` says how it ended, in a word, and `detail` in words.

    `url` is the page that is to be judged, or to be left out.
    """

    id: str
    kind: JobKind
    claim_id: str
    url: str | None
    by: str
    state: JobState
    added_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    detail: str | None


class Jobs:
    """The jobs of a book, done in the order in which they were asked for."""

    def __init__(self, file: BookFile) -> None:
        self._file = file

    def add(self, kind: JobKind, claim_id: str, *, by: str, url: str | None = None) -> Job:
        """Asks for it; where the same is waiting or under way, that one is given."""
        with self._file.writing() as db:
            return put(db, kind, claim_id, by=by, url=url or "", at=self._file.clock())

    def claim_next(self) -> Job | None:
        """Takes on the job that waits longest; None where none waits."""
        with self._file.writing() as db:
            waiting = jobs_where(db, "state = ? ORDER BY place LIMIT 1", JobState.WAITING.value)
            if not waiting:
                return None
            db.execute(
                "UPDATE jobs SET state = ?, started_at = ? WHERE id = ?",
                (JobState.RUNNING.value, written(self._file.clock()), waiting[0].id),
            )
            return jobs_where(db, "id = ?", waiting[0].id)[0]

    def finish(self, job_id: str, outcome: str, detail: str | None = None) -> None:
        """Says how a job ended."""
        with self._file.writing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, ended_at = ?, outcome = ?, detail = ? WHERE id = ?",
                (
                    JobState.ENDED.value,
                    written(self._file.clock()),
                    outcome,
                    detail,
                    job_id,
                ),
            )

    def of(self, claim_id: str) -> tuple[Job, ...]:
        """The jobs on a claim, newest first."""
        with self._file.reading() as db:
            return jobs_where(db, "claim_id = ? ORDER BY place DESC", claim_id)

    def resume(self) -> None:
        """Has what a process that was killed had taken on wait again."""
        with self._file.writing() as db:
            db.execute(
                "UPDATE jobs SET state = ?, started_at = NULL WHERE state = ?",
                (JobState.WAITING.value, JobState.RUNNING.value),
            )


def put(
    db: sqlite3.Connection, kind: JobKind, claim_id: str, *, by: str, url: str, at: datetime
) -> Job:
    """The job, within the transaction that is under way: a new one unless the same is not ended."""
    condition = "claim_id = ? AND kind = ? AND url = ? AND state <> ?"
    there = jobs_where(db, condition, claim_id, kind.value, url, JobState.ENDED.value)
    if there:
        return there[0]
    identifier = uuid.uuid4().hex
    db.execute(
        'INSERT INTO jobs (id, place, kind, claim_id, url, "by", state, added_at)'
        " SELECT ?, coalesce(max(place), 0) + 1, ?, ?, ?, ?, ?, ? FROM jobs",
        (identifier, kind.value, claim_id, url, by, JobState.WAITING.value, written(at)),
    )
    return jobs_where(db, "id = ?", identifier)[0]


def cancel(db: sqlite3.Connection, job_id: str, at: datetime) -> None:
    """Ends a job that waits, within the transaction that is under way."""
    db.execute(
        "UPDATE jobs SET state = ?, ended_at = ?, outcome = ? WHERE id = ? AND state = ?",
        (JobState.ENDED.value, written(at), CANCELLED, job_id, JobState.WAITING.value),
    )


def jobs_where(db: sqlite3.Connection, condition: str, *values: str) -> tuple[Job, ...]:
    """The jobs that the condition holds for, with what may follow a condition."""
    return tuple(_job(*row) for row in db.execute(f"{_SELECT} WHERE {condition}", values))


def _job(  # noqa: PLR0913, PLR0917 - the columns of the row
    identifier: str,
    kind: str,
    claim_id: str,
    url: str,
    by: str,
    state: str,
    added_at: str,
    started_at: str | None,
    ended_at: str | None,
    outcome: str | None,
    detail: str | None,
) -> Job:
    return Job(
        id=identifier,
        kind=JobKind(kind),
        claim_id=claim_id,
        url=url or None,
        by=by,
        state=JobState(state),
        added_at=read(added_at),
        started_at=read(started_at) if started_at else None,
        ended_at=read(ended_at) if ended_at else None,
        outcome=outcome,
        detail=detail,
    )
