"""Readers of articles and pages."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import gettempdir
from zoneinfo import ZoneInfo

from pdfs import Set, pdf_of

from checkers.errors import UnreadableInput, UnservedLanguage
from checkers.reading.article import parse_article
from checkers.reading.canonical import canonical_address
from checkers.reading.encoding import decode_page, decode_text
from checkers.reading.feeds import read_feed
from checkers.reading.jsonld import blocks_in, load_block
from checkers.reading.markdown import markdown_pieces
from checkers.reading.metadata import read_metadata
from checkers.reading.nesting import flattened
from checkers.reading.normalise import normalise
from checkers.reading.page import Page, extract_page
from checkers.reading.pdf import read_pdf
from checkers.reading.printed import pieces_of
from checkers.reading.sentences import sentence_spans, statement_spans
from checkers.reading.times import parse_local_time, parse_pdf_time, parse_time
from checkers.reading.transcripts import transcript_pieces
from checkers.reading.watched import read_local
from fuzzing.target import Target, in_both, of_text, parts

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ADDRESS = "https://faro.example/2026/11/28/nota"
REFUSALS = (UnreadableInput, UnservedLanguage)
SENTENCES = (
    "El Sr. Pérez pagó 4.000 millones, p. ej. en EE. UU. «No», dijo. Subió un 3,5 %.",
    "Madrid, 16 nov (Efe).- El paro bajó. Mr. Fox left the U.S. on Jan. 5. It cost $4.5 bn.",
)
PAGE = (
    '<!doctype html><html lang="es"><head><title>Título</title>'
    '<meta property="article:published_time" content="2026-11-28T10:00:00+01:00">'
    '<link rel="canonical" href="/nota"><script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"El paro baja","author":[{"name":"Ana"}],'
    '"datePublished":"2026-11-28","isAccessibleForFree":"False","wordCount":900}</script></head>'
    "<body><article><h1>El paro baja</h1><p>El paro bajó un 3,5 % en mayo, según el ministerio.</p>"
    '<blockquote>No hay más.</blockquote><time itemprop="datePublished" datetime="2026-11-28">'
    "</time><ul><li>Uno</li></ul><table><tr><td>2</td></tr></table></article></body></html>"
)
TAGS = (
    "<p>", "</p>", "<div>", "<article>", "<script>", "</script>", "<!--", "-->", "<![CDATA[",
    "<h1>",
    "<svg>", "<template>", "<table>", "<td>", "<li>", "<br/>", "<blockquote>", "<figcaption>",
    "<meta ",
    "property=", "content=", "charset=", "itemprop=", "datetime=", "&#0;", "&#x110000;", "&amp;",
    'type="application/ld+json"', '{"@type":', '"@graph":', '"@id":', "paywall", "cookies",
    "\\ud800",
)  # fmt: skip


def _sound(page: Page) -> None:
    assert page.text == normalise(page.text)
    assert all(at.tzinfo is UTC for at in (page.published_at, page.modified_at) if at is not None)
    lines = page.text.split("\n") if page.text else []
    assert [page.text[block.start : block.end] for block in page.blocks] == lines


def page(data: bytes) -> None:
    """A page of HTML is read whatever it is."""
    header, html = parts(data, 2) if b"\x00" in data else (b"", data)
    _sound(extract_page(html, url=ADDRESS, content_type=header.decode("latin-1") or None))


def article(data: bytes) -> None:
    """A file of any format, the first byte tells its suffix."""
    suffix = ("html", "txt", "md", "pdf", "srt", "vtt", "")[data[0] % 7] if data else ""
    found = parse_article(data[1:], name=f"file.{suffix}")
    assert found.language in {"es", "en"}
    assert found.text
    assert all(found.text[it.start : it.end] for it in found.blocks)


def markdown(text: str) -> None:
    """Markdown is read whatever it is."""
    assert all(isinstance(piece.text, str) for piece in markdown_pieces(text))


def pdf(data: bytes) -> None:
    """A PDF file, and paragraphs of its lines."""
    pieces_of(read_pdf(data, name="file.pdf").lines)


def encoding(data: bytes) -> None:
    """Bytes with an HTTP header always become a text, and a file does or is refused."""
    header, body = parts(data, 2)
    assert isinstance(decode_page(body, header.decode("latin-1")), str)
    assert isinstance(decode_text(body, name="file"), str)


def times(text: str) -> None:
    """A moment is in UTC or none, in each of the ways that times are written."""
    for moment in (parse_time(text), parse_pdf_time(text)):
        assert moment is None or moment.tzinfo is UTC
    local = parse_local_time(text)
    if local is not None:
        assert local.astimezone(UTC) == parse_time(text)
        local.astimezone(ZoneInfo("UTC"))


def json_ld(text: str) -> None:
    """Blocks of JSON-LD hold a value or None."""
    load_block(text)
    for block in blocks_in(text):
        load_block(block)


def nesting(text: str) -> None:
    """Markup that was flattened is as flat as it can be, and never longer by more than spaces."""
    flat = flattened(text)
    assert len(flat) <= len(text) + text.count("<")


def spans(text: str, language: str) -> None:
    """Sentences tile the text, and statements lie in them."""
    found = sentence_spans(text, language)
    assert all(0 <= it.start < it.end <= len(text) for it in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {i for it in found for i in range(it.start, it.end)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)
    ends = {it.end: it.start for it in found}
    assert all(ends[it.end] <= it.start < it.end for it in statement_spans(text, language))


def normal(text: str) -> None:
    """Normalising is done once and for all."""
    once = normalise(text)
    assert normalise(once) == once


def canonical(text: str) -> None:
    """The canonical address of a canonical address is itself."""
    once = canonical_address(text)
    assert canonical_address(once) == once


def feed(data: bytes) -> None:
    """Items of a feed lead to the web, and their times can be."""
    for item in read_feed(data, url="https://faro.example/feed", now=NOW).items:
        assert item.address.startswith(("http://", "https://"))
        assert all(at is None or at.tzinfo for at in (item.published_at, item.modified_at))


def addresses(data: bytes) -> None:
    """A file with an address a line."""
    path = Path(gettempdir()) / "veredicto-fuzzed.addresses"
    path.write_bytes(data)
    assert read_local(str(path)).items


RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><language>es</language><item>'
    "<title>El paro</title><link>/a</link><guid>1</guid><pubDate>Sat, 28 Nov 2026 10:00:00 GMT"
    "</pubDate><description>&lt;p&gt;Baja&lt;/p&gt;</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://a.example/1"/>'
    "<id>x</id><updated>2026-11-28T10:00:00Z</updated><summary>b</summary></entry></feed>"
)
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
    "<loc>https://a.example/1</loc><lastmod>2026-11-28</lastmod><news:news><news:title>T</news:title>"
    "<news:publication_date>2026-11-28</news:publication_date></news:news></url></urlset>"
)
INDEX = (
    "<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc><lastmod>2026-11-28</lastmod>"
    "</sitemap><sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>"
)
VTT = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Ana>ANA GIL: - Hola. [risas]\nSí.\n"
SRT = (
    "1\n00:00:01,000 --> 00:00:04,000\n>> Hello there.\n\n2\n00:00:09,000 --> 00:00:10,000\nBye.\n"
)

TARGETS = (
    Target("page", page, seeds=(PAGE, f"text/html; charset=x\x00{PAGE}"), words=TAGS, share=0.15),
    Target(
        "article",
        article,
        allowed=REFUSALS,
        seeds=(f"\x00{PAGE}", "\x01El paro\nEl paro bajó mucho en el mes de mayo.", f"\x04{SRT}"),
        words=(*TAGS, "# ", "---\n", "\n\n", "-->", "%PDF-1.4"),
        share=0.2,
    ),
    Target(
        "markdown",
        of_text(markdown),
        seeds=("---\na: 1\n---\n# T\n\n> q\n> - a\n\n1. b\n\n|a|\n|-|\n|c|\n\n~~x~~ `y` <b>z</b>",),
        words=("# ", "> ", "- ", "```", "|", "[a](b)", "![", "\n\n", "***", "<!--", "&#x", "~~"),
        share=0.3,
    ),
    Target(
        "transcript",
        lambda data: transcript_pieces(data, name="file.vtt"),
        allowed=(UnreadableInput,),
        seeds=(VTT, SRT),
        words=(
            "WEBVTT",
            " --> ",
            "00:00:01.000",
            "00:00:01,000",
            "\n\n",
            "NOTE",
            "STYLE",
            "<v ",
            "&",
        ),
        share=2,
    ),
    Target(
        "pdf",
        pdf,
        allowed=(UnreadableInput,),
        seeds=(
            pdf_of(
                [Set(72, 700, 18, "Un título"), Set(72, 650, 11, "El paro bajó.")], author="Ana"
            ),
        ),
        words=(
            "obj",
            "endobj",
            "stream",
            "endstream",
            "xref",
            "trailer",
            "/Page",
            "/Font",
            "Tj",
            "BT",
        ),
        share=0.5,
        longest=4_000,
    ),
    Target(
        "encoding",
        encoding,
        allowed=(UnreadableInput,),
        seeds=('text/html; charset="iso-8859-1"\x00<meta charset=utf-7>\xf1', b"\x00\xff\xfeh\x00"),
        words=("charset=", "utf-16", "utf-7", "idna", "rot13", "hex", "punycode", "<meta charset="),
        share=1,
    ),
    Target(
        "metadata",
        of_text(lambda text: read_metadata(text, url=ADDRESS)),
        seeds=(PAGE,),
        words=TAGS,
        share=0.3,
    ),
    Target(
        "times",
        of_text(times),
        seeds=(
            "2026-11-28T10:00:00+01:00",
            "Sat, 28 Nov 2026 10:00:00 GMT",
            "D:20240501080000+02'00'",
            "2026-W48-6",
        ),
        words=("+99:99", "-0000", "T24:00", "D:", "EST", "9999", "0001", "Z", "\u0663"),
        share=8,
        longest=80,
    ),
    Target(
        "json_ld", of_text(json_ld), seeds=(PAGE, '{"a":[1e999,"\\ud800"]}'), words=TAGS, share=1
    ),
    Target(
        "nesting",
        of_text(nesting),
        seeds=("<div>" * 80 + "<p>a" + "</div>" * 40,),
        words=TAGS,
        share=3,
    ),
    Target(
        "sentences",
        in_both(spans),
        seeds=SENTENCES,
        words=(
            "EE. UU.",
            "p. ej.",
            "Sr. ",
            "«",
            "»",
            "…",
            " 5 kg. ",
            "n.º 3",
            "Jan. ",
            "(Efe).- ",
            "—",
        ),
        share=3,
    ),
    Target(
        "normalise", of_text(normal), seeds=("a\u0301\u200b\r\n\u2028b\t c", *SENTENCES), share=8
    ),
    Target(
        "canonical",
        of_text(canonical),
        seeds=("https://www.a.example:443/b/?utm_source=x&c=1#d", "http://[::1]:80/%7Ea//b?b&a"),
        words=(
            "http://",
            "https://",
            "utm_medium=",
            "%2F",
            "..",
            ":443",
            "[::1]",
            "&amp;",
            "#",
            "?",
        ),
        share=6,
        longest=300,
    ),
    Target(
        "feed",
        feed,
        allowed=(UnreadableInput,),
        seeds=(RSS, ATOM, SITEMAP, INDEX),
        words=(
            "<item>",
            "<entry>",
            "<link>",
            "<!DOCTYPE",
            "<!ENTITY a '",
            "&a;",
            "<guid>",
            "<pubDate>",
        ),
        share=0.4,
    ),
    Target(
        "addresses",
        addresses,
        allowed=(UnreadableInput,),
        seeds=("# a\nhttps://a.example/1\nhttp://b.example\nnone\n",),
        share=0.5,
        longest=400,
    ),
)
