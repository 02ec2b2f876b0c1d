"""All looks at an installation, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator
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


LOOKS: tuple[Look, ...] = (
    # The log first: opening the warehouse may work it in.
    look_at_log,
    look_at_warehouse,
    look_at_leftovers,
    look_at_disk,
    look_at_copy,
    look_at_desk,
    look_at_models,
    look_at_policy,
    look_at_providers,
    look_at_prefect,
    look_at_notices,
    look_at_settings,
)


def examine(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """What every look finds, one after the other."""
    for look in LOOKS:
        yield from look(settings, repair=repair)
