from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from builders import a_source
from checkers.evidence.passages import SHORT, WINDOWS, cut_passages

PARAGRAPHS = (
    "El telescopio despegó el 25 de diciembre de 2021. Su espejo mide 6,5 metros de diámetro.\n"
    "La agencia lo anunció en un comunicado largo y detallado."
)


def test_sentences_and_neighbours_of_one_block_are_passages() -> None:
    texts = [passage.text for passage in cut_passages(a_source(PARAGRAPHS))]

    assert texts == [
        "El telescopio despegó el 25 de diciembre de 2021.",
        PARAGRAPHS.split("\n", maxsplit=1)[0],
        "Su espejo mide 6,5 metros de diámetro.",
        "La agencia lo anunció en un comunicado largo y detallado.",
    ]


def test_a_long_sentence_is_not_read_with_the_next() -> None:
    first = "El telescopio despegó, " + "después de muchos aplazamientos, " * 5 + "al fin."
    second = "Su espejo mide 6,5 metros."
    assert len(first) > SHORT[WINDOWS]

    texts = [passage.text for passage in cut_passages(a_source(f"{first} {second}"))]

    assert texts == [first, second]


def test_a_dateline_is_no_part_of_a_passage() -> None:
    text = "Madrid, 16 nov (Meridiano).- El pleno votó a favor de la ley de aguas por mayoría."

    (passage,) = cut_passages(a_source(text))

    assert passage.text == "El pleno votó a favor de la ley de aguas por mayoría."
    assert text[passage.start : passage.end] == passage.text


@given(st.text(max_size=600))
def test_every_passage_is_verbatim(text: str) -> None:
    source = a_source(text)

    for passage in cut_passages(source):
        assert source.text[passage.start : passage.end] == passage.text
