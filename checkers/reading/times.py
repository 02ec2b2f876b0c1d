"""Times as pages and feeds write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_time(written: str | None) -> datetime | None:
    """The moment in UTC that an ISO 8601 or RFC 2822 text names; None where it names none.

    A date without a time is midnight UTC, a time without a zone is UTC. Forms whose day and month
    could be confused ("05/04/2024") are not guessed at.
    """
    moment = parse_local_time(written)
    return None if moment is None else moment.astimezone(UTC)


def parse_local_time(written: str | None) -> datetime | None:
    """That moment with the offset from UTC that was written, whose date is the writer's."""
    text = (written or "").strip()
    if not text:
        return None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _with_zone(parse(text))
        except (ValueError, TypeError, OverflowError):
            continue
    return None


_PDF_TIME = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:Z|([+-]\d\d)'?(\d\d)?'?)?")


def parse_pdf_time(written: str | None) -> datetime | None:
    """The moment in UTC that a PDF file writes so: D:20240501080000+02'00'."""
    found = _PDF_TIME.match((written or "").strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, zone, part = found.groups()
    offset = f"{zone}:{part or '00'}" if zone else "+00:00"
    return parse_time(
        f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{offset}"
    )


def _with_zone(moment: datetime) -> datetime:
    """The moment with a zone, which must be one that there is a moment in UTC for."""
    zoned = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    zoned.astimezone(UTC)  # raises for 31 December 9999 in the west
    return zoned
