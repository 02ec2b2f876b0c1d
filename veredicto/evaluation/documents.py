"""Scores the whole pipeline on texts that come with their own web pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.evidence.gather import EvidenceSet, Judges, gather_evidence, judge_ranked
from checkers.evidence.passages import cut_passages
from checkers.evidence.rank import PASSAGES_A_CLAIM, RankedPassage
from checkers.fetching.pages import PageFetcher
from checkers.labels import VerdictLabel
from checkers.nouns import Claim, ClaimSearch, Source, Verdict
from checkers.search.ask import Bounds, search_claim
from checkers.search.engine import Engine
from checkers.search.provider import SearchProvider
from checkers.verdicts.assess import assess
from checkers.verdicts.policy import Policy
from veredicto.evaluation.cases import RETRIEVED_AT, claim_of
from veredicto.evaluation.document_rows import DocumentRow, DocumentSentence
from veredicto.evaluation.metrics import measure_factuality, measure_positive
from veredicto.evaluation.scorer import Advance, draw
from veredicto.evaluation.scores import Baseline, Count, Measured, Metric, Scored

WORTHY = "yes"
PAGE = """<!doctype html><html lang="{language}"><head><title>{title}</title>
<link rel="canonical" href="{url}"></head><body><article>{paragraphs}</article></body></html>"""

Retrieval = Callable[[Path], tuple[SearchProvider, PageFetcher]]
"""Gives the search and the fetcher over a folder of pages."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text after the pipeline: its claims, and what was found for each."""

    row: DocumentRow
    article: Article
    claims: tuple[Claim, ...]
    searches: Mapping[str, ClaimSearch]
    sources: tuple[Source, ...]
    found: EvidenceSet


class DocumentScorer:
    """Checks the labelled claims of each text against the pages of that text.

    Searching, fetching, extraction, ranking, stance, figures and verdicts are those of a check.
    Only the claims are given, so that each has its label; which sentences are worth checking is
    found in the text itself.

    Args:
        judges: the models.
        policy: what evidence is worth.
        retrieval: builds the search and the fetcher over a folder.
        results_a_claim: pages looked at for a claim, at most.
    """

    def __init__(
        self, judges: Judges, policy: Policy, retrieval: Retrieval, *, results_a_claim: int
    ) -> None:
        self._judges = judges
        self._policy = policy
        self._retrieval = retrieval
        self._results_a_claim = results_a_claim

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """The models and the policy."""
        return (*self._judges.titles, ("policy", self._policy.title))

    def score(self, rows: Sequence[DocumentRow], most: int | None, advance: Advance) -> Scored:
        """The figures on the texts, or on `most` of them.

        As baselines stand the majority and the pipeline with one part switched off.

        Raises:
            ModelError: a model returned something that is no number.
        """
        drawn = draw(rows, most)
        begun, checked = time.monotonic(), []
        for done, row in enumerate(drawn, start=1):
            checked.append(self.check(row))
            advance(done, 2 * len(drawn))
        claims = sum(len(one.claims) for one in checked)
        seconds = (time.monotonic() - begun) / max(1, claims)
        unranked = []
        for done, one in enumerate(checked, start=1):
            unranked.append(replace(one, found=self._in_page_order(one)))
            advance(len(drawn) + done, 2 * len(drawn))
        own = self.measure(checked)
        without = {
            "without_ranker": self.measure(unranked),
            "without_numbers": self.measure([_without_numbers(one) for one in checked]),
            "without_voices": self.measure(checked, own_voices=True),
        }
        worthy, plainly = _check_worthiness(checked)
        metrics = (*worthy, *own.metrics, Metric("seconds_per_claim", seconds))
        (majority,) = own.baselines
        baselines = (
            Baseline(majority.name, (plainly, *majority.metrics)),
            *(Baseline(name, measured.metrics) for name, measured in without.items()),
        )
        whole = Measured(len(drawn), metrics, own.classes, baselines)
        return Scored(
            len(drawn),
            whole,
            sampled_of=len(rows) if len(drawn) < len(rows) else None,
            counts=(Count("claims", claims), Count("decidable_claims", own.n)),
        )

    def check(self, row: DocumentRow) -> Checked:
        """The text after the pipeline.

        Raises:
            ModelError: a model returned something that is no number.
        """
        language = row.language or "en"
        article = Article.of(row.text, language=language)
        claims = tuple(
            replace(claim_of(Article.of(one.text, language=language)), article_id=article.id)
            for one in row.claims
        )
        with TemporaryDirectory() as name:
            folder = Path(name) / "pages"
            folder.mkdir()
            for number, (url, passages) in enumerate(row.pages.items()):
                page = _page(url, passages, language)
                (folder / f"{number:04}.html").write_text(page, encoding="utf-8")
            provider, fetcher = self._retrieval(folder)
            engines = ((Engine(provider),),)
            bounds = Bounds(article.id, len(claims), self._results_a_claim)
            searches = {claim.id: search_claim(claim, article, engines, bounds) for claim in claims}
            urls = dict.fromkeys(r.url for search in searches.values() for r in search.results)
            sources = fetcher.fetch_all(tuple(urls), since=datetime.now(UTC))
        found = gather_evidence(claims, sources, language, self._judges)
        return Checked(row, article, claims, searches, sources, found)

    def _in_page_order(self, one: Checked) -> EvidenceSet:
        """What is found where passages are taken as they stand on the best pages."""
        by_url = {url: source for source in one.sources for url in (source.url, source.final_url)}
        ranked = {}
        for claim in one.claims:
            pages = [by_url[r.url] for r in one.searches[claim.id].results if r.url in by_url]
            passages = [p for page in pages if page.retrieved for p in cut_passages(page)]
            ranked[claim.id] = [RankedPassage(p, 1.0) for p in passages[:PASSAGES_A_CLAIM]]
        return judge_ranked(one.claims, ranked, one.sources, one.article.language, self._judges)

    def measure(self, checked: Sequence[Checked], *, own_voices: bool = False) -> Measured:
        """The figures on texts that were checked; with `own_voices` every page is its own."""
        gold: list[VerdictLabel] = []
        verdicts: list[Verdict | None] = []
        recalled: list[bool] = []
        for one in checked:
            labels = {claim.text: claim for claim in one.row.claims}
            for claim, verdict in self._verdicts(one, own_voices=own_voices):
                labelled = labels[claim.text]
                gold.append(labelled.gold)
                verdicts.append(verdict)
                recalled += _recalled(claim, labelled.deciding, one.found)
        measured = measure_factuality(gold, verdicts)
        recall = Metric("evidence_recall", float(np.mean(recalled)) if recalled else 0.0)
        return replace(measured, metrics=(*measured.metrics, recall))

    def _verdicts(
        self, one: Checked, *, own_voices: bool
    ) -> Iterator[tuple[Claim, Verdict | None]]:
        sources = one.sources
        if own_voices:
            sources = tuple(replace(s, publisher=f"{n}.invalid") for n, s in enumerate(sources))
        assessments = assess(
            one.article,
            one.claims,
            one.searches,
            sources,
            one.found,
            policy=self._policy,
            published_before=None,
            decided_at=RETRIEVED_AT,
        )
        for claim, assessment in zip(one.claims, assessments, strict=True):
            yield claim, assessment.verdict


