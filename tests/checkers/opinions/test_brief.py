from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import a_claim, a_piece, a_verdict
from checkers.evidence.gather import EvidenceSet
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.stored import StoredPages
from checkers.labels import ClaimStatus
from checkers.nouns import Assessment, Evidence, Passage, Verdict
from checkers.opinions.brief import MOST_PASSAGES, Brief, make_briefs

CLAIM = a_claim("El puente se abrió en 2024.")
WITHOUT_VERDICT = a_claim("Esto no se comprueba.")
WITHOUT_PASSAGES = a_claim("De esto no se encontró nada.")
TEXTS = [f"La página número {n} habla del puente." for n in range(12)]


class Shelf:
    """Pages of a corpus that are stored, each with one passage and evidence on `CLAIM`."""

    def __init__(self, folder: Path, texts: Sequence[str]) -> None:
        corpus = folder / "corpus"
        corpus.mkdir()
        for n, text in enumerate(texts):
            (corpus / f"{n:02}.txt").write_text(text, encoding="utf-8")
        self.snapshots = folder / "snapshots"
        fetcher = PageFetcher(
            limits=FetchLimits(),
            allow_hosts=(),
            contact=None,
            snapshots=SnapshotStore(self.snapshots),
            corpus=corpus,
        )
        urls = [path.as_uri() for path in sorted(corpus.iterdir())]
        self.sources = fetcher.fetch_all(urls, since=datetime(2020, 1, 1, tzinfo=UTC))
        self.passages = [Passage.of(source, 0, len(source.text)) for source in self.sources]
        self.pieces = [
            a_piece(CLAIM, source, supports=0.9, similarity=0.99 - n / 100)
            for n, source in enumerate(self.sources)
        ]

    def briefs(self, verdict: Verdict) -> tuple[Brief, ...]:
        bare = a_verdict(WITHOUT_PASSAGES)
        return make_briefs(
            [WITHOUT_VERDICT, CLAIM, WITHOUT_PASSAGES],
            [
                Assessment(WITHOUT_VERDICT.id, ClaimStatus.NOT_CHECKED, "es una opinión", None),
                Assessment(CLAIM.id, ClaimStatus.JUDGED, None, verdict),
                Assessment(WITHOUT_PASSAGES.id, ClaimStatus.JUDGED, None, bare),
            ],
            self.sources,
            EvidenceSet(tuple(self.passages), tuple(self.pieces)),
            StoredPages(SnapshotStore(self.snapshots)),
            "es",
        )

    def read(self, verdict: Verdict) -> list[int]:
        """The numbers of the pages that the judge is given, in order."""
        (brief,) = self.briefs(verdict)
        order = [piece.id for piece in self.pieces]
        return [order.index(one.evidence_id) for one in brief.passages]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, TEXTS)


def weighed(pieces: Sequence[Evidence], **weights: float) -> list[tuple[Evidence, float]]:
    return [(piece, weights.get(f"p{n}", 0.0)) for n, piece in enumerate(pieces)]


def test_what_counted_comes_first_then_the_nearest_and_no_more_than_a_few(shelf: Shelf) -> None:
    verdict = a_verdict(CLAIM, *weighed(shelf.pieces, p9=0.5, p11=0.8))

    assert shelf.read(verdict) == [11, 9, 0, 1, 2, 3, 4, 5]
    assert len(shelf.read(verdict)) == MOST_PASSAGES


def test_the_article_itself_and_what_came_too_late_are_not_shown(shelf: Shelf) -> None:
    verdict = a_verdict(CLAIM, *weighed(shelf.pieces[:4], p3=0.8))
    barred = [
        replace(verdict.evidence[0], excluded="article_itself"),
        replace(verdict.evidence[1], excluded="published_later"),
        *verdict.evidence[2:],
    ]

    assert shelf.read(replace(verdict, evidence=tuple(barred))) == [3, 2]


def test_a_text_that_stands_on_two_pages_is_shown_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, ["El puente se abrió.", "El puente se abrió.", "Otro texto."])

    assert shelf.read(a_verdict(CLAIM, *weighed(shelf.pieces))) == [0, 2]


def test_a_passage_that_is_not_in_its_stored_page_is_not_shown(shelf: Shelf) -> None:
    (record,) = shelf.snapshots.rglob(f"{shelf.sources[0].snapshot}.warc.gz")
    record.unlink()

    assert shelf.read(a_verdict(CLAIM, *weighed(shelf.pieces[:3]))) == [1, 2]


def test_a_claim_without_verdict_or_without_passages_has_no_brief(shelf: Shelf) -> None:
    (brief,) = shelf.briefs(a_verdict(CLAIM, *weighed(shelf.pieces[:1])))

    assert brief.claim == CLAIM
