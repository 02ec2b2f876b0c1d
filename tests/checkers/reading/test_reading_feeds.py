from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.errors import UnreadableInput
from checkers.reading.canonical import canonical_address
from checkers.reading.feeds import MOST_ITEMS, Feed, read_feed
from checkers.reading.watched import read_local

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
URL = "https://faro.example/rss/portada"
PIECES = [
    b"<rss><channel>", b"<item>", b"<link>/a</link>", b"<guid>x</guid>", b"</item>", b"<entry>",
    b"<urlset>", b"<url><loc>", b"</loc></url>", b"<sitemapindex>", b"<sitemap><loc>http://[",
    b"<pubDate>Fri, 99 Mar 9999 99:99:99</pubDate>", b"<lastmod>0001-01-01</lastmod>",
    b'<link href="http://[::1/"/>', b"&x;", b"\xff", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"\x00",
    b'<feed xml:base="//["><entry><link href="b"/>',
]  # fmt: skip


def read(text: str | bytes) -> Feed:
    return read_feed(text if isinstance(text, bytes) else text.encode(), url=URL, now=NOW)


def rss(*items: str) -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel>{body}</channel></rss>'


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES)).map(b"".join)))
def test_any_bytes_give_a_feed_or_an_error_of_ours(data: bytes) -> None:
    try:
        found = read(data).items
    except UnreadableInput:
        found = ()
    assert all(item.address.startswith(("http://", "https://")) for item in found)


def test_relative_links_are_resolved_by_the_feed_or_by_its_own_base() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://otro.example/n/">'
        '<entry><title>b</title><link href="b"/></entry></feed>'
    )
    assert read(rss("<title>a</title><link>../a</link>")).items[0].address == (
        "https://faro.example/a"
    )
    assert read(atom).items[0].address == "https://otro.example/n/b"


def test_dates_that_cannot_be_are_none_and_their_items_stay() -> None:
    feed = read(
        rss(
            "<link>/a</link><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>",
            "<link>/b</link><pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate>",
            "<link>/c</link><pubDate>Sat, 28 Nov 2026 09:00:00 GMT</pubDate>",
        )
    )
    assert [item.published_at for item in feed.items] == [
        None,
        None,
        datetime(2026, 11, 28, 9, tzinfo=UTC),
    ]
    assert feed.notes == ("2 items have dates that cannot be, which are taken for none",)


def test_one_guid_for_all_items_is_not_believed() -> None:
    one = "<guid isPermaLink='false'>portada</guid>"
    feed = read(
        rss(
            f"<link>/a</link>{one}",
            f"<link>/b</link>{one}",
            "<link>/c</link><guid isPermaLink='false'>c</guid>",
        )
    )
    assert [item.guid for item in feed.items] == [None, None, "c"]
    assert "one GUID" in feed.notes[0]


def test_an_item_that_leads_nowhere_is_left_out_and_told() -> None:
    feed = read(rss("<link>/a</link>", "<link>javascript:alert(1)</link>", "<link>http://[</link>"))
    assert [item.address for item in feed.items] == ["https://faro.example/a"]
    assert feed.notes == ("2 items lead to no page and are left out",)


def test_an_item_changes_its_digest_with_what_is_said_of_it() -> None:
    date = "<pubDate>Sat, 28 Nov 2026 09:00:00 GMT</pubDate>"
    before, after, undated = read(
        rss(
            f"<link>/a</link><title>Uno</title>{date}",
            f"<link>/a</link><title>Uno, corregido</title>{date}",
            "<link>/a</link><title>Uno</title>",
        )
    ).items
    assert before.digest != after.digest
    assert undated.digest is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "is empty"),
        ("<!doctype html><html><body><p>404</p></body></html>", "is an HTML page, no feed"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "is JSON, no feed"),
        ("agua pasada", "is something else, no feed"),
        ('<rss version="2.0"><channel><item><tit', "is malformed"),
    ],
)
def test_what_is_no_feed_is_told_from_one(data: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        read(data)


def test_a_feed_that_breaks_off_gives_what_stands_before() -> None:
    feed = read('<rss version="2.0"><channel><item><link>/a</link></item><item><li')
    assert feed.items[0].address == "https://faro.example/a"
    assert "malformed" in feed.notes[0]


def test_a_sitemap_index_gives_its_newest_sitemaps() -> None:
    listed = "".join(
        f"<sitemap><loc>/s{day}.xml</loc><lastmod>2026-11-{day:02}</lastmod></sitemap>"
        for day in range(1, 9)
    )
    feed = read(f"<sitemapindex>{listed}</sitemapindex>")
    assert feed.children == tuple(f"https://faro.example/s{day}.xml" for day in range(8, 3, -1))
    assert feed.notes == ("only the newest 5 of its 8 sitemaps are read",)


def test_a_sitemap_gives_its_pages_with_their_times() -> None:
    (item,) = read("<urlset><url><loc>/a</loc><lastmod>2026-11-27</lastmod></url></urlset>").items
    assert (item.address, item.modified_at) == (
        "https://faro.example/a",
        datetime(2026, 11, 27, tzinfo=UTC),
    )


def test_too_many_items_are_cut_and_told() -> None:
    feed = read(rss(*(f"<link>/{n}</link>" for n in range(MOST_ITEMS + 1))))
    assert (len(feed.items), "only the first" in feed.notes[0]) == (MOST_ITEMS, True)


def test_a_folder_gives_its_articles_newest_first(tmp_path: Path) -> None:
    for name in ("a.txt", "b.html", "c.jpg"):
        (tmp_path / name).write_text("x")
    assert {Path(item.address).name for item in read_local(str(tmp_path)).items} == {
        "a.txt",
        "b.html",
    }


def test_a_list_gives_each_address_once_and_says_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("# portada\nhttps://a.example/1\n\nhttps://a.example/1\nsin dirección\n")
    feed = read_local(str(path))
    assert [item.address for item in feed.items] == ["https://a.example/1"]
    assert feed.notes == ("1 lines are no URL and are left out",)


@pytest.mark.parametrize("content", [b"", b"una noticia\nsin direcciones", b"\x00\x01\x02" * 99])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "noticia.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableInput):
        read_local(str(path))


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        read_local("nada.txt")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://faro.example/a?utm_source=rss&id=3#arriba", "https://faro.example/a?id=3"),
        ("https://FARO.example:443/a?fbclid=9", "https://faro.example/a"),
        ("/var/noticias/a.txt", "/var/noticias/a.txt"),
        ("http://[", "http://["),
    ],
)
def test_a_page_is_known_by_one_address(url: str, canonical: str) -> None:
    assert canonical_address(url) == canonical
    assert canonical_address(canonical) == canonical


def test_what_taking_a_parameter_out_leaves_is_cleaned_too() -> None:
    assert canonical_address("https://a.example:443/?/futm#d") == "https://a.example"
