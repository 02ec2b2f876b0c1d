from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.blocks import BlockKind
from checkers.reading.article import parse_article
from checkers.reading.page import extract_page, plain_page

PARAGRAPH = (
    "El puerto de Gijón movió {} toneladas de carbón durante el año pasado, según la memoria anual "
    "que la autoridad portuaria presentó ayer ante el consejo de administración."
)


def page(head: str = "", body: str = "", lang: str = "es") -> bytes:
    paragraphs = "".join(f"<p>{PARAGRAPH.format(i)}</p>" for i in range(1, 5))
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}</head><body><nav><a href="/">Inicio</a>'
        f"</nav><article><h1>El puerto crece</h1>{paragraphs}{body}</article>"
        '<div class="comments">Menudo desastre de puerto</div></body></html>'
    ).encode()


JSON_LD = """<script type="application/ld+json">{"@graph": [
  {"@id": "#org", "@type": "Organization", "name": "Diario del Norte"},
  {"@type": "NewsArticle", "headline": "El puerto &amp; la ciudad", "inLanguage": "es-ES",
   "datePublished": "2024-05-01T08:00:00+02:00", "dateModified": "2024-06-01",
   "author": [{"name": "Ana Soto"}, {"name": "Luis Rey"}], "publisher": {"@id": "#org"}}]}
</script>"""


def test_the_body_is_kept_and_menus_and_comments_are_not() -> None:
    text = extract_page(page(), url=None).text
    assert PARAGRAPH.format(3) in text.split("\n")
    assert "Inicio" not in text
    assert "desastre" not in text


def test_json_ld_says_who_published_what_and_when() -> None:
    read = extract_page(page(JSON_LD), url="https://norte.example/puerto")
    assert read.title == "El puerto & la ciudad"
    assert read.byline == "Ana Soto, Luis Rey"
    assert read.publisher == "Diario del Norte"
    assert read.published_at == datetime(2024, 5, 1, 6, tzinfo=UTC)
    assert read.modified_at == datetime(2024, 6, 1, tzinfo=UTC)


def test_the_day_of_an_article_is_that_of_the_zone_it_was_written_in() -> None:
    head = '<meta property="article:published_time" content="2026-11-28T00:30:00+02:00">'
    article = parse_article(page(head), name="a.html", url="https://norte.example/puerto")

    assert article.published_at == datetime(2026, 11, 27, 22, 30, tzinfo=UTC)
    assert article.day == date(2026, 11, 28)
    assert replace(article, published_on=None).day == date(2026, 11, 27)


def test_a_modified_date_never_passes_for_the_published_one() -> None:
    head = '<meta property="article:modified_time" content="2024-06-01T10:00:00Z">'
    read = extract_page(page(head), url="https://norte.example/puerto")
    assert read.published_at is None
    assert read.modified_at == datetime(2024, 6, 1, 10, tzinfo=UTC)


def test_the_address_dates_a_page_that_says_nothing_else() -> None:
    read = extract_page(page(), url="https://norte.example/2024/05/02/puerto.html")
    assert read.published_at == datetime(2024, 5, 2, tzinfo=UTC)


def test_an_ambiguous_date_is_not_guessed_at() -> None:
    head = '<meta property="article:published_time" content="05/04/2024">'
    assert extract_page(page(head), url=None).published_at is None


def test_the_canonical_link_is_made_absolute() -> None:
    read = extract_page(page('<link rel="canonical" href="/p">'), url="https://n.example/p?utm=1")
    assert read.canonical_url == "https://n.example/p"


def test_the_text_decides_the_language_over_a_template_that_lies() -> None:
    assert extract_page(page(lang="en"), url=None).language == "es"


def test_tables_are_kept() -> None:
    table = "<table><tr><td>Carbón</td><td>120</td></tr></table>"
    assert "Carbón" in extract_page(page(body=table), url=None).text


def test_a_block_that_stands_twice_is_read_once_and_earlier_pages_leave_no_trace() -> None:
    twice = page(body=f"<p>{PARAGRAPH.format(3)}</p>")
    for _ in range(4):
        assert extract_page(twice, url=None).text.count(PARAGRAPH.format(3)) == 1


def test_invisible_characters_are_removed_and_spaces_collapsed() -> None:
    read = plain_page("El\u200b paro\u00a0 \tbajó\u0007.\r\n\r\n  Un\u0303o \u202emás.")
    assert read.text == "El paro bajó.\nUño más."


def test_the_charset_of_the_header_is_believed() -> None:
    html = page().decode().encode("cp1252")
    text = extract_page(html, url=None, content_type="text/html; charset=windows-1252").text
    assert "Gijón" in text


@pytest.mark.parametrize(
    "markup",
    [
        b"",
        b"\x00" * 10_000,
        b"<" * 50_000,
        b"<div>" * 10_000 + b"hola" + b"</div>" * 10_000,
        b"<p><b><i>" * 10_000 + b"hola",
        b"<html " + b"a=b " * 50_000,
        b'<script type="application/ld+json">' + b"[" * 50_000 + b"</script><p>hola</p>",
        b'<link rel="canonical" href="http://[::1"><p>hola</p>',
    ],
)
def test_hostile_markup_neither_raises_nor_hangs(markup: bytes) -> None:
    assert extract_page(markup, url="http://[bad").canonical_url is None


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(markup: bytes) -> None:
    extract_page(b"<html><body><p>" + markup, url=None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_normalised_text_stays_as_it_is(text: str) -> None:
    once = plain_page(text).text
    assert plain_page(once).text == once


BLOCKS = f"""<h2>Los barcos</h2>
<div class="c-pull-quote"><p>Es el mejor año de la flota</p></div>
<blockquote><p>{PARAGRAPH.format(77)}</p></blockquote>
<figure><img src="a.jpg"><figcaption>El puerto, visto desde el mar.</figcaption></figure>
<ul><li>{PARAGRAPH.format(78)}</li></ul>
<p>{PARAGRAPH.format(79)}</p>"""


def test_blocks_are_told_apart_and_stand_where_they_say() -> None:
    head = '<p class="article__standfirst">La autoridad portuaria presentó ayer su memoria.</p>'
    html = page(body=BLOCKS).decode().replace("</h1>", f"</h1>{head}").encode()
    read = extract_page(html, url=None)
    assert "\n".join(read.text[b.start : b.end] for b in read.blocks) == read.text
    kinds = {read.text[b.start : b.end]: b.kind for b in read.blocks}
    assert kinds["El puerto crece"] is BlockKind.HEADING
    assert kinds["La autoridad portuaria presentó ayer su memoria."] is BlockKind.STANDFIRST
    assert kinds["Los barcos"] is BlockKind.HEADING
    assert kinds["Es el mejor año de la flota"] is BlockKind.PULL_QUOTE
    assert kinds[PARAGRAPH.format(77)] is BlockKind.QUOTE
    assert kinds[f"- {PARAGRAPH.format(78)}"] is BlockKind.LIST_ITEM
    assert kinds[PARAGRAPH.format(79)] is BlockKind.PARAGRAPH


def test_the_section_is_that_of_json_ld_or_a_meta_tag() -> None:
    head = '<meta property="article:section" content="Economía">'
    assert extract_page(page(head), url=None).section == "Economía"
    linked = JSON_LD.replace('"inLanguage"', '"articleSection": ["Puertos", "Mar"], "inLanguage"')
    assert extract_page(page(linked + head), url=None).section == "Puertos"
