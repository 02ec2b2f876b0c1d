"""Whether Prefect should try a task again: the error's class says so."""

from __future__ import annotations

from typing import Any

from prefect import State, Task
from prefect.client.schemas.objects import TaskRun

from checkers.errors import VeredictoError


def may_help(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """True for an error of ours that says it is transient."""
    failure = state.result(raise_on_failure=False)
    return isinstance(failure, VeredictoError) and failure.transient
