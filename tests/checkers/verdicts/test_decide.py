from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from builders import NOON, a_claim, a_passage, a_piece, a_source, an_article
from checkers.evidence.voices import copies_of, voices_of
from checkers.labels import Comparator, VerdictLabel
from checkers.nouns import Comparison, Outdated, Quantity
from checkers.verdicts.aggregate import decide
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.weigh import Grounds

if TYPE_CHECKING:
    from datetime import datetime

    from checkers.articles import Article
    from checkers.nouns import Claim, Evidence, Source, Verdict

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
    max_risk: float | None = None,
) -> Verdict:
    grounds = Grounds(
        passages={passage.id: passage for passage in map(a_passage, sources)},
        sources={source.id: source for source in sources},
        voices=voices_of(sources),
        copies=copies_of(article, sources),
        language=article.language,
        published_at=article.published_at,
        published_before=published_before,
    )
    policy = shipped_policy().with_max_risk(max_risk)
    return decide(claim, article, pieces, grounds, policy=policy, decided_at=NOON)


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


@pytest.mark.parametrize("supports", [0.0, 0.34, 0.45])
def test_weak_stances_are_not_enough_evidence(supports: float) -> None:
    sources = [a_source(text, f"{i}.example") for i, text in enumerate(TEXTS)]
    pieces = [a_piece(CLAIM, source, supports=supports) for source in sources]

    assert verdict_on(pieces, sources).label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def test_no_passage_is_not_enough_evidence() -> None:
    verdict = verdict_on([], [])

    assert verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert verdict.confidence == max(value for _, value in verdict.probabilities)
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


SPANISH_BANK = "La ministra inauguró el puente en presencia de los alcaldes de la comarca."


def reasons(verdict: Verdict) -> list[str | None]:
    return [weighed.excluded for weighed in verdict.evidence]


def test_an_older_support_that_newer_sources_deny_is_told_as_true_once() -> None:
    claim = a_claim("Marta Ruiz es la ministra de Transportes.")
    sources = [
        a_source(TEXTS[0], "a.example", published_at=NOON - timedelta(days=900)),
        a_source(TEXTS[1], "b.example", published_at=NOON - timedelta(days=20)),
    ]
    pieces = [a_piece(claim, sources[0], supports=0.97), a_piece(claim, sources[1], refutes=0.97)]

    verdict = verdict_on(pieces, sources, claim=claim)

    assert verdict.label is VerdictLabel.REFUTED
    assert reasons(verdict) == ["outdated", None]
    assert verdict.outdated == Outdated(pieces[0].id, "2023-09-13", pieces[1].id, "2026-02-09")
    assert "Fue cierta y ya no lo es" in verdict.justification
    assert "2023-09-13" in verdict.justification


def test_an_old_denial_is_not_overtaken_by_a_hoax_that_is_told_again() -> None:
    sources = [
        a_source(TEXTS[0], "a.example", published_at=NOON - timedelta(days=900)),
        a_source(TEXTS[1], "b.example", published_at=NOON - timedelta(days=20)),
    ]
    pieces = [a_piece(CLAIM, sources[0], refutes=0.97), a_piece(CLAIM, sources[1], supports=0.97)]

    verdict = verdict_on(pieces, sources)

    assert reasons(verdict) == [None, None]
    assert verdict.outdated is None


def test_a_claim_about_a_year_is_not_outdated_by_another_year() -> None:
    claim = a_claim("La ministra inauguró el puente en 2023.")
    sources = [
        a_source(f"{TEXTS[0]} Fue en 2023.", "a.example", published_at=NOON - timedelta(days=900)),
        a_source(f"{TEXTS[1]} Fue en 2023.", "b.example", published_at=NOON - timedelta(days=20)),
    ]
    pieces = [a_piece(claim, sources[0], supports=0.97), a_piece(claim, sources[1], refutes=0.97)]

    assert "outdated" not in reasons(verdict_on(pieces, sources, claim=claim))


def test_a_figure_that_was_right_in_an_older_period_is_told_as_true_once() -> None:
    claim = a_claim("El puente cuesta 12 millones de euros al año.")
    old = a_source("En 2019 el puente costó 12 millones de euros, según el informe.", "a.example")
    new = a_source("En 2024 el puente costó 19 millones de euros, según el informe.", "b.example")
    said = claim.quantities[0]
    figures = [
        replace(said, value=Decimal(value), text=text, time=time)
        for value, text, time in (
            (12_000_000, "12 millones de euros", "2019"),
            (19_000_000, "19 millones de euros", "2024"),
        )
    ]
    pieces = [
        a_piece(
            claim,
            old,
            supports=0.9,
            comparison=Comparison(
                said, figures[0], agrees=None, reason="older period: 2019 / 2024", same_thing=0.9
            ),
        ),
        a_piece(
            claim,
            new,
            refutes=0.9,
            comparison=Comparison(said, figures[1], agrees=False, reason="differs", same_thing=0.9),
        ),
    ]

    verdict = verdict_on(pieces, [old, new], claim=claim)

    assert verdict.label is VerdictLabel.REFUTED
    assert verdict.outdated == Outdated(pieces[0].id, "2019", pieces[1].id, "2024")


