from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pdfs import Set, encrypted, paragraph, pdf_of, scan_of

from checkers.articles import Article
from checkers.blocks import BlockKind
from checkers.errors import UnreadableInput
from checkers.reading.article import parse_article

FIRST = (
    "La lonja de Burela vendió 21.000 toneladas de pescado en 2023, un 3,5 % más que el año "
    "anterior, según la cofradía. El aumento se debe al bonito, que llegó en junio."
)
SECOND = (
    "Las subastas dejaron 48 millones de euros en el puerto, donde trabajan 900 personas durante "
    "todo el año. La flota tiene 34 barcos."
)
TITLE = Set(72, 790, 20, "La lonja vende más pescado")
ONE_PAGE = pdf_of([TITLE, *paragraph(FIRST, y=750), *paragraph(SECOND, y=690)], author="Ana Soto")


def read(data: bytes) -> Article:
    return parse_article(data, name="nota.pdf")


def lines(article: Article) -> list[str]:
    return article.text.split("\n")


def test_lines_are_joined_into_paragraphs_under_the_title() -> None:
    article = read(ONE_PAGE)
    assert lines(article) == ["La lonja vende más pescado", FIRST, SECOND]
    assert article.title == "La lonja vende más pescado"
    assert [block.kind for block in article.blocks] == [
        BlockKind.TITLE,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]
    assert (article.byline, article.language) == ("Ana Soto", "es")


def test_the_time_of_the_last_change_is_not_that_of_publication() -> None:
    article = read(ONE_PAGE)
    assert article.published_at is None
    assert article.modified_at == datetime(2024, 5, 2, 8, 30, tzinfo=UTC)


def test_words_divided_at_the_end_of_a_line_are_whole() -> None:
    divided = [
        Set(72, 750, 11, "La cofradía publicó ayer toda la informa-"),
        Set(72, 736, 11, "ción sobre las ventas de pescado durante el Covid-"),
        Set(72, 722, 11, "19 en la lonja de Burela."),
    ]
    assert read(pdf_of(divided)).text == (
        "La cofradía publicó ayer toda la información sobre las ventas de pescado durante el "
        "Covid-19 en la lonja de Burela."
    )


def test_paragraphs_are_told_by_indents_and_by_last_lines_too() -> None:
    first = paragraph(FIRST, y=750, indent=20)
    second = paragraph(SECOND, y=first[-1].y - 13.75, indent=20)
    assert lines(read(pdf_of([*first, *second]))) == [FIRST, SECOND]


def test_a_paragraph_goes_on_over_the_page_and_running_lines_are_left_out() -> None:
    words = [f"La barca número {n} salió a faenar con {n} marineros." for n in range(1, 31)]
    text = paragraph(" ".join(words), y=740)
    halves = [text[:8], text[8:16], text[16:]]
    pages = [
        [
            Set(72, 810, 9, "Cofradía de Burela"),
            *[Set(one.x, 740 - 14 * at, one.size, one.text) for at, one in enumerate(half)],
            Set(290, 30, 9, f"Página {number} de 3"),
        ]
        for number, half in enumerate(halves, start=1)
    ]
    article = read(pdf_of(*pages))
    assert "Cofradía de Burela" not in article.text
    assert "Página" not in article.text
    assert "\n".join(words).replace("\n", " ") == article.text.replace("\n", " ")


def test_columns_are_read_one_after_another_under_a_title_of_two_lines() -> None:
    title = [Set(60, 800, 20, "La lonja de Burela vende más"), Set(60, 776, 20, "que ninguna otra")]
    left = [replace(one, x=60) for one in paragraph(FIRST, y=740, width=38)]
    right = [replace(one, x=310) for one in paragraph(SECOND, y=740, width=38)]
    assert lines(read(pdf_of([*title, *left, *right]))) == [
        "La lonja de Burela vende más que ninguna otra",
        FIRST,
        SECOND,
    ]


def test_captions_and_headings_are_told_from_paragraphs() -> None:
    page = [
        TITLE,
        *paragraph(FIRST, y=750),
        Set(72, 690, 14, "Más barcos"),
        *paragraph(SECOND, y=670),
        Set(72, 600, 9, "Figura 1. Ventas de la lonja por año."),
    ]
    assert [block.kind for block in read(pdf_of(page)).blocks][2:] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.CAPTION,
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (scan_of(2), "is a scan"),
        (encrypted(ONE_PAGE, "secreto"), "is an encrypted PDF"),
        (ONE_PAGE[:400], "is a broken PDF"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a broken PDF"),
        (b"hola", "is a broken PDF"),
        (pdf_of([]), "holds no text"),
        (pdf_of(*[[]] * 501), "501 pages"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        read(data)


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    assert FIRST in read(encrypted(ONE_PAGE, "", "dueño")).text
