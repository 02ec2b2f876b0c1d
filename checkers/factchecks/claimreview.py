"""From schema.org's ClaimReview, as publishers really write it, to a fact-check."""

from __future__ import annotations

import html as entities
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from checkers.factchecks.readings import read_rating
from checkers.fetching.publisher import publisher_of
from checkers.identifiers import identify
from checkers.nouns import FactCheck, Rating
from checkers.reading.languages import identify_language
from checkers.reading.normalise import normalise
from checkers.reading.times import parse_time

LONGEST_CLAIM = 2_000
LONGEST_RATING = 500
LONGEST_NAME = 300
LONGEST_URL = 2_000
_DEPTH = 12  # how deep ClaimReviews are looked for
_TAG = re.compile(r"<[a-zA-Z/!]")
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,15})?")

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where reviews are read from: a file by its `name`, or a page at `url`.

    `language` is what the page says of itself. With `own_only`, a review of another publisher than
    the page's own is refused: anyone can write anyone's name into a page.
    """

    name: str
    imported_at: datetime
    url: str | None = None
    language: str | None = None
    own_only: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that was to be imported and could not be: where it was, and why."""

    where: str
    reason: str


class _Unusable(Exception):
    """Why a review cannot be used."""


def read_reviews(value: object, origin: Origin) -> Iterator[FactCheck | Broken]:
    """The ClaimReviews anywhere in a JSON-LD value, each read or told as broken; never raises."""
    found = list(_objects(value, _DEPTH))
    by_id = {i: n for n in found if isinstance(i := n.get("@id"), str) and len(n) > 1}
    for node in found:
        if _is_review(node):
            try:
                yield _Review(node, by_id, origin).fact_check()
            except _Unusable as reason:
                yield Broken(origin.name, f"{reason}: {_excerpt(node)}")


class _Review:
    """A ClaimReview with the objects that it may refer to by `@id`."""

    def __init__(self, node: Fields, by_id: Mapping[str, Fields], origin: Origin) -> None:
        self._node = node
        self._by_id = by_id
        self._origin = origin

    def fact_check(self) -> FactCheck:
        """The fact-check.

        Raises:
            _Unusable: it says not which claim was reviewed, or not where.
        """
        item = self._part(self._node, "itemReviewed")
        claim = self._claim(item)
        url = self._url()
        publisher = self._publisher(url)
        rating = self._rating()
        reviewed_at = _time(self._node, "datePublished")
        return FactCheck(
            id=identify("fact-check", url, claim, rating.words, rating.value, reviewed_at),
            claim_reviewed=claim,
            url=url,
            publisher=publisher,
            rating=rating,
            imported_from=self._origin.name,
            imported_at=self._origin.imported_at,
            publisher_name=self._name(self._node, "author") or self._name(self._node, "publisher"),
            claimant=self._name(item, "author"),
            claimed_at=self._claimed_at(item),
            reviewed_at=reviewed_at,
            language=identify_language(
                claim, _text(self._node, "inLanguage") or self._origin.language
            ),
        )

    def _claim(self, item: Fields) -> str:
        written = _text(self._node, "claimReviewed") or _text(item, "text") or _text(item, "name")
        if not written:
            raise _Unusable("no claim is named (claimReviewed)")
        return _bounded(written, LONGEST_CLAIM, "the claim")

    def _url(self) -> str:
        url = _plain_text(self._node.get("url")) or self._origin.url or ""
        try:
            absolute = urljoin(self._origin.url or "", url)
            parts = urlsplit(absolute)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
            secret = parts.username is not None or parts.password is not None
        except ValueError:
            usable, secret, absolute = False, False, url
        if not usable or secret:
            raise _Unusable("no web address of the review is given (url)")
        return _bounded(absolute, LONGEST_URL, "the address")

    def _publisher(self, url: str) -> str:
        publisher = publisher_of(url)
        page = publisher_of(self._origin.url or "")
        if self._origin.own_only and page != publisher:
            raise _Unusable(f"a page of {page} gives it as a review of {publisher}")
        return publisher

    def _rating(self) -> Rating:
        given = self._part(self._node, "reviewRating")
        value = given.get("ratingValue")
        words = _text(given, "alternateName") or _text(given, "name")
        if words is None and isinstance(value, str) and _number(value) is None:
            words = _text(given, "ratingValue")
        if words is not None:
            words = _bounded(words, LONGEST_RATING, "the rating")
        return Rating(
            words=words,
            value=_number(value),
            best=_number(given.get("bestRating")),
            worst=_number(given.get("worstRating")),
            reading=read_rating(words),
        )

    def _claimed_at(self, item: Fields) -> datetime | None:
        places = (item, self._part(item, "firstAppearance"), self._part(item, "appearance"))
        moments = (_time(place, "datePublished") for place in places)
        return next((moment for moment in moments if moment), None)

    def _part(self, node: Fields, name: str) -> Fields:
        """The object in a field, followed where it is a reference; empty where there is none."""
        value = node.get(name)
        if isinstance(value, list):
            value = next((one for one in value if isinstance(one, dict)), None)
        if not isinstance(value, dict):
            return {}
        return self._by_id.get(str(value.get("@id")), value) if len(value) == 1 else value

    def _name(self, node: Fields, field: str) -> str | None:
        """The name of the person or organisation in a field; a long one is no name."""
        value = node.get(field)
        plain = value[0] if isinstance(value, list) and value else value
        name = (
            _plain_text(plain) if isinstance(plain, str) else _text(self._part(node, field), "name")
        )
        return name if name and len(name) <= LONGEST_NAME else None


def _objects(value: object, depth: int) -> Iterator[Fields]:
    if depth == 0:
        return
    children: Iterable[object] = value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield value
        children = value.values()
    for child in children:
        yield from _objects(child, depth - 1)


def _is_review(node: Fields) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(re.split(r"[/:#]", str(name))[-1] == "ClaimReview" for name in names)


def _text(node: Fields, name: str) -> str | None:
    value = node.get(name)
    if isinstance(value, list) and value:
        value = value[0]
    return _plain_text(value)


def _plain_text(value: object) -> str | None:
    """A string in one line, without markup and what cannot be seen; None for all else."""
    if not isinstance(value, str):
        return None
    # JSON may hold halves of a character ("\ud800"), which no parser of markup takes.
    text = entities.unescape(value).encode("utf-8", "ignore").decode()
    if _TAG.search(text):
        soup = BeautifulSoup(text, "lxml")
        for hidden in soup.find_all(["script", "style"]):
            hidden.decompose()
        text = soup.get_text(" ")
    return normalise(text).replace("\n", " ") or None


def _bounded(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise _Unusable(f"{what} has {len(text):,} characters, more than {most:,}")
    return text


def _number(value: object) -> float | None:
    """The number in a field of a rating, which many write as a string."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None
    text = value.strip() if isinstance(value, str) else ""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _time(node: Fields, name: str) -> datetime | None:
    return parse_time(_text(node, name))


def _excerpt(node: Fields) -> str:
    """Enough of a broken review to find it by."""
    shown = _text(node, "url") or _text(node, "claimReviewed") or "a ClaimReview without url"
    return shown[:120]
