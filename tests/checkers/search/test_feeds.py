from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from checkers.errors import FetchFailed, SearchFailed
from checkers.labels import Outcome
from checkers.nouns import Query
from checkers.search.feeds import FeedsProvider, read_items
from checkers.search.page_index import PageIndex

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
BASE = "https://faro.example/rss/portada"
QUERY = Query.of("claim", "el volcán de Grindavík", "es")
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><language>es-ES</language>
<item><title>El volcán despierta</title><link>/islandia/volcan</link>
<description>&lt;p&gt;En &lt;b&gt;Grindavík&lt;/b&gt; tiembla la tierra.&lt;/p&gt;</description>
<pubDate>Fri, 27 Mar 2026 09:30:00 +0100</pubDate></item>
<item><title>Sin dirección</title></item>
<item><title>Un día que no existe</title><link>https://faro.example/b</link>
<pubDate>Fri, 99 Mar 2026 99:30:00 +0100</pubDate></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es">
<entry><title>La erupción</title><link href="https://gaceta.example/erupcion"/>
<updated>2026-03-27T10:00:00Z</updated><summary>Grindavík evacuada.</summary></entry></feed>"""
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://diario.example/grindavik</loc><news:news><news:publication>
<news:name>Diario</news:name><news:language>es</news:language></news:publication>
<news:publication_date>2026-03-27</news:publication_date>
<news:title>Grindavík, a oscuras</news:title></news:news></url>
<url><loc>https://diario.example/portada</loc></url></urlset>"""


def items(text: str) -> list[tuple[str, str | None, str, str | None, datetime | None]]:
    read = read_items(text.encode(), url=BASE, seen_at=NOW)
    return [(it.url, it.title, it.text, it.language, it.published_at) for it in read]


def test_an_rss_feed_gives_its_items_without_markup_and_with_whole_addresses() -> None:
    first, second = items(RSS)
    assert first == (
        "https://faro.example/islandia/volcan",
        "El volcán despierta",
        "En Grindavík tiembla la tierra.",
        "es",
        datetime(2026, 3, 27, 8, 30, tzinfo=UTC),
    )
    assert second[0] == "https://faro.example/b"


def test_an_atom_feed_gives_its_entries() -> None:
    ((url, title, text, _, published),) = items(ATOM)
    assert (url, title, text) == (
        "https://gaceta.example/erupcion",
        "La erupción",
        "Grindavík evacuada.",
    )
    assert published == datetime(2026, 3, 27, 10, tzinfo=UTC)


def test_a_news_sitemap_gives_its_news() -> None:
    assert items(SITEMAP) == [
        (
            "https://diario.example/grindavik",
            "Grindavík, a oscuras",
            "",
            "es",
            datetime(2026, 3, 27, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize("text", ["", "/etc/passwd", "<html><p>404</p></html>", "{}", "\x00" * 99])
def test_what_is_no_feed_gives_nothing(text: str) -> None:
    assert items(text) == []


def test_entities_of_a_sitemap_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://leaked.example/")
    doctype = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = f"{doctype}<urlset><url><loc>&x;</loc><title>&x;</title></url></urlset>"
    assert "leaked" not in str(items(text))


def test_an_endless_feed_is_cut() -> None:
    many = "".join(
        f"<item><title>{n}</title><link>https://a.example/{n}</link></item>" for n in range(2_000)
    )
    assert len(items(f"<rss><channel>{many}</channel></rss>")) == 1_000


class Web:
    """Feeds by address; an address without one fails."""

    def __init__(self, **feeds: str) -> None:
        self.feeds = {f"https://{name}.example/feed": text for name, text in feeds.items()}
        self.asked = 0

    def read(self, url: str) -> bytes:
        self.asked += 1
        if url not in self.feeds:
            message = "answered 404"
            raise FetchFailed(message, url=url, outcome=Outcome.HTTP_ERROR)
        return self.feeds[url].encode()


def provider(folder: Path, web: Web, *urls: str) -> FeedsProvider:
    return FeedsProvider(urls or tuple(web.feeds), PageIndex(folder / "feeds.sqlite"), web.read)


def urls_of(feeds: FeedsProvider) -> set[str]:
    return {result.url for result in feeds.search(QUERY, limit=8)}


def test_items_of_all_feeds_are_found_and_each_feed_is_read_once(tmp_path: Path) -> None:
    web = Web(faro=RSS, gaceta=ATOM, diario=SITEMAP)
    feeds = provider(tmp_path, web)
    wanted = {
        "https://faro.example/islandia/volcan",
        "https://gaceta.example/erupcion",
        "https://diario.example/grindavik",
    }
    assert urls_of(feeds) == wanted
    assert urls_of(feeds) == wanted
    assert web.asked == 3


def test_items_that_have_left_their_feed_are_still_found(tmp_path: Path) -> None:
    assert urls_of(provider(tmp_path, Web(faro=RSS))) == {"https://faro.example/islandia/volcan"}
    later = Web(faro=ATOM)
    assert "https://faro.example/islandia/volcan" in urls_of(provider(tmp_path, later))


def test_a_feed_that_fails_is_named_and_the_others_answer(tmp_path: Path) -> None:
    web = Web(faro=RSS, vacio="<rss/>")
    feeds = provider(tmp_path, web, *web.feeds, "https://caido.example/feed")
    assert urls_of(feeds) == {"https://faro.example/islandia/volcan"}
    broken, empty = sorted(feeds.shortfalls())
    assert broken == "the feed https://caido.example/feed cannot be read: answered 404"
    assert empty == "the feed https://vacio.example/feed holds no items"


def test_no_feed_that_can_be_read_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(SearchFailed, match=r"no feed could be read.*caido.*answered 404"):
        urls_of(provider(tmp_path, Web(), "https://caido.example/feed"))


def test_an_index_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "feeds.sqlite").mkdir()
    with pytest.raises(SearchFailed, match="cannot be used"):
        urls_of(provider(tmp_path, Web(faro=RSS)))
