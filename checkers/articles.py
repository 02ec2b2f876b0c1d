"""The text under check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from checkers.blocks import Block
from checkers.identifiers import identify


@dataclass(frozen=True, slots=True)
class Article:
    """The text under check. Offsets of claims point into `text`, whose lines are the `blocks`.

    Times are UTC. `published_on` is the day in the zone that the article's own time was written in:
    "ayer" of 00:30+02:00 is the day before that one. It is not kept; what it made of a claim is.
    """

    id: str
    url: str | None
    title: str | None
    language: str
    text: str
    publisher: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    blocks: tuple[Block, ...] = ()
    published_on: date | None = None

    @property
    def day(self) -> date | None:
        """The day that the article's own relative dates count from."""
        return self.published_on or (self.published_at and self.published_at.date())

    @classmethod
    def of(
        cls,
        text: str,
        *,
        language: str,
        url: str | None = None,
        title: str | None = None,
        publisher: str | None = None,
        byline: str | None = None,
        published_at: datetime | None = None,
        modified_at: datetime | None = None,
    ) -> Article:
        """An article under the identifier of its address, title and text."""
        return cls(
            id=identify("article", url, title, text),
            url=url,
            title=title,
            language=language,
            text=text,
            publisher=publisher,
            byline=byline,
            published_at=published_at,
            modified_at=modified_at,
        )
