from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.reading.sentences import sentence_spans

NUMBER = re.compile(r"\d(?:[\d.,:\u202f]*\d)?(?:\s?[%‰])?")
PIECES = st.one_of(
    st.sampled_from(["El Sr. Pérez", "4.000 millones.", "3,5 %", "EE. UU.", "p. ej.", "the U.S."]),
    st.sampled_from(["«No.", "»", "¿Y?", "1.5", "…", "Pagó", ".", "5.", "😀", "\n", " ", "No."]),
    st.sampled_from(
        ["Jan. 5", "$4.5 bn.", "n.º 3", "dijo", "1.234.567,89 €", "4\u202f000", "12:30"]
    ),
    st.sampled_from(["5 kg. Es", "etc. No", "y D. José", "—dijo—.", "“Sí”,", "a las 10.30."]),
)


def cut(text: str, language: str = "es") -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Invirtió 4.000 millones. Ganó.", "es", ["Invirtió 4.000 millones.", "Ganó."]),
        ("El Sr. Gil subió un 3,5 %. Bien.", "es", ["El Sr. Gil subió un 3,5 %.", "Bien."]),
        ("EE. UU. creció, p. ej. en Ohio. Sí.", "es", ["EE. UU. creció, p. ej. en Ohio.", "Sí."]),
        ("«No lo sé. Tal vez», dijo. Fin.", "es", ["«No lo sé. Tal vez», dijo.", "Fin."]),
        ("Hubo 171 en contra. No faltó nadie.", "es", ["Hubo 171 en contra.", "No faltó nadie."]),
        ("¿Quién gana? Nadie.", "es", ["¿Quién gana?", "Nadie."]),
        ("Un título\nUna frase. Otra.", "es", ["Un título", "Una frase.", "Otra."]),
        ("Lo dijo D. José. Calló.", "es", ["Lo dijo D. José.", "Calló."]),
        ("Falta vitamina D. No hay sol.", "es", ["Falta vitamina D.", "No hay sol."]),
        ("Habló el cnel. Ruiz. Sí.", "es", ["Habló el cnel. Ruiz.", "Sí."]),
        ("Vio cine, etc. Nadie fue.", "es", ["Vio cine, etc.", "Nadie fue."]),
        ("Pesa 5 kg. Es alto.", "es", ["Pesa 5 kg.", "Es alto."]),
        ("Vaya a www.elpais.com. Lea.", "es", ["Vaya a www.elpais.com.", "Lea."]),
        ("—No iré —dijo—. Y no fue.", "es", ["—No iré —dijo—.", "Y no fue."]),
        ("“No iré”, dijo. Y no fue.", "es", ["“No iré”, dijo.", "Y no fue."]),
        ("«No iré.» Lo dijo ayer.", "es", ["«No iré.»", "Lo dijo ayer."]),
        ("Costó 1.234.567,89 €. Es caro.", "es", ["Costó 1.234.567,89 €.", "Es caro."]),
        ("Fue a las 10.30. No llovió.", "es", ["Fue a las 10.30.", "No llovió."]),
        ("Ft. Worth won. It did.", "en", ["Ft. Worth won.", "It did."]),
        ("It cost $4.5 bn. on Jan. 5. It fell.", "en", ["It cost $4.5 bn. on Jan. 5.", "It fell."]),
        ("Mr. Fox left the U.S. He sued.", "en", ["Mr. Fox left the U.S.", "He sued."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(
    text: str, language: str, expected: list[str]
) -> None:
    assert cut(text, language) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=14).map(" ".join)),
    st.sampled_from(["es", "en"]),
)
def test_spans_are_ordered_cover_the_text_and_cut_no_number(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    assert all(0 <= a.start < a.end <= len(text) for a in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)
    for number in NUMBER.finditer(text):
        assert not any(
            number.start() < edge < number.end() for s in spans for edge in (s.start, s.end)
        )


def test_an_endless_line_is_cut_in_linear_time() -> None:
    assert len(cut("El paro bajó un 3,5 % en mayo. " * 20_000)) > 19_900
