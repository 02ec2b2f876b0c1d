"""Looks at who is told of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from checkers.errors import VeredictoError
from veredicto.diagnosis.finding import Finding, State
from veredicto.notices.channels import open_channels
from veredicto.notices.notifier import book_of
from veredicto.notices.reasons import parse_reasons
from veredicto.settings import Settings

LOOK = "notifications"
LATELY = timedelta(days=30)


def look_at_notices(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether the channels of messages are well formed, and took them lately; sends nothing."""
    del repair
    try:
        on = parse_reasons(settings.notify_on)
        channels = open_channels(settings.notify)
        undelivered = book_of(settings).undelivered()
    except VeredictoError as error:
        yield Finding(LOOK, State.FAILED, str(error), "docs/how-to/be-told.md says what is wanted")
        return
    if not channels:
        yield Finding(LOOK, State.OK, "nobody is told of flagged claims: VEREDICTO_NOTIFY is unset")
        return
    names = ", ".join(channel.name for channel in channels)
    said = f"well formed and not tried: {names}; told of {', '.join(on)}"
    wrong = [f"{one.name}: {why}" for one in channels if (why := one.flaw()) is not None]
    since = datetime.now(UTC) - LATELY
    lost = Counter(one.channel for one in undelivered if one.at >= since)
    wrong += [f"{count} verdicts did not reach {name}" for name, count in lost.items()]
    if wrong:
        advice = "see to the address or the block; the next run of an article tells what is missing"
        yield Finding(LOOK, State.WARNING, "; ".join([said, *wrong]), advice)
    else:
        yield Finding(LOOK, State.OK, said)
