"""Pieces of pages that many people see alike, made once and remembered.

A page of the queue has forty claims and a hundred counts; to write them anew for each reader would
take most of the time of a page.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from weakref import ReferenceType, ref

from markupsafe import Markup

from veredicto.desk.queue.line import Line, Page, Waiting
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.render import environment
from veredicto.desk.words import words_in

FACETS_REMEMBERED = 256
LAG_SECONDS = 1.0


@lru_cache(maxsize=8192)
def queue_row(
    it: Waiting, language: str, query: str, assignee: str | None, *, can_choose: bool
) -> Markup:
    """A claim as a row of the queue.

    Args:
        it: the claim.
        language: of the desk.
        query: what the address of the claim says of the filter.
        assignee: the name of whom it is given to.
        can_choose: whether it has a box to choose it by.
    """
    return _made(
        "queue_row.html",
        language,
        it=it,
        query=query,
        assignee=assignee,
        can_choose=can_choose,
        keys={},
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """Filters as they were made at a version of the line, at a time of the monotonic clock."""

    version: int
    people: dict[str, str]
    at: float
    text: Markup


class Facets:
    """The filters beside the queue; their counts may lag behind by `LAG_SECONDS`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: ReferenceType[Line] | None = None
        self._made: dict[tuple[Wanted, str], _Made] = {}

    def of(
        self, line: Line, page: Page, wanted: Wanted, language: str, people: dict[str, str]
    ) -> Markup:
        """The filters with how many claims of the line each would leave."""
        key, version = (wanted.at(1), language), line.version
        with self._lock:
            if self._line is None or self._line() is not line:
                # An earlier line, with all its claims, is kept for nobody.
                self._line = ref(line)
                self._made.clear()
            known = self._made.get(key)
        now = time.monotonic()
        fresh = known is not None and (known.version == version or now - known.at < LAG_SECONDS)
        if known is not None and fresh and known.people == people:
            return known.text
        made = _made("queue_facets.html", language, page=page, wanted=key[0], people=people)
        with self._lock:
            if len(self._made) >= FACETS_REMEMBERED:
                self._made.clear()
            if self._line is not None and self._line() is line:
                self._made[key] = _Made(version, people, now, made)
        return made


def _made(template: str, language: str, **context: object) -> Markup:
    words = words_in(language)
    text = (
        environment(language)
        .get_template(template)
        .render(words=words, formats=words.formats, **context)
    )
    return Markup(text)  # noqa: S704 (a template has escaped it)
