"""What a run decided under, from what it noted of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from checkers.verdicts.policy import Policy, parse_noted

POLICY = "policy"
"""The setting of a run that holds its policy, as a JSON object."""

PUBLISHED_BEFORE = "published_before"
"""The setting of a run that holds an ISO 8601 time."""


def recorded_policy(settings: Mapping[str, str]) -> Policy | None:
    """The policy that was noted; None for a run that noted none.

    Raises:
        BadSetting: it has other numbers than this version's policies.
    """
    noted = settings.get(POLICY)
    return None if noted is None else parse_noted(noted)


def recorded_limit(settings: Mapping[str, str]) -> datetime | None:
    """The time from which on evidence did not count; None for a run that noted none."""
    noted = settings.get(PUBLISHED_BEFORE)
    return None if noted is None else datetime.fromisoformat(noted)
