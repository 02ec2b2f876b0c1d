"""Runs whose pages are stored as real snapshots, recorded without the models of a check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from prepared_warehouses import prepared
from recorded_reports import NOON, make_report, verdict_of

from checkers.fetching.document import Document
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.sources import read_source
from checkers.identifiers import identify
from checkers.nouns import (
    Claim,
    ClaimSearch,
    Evidence,
    Passage,
    Query,
    Report,
    SearchResult,
    Source,
    WeighedEvidence,
)
from veredicto.settings import Settings
from warehouse.writer import Warehouse

HTML = """<html lang="es"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>{sentence}</p><p>La memoria recoge además el calendario de las obras y los nombres de los
ingenieros, con detalle de partidas, plazos y proveedores de cada uno de los tramos.</p>
</article></body></html>"""
CITED = "https://cuentas.example/2025"
UNCITED = "https://vecino.example/nota"
SENTENCE = "La compañía ingresó 4.100 millones de dólares en 2025, según Ana Núñez, su directora."


@dataclass(frozen=True)
class Record:
    """A warehouse with its folder of snapshots."""

    warehouse: Warehouse
    store: SnapshotStore

    @classmethod
    def of(cls, settings: Settings) -> Record:
        warehouse = prepared(settings.warehouse, patience_seconds=5)
        return cls(warehouse, SnapshotStore(settings.snapshots))

    def page(
        self,
        url: str,
        sentence: str = SENTENCE,
        *,
        title: str = "Cuentas de 2025",
        at: datetime = NOON,
    ) -> Source:
        """A page stored as it came at a time."""
        document = Document(
            url=url,
            final_url=url,
            status_code=200,
            headers=(("content-type", "text/html; charset=utf-8"), ("etag", '"1"')),
            content_type="text/html; charset=utf-8",
            body=HTML.format(title=title, sentence=sentence).encode(),
            retrieved_at=at,
        )
        return read_source(document, self.store.put(document))

    def run(
        self,
        *,
        number: int = 0,
        cited: str = CITED,
        uncited: str | None = UNCITED,
        sentence: str = SENTENCE,
        at: datetime = NOON,
    ) -> Report:
        """A recorded run on article `number`: its verdict cites one page, another was read."""
        report = self.report(number=number, cited=cited, uncited=uncited, sentence=sentence, at=at)
        self.warehouse.record(report)
        return report

    def report(
        self,
        *,
        number: int = 0,
        cited: str = CITED,
        uncited: str | None = UNCITED,
        sentence: str = SENTENCE,
        at: datetime = NOON,
    ) -> Report:
        """The run as it stands before it is recorded, its pages stored."""
        base = make_report(run=f"run-{number}-{at:%Y%m%d%H%M%S}", number=number, at=at)
        page = self.page(cited, sentence, at=at)
        other = () if uncited is None else (self.page(uncited, "Nada de eso.", at=at),)
        start = page.text.index(sentence)
        passage = Passage.of(page, start, start + len(sentence))
        piece = _piece(base, passage)
        verdict = replace(
            verdict_of(base),
            id=identify("verdict", piece.id),
            justification=f"Lo confirma cuentas.example [1]. «{sentence}» [1].",
            evidence=(WeighedEvidence(piece.id, "cuentas.example", 1.0),),
        )
        judged, *rest = base.assessments
        search, *failed = base.searches
        return replace(
            base,
            sources=(page, *other, base.sources[1]),
            passages=(passage,),
            evidence=(piece,),
            searches=(_search(search, base.claims[0], (page, *other)), *failed),
            assessments=(replace(judged, verdict=verdict), *rest),
        )


def _piece(base: Report, passage: Passage) -> Evidence:
    return replace(
        base.evidence[0],
        id=identify("evidence", base.claims[0].id, passage.id),
        passage_id=passage.id,
        source_id=passage.source_id,
    )


def _search(search: ClaimSearch, claim: Claim, pages: tuple[Source, ...]) -> ClaimSearch:
    query = Query.of(claim.id, "empresa facturación 2025 Ana Núñez", "es")
    results = tuple(
        SearchResult(query.id, "corpus", page.url, page.title, page.text[:80], rank, NOON)
        for rank, page in enumerate(pages, start=1)
    )
    return replace(search, queries=(query,), results=results)
