from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from builders import NOON, a_claim, a_passage, a_piece, a_source, an_article
from checkers.evidence.voices import copies_of, voices_of
from checkers.nouns import Comparator, Comparison, Quantity, VerdictLabel
from checkers.verdicts.aggregate import decide
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.weigh import Grounds

if TYPE_CHECKING:
    from datetime import datetime

    from checkers.nouns import Article, Claim, Evidence, Source, Verdict

CLAIM = a_claim("La ministra inauguró el puente.")
ARTICLE = an_article("La ministra inauguró el puente.")
TEXTS = (
    "La ministra de Transportes cortó la cinta del puente nuevo ante los vecinos del pueblo.",
    "Fuentes municipales cuentan que el acto del viaducto lo presidió la titular de la cartera.",
    "Crónica: la apertura al tráfico se hizo a mediodía con la ministra y dos consejeros.",
)


def verdict_on(
    pieces: list[Evidence],
    sources: list[Source],
    *,
    claim: Claim = CLAIM,
    article: Article = ARTICLE,
    published_before: datetime | None = None,
) -> Verdict:
    grounds = Grounds(
        passages={passage.id: passage for passage in map(a_passage, sources)},
        sources={source.id: source for source in sources},
        voices=voices_of(sources),
        copies=copies_of(article, sources),
        published_before=published_before,
    )
    return decide(claim, article, pieces, grounds, policy=shipped_policy(), decided_at=NOON)


def test_one_certain_voice_supports() -> None:
    source = a_source(TEXTS[0])

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.9)], [source])

    assert verdict.label is VerdictLabel.SUPPORTED
    assert f"{source.publisher} [1]" in verdict.justification


def test_one_certain_voice_refutes() -> None:
    source = a_source(TEXTS[0])

    verdict = verdict_on([a_piece(CLAIM, source, refutes=0.9)], [source])

    assert verdict.label is VerdictLabel.REFUTED


def test_voices_on_both_sides_conflict() -> None:
    sources = [a_source(TEXTS[0], "a.example"), a_source(TEXTS[1], "b.example")]
    pieces = [
        a_piece(CLAIM, sources[0], supports=0.9),
        a_piece(CLAIM, sources[1], refutes=0.9),
    ]

    assert verdict_on(pieces, sources).label is VerdictLabel.CONFLICTING_EVIDENCE


@pytest.mark.parametrize("supports", [0.0, 0.34, 0.55])
def test_weak_stances_are_not_enough_evidence(supports: float) -> None:
    sources = [a_source(text, f"{i}.example") for i, text in enumerate(TEXTS)]
    pieces = [a_piece(CLAIM, source, supports=supports) for source in sources]

    assert verdict_on(pieces, sources).label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_no_passage_is_not_enough_evidence() -> None:
    verdict = verdict_on([], [])

    assert verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert verdict.confidence == 1.0
    assert verdict.evidence == ()


def test_a_thousand_copies_of_one_lie_weigh_as_one_voice() -> None:
    lie = [a_source(f"{TEXTS[0]} Lo cuenta todo el mundo. {i}", f"b{i}.example") for i in range(40)]
    truth = [a_source(TEXTS[1], "x.example"), a_source(TEXTS[2], "y.example")]
    pieces = [a_piece(CLAIM, source, refutes=0.8) for source in lie]
    pieces += [a_piece(CLAIM, source, supports=0.9) for source in truth]

    verdict = verdict_on(pieces, [*lie, *truth])

    counted = [weighed for weighed in verdict.evidence if weighed.weight > 0]
    assert len(counted) == 3
    assert len({weighed.voice for weighed in counted}) == 3


def test_the_article_is_no_evidence_for_itself() -> None:
    text = "La ministra inauguró el puente a mediodía, con los vecinos y dos consejeros delante."
    copy = a_source(text)

    verdict = verdict_on([a_piece(CLAIM, copy, supports=0.95)], [copy], article=an_article(text))

    assert verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert [weighed.excluded for weighed in verdict.evidence] == ["article_itself"]


def test_a_page_published_after_the_cut_off_does_not_count() -> None:
    source = a_source(TEXTS[0], published_at=NOON)

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.95)], [source], published_before=NOON)

    assert [weighed.excluded for weighed in verdict.evidence] == ["published_later"]


def test_a_passage_without_the_claimed_figure_supports_nothing() -> None:
    claim = a_claim("El puente costó 12 millones de euros.")
    source = a_source("El puente costó lo que se había presupuestado, según el ayuntamiento.")

    verdict = verdict_on([a_piece(claim, source, supports=0.95)], [source], claim=claim)

    assert [weighed.excluded for weighed in verdict.evidence] == ["figure_missing"]


def test_arithmetic_overrules_the_model() -> None:
    claim = a_claim("El puente costó 12 millones de euros.")
    source = a_source("El puente costó 19 millones de euros, según el ayuntamiento.")
    said = claim.quantities[0]
    found = Quantity("19 millones de euros", 16, 36, Decimal(19_000_000), Comparator.EQUAL)
    comparison = Comparison(said, found, agrees=False, reason="differs", same_thing=0.9)

    verdict = verdict_on(
        [a_piece(claim, source, supports=0.95, comparison=comparison)], [source], claim=claim
    )

    assert verdict.label is VerdictLabel.REFUTED
    assert "19 millones de euros" in verdict.justification


def test_a_figure_of_another_period_decides_nothing() -> None:
    claim = a_claim("El puente costó 12 millones de euros.")
    source = a_source("El puente costó 19 millones de euros, según el ayuntamiento.")
    comparison = Comparison(
        claim.quantities[0], claim.quantities[0], agrees=None, reason="other", same_thing=0.9
    )

    verdict = verdict_on(
        [a_piece(claim, source, supports=0.95, comparison=comparison)], [source], claim=claim
    )

    assert [weighed.excluded for weighed in verdict.evidence] == ["open_comparison"]


def test_the_probabilities_of_the_four_labels_add_up_to_one() -> None:
    sources = [a_source(text, f"{i}.example") for i, text in enumerate(TEXTS)]
    pieces = [
        a_piece(CLAIM, sources[0], supports=0.7),
        a_piece(CLAIM, sources[1], refutes=0.65),
        a_piece(CLAIM, sources[2], supports=0.8),
    ]

    verdict = verdict_on(pieces, sources)

    assert sum(value for _, value in verdict.probabilities) == pytest.approx(1, abs=1e-3)
    assert len(verdict.probabilities) == 4


def test_the_same_evidence_gives_the_same_verdict() -> None:
    source = a_source(TEXTS[0])
    pieces = [a_piece(CLAIM, source, supports=0.9)]

    assert verdict_on(pieces, [source]) == verdict_on(pieces, [source])


def test_the_justification_is_in_the_language_of_the_article() -> None:
    source = a_source(TEXTS[0])
    english = an_article("The minister opened the bridge.", language="en")

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.9)], [source], article=english)

    assert verdict.justification.startswith("Borne out by one independent voice")
