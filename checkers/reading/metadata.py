"""What a page says of itself: JSON-LD, meta tags, canonical link."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, ParserRejectedMarkup, SoupStrainer, Tag

from checkers.reading.jsonld import blocks_of, load_block
from checkers.reading.normalise import normalise
from checkers.reading.times import parse_local_time

_TITLES = ("og:title", "twitter:title", "dc.title")
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
_AUTHORS = ("author", "article:author", "dc.creator", "parsely-author", "byl")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher")
_LANGUAGES = ("og:locale", "content-language", "dc.language")
_SECTIONS = ("article:section", "og:article:section", "articlesection", "parsely-section")
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_TAGS = ["title", "meta", "link", "script", "time"]
_HTML_LANGUAGE = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?([a-zA-Z_-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")
_HEAD = 10_000  # characters that the <html> tag is looked for in
_DIGITS = 9  # of a number of words that is believed
_DEPTH = 6  # how deep articles are looked for in JSON-LD


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; None for what it does not say. Times are UTC.

    `published_on` is the day of `published_at` where it was written, which may be another in UTC.
    `free` is whether everybody may read it, `words` how many it says it has.
    """

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    published_on: date | None = None
    modified_at: datetime | None = None
    canonical_url: str | None = None
    section: str | None = None
    free: bool | None = None
    words: int | None = None


def read_metadata(markup: str, *, url: str | None) -> Metadata:
    """What the page says of itself, the article's JSON-LD before the meta tags."""
    # BeautifulSoup would warn the user of XHTML that is read as HTML, as every page is.
    html = _XML_DECLARATION.sub("", markup, count=1)
    try:
        soup = BeautifulSoup(html, "lxml", parse_only=SoupStrainer(_TAGS))
        meta = _meta_tags(soup)
        blocks = blocks_of(soup)
    except (ParserRejectedMarkup, RecursionError, ValueError, AssertionError):
        return Metadata()
    article = _Node.article(blocks)
    published = _moment(article.text("datePublished"), meta, _PUBLISHED) or _time_tag(
        soup, "datepublished"
    )
    modified = _moment(article.text("dateModified"), meta, _MODIFIED) or _time_tag(
        soup, "datemodified"
    )
    return Metadata(
        title=article.text("headline") or _first(meta, _TITLES) or _title_tag(soup),
        byline=article.names("author") or _not_address(_first(meta, _AUTHORS)),
        publisher=article.names("publisher") or _first(meta, _PUBLISHERS),
        language=article.text("inLanguage")
        or declared_language(markup)
        or _first(meta, _LANGUAGES),
        published_at=_utc(published),
        published_on=published and published.date(),
        modified_at=_utc(modified),
        canonical_url=_canonical(soup, meta, url),
        section=article.text("articleSection") or _first(meta, _SECTIONS),
        free=article.truth("isAccessibleForFree"),
        words=article.number("wordCount"),
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """A JSON-LD object with the objects that it may refer to by `@id`."""

    fields: dict[str, object]
    by_id: dict[str, dict[str, object]]

    @classmethod
    def article(cls, blocks: Sequence[str]) -> _Node:
        """The first article among the blocks; an empty node where there is none."""
        nodes = [node for block in blocks for node in _objects(load_block(block))]
        by_id = {i: n for n in nodes if isinstance(i := n.get("@id"), str) and len(n) > 1}
        found = next((node for node in nodes if _is_article(node)), {})
        return cls(found, by_id)

    def text(self, name: str) -> str | None:
        """The text of a field."""
        value = self.fields.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        return _clean(value) if isinstance(value, str) else None

    def truth(self, name: str) -> bool | None:
        """Whether a field says yes or no; None where it says neither."""
        said = str(self.fields.get(name)).rpartition("/")[2].lower()
        return {"true": True, "false": False}.get(said)

    def number(self, name: str) -> int | None:
        """The whole number in a field."""
        written = str(self.fields.get(name))
        return int(written) if written.isdecimal() and len(written) < _DIGITS else None

    def names(self, name: str) -> str | None:
        """The names of the people or organisations in a field, divided by commas."""
        value = self.fields.get(name)
        found = [self._name(item) for item in (value if isinstance(value, list) else [value])]
        return ", ".join(dict.fromkeys(one for one in found if one)) or None

    def _name(self, item: object) -> str | None:
        if isinstance(item, str):
            return _not_address(_clean(item))
        if not isinstance(item, dict):
            return None
        referred = item if "name" in item else self.by_id.get(str(item.get("@id")), {})
        name = referred.get("name")
        return _not_address(_clean(name)) if isinstance(name, str) else None


def _objects(value: object, depth: int = _DEPTH) -> Iterator[dict[str, object]]:
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        for name in _NESTED:
            yield from _objects(value.get(name), depth - 1)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).endswith(("Article", "BlogPosting", "LiveBlogPosting")) for name in names)


def _meta_tags(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = (
            _attribute(tag, "property")
            or _attribute(tag, "name")
            or _attribute(tag, "itemprop")
            or _attribute(tag, "http-equiv")
        )
        content = _clean(_attribute(tag, "content"))
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _moment(linked: str | None, meta: dict[str, str], names: tuple[str, ...]) -> datetime | None:
    """The first of the times, with its own offset from UTC."""
    moments = (parse_local_time(text) for text in (linked, *(meta.get(name) for name in names)))
    return next((moment for moment in moments if moment), None)


def _time_tag(soup: BeautifulSoup, role: str) -> datetime | None:
    """A <time> counts only where the markup says which of the two times it is."""
    for tag in soup.find_all("time"):
        roles = f"{_attribute(tag, 'itemprop')} {_attribute(tag, 'class')}".lower().split()
        if role in roles or (role == "datepublished" and tag.has_attr("pubdate")):
            return parse_local_time(_attribute(tag, "datetime"))
    return None


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def declared_language(markup: str) -> str | None:
    """The `lang` of the page's `<html>`, as it is written."""
    found = _HTML_LANGUAGE.search(markup[:_HEAD])
    return found[1] if found else None


def _title_tag(soup: BeautifulSoup) -> str | None:
    tag = soup.find("title")
    return _clean(tag.get_text()) if isinstance(tag, Tag) else None


def _canonical(soup: BeautifulSoup, meta: dict[str, str], url: str | None) -> str | None:
    links = (
        tag
        for tag in soup.find_all("link")
        if "canonical" in _attribute(tag, "rel").lower().split()
    )
    written = next((_attribute(tag, "href") for tag in links), None) or meta.get("og:url")
    try:
        absolute = urljoin(url or "", (written or "").strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if written and parts.scheme in {"http", "https"} and parts.netloc else None


def _clean(text: str | None) -> str | None:
    return normalise(entities.unescape(text or "")).replace("\n", " ") or None


def _not_address(name: str | None) -> str | None:
    return None if name and name.lower().startswith(("http://", "https://", "www.")) else name
