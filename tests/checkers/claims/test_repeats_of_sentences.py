from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.articles import Article
from checkers.blocks import Block, BlockKind
from checkers.claims.find import find_claims
from checkers.claims.repeats import Line, find_repeats

SPANISH = (
    "«Con esta compra duplicamos, según los planes, nuestra capacidad y seguimos siendo una empresa"
    " familiar», afirmó Clara Benítez."
)
ENGLISH = "The council did not sign the contract with Kestrel for 340 million euros in March 2024."
CASES = [
    ("es", SPANISH, "«Con esta compra duplicamos nuestra capacidad»"),
    ("es", SPANISH, "Con esta compra duplicaremos nuestra capacidad y seguimos siendo familiar"),
    ("es", "Navalia contrató a 320 personas en Lugo.", "Navalia contrata a 320 personas"),
    ("en", ENGLISH, "The council did not sign the contract with Kestrel"),
    ("en", ENGLISH, "Council did not sign contract with Kestrel for 340 million euros"),
]
OTHERS = [
    ("es", "Navalia contrató a 320 personas en Lugo.", "Navalia contrata a 230 personas"),
    ("es", "Navalia contrató a 320 personas en Lugo.", "Telmar contrata a 320 personas"),
    ("es", "Navalia contrató a más de 320 personas.", "Navalia contrata a 320 personas"),
    ("es", "Navalia no contrató a 320 personas en Lugo.", "Navalia contrata a 320 personas"),
    ("es", "Navalia contrataría a 320 personas en Lugo.", "Navalia contrata a 320 personas"),
    ("es", "Navalia demandó a Telmar por 3 millones.", "Telmar demanda a Navalia por 3 millones"),
    ("es", "La ministra firmó el acuerdo con Navalia.", "La ministra rompe el acuerdo con Navalia"),
    ("en", ENGLISH, "Council did sign contract with Kestrel for 340 million euros"),
    ("en", "Kestrel may sign a contract with Norvia.", "Kestrel signs contract with Norvia"),
    ("en", ENGLISH, "Council did not sign contract with Kestrel in March 2023"),
]
BESIDE = [BlockKind.TITLE, BlockKind.STANDFIRST, BlockKind.CAPTION, BlockKind.PULL_QUOTE]


def linked(language: str, sentence: str, line: str, kind: BlockKind) -> tuple[int | None, ...]:
    lines = [Line(line, kind), Line("Llovió.", BlockKind.PARAGRAPH)]
    return find_repeats([*lines, Line(sentence, BlockKind.PARAGRAPH)], language)


@pytest.mark.parametrize("kind", BESIDE)
@pytest.mark.parametrize(("language", "sentence", "line"), [CASES[0], *CASES[2:]])
def test_a_line_beside_the_text_repeats_the_sentence_that_says_the_same(
    language: str, sentence: str, line: str, kind: BlockKind
) -> None:
    assert linked(language, sentence, line, kind) == (2, None, None)


@pytest.mark.parametrize(("language", "sentence", "line"), [CASES[1], *OTHERS])
def test_another_figure_name_negation_or_mood_is_no_repetition(
    language: str, sentence: str, line: str
) -> None:
    assert linked(language, sentence, line, BlockKind.STANDFIRST) == (None, None, None)


def test_the_same_words_repeat_the_sentence_of_the_text_wherever_they_stand() -> None:
    told = Line("Navalia contrató a 320 personas.", BlockKind.PARAGRAPH)
    caption = replace(told, kind=BlockKind.CAPTION)

    assert find_repeats([caption, told, told, caption], "es") == (1, None, 1, 1)


def test_a_repetition_names_the_statement_that_it_repeats_and_is_not_checked() -> None:
    lines = [SPANISH, "Con esta compra duplicamos nuestra capacidad", "Norvia cerró en 2024."]
    kinds = [BlockKind.PARAGRAPH, BlockKind.PULL_QUOTE, BlockKind.PARAGRAPH]
    text = "\n".join(lines)
    blocks = tuple(
        Block(kind, text.index(line), text.index(line) + len(line))
        for kind, line in zip(kinds, lines, strict=True)
    )

    claims = find_claims(replace(Article.of(text, language="es"), blocks=blocks))

    (repeating,) = [claim for claim in claims if claim.repeats]
    repeated = next(claim for claim in claims if claim.id == repeating.repeats)
    assert (repeating.text, repeating.to_check) == (lines[1], False)
    assert repeated.text.startswith("«Con esta compra")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=60), st.sampled_from([SPANISH, *(c[2] for c in CASES)])),
            st.sampled_from(BlockKind),
        ),
        max_size=8,
    ),
    st.sampled_from(["es", "en"]),
)
def test_no_line_repeats_itself_or_one_that_repeats(
    lines: list[tuple[str, BlockKind]], language: str
) -> None:
    found = find_repeats([Line(text, kind) for text, kind in lines], language)

    assert len(found) == len(lines)
    assert all(it is None or found[it] is None for it in found)
    assert all(it != at for at, it in enumerate(found))
