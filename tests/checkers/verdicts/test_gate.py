from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from builders import a_claim, a_piece, a_verdict
from checkers.evidence.gather import EvidenceSet
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.stored import StoredPages
from checkers.labels import ClaimStatus, Comparator, Stage
from checkers.nouns import (
    Assessment,
    Claim,
    Comparison,
    Evidence,
    Passage,
    Quantity,
    Source,
    Verdict,
)
from checkers.verdicts.gate import Gated, let_through
from servers.pages import PageServer

SENTENCE = "El puente de Almorva costó 12 millones de euros en 2024, según el acta de liquidación."
MORE = "La obra duró catorce meses y dio trabajo a una treintena de vecinos de toda la comarca."
PAGE = f"""<html lang="es"><head><title>Acta</title></head><body><main><article>
<h1>Cuentas del puente</h1><p>{SENTENCE}</p><p>{MORE}</p></article></main></body></html>"""
PAST = datetime(2020, 1, 1, tzinfo=UTC)
CLAIM = a_claim("El puente de Almorva costó 12 millones de euros.")
OTHER = a_claim("La obra del puente duró catorce meses.")


class Newsroom:
    """Two stored pages, one of a corpus and one of the web, and the verdicts on them."""

    def __init__(self, folder: Path, server: PageServer) -> None:
        corpus = folder / "corpus"
        corpus.mkdir()
        (corpus / "acta.html").write_text(PAGE, encoding="utf-8")
        url = server.serve("/nota", f"{MORE}\n{SENTENCE}", content_type="text/plain; charset=utf-8")
        self.snapshots = folder / "snapshots"
        self.fetcher = PageFetcher(
            limits=FetchLimits(per_host_delay_seconds=0.0),
            allow_hosts=server.allowed(),
            contact=None,
            snapshots=SnapshotStore(self.snapshots),
            corpus=corpus,
        )
        self.urls = ((corpus / "acta.html").as_uri(), url)
        self.acta, self.nota = self.fetcher.fetch_all(self.urls, since=PAST)

    def record_of(self, source: Source) -> Path:
        (path,) = self.snapshots.rglob(f"{source.snapshot}.warc.gz")
        return path

    def gate(
        self, *cases: tuple[Claim, Verdict, tuple[Evidence, ...]], passages: tuple[Passage, ...]
    ) -> Gated:
        return let_through(
            [claim for claim, _, _ in cases],
            [Assessment(c.id, ClaimStatus.JUDGED, None, verdict) for c, verdict, _ in cases],
            [self.acta, self.nota],
            EvidenceSet(passages, tuple(piece for _, _, pieces in cases for piece in pieces)),
            StoredPages(SnapshotStore(self.snapshots)),
            "es",
        )


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    with PageServer() as server:
        return Newsroom(tmp_path, server)


def passage_in(source: Source, words: str = SENTENCE) -> Passage:
    start = source.text.index(words)
    return Passage.of(source, start, start + len(words))


def piece_on(claim: Claim, passage: Passage, source: Source, figure: str | None = None) -> Evidence:
    """Evidence whose compared figure is where it is, or where `figure` is wrongly said to be."""
    start = passage.text.find("12 millones")
    quantity = Quantity(
        figure or passage.text[start : start + 11],
        start,
        start + 11,
        Decimal(12_000_000),
        Comparator.EQUAL,
    )
    compared = Comparison(quantity, quantity, agrees=True, reason="agrees", same_thing=0.9)
    piece = a_piece(claim, source, supports=0.9, comparison=compared if start >= 0 else None)
    return replace(piece, passage_id=passage.id)


def both_cited(newsroom: Newsroom) -> Gated:
    """One verdict on each page, and what the gate makes of them."""
    first, second = passage_in(newsroom.acta), passage_in(newsroom.nota, MORE)
    one, two = piece_on(CLAIM, first, newsroom.acta), piece_on(OTHER, second, newsroom.nota)
    return newsroom.gate(
        (CLAIM, a_verdict(CLAIM, (one, 0.8), justification="«12 millones» [1]"), (one,)),
        (OTHER, a_verdict(OTHER, (two, 0.8), justification="(nota [1])"), (two,)),
        passages=(first, second),
    )


def test_verdicts_whose_quotes_are_in_their_pages_pass_as_they_are(newsroom: Newsroom) -> None:
    gated = both_cited(newsroom)

    assert [it.status for it in gated.assessments] == [ClaimStatus.JUDGED] * 2
    assert all(it.verdict is not None for it in gated.assessments)
    assert len(gated.found.evidence) == len(gated.found.passages) == 2
    assert gated.failures == ()


def flip_a_byte(path: Path) -> None:
    packed = bytearray(path.read_bytes())
    packed[len(packed) // 2] ^= 0xFF
    path.write_bytes(packed)


def write_another_body(path: Path) -> None:
    unpacked = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(unpacked.replace(b"12 millones", b"99 millones")))


