from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_claim, an_article
from checkers.articles import Article
from checkers.nouns import Claim
from veredicto.page.marked import mark_statements

TEXT = "Uno dos tres.\n\nCuatro 😀 cinco.\nSeis"


def claims_in(text: str, *places: tuple[int, int]) -> list[Claim]:
    return [
        replace(a_claim(text[start:end]), id=f"c{number}", start=start, end=end)
        for number, (start, end) in enumerate(places)
    ]


def marked(text: str, *places: tuple[int, int]) -> list[list[tuple[str, str | None, list[str]]]]:
    blocks = mark_statements(an_article(text), claims_in(text, *places))
    return [
        [
            (span.text, span.claim and span.claim.id, [claim.id for claim in span.ending])
            for span in block.spans
        ]
        for block in blocks
    ]


def test_a_statement_is_a_span_with_what_is_around_it_apart() -> None:
    assert marked("Ya. Uno dos. Y.", (4, 12)) == [
        [("Ya. ", None, []), ("Uno dos.", "c0", ["c0"]), (" Y.", None, [])]
    ]


def test_a_part_of_a_statement_is_shown_within_it() -> None:
    assert marked("Dijo que sí.", (0, 12), (5, 11)) == [
        [("Dijo ", "c0", []), ("que sí", "c1", ["c1"]), (".", "c0", ["c0"])]
    ]


def test_statements_that_overlap_are_both_marked() -> None:
    assert marked("abcdef", (0, 4), (2, 6)) == [
        [("ab", "c0", []), ("cd", "c0", ["c0"]), ("ef", "c1", ["c1"])]
    ]


def test_empty_lines_are_left_out_and_a_statement_over_lines_is_marked_in_each() -> None:
    assert marked("a\n \nb", (0, 5)) == [[("a", "c0", [])], [("b", "c0", ["c0"])]]


def test_a_short_line_without_a_full_stop_is_a_heading() -> None:
    blocks = mark_statements(an_article("Urnas y plazas\nNo.\n" + "a" * 101), ())
    assert [block.heading for block in blocks] == [True, False, False]


places = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(
    lambda pair: (min(pair), max(pair))
)


@settings(deadline=None)
@given(st.lists(places, max_size=5))
def test_the_spans_are_the_text_verbatim_and_cover_each_statement(
    chosen: list[tuple[int, int]],
) -> None:
    article: Article = an_article(TEXT)
    claims = claims_in(TEXT, *(place for place in chosen if place[0] < place[1]))
    blocks = mark_statements(article, claims)
    assert [block.text for block in blocks] == [line for line in TEXT.split("\n") if line.strip()]
    marked_text = "".join(span.text for block in blocks for span in block.spans if span.claim)
    covered = {
        place for claim in claims for place in range(claim.start, claim.end) if TEXT[place] != "\n"
    }
    assert len(marked_text) == len(covered)
