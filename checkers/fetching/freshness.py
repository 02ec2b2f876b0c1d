"""Whether a stored page may stand for the one on the web: HTTP caching (RFC 9111), by hishel."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import uuid4

from hishel import CacheOptions, Entry, FromCache, Headers, IdleClient, Request, Response

from checkers.fetching.document import Document

LONGEST_FRESH = timedelta(days=1)
"""Servers call pages fresh for a year; a correction must be seen the next day."""

# Only what the server promises counts: the guess that an old page will stay the same (RFC 9111,
# 4.2.2) rests on this header.
_GUESSED_FROM = "last-modified"
_SECONDS = re.compile("[0-9]{1,9}")
_OWN_CACHE = CacheOptions(shared=False, supported_methods=["GET"], allow_stale=False)


def is_fresh(stored: Document) -> bool:
    """Whether the server's own words let the stored page be used now without asking it.

    A page that was redirected to is not: how long the redirects hold is not known.
    """
    if stored.status_code is None or stored.url != stored.final_url:
        return False
    if not timedelta(0) <= datetime.now(UTC) - stored.retrieved_at <= LONGEST_FRESH:
        return False
    received: dict[str, list[str]] = {}
    for name, value in stored.headers:
        if name.lower() != _GUESSED_FROM:
            received.setdefault(name.lower(), []).append(value)
    # The last answer may have been that nothing has changed. hishel counts from the date alone, and
    # an answer may have been under way in other caches before it came.
    (elsewhere,) = received.pop("age", ["0"])[:1]
    if not _SECONDS.fullmatch(elsewhere.strip()):
        return False
    made = stored.retrieved_at.astimezone(UTC) - timedelta(seconds=int(elsewhere))
    received["date"] = [format_datetime(made, usegmt=True)]
    asked = Request("GET", stored.url)
    entry = Entry(uuid4(), asked, Response(stored.status_code, Headers(received)))
    return isinstance(IdleClient(_OWN_CACHE).next(asked, [entry]), FromCache)
