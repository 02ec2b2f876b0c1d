from __future__ import annotations

import pytest

from checkers.errors import UnreadableInput, UnservedLanguage
from checkers.reading.article import parse_article

SPANISH = (
    "La lonja vende más pescado\n\nLa lonja de Burela vendió 21.000 toneladas de pescado en 2023. "
    "La cofradía atribuye el aumento al bonito.\n"
)


def test_the_short_first_line_of_a_text_is_its_title_and_stays_in_it() -> None:
    article = parse_article(SPANISH.encode(), name="lonja.txt")
    assert article.title == "La lonja vende más pescado"
    assert article.language == "es"
    assert article.text.split("\n")[0] == article.title
    assert "\n\n" not in article.text


def test_a_text_that_begins_with_a_sentence_has_no_title() -> None:
    article = parse_article(b"Inflation fell to 3% in May. Wages rose by 4%.", name="-")
    assert (article.title, article.language) == (None, "en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_give_the_same_text(encoding: str) -> None:
    article = parse_article((SPANISH * 3).encode(encoding), name="lonja.txt")
    assert "La cofradía atribuye" in article.text


def test_marks_of_markdown_are_no_part_of_the_text() -> None:
    source = (
        "---\ntags: x\n---\n# La lonja vende **más**\n\nVendió [21.000](http://x.example) "
        "toneladas\nen 2023.\n\n- Bonito: *un tercio* de las ventas de la lonja de Burela.\n\n"
        "```\ncode\n```\n"
    )
    assert parse_article(source.encode(), name="a.md").text == (
        "La lonja vende más\nVendió 21.000 toneladas en 2023.\n"
        "Bonito: un tercio de las ventas de la lonja de Burela."
    )


def test_the_title_of_a_page_becomes_the_first_block() -> None:
    paragraphs = f"<p>{SPANISH.splitlines()[2]}</p>"
    head = "<head><title>La lonja</title></head>"
    html = f"<html>{head}<body><article>{paragraphs}</article></body></html>"
    article = parse_article(
        html.encode(), name="x", url="https://x.example/a", content_type="text/html"
    )
    assert article.text.startswith("La lonja\nLa lonja de Burela")
    assert (article.title, article.url) == ("La lonja", "https://x.example/a")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "empty"),
        (b" \n ", "a.txt", "empty"),
        (b"\x00\x01\x02", "a.txt", "binary"),
        (bytes(range(1, 32)) * 9, "a.txt", "binary"),
        (b"%PDF-1.7 ...", "a.bin", "PDF"),
        (b"hola", "a.pdf", "PDF"),
        (b"<html><body></body></html>", "a.html", "no article text"),
        ("\u200b".encode(), "a.txt", "holds no text"),
        ("😀 1 2 3".encode(), "a.txt", "too little text"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, says: str) -> None:
    with pytest.raises(UnreadableInput, match=says):
        parse_article(data, name=name)


def test_another_language_is_named_with_those_that_are_served() -> None:
    text = (
        "Das Parlament hat gestern mit 137 Stimmen den Haushalt für das nächste Jahr beschlossen."
    )
    with pytest.raises(UnservedLanguage, match=r"German \(de\).*Spanish \(es\) and English \(en\)"):
        parse_article(text.encode(), name="a.txt")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("El paro bajó al 11 %.", "es"),
        ("Sánchez: «No».", "es"),
        ("Tesla despide a 14.000 personas.", "es"),
        ("La empresa ganó 3 millones.", "es"),
        ("Inflation fell to 3%.", "en"),
        ("The UK has 650 seats.", "en"),
    ],
)
def test_short_texts_are_told_apart(text: str, language: str) -> None:
    assert parse_article(text.encode(), name="-").language == language


def test_lines_that_were_broken_at_a_width_are_put_together() -> None:
    source = (
        "La lonja vende más pescado\n\n"
        "La lonja de Burela vendió 21.000 toneladas de pescado en 2023,\n"
        "según la cofradía de pescadores. El precio medio subió hasta los\n"
        "4,2 euros por kilo.\n\n"
        "El bonito supuso un tercio de las ventas.\n"
    )
    assert parse_article(source.encode(), name="lonja.txt").text.split("\n") == [
        "La lonja vende más pescado",
        (
            "La lonja de Burela vendió 21.000 toneladas de pescado en 2023, según la cofradía de "
            "pescadores. El precio medio subió hasta los 4,2 euros por kilo."
        ),
        "El bonito supuso un tercio de las ventas.",
    ]


def test_lines_that_are_paragraphs_are_left_apart() -> None:
    source = (
        "La lonja vende más pescado que ningún otro año desde 2003\n"
        "La lonja de Burela vendió 21.000 toneladas en 2023.\n"
        "El bonito supuso un tercio de las ventas de la lonja.\n"
        "En 2022 fueron 19.000 toneladas.\n"
    )
    assert parse_article(source.encode(), name="lonja.txt").text == source.strip()
