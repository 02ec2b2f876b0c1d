"""Which stored pages may go: by age, by size and by use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checkers.errors import WarehouseError
from checkers.fetching.snapshot import SnapshotStore, StoredRecord
from veredicto.snapshots import StoredPage

UNDER_WAY = timedelta(days=1)
"""A page that was retrieved within it may be of a run that is not recorded yet, and stays."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Retention:
    """How long pages are kept that no verdict cites, and how much all of them may take.

    `cited_too` lets those go that a verdict cites, too. None sets no limit.
    """

    days: float | None
    megabytes: float | None
    cited_too: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """A snapshot that is to go, and why."""

    record: StoredRecord
    url: str
    reason: str


def leaving(
    pages: Sequence[StoredPage], retention: Retention, *, now: datetime
) -> tuple[Leaving, ...]:
    """The snapshots that the retention lets go, the one unused for longest first.

    Args:
        pages: All pages of the record.
        retention: What is kept.
        now: The time to count from.
    """
    by_snapshot: dict[str, list[StoredPage]] = {}
    for page in pages:
        if page.record is not None:
            by_snapshot.setdefault(page.kept.snapshot, []).append(page)
    groups = sorted(by_snapshot.values(), key=_used_at)
    taken = sum(record.size for group in groups for record in _record(group))
    return tuple(_leaving(groups, retention, taken, now))


def orphans(
    store: SnapshotStore, named: frozenset[str], articles: frozenset[str], *, now: datetime
) -> tuple[StoredRecord, ...]:
    """The records that nothing names: leftovers of runs that were never recorded, and feeds.

    Args:
        store: The snapshots.
        named: Those that the record names.
        articles: The addresses of the articles under check, whose pages stay.
        now: The time to count from.
    """
    last = store.retrieved_last()
    return tuple(
        record
        for record in store.records()
        if record.identifier not in named
        and last.get(record.identifier, record.stored_at) < now - UNDER_WAY
        and not _is_of(store, record, articles)
    )


def _leaving(
    groups: Sequence[Sequence[StoredPage]], retention: Retention, taken: int, now: datetime
) -> Iterator[Leaving]:
    for group in groups:
        used_at = _used_at(group)
        cited = any(page.kept.cited for page in group)
        if used_at > now - UNDER_WAY or (cited and not retention.cited_too):
            continue
        reason = _reason(retention, now - used_at, taken)
        for record in _record(group):
            if reason is not None:
                taken -= record.size
                yield Leaving(record, group[0].kept.url, reason)


def _reason(retention: Retention, unused: timedelta, taken: int) -> str | None:
    if retention.days is not None and unused > timedelta(days=retention.days):
        return f"not used for {unused.days} days, and kept for {retention.days:g}"
    if retention.megabytes is not None and taken > retention.megabytes * MEGABYTE:
        return f"unused for longest, and stored pages may take {retention.megabytes:g} MB"
    return None


def _used_at(group: Sequence[StoredPage]) -> datetime:
    return max(page.used_at for page in group)


def _record(group: Sequence[StoredPage]) -> tuple[StoredRecord, ...]:
    return () if group[0].record is None else (group[0].record,)


def _is_of(store: SnapshotStore, record: StoredRecord, articles: frozenset[str]) -> bool:
    try:
        document = store.get(record.identifier)
    except WarehouseError:
        return False
    return bool({document.url, document.final_url} & articles)
