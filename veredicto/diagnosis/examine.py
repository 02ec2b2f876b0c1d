"""All looks at an installation, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from veredicto.diagnosis.finding import Finding
from veredicto.diagnosis.of_desk import look_at_desk
from veredicto.diagnosis.of_notices import look_at_notices
from veredicto.diagnosis.of_prefect import look_at_prefect
from veredicto.diagnosis.of_providers import look_at_providers
from veredicto.diagnosis.of_surroundings import look_at_models, look_at_policy, look_at_settings
from veredicto.diagnosis.of_warehouse import (
    look_at_copy,
    look_at_disk,
    look_at_leftovers,
    look_at_log,
    look_at_warehouse,
)
from veredicto.settings import Settings


class Look(Protocol):
    """Looks at one thing; with `repair` it mends what it can and says what it did."""

    def __call__(self, settings: Settings, *, repair: bool) -> Iterator[Finding]:
        """What was found."""


LOOKS: dict[str, Look] = {
    # The log first: opening the warehouse may work it in.
    "the log of the warehouse": look_at_log,
    "the warehouse": look_at_warehouse,
    "leftovers": look_at_leftovers,
    "the disk": look_at_disk,
    "the copy for readers": look_at_copy,
    "the desk": look_at_desk,
    "the models": look_at_models,
    "the policy": look_at_policy,
    "search providers": look_at_providers,
    "Prefect": look_at_prefect,
    "messages": look_at_notices,
    "settings": look_at_settings,
}


def examine(settings: Settings, *, repair: bool, tell: Callable[[str], None]) -> Iterator[Finding]:
    """What every look finds, one after the other; tells what it looks at."""
    for what, look in LOOKS.items():
        tell(f"looking at {what}")
        yield from look(settings, repair=repair)
