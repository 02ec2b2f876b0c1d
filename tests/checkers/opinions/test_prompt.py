from __future__ import annotations

import secrets
from dataclasses import replace

from briefs import INJECTS, REFUTES, SUPPORTS, a_brief
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from checkers.labels import Stance
from checkers.opinions.answer import find_quote
from checkers.opinions.prompt import MOST_CHARACTERS, ask, draw_boundary

MARKS = st.text("ab01<>\n", min_size=1, max_size=6)


@given(texts=st.lists(st.text(), max_size=8), drawn=st.lists(MARKS, max_size=6))
def test_no_boundary_ever_occurs_in_what_it_fences(texts: list[str], drawn: list[str]) -> None:
    fresh = secrets.token_hex(16)
    marks = [*drawn, fresh]

    boundary = draw_boundary(texts, lambda: marks.pop(0))

    assert all(boundary not in text for text in texts)
    assert boundary in {*drawn, fresh}


@given(mark=MARKS, before=st.text(max_size=5), after=st.text(max_size=5))
def test_a_text_that_foresees_the_boundary_makes_another_one_be_drawn(
    mark: str, before: str, after: str
) -> None:
    marks = [mark, "the other"]
    text = before + mark.upper() + after

    assert draw_boundary([text], lambda: marks.pop(0)) == "the other"


@given(texts=st.lists(st.text(min_size=1), min_size=1, max_size=8, unique=True), claim=st.text())
def test_every_text_is_whole_between_its_fences_and_nowhere_else(
    texts: list[str], claim: str
) -> None:
    system, user = ask(a_brief(*texts, claim=claim or "x"))

    boundary = user.content[3:27]
    assert boundary in system.content
    blocks = user.content.split(f"<<<{boundary} ")[1:]
    assert len(blocks) == len(texts) + 1
    for block, text in zip(blocks[1:], texts, strict=True):
        assert block.partition("\n")[2].rstrip("\n") == f"{text}\n{boundary}>>>"


def test_the_title_and_the_date_of_a_page_stand_in_a_fence_of_their_own() -> None:
    brief = a_brief(SUPPORTS, REFUTES)
    dated = replace(brief.passages[0], title=INJECTS, published_at=NOON)

    system, user = ask(replace(brief, passages=(dated, brief.passages[1])))

    boundary = user.content[3:27]
    of_page = f"<<<{boundary} PÁGINA DEL PASAJE 1\n{INJECTS}\n2026-03-01\n{boundary}>>>"
    assert of_page in user.content
    assert "PÁGINA DEL PASAJE 2" not in user.content
    assert INJECTS not in system.content
    assert find_quote(brief, 1, INJECTS, Stance.SUPPORTS) is None


def test_of_a_very_long_text_the_beginning_is_shown() -> None:
    _, user = ask(a_brief("a" * 3 * MOST_CHARACTERS))

    assert "a" * MOST_CHARACTERS in user.content
    assert "a" * (MOST_CHARACTERS + 1) not in user.content


@given(passage=st.text(min_size=1), quote=st.text(), number=st.integers(-1, 3))
def test_a_quote_is_accepted_exactly_where_it_is_verbatim_in_its_passage(
    passage: str, quote: str, number: int
) -> None:
    brief = a_brief(passage)

    found = find_quote(brief, number, quote, Stance.SUPPORTS)

    is_there = number == 1 and bool(quote.strip()) and quote in passage
    assert (found is not None) == is_there


@given(passage=st.text(min_size=1), start=st.integers(0, 20), length=st.integers(1, 20))
def test_the_offsets_of_a_quote_are_those_of_its_page(
    passage: str, start: int, length: int
) -> None:
    brief = a_brief(passage)
    quote = passage[start : start + length]

    found = find_quote(brief, 1, quote, Stance.SUPPORTS)

    cited = brief.passages[0].passage
    if found is not None:
        within = slice(found.start - cited.start, found.end - cited.start)
        assert cited.text[within] == found.text == quote
    else:
        assert not quote.strip()
