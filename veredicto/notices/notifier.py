"""Tells people of the flagged claims of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from checkers.errors import VeredictoError
from checkers.nouns import Report
from checkers.verdicts.flags import Reason, flagged
from veredicto.logs import complain
from veredicto.notices.channels import Channel, open_channels
from veredicto.notices.message import message_of
from veredicto.notices.reasons import parse_reasons
from veredicto.notices.told import ToldBook
from veredicto.settings import Settings

Notify = Callable[[Report], int]
"""Tells of the flagged claims of a run that was recorded; gives how many were told somewhere."""


def build_notify(settings: Settings) -> Notify:
    """What tells of the flagged claims of a run, as the settings want it.

    Raises:
        BadSetting: a channel or a reason is none.
    """
    on = parse_reasons(settings.notify_on)
    channels = open_channels(settings.notify)
    if not channels:
        return tell_nobody
    return partial(
        notify_of, channels=channels, on=on, book=book_of(settings), desk_url=settings.desk_url
    )


def notify_of(
    report: Report,
    *,
    channels: Sequence[Channel],
    on: Sequence[Reason],
    book: ToldBook,
    desk_url: str | None,
) -> int:
    """Tells each channel what it was not told yet; gives how many claims were told somewhere.

    It is called once the run is recorded, and never fails it: what could not be sent is told on
    standard error, noted, and sent again with the next run that comes to the same verdict. What was
    sent is noted afterwards, so that a crash in between tells it twice and loses nothing.
    """
    flags = flagged(report, on)
    told: set[str] = set()
    for channel in channels if flags else ():
        try:
            new = book.untold([flag.id for flag in flags], channel.secret)
            if not new:
                continue
            message = message_of(report, [flag for flag in flags if flag.id in new], desk_url)
            failure = channel.send(message)
            book.note(new, channel.name, channel.secret, failure)
        except VeredictoError as error:
            failure = str(error)
        if failure is None:
            told |= set(new)
        else:
            tell_failure(channel, failure)
    return len(told)


def tell_nobody(report: Report) -> int:
    """Tells nobody, where no channel is set."""
    del report
    return 0


def book_of(settings: Settings) -> ToldBook:
    """Where it is noted what was told."""
    return ToldBook(settings.files / "told.sqlite")


def tell_failure(channel: Channel, failure: str) -> None:
    """Says on standard error that a message was not delivered."""
    complain(f"{channel.name} of VEREDICTO_NOTIFY was not told: {failure}")
