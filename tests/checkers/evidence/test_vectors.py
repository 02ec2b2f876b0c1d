from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from builders import a_claim, a_source
from checkers.evidence.gather import gather_evidence
from checkers.evidence.vectors import WHOLE, Asked, Pages
from checkers.models.embedder import Embedder
from checkers.models.token_vectors import load_token_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkers.evidence.gather import Judges
    from checkers.models.network import Floats

SOURCES = tuple(
    a_source(text, publisher=f"{name}.example")
    for name, text in {
        "webb": "El espejo principal del telescopio James Webb mide 6,5 metros de diámetro.",
        "puente": "El puente de Almorva costó 12 millones de euros en 2024, según el acta.\n"
        "La obra duró catorce meses y dio trabajo a una treintena de vecinos.",
        "ninguna": "La receta lleva medio kilo de harina, dos huevos y una pizca de sal gorda.",
    }.items()
)
CLAIMS = (
    a_claim("El espejo del telescopio James Webb mide 6,5 metros."),
    a_claim("El puente de Almorva costó 12 millones de euros en 2024."),
)

ASKED = Asked(tuple(claim.wording for claim in CLAIMS), "es")
FILLER = "La receta número {} lleva medio kilo de harina, dos huevos y una pizca de sal gorda."
LONG = tuple(
    a_source(
        "\n".join(FILLER.format(number) for number in range(first, first + WHOLE // 3)),
        publisher=f"recetas{first}.example",
    )
    for first in (0, 1000, 2000, 3000)
)


def test_evidence_is_the_same_to_the_last_bit_whichever_page_came_first(judges: Judges) -> None:
    pages = Pages(lambda: judges.embedder)
    for source in reversed(SOURCES[1:]):
        pages.begin(source)

    begun = gather_evidence(CLAIMS, SOURCES, "es", judges, pages=pages)

    assert begun == gather_evidence(CLAIMS, SOURCES, "es", judges)


def test_pages_that_were_dropped_are_read_when_they_are_asked_for(judges: Judges) -> None:
    pages = Pages(lambda: judges.embedder)
    for source in SOURCES:
        pages.begin(source)
    pages.drop()

    read = pages.of(SOURCES, ASKED)

    assert {passage.source_id for passage in read.passages} == {one.id for one in SOURCES}
    assert len(read.vectors) == len(read.passages)


class Counting:
    """The shipped model, with a count of the texts that it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self.given: list[str] = []
        self._embedder = embedder

    def queries(self, texts: Sequence[str]) -> Floats:
        return self._embedder.embed_claims(texts)

    def documents(self, texts: Sequence[str]) -> Floats:
        self.given += texts
        return self._embedder.embed_passages(texts)


@pytest.mark.parametrize(("steady", "times"), [(True, 1), (False, 3)])
def test_what_pages_say_in_the_same_words_is_embedded_once_where_that_makes_no_difference(
    judges: Judges, *, steady: bool, times: int
) -> None:
    counting = Counting(judges.embedder)
    embedder = Embedder(counting, "a model", steady=steady)
    alike = [a_source(SOURCES[0].text, publisher=f"copia{number}.example") for number in range(3)]
    pages = Pages(lambda: embedder)

    read = [pages.of([one], ASKED) for one in alike]

    assert counting.given.count(SOURCES[0].text) == times
    (first, *others) = read
    assert all(np.array_equal(first.vectors, other.vectors) for other in others)
    pages.drop()
    pages.of(alike[:1], ASKED)
    assert counting.given.count(SOURCES[0].text) == times + 1


@pytest.fixture(scope="module")
def choosy(judges: Judges) -> Judges:
    return replace(judges, tokens=load_token_vectors(judges.embedder))


def test_of_many_passages_those_are_embedded_that_a_claim_keeps_or_somebody_named(
    choosy: Judges,
) -> None:
    counting = Counting(choosy.embedder)
    embedder = Embedder(counting, "a model", steady=True)
    pages = Pages(lambda: embedder, lambda: choosy.tokens)
    named = replace(ASKED, named=frozenset({LONG[3].id}))

    read = pages.of((*LONG, *SOURCES), named)

    texts = [passage.text for passage in read.passages]
    assert SOURCES[0].text in texts
    assert WHOLE // 3 < len(texts) < WHOLE
    assert sum(passage.source_id == LONG[3].id for passage in read.passages) == WHOLE // 3
    assert sorted(counting.given) == sorted(texts)
    assert np.allclose(read.vectors, choosy.embedder.embed_passages(texts), atol=1e-6)


def test_of_few_passages_all_are_embedded(choosy: Judges, judges: Judges) -> None:
    few = Pages(lambda: choosy.embedder, lambda: choosy.tokens).of(SOURCES, ASKED)
    every = Pages(lambda: judges.embedder).of(SOURCES, ASKED)

    assert few.passages == every.passages
    assert np.array_equal(few.vectors, every.vectors)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 2, 0), ()])
def test_what_is_kept_of_many_passages_is_the_same_whichever_page_came_first(
    choosy: Judges, order: tuple[int, ...]
) -> None:
    sources = (*LONG, *SOURCES)
    pages = Pages(lambda: choosy.embedder, lambda: choosy.tokens)
    for place in order:
        pages.begin(LONG[place])

    begun = gather_evidence(CLAIMS, sources, "es", choosy, pages=pages)

    assert begun == gather_evidence(CLAIMS, sources, "es", choosy)
    assert ("token_vectors", choosy.tokens.title) in begun.evidence[0].models  # type: ignore[union-attr] (it is set)
