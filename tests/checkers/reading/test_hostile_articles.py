from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import Set, encrypted, paragraph, pdf_of, scan_of

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.errors import BadInput, UnreadableInput, UnservedLanguage
from checkers.reading.article import parse_article

SENTENCE = (
    "La lonja de Burela vendió 21.000 toneladas de pescado en 2023, un 3,5 % más que el año "
    "anterior, según la cofradía."
)
ENGLISH = "The harbour sold 21,000 tonnes of fish in 2023, 3.5% more than a year earlier."
LOOK_ALIKE = SENTENCE.translate(str.maketrans("aeo", "аео"))
PDFS = (
    pdf_of([Set(72, 790, 20, "La lonja vende más"), *paragraph(SENTENCE, y=750)]),
    encrypted(pdf_of(paragraph(SENTENCE, y=700)), "", "dueño"),
    scan_of(1),
)
SRT = "1\n00:00:01,000 --> 00:00:03,000\n{}\n\n2\n00:00:04,000 --> 00:00:05,000\n{}\n"
NASTY = st.one_of(
    st.sampled_from(
        [SENTENCE, ENGLISH, LOOK_ALIKE, "\n", " ", "😀👩‍👩‍👧", "\u202e", "\u2067שלום\u2069"]
    ),
    st.sampled_from(
        ["\u200b".join(SENTENCE), "e\u0301" * 9, "\ufeff", "\x00", "\x1b[31m", "\u2028"]
    ),
    st.sampled_from(
        ["4.000 ", "«No", "»", "…", "—", "\ud83d", "<b>", "</p>", "&#0;", "![x](", "| a |"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
TEXTS = st.lists(NASTY, max_size=12).map("".join)
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.srt", "a.vtt", "-"])
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def read_or_told(data: bytes, name: str) -> Article | None:
    """The article with every span where it says it is, or None where the input is refused."""
    told = ""
    try:
        article = parse_article(data, name=name)
    except BadInput as error:
        told = str(error)
    if told:
        assert name in told
        assert "\n" not in told
        return None
    blocks = [article.text[block.start : block.end] for block in article.blocks]
    assert "\n".join(blocks) == article.text
    assert all(block and block == block.strip() for block in blocks)
    for claim in find_claims(article):
        assert article.text[claim.start : claim.end] == claim.text
        parts = (*claim.quantities, *claim.stated.ordinals, *claim.stated.periods)
        assert all(claim.text[one.start : one.end] == one.text for one in parts)
        names = (one for one in claim.stated.names if one.text is not None)
        assert all(claim.text[one.start : one.end] == one.text for one in names)
        assert all(claim.start <= one.start < one.end <= claim.end for one in claim.spans)
        assert all(article.text[r.start : r.end] == r.text for r in claim.references)
    return article


@quick
@given(TEXTS, NAMES)
def test_whatever_is_written_in_an_article_is_read_or_told(text: str, name: str) -> None:
    source = f"<p>{text}</p>" if name == "a.html" else text
    if name == "a.srt":
        source = SRT.format(text, text)
    read_or_told(source.encode("utf-8", "surrogatepass"), name)


@quick
@given(st.binary(max_size=300), NAMES)
def test_bytes_of_any_kind_are_read_or_told(data: bytes, name: str) -> None:
    read_or_told(data, name)


@quick
@given(st.sampled_from(PDFS), st.integers(0, 3_000), st.integers(0, 40), st.binary(max_size=8))
def test_a_pdf_damaged_anywhere_is_read_or_told(
    pdf: bytes, at: int, length: int, instead: bytes
) -> None:
    place = at % len(pdf)
    read_or_told(pdf[:place] + instead + pdf[place + length :], "a.pdf")


@quick
@given(st.lists(st.sampled_from(["div", "b", "blockquote", "ul", "table", "em"]), max_size=300))
def test_tags_nested_in_any_order_are_read_or_told(tags: list[str]) -> None:
    opened = "".join(f"<{tag}>" for tag in tags)
    read_or_told(f"<html><body>{opened}<p>{SENTENCE * 3}</p></body></html>".encode(), "a.html")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("ended", [True, False])
def test_what_stands_within_ten_thousand_tags_is_read(tag: str, *, ended: bool) -> None:
    opened = f"<{tag}>" * 10_000
    closed = "".join(f"</{one}>" for one in reversed(tag.split("><"))) * 10_000 if ended else ""
    page = f"<html>{opened}<p>{SENTENCE} {ENGLISH}</p>{closed}<p>{SENTENCE}</p></html>"
    article = read_or_told(page.encode(), "a.html")
    assert article is not None
    assert ENGLISH in article.text


@pytest.mark.parametrize(
    "opening", ["<!--", "<script ", "<style>", "<div", "<b>", "</b>", "<", "<p>"]
)
def test_markup_that_never_ends_is_read_or_told(opening: str) -> None:
    read_or_told(f"<html><p>{SENTENCE * 3}</p>{opening * 20_000}".encode(), "a.html")


def test_a_page_of_five_megabytes_is_read_where_little_of_it_is_text() -> None:
    script = f"<script>var it = '{'x' * 5_000_000}';</script>"
    page = f"<html><body>{script}<p>{SENTENCE * 3}</p></body></html>"
    article = read_or_told(page.encode(), "a.html")
    assert article is not None
    assert len(article.text) < 500


def test_an_article_as_long_as_may_be_is_read_to_its_end() -> None:
    numbered = "\n".join(SENTENCE.replace("21.000", str(n)) for n in range(10_000, 14_000))
    article = parse_article(numbered.encode(), name="a.txt")
    assert len(article.blocks) == 4_000
    assert "13999" in article.text[-200:]


def test_marks_that_cannot_be_seen_are_no_part_of_the_text() -> None:
    seen = parse_article(f"{SENTENCE} {SENTENCE}".encode(), name="a.txt").text
    marked = f"\u202e{SENTENCE}\u2066 \u200b{SENTENCE[:40]}\u200d\ufeff{SENTENCE[40:]}\x07"
    assert parse_article(marked.encode(), name="a.txt").text == seen


def test_letters_in_disguise_do_not_make_it_another_language() -> None:
    article = parse_article(LOOK_ALIKE.encode(), name="a.txt")
    assert article.language == "es"
    assert article.text == LOOK_ALIKE


@pytest.mark.parametrize("text", [f"{SENTENCE} " * 400, "palabra sin parar " * 26_000])
def test_one_endless_line_is_read(text: str) -> None:
    article = read_or_told(text.encode(), "a.txt")
    assert article is not None
    assert len(article.blocks) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ((f"{SENTENCE}\n" * 5_000).encode(), "articles may have 500,000"),
        ((SENTENCE * 5_000).encode(), "articles may have 500,000"),
        (b"x" * 50_000_001, "50 MB"),
        (b"<html>" + b"<p>hola" * 100_001, "more than 100,000 tags"),
        ("😀🎉👩‍👩‍👧".encode() * 1_000, "too little text"),
        (("a" + string.printable[-3]).encode() * 90 + b"\x01" * 30, "binary"),
    ],
)
def test_what_is_too_much_or_nothing_is_told(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        parse_article(data, name="a.txt")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("L'Ajuntament ha aprovat avui els pressupostos de l'any vinent.", "Catalan"),
        ("A Câmara aprovou ontem o orçamento do próximo ano, disse o governo.", "Portuguese"),
        ("Парламент принял вчера бюджет на следующий год большинством голосов.", "Russian"),
        ("البرلمان وافق أمس على ميزانية العام المقبل بأغلبية الأصوات", "Arabic"),
    ],
)
def test_a_language_that_is_not_served_is_named(text: str, language: str) -> None:
    with pytest.raises(UnservedLanguage, match=rf"is in {language}") as told:
        parse_article(text.encode(), name="a.txt")
    assert told.value.exit_status == 2