def tear(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("damage", [flip_a_byte, write_another_body, tear, Path.unlink])
def test_a_verdict_on_a_page_that_was_tampered_with_is_not_kept_and_the_rest_is(
    newsroom: Newsroom, damage: Callable[[Path], None]
) -> None:
    damage(newsroom.record_of(newsroom.acta))

    gated = both_cited(newsroom)

    lost, kept = gated.assessments
    assert (lost.status, lost.verdict) == (ClaimStatus.RETRIEVAL_FAILED, None)
    assert newsroom.acta.url in (lost.reason or "")
    assert "página guardada" in (lost.reason or "")
    assert kept.verdict is not None
    (failure,) = gated.failures
    assert (failure.stage, failure.url) == (Stage.VERDICTS, newsroom.acta.url)
    assert failure.claim_id == CLAIM.id
    assert [piece.claim_id for piece in gated.found.evidence] == [OTHER.id]
    assert [passage.text for passage in gated.found.passages] == [MORE]


def test_a_page_that_is_not_the_one_retrieved_is_told_by_its_hash(newsroom: Newsroom) -> None:
    newsroom.acta = replace(newsroom.acta, sha256="0" * 64)

    (failure,) = both_cited(newsroom).failures

    assert "SHA-256" in failure.reason


@pytest.mark.parametrize(("left", "right"), [(1, 1), (0, 1), (100_000, 100_000)])
def test_a_passage_at_other_offsets_is_refused_though_its_words_are_on_the_page(
    newsroom: Newsroom, left: int, right: int
) -> None:
    passage = passage_in(newsroom.acta)
    moved = replace(passage, start=passage.start + left, end=passage.end + right)
    piece = piece_on(CLAIM, moved, newsroom.acta)

    gated = newsroom.gate((CLAIM, a_verdict(CLAIM, (piece, 0.8)), (piece,)), passages=(moved,))

    assert gated.assessments[0].verdict is None
    assert gated.found == EvidenceSet((), ())
    assert "not in the stored page" in gated.failures[0].reason


def test_a_figure_that_is_elsewhere_in_its_passage_is_refused(newsroom: Newsroom) -> None:
    passage = passage_in(newsroom.acta)
    piece = piece_on(CLAIM, passage, newsroom.acta, figure="13 millones")

    gated = newsroom.gate((CLAIM, a_verdict(CLAIM, (piece, 0.8)), (piece,)), passages=(passage,))

    assert gated.assessments[0].status is ClaimStatus.RETRIEVAL_FAILED
    assert "'13 millones'" in gated.failures[0].reason


def test_evidence_of_a_page_that_this_run_does_not_have_is_refused(newsroom: Newsroom) -> None:
    passage = passage_in(newsroom.acta)
    piece = replace(piece_on(CLAIM, passage, newsroom.acta), source_id="another")

    gated = newsroom.gate((CLAIM, a_verdict(CLAIM, (piece, 0.8)), (piece,)), passages=(passage,))

    assert gated.assessments[0].verdict is None
    assert gated.failures[0].url is None


def test_a_justification_with_invented_words_is_refused_and_says_so(newsroom: Newsroom) -> None:
    passage = passage_in(newsroom.acta)
    piece = piece_on(CLAIM, passage, newsroom.acta)
    verdict = a_verdict(CLAIM, (piece, 0.8), justification="Dice «costó 13 millones» [1].")

    gated = newsroom.gate((CLAIM, verdict, (piece,)), passages=(passage,))

    assert "justificación" in (gated.assessments[0].reason or "")
    assert "'costó 13 millones'" in gated.failures[0].reason


def test_a_page_that_did_not_count_is_extracted_again_only_where_it_is_cited(
    newsroom: Newsroom,
) -> None:
    first, second = passage_in(newsroom.acta), passage_in(newsroom.nota)
    one, two = piece_on(CLAIM, first, newsroom.acta), piece_on(CLAIM, second, newsroom.nota)
    newsroom.record_of(newsroom.nota).unlink()

    def verdict_of(justification: str) -> Verdict | None:
        verdict = a_verdict(CLAIM, (one, 0.8), (two, 0.0), justification=justification)
        gated = newsroom.gate((CLAIM, verdict, (one, two)), passages=(first, second))
        return gated.assessments[0].verdict

    assert verdict_of("La confirma acta [1].") is not None
    assert verdict_of("Lo más cercano: «12 millones» [2].") is None


def test_a_page_of_an_earlier_run_passes_the_same_gate(newsroom: Newsroom) -> None:
    kept = newsroom.fetcher.fetch_all(newsroom.urls, since=PAST)
    assert kept[1].retrieved_at == newsroom.nota.retrieved_at  # from its snapshot: the web is gone
    newsroom.acta, newsroom.nota = kept

    assert both_cited(newsroom).failures == ()


def test_a_page_is_extracted_once_however_often_it_is_cited(newsroom: Newsroom) -> None:
    pages = StoredPages(SnapshotStore(newsroom.snapshots))
    text = pages.text_of(newsroom.acta)
    newsroom.record_of(newsroom.acta).unlink()

    assert pages.text_of(newsroom.acta) is text
    assert text == newsroom.acta.text
