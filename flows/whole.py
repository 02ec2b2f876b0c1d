"""Values that tasks are given as they are."""

from __future__ import annotations

from typing import TypeVar, cast

from prefect.utilities.annotations import opaque

T = TypeVar("T")


def whole(value: T) -> T:
    """The value for a task that Prefect is not to search for futures.

    It would walk through every field of every source, passage and piece of evidence, twice a task:
    `benchmarks.flow_overhead` has what that costs. The task is given the value itself.
    """
    return cast("T", opaque(value))
