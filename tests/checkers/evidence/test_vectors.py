from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from builders import a_claim, a_source
from checkers.evidence.gather import gather_evidence
from checkers.evidence.vectors import Pages
from checkers.models.embedder import Embedder

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

    read = pages.of(SOURCES)

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

    read = [pages.of([one]) for one in alike]

    assert counting.given.count(SOURCES[0].text) == times
    (first, *others) = read
    assert all(np.array_equal(first.vectors, other.vectors) for other in others)
    pages.drop()
    pages.of(alike[:1])
    assert counting.given.count(SOURCES[0].text) == times + 1