def test_the_same_mouth_bears_nothing_out() -> None:
    claim = replace(a_claim("El puente está terminado."), attributed_to="la ministra Marta Ruiz")
    repeats = a_source(
        "Marta Ruiz aseguró que el puente está terminado desde el lunes.", "a.example"
    )
    checks = a_source("El puente está terminado y abierto, comprobó este diario.", "b.example")
    pieces = [a_piece(claim, repeats, supports=0.97), a_piece(claim, checks, supports=0.97)]

    verdict = verdict_on(pieces, [repeats, checks], claim=claim)

    assert reasons(verdict) == ["repeats_attribution", None]


def test_two_anonymous_sources_are_one_mouth() -> None:
    claim = replace(a_claim("La empresa negocia su venta."), attributed_to="fuentes del sector")
    source = a_source("Fuentes del mercado aseguran que la empresa negocia su venta.")

    verdict = verdict_on([a_piece(claim, source, supports=0.97)], [source], claim=claim)

    assert reasons(verdict) == ["repeats_attribution"]


def test_that_somebody_said_it_is_judged_on_passages_that_speak_of_them() -> None:
    claim = a_claim("La ministra Marta Ruiz aseguró que el puente está terminado.")
    about_her = a_source("Marta Ruiz dijo ayer que el puente ya está terminado.", "a.example")
    about_it = a_source("El puente no está terminado, según muestran las fotografías.", "b.example")
    pieces = [a_piece(claim, about_her, supports=0.97), a_piece(claim, about_it, refutes=0.97)]

    verdict = verdict_on(pieces, [about_her, about_it], claim=claim)

    assert verdict.label is VerdictLabel.SUPPORTED
    assert reasons(verdict) == [None, "other_speaker"]


def test_evidence_that_is_newer_than_the_article_is_counted_and_told() -> None:
    article = replace(ARTICLE, published_at=NOON - timedelta(days=3))
    source = a_source(TEXTS[0], published_at=NOON)

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.97)], [source], article=article)

    assert "posterior al artículo" in verdict.justification


def test_an_old_page_weighs_less_than_a_new_one() -> None:
    article = replace(ARTICLE, published_at=NOON)
    old = a_source(TEXTS[0], "a.example", published_at=NOON - timedelta(days=3650))
    new = a_source(TEXTS[1], "b.example", published_at=NOON - timedelta(days=1))
    pieces = [a_piece(CLAIM, source, supports=0.97) for source in (old, new)]

    weights = [w.weight for w in verdict_on(pieces, [old, new], article=article).evidence]

    assert 0 < weights[0] < weights[1]


def test_a_network_weighs_less_than_a_newspaper() -> None:
    paper = a_source(TEXTS[0], "diario.example", published_at=NOON)
    network = a_source(TEXTS[1], "facebook.com", published_at=NOON)
    pieces = [a_piece(CLAIM, source, supports=0.97) for source in (network, paper)]

    weights = [weighed.weight for weighed in verdict_on(pieces, [network, paper]).evidence]

    assert 0 < weights[0] < weights[1]


def test_a_verdict_that_is_less_sure_than_the_accepted_risk_asks_is_withheld() -> None:
    source = a_source(TEXTS[0])
    pieces = [a_piece(CLAIM, source, supports=0.9)]

    given = verdict_on(pieces, [source])
    withheld = verdict_on(pieces, [source], max_risk=0.0001)

    assert given.label is VerdictLabel.SUPPORTED
    assert withheld.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert withheld.probabilities == given.probabilities
    assert "menos certeza de la que se exige" in withheld.justification


def test_the_deciding_sentence_is_quoted_as_it_stands() -> None:
    source = a_source(SPANISH_BANK)

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.97)], [source])

    assert f"«{SPANISH_BANK}» [1]" in verdict.justification


def test_of_a_long_passage_the_beginning_is_quoted_to_a_whole_word() -> None:
    source = a_source("palabra " * 4000)

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.97)], [source])

    quote = verdict.justification.partition("«")[2].partition("»")[0]
    assert quote.endswith("palabra")
    assert source.text.startswith(quote)


def test_contradictory_twins_of_one_voice_conflict_with_themselves() -> None:
    twins = [a_source(TEXTS[0], "a.example"), a_source(TEXTS[0], "b.example")]
    pieces = [a_piece(CLAIM, twins[0], supports=0.97), a_piece(CLAIM, twins[1], refutes=0.97)]

    verdict = verdict_on(pieces, twins)

    assert len({weighed.voice for weighed in verdict.evidence}) == 1
    assert verdict.label is VerdictLabel.CONFLICTING_EVIDENCE


def test_a_passage_in_a_third_language_is_weighed_as_translated() -> None:
    source = replace(a_source("Die Ministerin hat die Brücke eröffnet."), language="de")

    verdict = verdict_on([a_piece(CLAIM, source, supports=0.97)], [source])

    assert verdict.label in {VerdictLabel.SUPPORTED, VerdictLabel.NOT_ENOUGH_EVIDENCE}
    assert reasons(verdict) in ([None], ["uncertain"])
