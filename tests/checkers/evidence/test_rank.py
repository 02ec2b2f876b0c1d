from __future__ import annotations

from typing import TYPE_CHECKING

from builders import a_claim, a_source
from checkers.evidence.gather import gather_evidence
from checkers.evidence.passages import cut_passages
from checkers.evidence.rank import COPIES, PASSAGES_A_CLAIM, RankedPassage, rank_passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from checkers.evidence.gather import Judges
    from checkers.nouns import Claim, Source

CLAIM = a_claim("El puente de Almorva costó 12 millones de euros.")
SAID = "El puente de Almorva costó 12 millones de euros, según el acta de la diputación."
OTHERS = (
    "La obra del puente de Almorva duró catorce meses.",
    "Una treintena de vecinos trabajó en el puente de Almorva.",
    "La diputación pagó el puente de Almorva con fondos propios.",
)


def ranked(
    judges: Judges,
    sources: Sequence[Source],
    named: Iterable[Source] = (),
    left_out: Iterable[Source] = (),
    *,
    claim: Claim = CLAIM,
    distinct: bool = True,
) -> tuple[RankedPassage, ...]:
    passages = [passage for source in sources for passage in cut_passages(source)]
    found = rank_passages(
        [claim],
        passages,
        judges.embedder,
        {claim.id: frozenset(source.id for source in named)},
        left_out={claim.id: frozenset(source.id for source in left_out)},
        distinct=distinct,
    )
    return found[claim.id]


def places(found: Iterable[RankedPassage]) -> int:
    return sum(one.first is None for one in found)


def many(count: int, text: str = SAID) -> list[Source]:
    return [a_source(text, f"p{number}.example") for number in range(count)]


def test_the_same_words_elsewhere_take_no_place(judges: Judges) -> None:
    copies = many(3)
    others = [a_source(text, f"o{number}.example") for number, text in enumerate(OTHERS)]

    found = ranked(judges, [*copies, *others])

    assert [one.passage.source_id for one in found[:3]] == [source.id for source in copies]
    assert [one.first for one in found[:3]] == [None, found[0].passage, found[0].passage]
    assert places(found) == 1 + len(others)


def test_quotation_marks_capitals_and_full_stops_make_no_other_wording(judges: Judges) -> None:
    quoted = f"«{SAID[:-1].upper()}»"

    found = ranked(judges, [a_source(SAID), a_source(quoted, "b.example")])

    assert places(found) == 1
    assert {one.read.text for one in found} in ({SAID}, {quoted})
    assert {one.passage.text for one in found} == {SAID, quoted}


def test_a_thousand_copies_of_a_lie_leave_the_places_to_others(judges: Judges) -> None:
    others = [
        a_source(f"El acta {number} dice que el puente de Almorva costó 9 millones.", f"o{number}")
        for number in range(PASSAGES_A_CLAIM)
    ]

    found = ranked(judges, [*many(1000), *others])

    assert places(found) == PASSAGES_A_CLAIM
    assert len(found) == PASSAGES_A_CLAIM + COPIES


def test_twins_that_differ_in_a_word_a_figure_or_a_negation_all_stay(judges: Judges) -> None:
    twins = (
        SAID,
        SAID.replace("12", "21"),
        SAID.replace("costó", "no costó"),
        SAID.replace("costó", "costará"),
        "El acta de la diputación costó 12 millones de euros, según el puente de Almorva.",
    )

    found = ranked(judges, [a_source(text, f"t{n}.example") for n, text in enumerate(twins)])

    assert places(found) == len(found) == len(twins)


def test_a_page_that_says_it_twice_is_read_once(judges: Judges) -> None:
    (found,) = ranked(judges, [a_source(f"{SAID}\n{SAID}")])

    assert found.first is None


def test_a_copy_keeps_longer_passages_of_its_page_away_as_the_first_does(judges: Judges) -> None:
    # The first sentence is short, so that it is cut alone and together with the next.
    text = f"El puente de Almorva costó 12 millones de euros. {OTHERS[0]}"
    both = [a_source(text, "a.example"), a_source(text, "b.example")]

    found = ranked(judges, both)

    assert [one.passage.source_id for one in found] == [source.id for source in both] * 2
    assert places(found) == 2


def test_the_passages_of_a_page_that_somebody_named_are_there_whatever_others_say(
    judges: Judges,
) -> None:
    named = a_source(SAID, "named.example")

    found = ranked(judges, [*many(COPIES + 20), named], named=[named])

    own = [one for one in found if one.passage.source_id == named.id]
    assert len(own) == 1
    assert len(found) == 1 + COPIES + 1


def test_what_was_left_out_is_neither_first_nor_a_copy(judges: Judges) -> None:
    first, second = many(2)

    (found,) = ranked(judges, [first, second], left_out=[first])

    assert (found.passage.source_id, found.first) == (second.id, None)


def test_as_once_each_copy_takes_a_place(judges: Judges) -> None:
    found = ranked(judges, many(PASSAGES_A_CLAIM + 3), distinct=False)

    assert places(found) == len(found) == PASSAGES_A_CLAIM


def test_copies_have_the_stance_of_the_passage_that_was_read(judges: Judges) -> None:
    sources = [a_source(SAID), a_source(f"«{SAID[:-1].upper()}»", "b.example")]

    found = gather_evidence([CLAIM], sources, "es", judges)

    first, copy = found.evidence
    assert first.probabilities == copy.probabilities
    assert dict(found.said_first) == {copy.id: first.source_id}
    assert len(found.passages) == 2
