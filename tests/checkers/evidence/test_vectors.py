from __future__ import annotations

from typing import TYPE_CHECKING

from builders import a_claim, a_source
from checkers.evidence.gather import gather_evidence
from checkers.evidence.vectors import Pages

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges

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
