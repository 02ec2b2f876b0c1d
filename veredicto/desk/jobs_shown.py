"""What the page of a claim says of the jobs on it, and which of them may be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from veredicto.desk.book.asked import Asking
from veredicto.desk.book.jobs import Job, JobKind, JobState
from veredicto.desk.nouns import ClaimState, Person, Role

MOST = 3
"""So many jobs are shown, the newest, besides those that may be taken back."""


@dataclass(frozen=True, slots=True)
class JobShown:
    """A job. `undoes` is the action that its undo takes back, None where it offers none.

    `is_last` says that this undo takes back what was done last on the claim, and has the key.
    """

    job: Job
    undoes: int | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class JobsShown:
    """The jobs on a claim, newest first; `begun` says that one is a re-check beyond undoing."""

    jobs: tuple[JobShown, ...]
    begun: bool

    @property
    def has_the_key(self) -> bool:
        """Whether the key of the undo is for one of them."""
        return any(it.is_last for it in self.jobs)


def jobs_shown(
    jobs: Sequence[Job], askings: Sequence[Asking], state: ClaimState, person: Person
) -> JobsShown:
    """The newest jobs, and those that the person may take back.

    Args:
        jobs: on the claim, newest first.
        askings: for them that were not taken back, in order.
        state: of the claim.
        person: who looks.
    """
    mine = {
        it.job.id: it.action
        for it in askings
        if (it.by == person.id or person.role.may(Role.CHIEF)) and _can_be_undone(it.job)
    }
    last = max(*mine.values(), state.undoable or 0, 0)
    shown = [it for place, it in enumerate(jobs) if place < MOST or it.id in mine]
    return JobsShown(
        jobs=tuple(JobShown(it, mine.get(it.id), mine.get(it.id) == last) for it in shown),
        begun=any(it.kind is JobKind.RECHECK and it.started_at is not None for it in shown),
    )


def _can_be_undone(job: Job) -> bool:
    return job.kind is JobKind.ADD_EVIDENCE or job.state is JobState.WAITING
