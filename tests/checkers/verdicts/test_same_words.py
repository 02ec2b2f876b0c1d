from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builders import NOON, a_claim, a_source, an_article
from checkers.evidence.gather import gather_evidence
from checkers.labels import VerdictLabel
from checkers.nouns import ClaimSearch
from checkers.verdicts.assess import assess
from checkers.verdicts.policy import shipped_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkers.evidence.gather import EvidenceSet, Judges
    from checkers.nouns import Article, Source, Verdict

CLAIM = a_claim("El puente de Almorva costó 12 millones de euros.")
SAID = "El puente de Almorva costó 12 millones de euros, según la diputación."
AROUND = (
    "La obra duró catorce meses y dio trabajo a treinta vecinos de la comarca.",
    "El alcalde no quiso hablar ayer de la próxima campaña de los bomberos.",
    "En la feria del queso hubo este año más puestos que nunca, y más lluvia.",
)


def pages(*texts: str) -> list[Source]:
    return [a_source(text, f"p{number}.example") for number, text in enumerate(texts)]


def judged(
    judges: Judges, sources: Sequence[Source], article: Article | None = None
) -> tuple[EvidenceSet, Verdict]:
    found = gather_evidence([CLAIM], sources, "es", judges)
    (assessment,) = assess(
        article or an_article("Una crónica sobre otra cosa."),
        [CLAIM],
        {CLAIM.id: ClaimSearch(CLAIM.id, (), (), (), answered=1)},
        sources,
        found,
        policy=shipped_policy(),
        published_before=None,
        decided_at=NOON,
    )
    assert assessment.verdict is not None
    return found, assessment.verdict


def about_it(found: EvidenceSet, verdict: Verdict) -> list[tuple[str, bool, str | None]]:
    """Of each passage that says it: its voice, whether it counts, and why not."""
    texts = {passage.id: passage.text for passage in found.passages}
    said = {piece.id for piece in found.evidence if texts[piece.passage_id] == SAID}
    return [
        (one.voice, one.weight > 0, one.excluded)
        for one in verdict.evidence
        if one.evidence_id in said
    ]


def test_the_same_words_on_three_pages_are_one_voice_and_all_are_shown(judges: Judges) -> None:
    sources = pages(*(f"{around}\n{SAID}\n{around}" for around in AROUND))

    found, verdict = judged(judges, sources)
    _, alone = judged(judges, sources[:1])

    said = about_it(found, verdict)
    assert [(counts, why) for _, counts, why in said] == [
        (True, None),
        (False, "same_voice"),
        (False, "same_voice"),
    ]
    assert len({voice for voice, _, _ in said}) == 1
    assert verdict.label is alone.label is VerdictLabel.SUPPORTED


def test_other_words_on_a_page_with_a_copy_are_its_own_voice(judges: Judges) -> None:
    own = "La factura del puente de Almorva, ya pagada, fue de 12 millones de euros."
    sources = pages(f"{AROUND[0]}\n{SAID}", f"{AROUND[1]}\n{SAID}\n{own}")

    _, verdict = judged(judges, sources)

    assert len({one.voice for one in verdict.evidence if one.weight > 0}) == 2


def test_the_article_itself_silences_nobody_whose_words_it_has(judges: Judges) -> None:
    article_page, source = pages(f"{AROUND[0]}\n{SAID}", f"{AROUND[1]}\n{SAID}")
    article = replace(an_article("Una crónica sobre otra cosa."), url=article_page.url)

    found, verdict = judged(judges, [article_page, source], article)

    assert [(counts, why) for _, counts, why in about_it(found, verdict)] == [
        (False, "article_itself"),
        (True, None),
    ]
    assert verdict.label is VerdictLabel.SUPPORTED


def test_of_the_same_words_those_count_that_weigh_most(judges: Judges) -> None:
    old, new = pages(f"{AROUND[0]}\n{SAID}", f"{AROUND[1]}\n{SAID}")
    old = replace(old, published_at=NOON.replace(year=1990))
    article = replace(an_article("Una crónica sobre otra cosa."), published_at=NOON)

    found, verdict = judged(judges, [old, new], article)

    assert [counts for _, counts, _ in about_it(found, verdict)] == [False, True]


def test_a_denial_in_nearly_the_same_words_stands_against_them(judges: Judges) -> None:
    denied = SAID.replace("costó", "no costó")
    sources = pages(f"{AROUND[0]}\n{SAID}", f"{AROUND[1]}\n{denied}")

    found, _ = judged(judges, sources)

    assert {passage.text for passage in found.passages} >= {SAID, denied}
    assert found.said_first == ()
