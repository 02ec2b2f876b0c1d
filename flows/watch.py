"""One look at the feeds that are watched: what is new is checked, and nothing twice.

What becomes of an item is recorded as soon as it is known. Where a look was killed after an article
was checked and before that was noted, the next one finds its run and notes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout
from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE

from checkers.articles import Article
from checkers.errors import (
    BadInput,
    CheckFailed,
    FetchRefused,
    VeredictoError,
    WarehouseLocked,
)
from checkers.identifiers import hash_text
from checkers.nouns import Report
from checkers.reading.canonical import canonical_address
from checkers.reading.copies import Copies
from checkers.reading.signatures import sign, values_of
from flows.artifacts import show
from flows.check import check as check_article
from flows.choosing import Bounds, Choice, Wanted, choose, in_turn
from flows.ending import Unchecked, ending
from flows.here import results_in, run_here
from flows.looking import Fetch, Seen, look_at_each
from flows.parts import Parts
from warehouse.watched import Became, WatchedFeeds, WatchedItem

COPIES_WITHIN = timedelta(days=7)
"""How long an article is remembered that another may be a copy of."""

Check = Callable[[str], Report]
"""Checks the article at a location and records it, or raises a `VeredictoError`."""


class Watching:
    """What a look needs.

    A plain class on purpose: Prefect walks through dataclasses that are handed to tasks.

    Args:
        record: knows what was seen before.
        fetch: gets feeds.
        read: gives the article at a location.
        check: checks it.
        lock: a file that is locked over a look.
    """

    def __init__(
        self,
        *,
        record: WatchedFeeds,
        fetch: Fetch,
        read: Callable[[str], Article],
        check: Check,
        lock: Path,
    ) -> None:
        self.record = record
        self.fetch = fetch
        self.read = read
        self.check = check
        self.lock = FileLock(lock)
        self.copies = Copies()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an item that was to be read, with its report or its error."""

    item: WatchedItem
    report: Report | None = None
    error: VeredictoError | None = None


@dataclass(frozen=True, slots=True)
class FeedLook:
    """What a look at one feed gave: what was taken from it, and how many items were not."""

    seen: Seen
    taken: tuple[Taken, ...] = ()
    unchanged: int = 0
    too_old: int = 0
    waiting: int = 0


OnTaken = Callable[[Taken], None]
"""Told what became of each item that was read."""


def watch(
    sources: Sequence[str],
    watching: Watching,
    bounds: Bounds,
    on_taken: OnTaken = lambda _: None,
) -> tuple[FeedLook, ...]:
    """Look at the sources once, and check what is new in them.

    Raises:
        WarehouseLocked: another look is under way: two would check the same articles.
        WarehouseError: what was seen cannot be recorded.
    """
    try:
        with watching.lock.acquire(blocking=False):
            return _watch(sources, watching, bounds, on_taken)
    except Timeout as error:
        message = "another look at feeds is under way: it takes what is new, or look again later"
        raise WarehouseLocked(message) from error


def _watch(
    sources: Sequence[str], watching: Watching, bounds: Bounds, on_taken: OnTaken
) -> tuple[FeedLook, ...]:
    now = datetime.now(UTC)
    _remember(watching, now)
    looks = tuple(look_at_each(tuple(sources), watching.fetch))
    choices = tuple(choose(one.look.url, one.items, watching.record, bounds, now) for one in looks)
    ordered = tuple(in_turn(choices))
    now_taken, waiting = ordered[: bounds.most], ordered[bounds.most :]
    watching.record.add_items(
        [it for choice in choices for it in choice.too_old]
        + [
            it.became(Became.WAITING, now, f"more than {bounds.most} new")
            for it in waiting
            if not it.waited
        ]
    )
    taken = []
    for wanted in now_taken:
        taken.append(_taken(wanted, watching))
        watching.record.add_items([taken[-1].item])
        on_taken(taken[-1])
    # At last: what may still be taken is counted from the look before, where this one is cut off.
    for one in looks:
        watching.record.add_look(one.look)
    return tuple(
        _of_feed(one, choice, taken, waiting) for one, choice in zip(looks, choices, strict=True)
    )


def watching_with(parts: Parts, record: WatchedFeeds, *, whole: bool = False) -> Watching:
    """What a look needs, of the parts of an installation.

    Of an updated article only what has changed is checked, unless it is to be checked `whole`.
    """
    return Watching(
        record=record,
        fetch=parts.fetcher.fetch_feed,
        read=parts.read,
        check=lambda location: check_article(location, parts, only_changed=not whole),
        lock=parts.journal.folder / "watch.lock",
    )


