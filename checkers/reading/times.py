"""Times as pages and feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_time(written: str | None) -> datetime | None:
    """The moment in UTC that an ISO 8601 or RFC 2822 text names; None where it names none.

    A date without a time is midnight UTC, a time without a zone is UTC. Forms whose day and month
    could be confused ("05/04/2024") are not guessed at.
    """
    text = (written or "").strip()
    if not text:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _in_utc(parse(text))
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)
