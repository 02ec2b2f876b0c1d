"""The jobs that actions ask for: asked for and taken back in the transaction of the action.

While a job waits, an undo cancels it. A re-check that has begun gives a verdict like any other; a
page that is evidence by then, or is about to be, is left out by another job.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from veredicto.desk.book.jobs import Job, JobKind, JobState, cancel, jobs_where, put
from veredicto.desk.book.refused import Refusal, Refused
from veredicto.desk.nouns import Action, ActionKind

JOBS = {
    ActionKind.RECHECK: JobKind.RECHECK,
    ActionKind.ADD_EVIDENCE: JobKind.ADD_EVIDENCE,
}
"""What is done in the background once it was asked for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """An action that asked for a job and was not taken back."""

    action: int
    by: str
    job: Job


def ask(db: sqlite3.Connection, action: Action) -> None:
    """Puts what the action asks for among the jobs."""
    url = _url_of(action)
    job = put(db, JOBS[action.kind], str(action.claim_id), by=action.by, url=url, at=action.at)
    db.execute("INSERT INTO asked VALUES (?, ?)", (action.number, job.id))


def take_back(db: sqlite3.Connection, undo: Action, asked: Action) -> None:
    """Takes back what the person of `asked` asked for; what others ask for, too, stays.

    Raises:
        Refused: It is a re-check that has begun.
    """
    claim_id, url = str(asked.claim_id), _url_of(asked)
    same = [
        it
        for it in askings(db, claim_id)
        if it.job.kind is JOBS[asked.kind] and (it.job.url or "") == url
    ]
    theirs = [it for it in same if it.by == asked.by]
    others = {it.job.id for it in same if it.by != asked.by}
    waiting = {it.job.id for it in theirs if it.job.state is JobState.WAITING}
    begun = any(it.job.state is not JobState.WAITING for it in theirs)
    if asked.kind is ActionKind.RECHECK and not waiting:
        raise Refused(Refusal.BEGUN)
    db.executemany("DELETE FROM asked WHERE action = ?", [(it.action,) for it in theirs])
    for job_id in waiting - others:
        cancel(db, job_id, undo.at)
    if asked.kind is ActionKind.ADD_EVIDENCE and not others and (begun or not theirs):
        put(db, JobKind.LEAVE_OUT, claim_id, by=undo.by, url=url, at=undo.at)


def askings(db: sqlite3.Connection, claim_id: str) -> tuple[Asking, ...]:
    """What is asked for on a claim and was not taken back, in order."""
    jobs = {job.id: job for job in jobs_where(db, "claim_id = ?", claim_id)}
    rows = db.execute(
        'SELECT asked.action, actions."by", asked.job FROM asked'
        " JOIN actions ON actions.number = asked.action"
        " WHERE actions.claim_id = ? ORDER BY asked.action",
        (claim_id,),
    )
    return tuple(Asking(number, by, jobs[job]) for number, by, job in rows)


def _url_of(action: Action) -> str:
    return str(action.content.get("url") or "")