def run_watch(
    sources: Sequence[str],
    parts: Parts,
    record: WatchedFeeds,
    bounds: Bounds,
    on_taken: OnTaken = lambda _: None,
    *,
    whole: bool = False,
) -> tuple[FeedLook, ...]:
    """Look at the sources once, by a flow that runs here and now.

    Raises:
        VeredictoError: as `watch` does, or Prefect's server cannot be reached.
    """
    found: list[FeedLook] = []
    watching = watching_with(parts, record, whole=whole)

    @flow(name="watch-feeds", flow_run_name="watch {feeds} feeds", persist_result=False)
    def watch_feeds(feeds: int) -> State[None]:
        """Look at feeds once and check what is new in them."""
        del feeds
        with results_in(parts):
            found.extend(watch(sources, watching, bounds, on_taken))
        reports = [it.report for look in found for it in look.taken if it.report is not None]
        show(reports, failed_in(found))
        return ending(reports, failed_in(found))

    run_here(watch_feeds, len(sources))
    return tuple(found)


def failed_in(looks: Sequence[FeedLook]) -> tuple[Unchecked, ...]:
    """The feeds that could not be read, and the articles that could not be checked."""
    feeds = [Unchecked(it.seen.look.url, it.seen.error) for it in looks if it.seen.error]
    articles = [Unchecked(it.item.url, it.error) for look in looks for it in look.taken if it.error]
    return (*feeds, *articles)


def _remember(watching: Watching, now: datetime) -> None:
    for one in watching.record.signed_since(now - COPIES_WITHIN):
        watching.copies.add(one.article_id, one.canonical_url, one.signature)


def _of_feed(
    seen: Seen, choice: Choice, taken: Sequence[Taken], waiting: Sequence[Wanted]
) -> FeedLook:
    return FeedLook(
        seen,
        tuple(it for it in taken if it.item.feed_url == seen.look.url),
        unchanged=choice.unchanged,
        too_old=len(choice.too_old),
        waiting=sum(it.feed == seen.look.url for it in waiting),
    )


@task(task_run_name="take {wanted.address}", cache_policy=NO_CACHE)
def take(wanted: Wanted, watching: Watching) -> Taken:
    """What became of an item: read, and checked where it is news."""
    article = watching.read(wanted.item.address)
    signature = sign(article.text)
    read = replace(
        wanted.became(Became.CHECKED, datetime.now(UTC)),
        canonical_url=canonical_address(article.url or wanted.address),
        text_sha256=hash_text(article.text),
        signature=values_of(signature),
        article_id=article.id,
        title=article.title or wanted.item.title,
    )
    texts = watching.record.texts_of(read.canonical_url)
    run = watching.record.run_of(article.id)
    if run is not None or read.text_sha256 in texts.values():
        # Without a text it was checked by hand, or a look was killed before it could note it.
        outcome = Became.UNCHANGED if texts else Became.CHECKED
        return Taken(replace(read, outcome=outcome, detail="it was checked before", run_id=run))
    original = watching.copies.original_of(read.canonical_url, signature)
    if original is not None and not texts:
        detail = f"its text is that of the article {original}"
        return Taken(replace(read, outcome=Became.DUPLICATE, detail=detail, duplicate_of=original))
    report = watching.check(wanted.item.address)
    watching.copies.add(report.article.id, read.canonical_url, read.signature or ())
    outcome = Became.UPDATED if texts else Became.CHECKED
    # The page may have changed again since it was read.
    checked = replace(
        read,
        outcome=outcome,
        run_id=report.run.id,
        article_id=report.article.id,
        text_sha256=hash_text(report.article.text),
        seen_at=datetime.now(UTC),
    )
    return Taken(checked, report)


def _taken(wanted: Wanted, watching: Watching) -> Taken:
    """As `take`, for whatever goes wrong in it: one item stops no other."""
    found = take(wanted, watching, return_state=True).result(raise_on_failure=False)
    if isinstance(found, Taken):
        return found
    error = found if isinstance(found, VeredictoError) else _unexpected(found)
    failed = wanted.became(Became.FAILED, datetime.now(UTC), str(error))
    # Anything but the page's own fault may be one of this machine: the item is taken again.
    transient = not isinstance(error, BadInput | FetchRefused)
    return Taken(replace(failed, transient=transient), error=error)


def _unexpected(found: BaseException) -> VeredictoError:
    return CheckFailed(f"{type(found).__name__}: {found}")