def _page(url: str, passages: Sequence[str], language: str) -> str:
    paragraphs = "\n".join(f"<p>{escape(passage)}</p>" for passage in passages)
    title = escape(passages[0][:60])
    return PAGE.format(language=language, title=title, url=escape(url), paragraphs=paragraphs)


def _without_numbers(one: Checked) -> Checked:
    evidence = tuple(replace(piece, comparison=None) for piece in one.found.evidence)
    claims = tuple(replace(claim, quantities=()) for claim in one.claims)
    return replace(one, claims=claims, found=replace(one.found, evidence=evidence))


def _recalled(claim: Claim, deciding: Sequence[str], found: EvidenceSet) -> Iterator[bool]:
    """For each annotated passage whether a passage of the verdict is of it."""
    texts = {passage.id: _plain(passage.text) for passage in found.passages}
    own = [texts[piece.passage_id] for piece in found.evidence if piece.claim_id == claim.id]
    for passage in map(_plain, deciding):
        yield any(text in passage or passage in text for text in own)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _check_worthiness(checked: Sequence[Checked]) -> tuple[tuple[Metric, ...], Metric]:
    """F1, precision and recall of the check-worthy sentences; the F1 of calling all the same."""
    gold, guessed = [], []
    for one in checked:
        spans = [(c.start, c.end) for c in find_claims(one.article) if c.to_check]
        for sentence in one.row.sentences.values():
            at = _place(sentence, one.article.text)
            if at is not None:
                gold.append(sentence.check_worthiness == WORTHY)
                guessed.append(any(start < at[1] and at[0] < end for start, end in spans))
    flags, found = np.array(gold), np.array(guessed)
    measured = measure_positive(flags, found.astype(float), found, ("other", "check_worthy"))
    own = {metric.name: metric.value for metric in measured.metrics}
    (majority,) = measured.baselines
    plain = next(metric.value for metric in majority.metrics if metric.name == "f1")
    figures = ("f1", "precision", "recall")
    metrics = tuple(Metric(f"checkworthy_{name}", own[name]) for name in figures)
    return metrics, Metric("checkworthy_f1", plain)


def _place(sentence: DocumentSentence, text: str) -> tuple[int, int] | None:
    """Where the sentence stands; None where the text does not hold it as it is."""
    start = text.find(sentence.text.strip())
    return None if start < 0 else (start, start + len(sentence.text.strip()))
