"""A look at a feed, a sitemap, a folder or a list: what is in it, or why it cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from prefect import task
from prefect.cache_policies import NO_CACHE

from checkers.errors import VeredictoError
from checkers.fetching.document import Document
from checkers.reading.feeds import Feed, FeedItem, read_feed
from checkers.reading.watched import is_feed_url, read_local
from flows.retry import may_help
from warehouse.watched import Look

Fetch = Callable[[str], Document]
"""Gives the document at a feed's address, asked for with the validators of the last one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a source gave: nothing where it failed."""

    look: Look
    items: tuple[FeedItem, ...] = ()
    error: VeredictoError | None = None


@task(
    task_run_name="look at {source}",
    retries=2,
    retry_delay_seconds=2,
    retry_condition_fn=may_help,
    cache_policy=NO_CACHE,
)
def look_at(source: str, fetch: Fetch) -> Seen:
    """What is in a source now."""
    now = datetime.now(UTC)
    if not is_feed_url(source):
        feed = read_local(source)
        return Seen(_look(source, now, feed), feed.items)
    document = fetch(source)
    feed = read_feed(document.body, url=document.final_url, now=now)
    if feed.children:
        feed = _with_children(feed, fetch, now)
    headers = {name.lower(): value for name, value in document.headers}
    look = replace(
        _look(source, now, feed),
        sha256=hashlib.sha256(document.body).hexdigest(),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )
    return Seen(look, feed.items)


def look_at_each(sources: tuple[str, ...], fetch: Fetch) -> Iterator[Seen]:
    """What is in each source; one that cannot be read stops no other."""
    for source in dict.fromkeys(sources):
        state = look_at(source, fetch, return_state=True)
        found = state.result(raise_on_failure=False)
        if isinstance(found, Seen):
            yield found
        elif isinstance(found, VeredictoError):
            yield _failed(source, found)
        else:
            raise found


def _look(source: str, now: datetime, feed: Feed) -> Look:
    notes = feed.notes if feed.items else (*feed.notes, "it holds no items")
    return Look(source, now, read=True, detail="; ".join(notes), items=len(feed.items))


def _failed(source: str, error: VeredictoError) -> Seen:
    look = Look(source, datetime.now(UTC), read=False, detail=str(error), transient=error.transient)
    return Seen(look, error=error)


def _with_children(index: Feed, fetch: Fetch, now: datetime) -> Feed:
    """The items of the sitemaps that an index lists; one that cannot be read is noted.

    Raises:
        VeredictoError: None of them can be read.
    """
    items: dict[str, FeedItem] = {}
    notes = list(index.notes)
    errors: list[VeredictoError] = []
    for url in index.children:
        try:
            document = fetch(url)
            feed = read_feed(document.body, url=document.final_url, now=now)
        except VeredictoError as error:
            errors.append(error)
            notes.append(f"the sitemap {url} cannot be read: {error}")
            continue
        items.update((item.address, item) for item in feed.items)
        notes += feed.notes
    if len(errors) == len(index.children):
        raise errors[0]
    return Feed(tuple(items.values()), tuple(notes))
