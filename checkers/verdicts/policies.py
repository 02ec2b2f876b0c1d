"""What a run decided under, from what it noted of its settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from checkers.errors import BadInput
from checkers.verdicts.weigh import Policy

POLICY = "policy"
"""The setting of a run that holds its policy, as a JSON object."""

PUBLISHED_BEFORE = "published_before"
"""The setting of a run that holds an ISO 8601 time."""


def recorded_policy(settings: Mapping[str, str]) -> Policy | None:
    """The policy that was noted; None for a run that noted none.

    Raises:
        BadInput: it has other numbers than this version's policies.
    """
    noted = settings.get(POLICY)
    if noted is None:
        return None
    try:
        return Policy(**json.loads(noted))
    except (ValueError, TypeError) as error:
        message = (
            f"the run decided under a policy that this veredicto does not know ({error}): "
            "replay it with the version that recorded it"
        )
        raise BadInput(message) from error


def recorded_limit(settings: Mapping[str, str]) -> datetime | None:
    """The time from which on evidence did not count; None for a run that noted none."""
    noted = settings.get(PUBLISHED_BEFORE)
    return None if noted is None else datetime.fromisoformat(noted)
