"""Which items of the feeds are to be read now: those that are new, have changed, or may do now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import itemgetter

from checkers.reading.canonical import canonical_address
from checkers.reading.feeds import FeedItem
from warehouse.watched import Became, WatchedFeeds, WatchedItem

DAYS = 2.0
MOST = 50


@dataclass(frozen=True, slots=True)
class Bounds:
    """How old an item may be that was never seen, and how many articles are read in one look."""

    since: timedelta = timedelta(days=DAYS)
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that is to be read, of a feed; `address` is its own without marks of campaigns.

    `waited` says that it was seen before, when too much was new; `read_at` is when it was read, if
    it is read again though nothing tells that it has changed.
    """

    feed: str
    item: FeedItem
    address: str
    waited: bool = False
    read_at: datetime | None = None

    def became(self, outcome: Became, now: datetime, detail: str = "") -> WatchedItem:
        """What became of it, before it was read."""
        return WatchedItem(
            feed_url=self.feed,
            url=self.address,
            canonical_url=self.address,
            guid=self.item.guid,
            title=self.item.title,
            published_at=self.item.published_at,
            seen_at=now,
            digest=self.item.digest,
            outcome=outcome,
            detail=detail,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items of a feed are to be read, which are too old, and how many stay as they are."""

    feed: str
    wanted: tuple[Wanted, ...]
    too_old: tuple[WatchedItem, ...]
    unchanged: int


def choose(
    feed: str, items: Sequence[FeedItem], record: WatchedFeeds, bounds: Bounds, now: datetime
) -> Choice:
    """What is to be read of a feed's items.

    An item that was never seen may be as old as the bounds say, counted from the last time that
    the feed could be read: what came while it could not be is not lost.
    """
    found = {canonical_address(it.address): it for it in reversed(items)}
    pairs = [Wanted(feed, item, address) for address, item in reversed(found.items())]
    guids = [it.guid for it in items if it.guid is not None]
    earlier = _Earlier(record.known(feed, guids, found))
    oldest = (record.last_read(feed) or now) - bounds.since
    wanted, too_old, unchanged = [], [], 0
    for one in pairs:
        before = earlier.of(one)
        if before is not None and not _again(one.item, before):
            unchanged += 1
        elif _is_old(one.item, oldest) and not (before and before.outcome in _NO_MATTER_HOW_OLD):
            days = f"{bounds.since.total_seconds() / 86_400:g}"
            too_old.append(one.became(Became.TOO_OLD, now, f"it is older than {days} days"))
        else:
            waited = before is not None and before.outcome is Became.WAITING
            wanted.append(replace(one, waited=waited, read_at=_read_at(one.item, before)))
    return Choice(feed, tuple(wanted), tuple(too_old), unchanged)


def in_turn(choices: Sequence[Choice]) -> Iterator[Wanted]:
    """The items to read, each address once: news first, of one feed after another.

    Then those that are read again, the one unread for longest first: none waits for ever.
    """
    rows = zip_longest(*(choice.wanted for choice in choices))
    every: dict[str, Wanted] = {}
    for one in (one for row in rows for one in row if one is not None):
        every.setdefault(one.address, one)
    yield from (one for one in every.values() if one.read_at is None)
    again = [(one.read_at, one) for one in every.values() if one.read_at is not None]
    yield from (one for _, one in sorted(again, key=itemgetter(0)))


_NO_MATTER_HOW_OLD = frozenset(Became) - {Became.TOO_OLD}


def _again(item: FeedItem, before: WatchedItem) -> bool:
    """Whether an item that was seen before is to be read."""
    if before.outcome is Became.WAITING or (before.outcome is Became.FAILED and before.transient):
        return True
    if item.digest is None:
        # Nothing tells whether it has changed but the page, which an unchanged one answers by 304.
        return before.outcome is not Became.FAILED
    return item.digest != before.digest


def _read_at(item: FeedItem, before: WatchedItem | None) -> datetime | None:
    if before is None or before.outcome in {Became.WAITING, Became.TOO_OLD}:
        return None
    changed = item.digest is not None and item.digest != before.digest
    return None if changed else before.seen_at


def _is_old(item: FeedItem, oldest: datetime) -> bool:
    times = [at for at in (item.published_at, item.modified_at) if at is not None]
    return bool(times) and max(times) < oldest


class _Earlier:
    """What became of items, by the feed's GUIDs and by address."""

    def __init__(self, known: Iterable[WatchedItem]) -> None:
        self._known = sorted(known, key=lambda it: it.seen_at)
        self._by_address = {
            address: it for it in self._known for address in (it.canonical_url, it.url)
        }

    def of(self, one: Wanted) -> WatchedItem | None:
        by_guid = [
            it
            for it in self._known
            if it.guid is not None and it.guid == one.item.guid and it.feed_url == one.feed
        ]
        found = self._by_address.get(one.address)
        candidates = [*by_guid, *([found] if found else [])]
        return max(candidates, key=lambda it: it.seen_at, default=None)
