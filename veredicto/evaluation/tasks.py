"""The tasks: the rows that each reads, and the models of this installation that it scores."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from checkers.claims.statements import load_statement_model
from checkers.errors import VeredictoError
from checkers.evidence.gather import Judges
from checkers.fetching.pages import PageFetcher
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.models.token_vectors import load_token_vectors
from checkers.search.corpus import CorpusProvider
from checkers.search.provider import SearchProvider
from veredicto.evaluation.article_rows import ArticleRow, EntityRow
from veredicto.evaluation.averitec import AveritecScorer
from veredicto.evaluation.claims import ClaimScorer
from veredicto.evaluation.decomposition import DecompositionScorer
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.documents import DocumentScorer
from veredicto.evaluation.entities import EntityScorer
from veredicto.evaluation.extraction import ExtractionScorer
from veredicto.evaluation.files import LabelledFile, Unreadable, read_labelled
from veredicto.evaluation.page_rows import PageRow, read_pages
from veredicto.evaluation.retrieval import RetrievalScorer
from veredicto.evaluation.rows import (
    AttributionRow,
    AveritecRow,
    CheckworthyRow,
    DecompositionRow,
    NliRow,
    RankingRow,
    Row,
    StanceRow,
)
from veredicto.evaluation.scorer import Advance, Scorer
from veredicto.evaluation.scores import Evaluation
from veredicto.evaluation.stance import StanceScorer
from veredicto.evaluation.statements import AttributionScorer, CheckworthyScorer
from veredicto.evaluation.task_names import TaskName
from veredicto.settings import Settings
from veredicto.wire import build_fetcher, build_policy, build_snapshots

R = TypeVar("R", bound=Row)
T = TypeVar("T")


class Watch(Protocol):
    """Sees an evaluation go on."""

    def say(self, words: str) -> None:
        """Something of unknown length is under way."""

    def advance(self, path: Path) -> Advance:
        """What to tell how far the scoring of `path` is."""

    def skip(self, path: Path, unreadable: Sequence[Unreadable]) -> None:
        """Rows of `path` will not be scored."""

    def fail(self, path: Path, error: VeredictoError) -> None:
        """`path` could not be scored; the others go on."""


class Job(Protocol):
    """A task, whatever its rows are."""

    def evaluate(
        self, paths: Sequence[Path], settings: Settings, *, most: int | None, watch: Watch
    ) -> tuple[Evaluation, ...]:
        """How each file was scored; see `Task.evaluate`."""


@dataclass(frozen=True, slots=True)
class Task(Generic[R]):
    """A task under its name in the contract; `read` gives the rows of a PATH."""

    name: TaskName
    kind: type[R]
    load: Callable[[Settings], Scorer[R]]
    read: Callable[[Path, type[R]], LabelledFile[R]] = read_labelled

    def evaluate(
        self, paths: Sequence[Path], settings: Settings, *, most: int | None, watch: Watch
    ) -> tuple[Evaluation, ...]:
        """How each file was scored, in the order of `paths`, or on `most` of its rows at random.

        All files are read before a model is loaded, so that a mistake is told at once. A file that
        fails does not keep the others from being scored, unless it is the only one.

        Raises:
            BadInput: the only file cannot be used.
            ModelError: a model cannot be loaded, or fails on the only file.
        """
        keep_on = partial(_keep_on, alone=len(paths) == 1, watch=watch)
        read = [keep_on(path, partial(self._read, path, watch)) for path in paths]
        files = [file for file in read if file is not None]
        if not files:
            return ()
        watch.say("loading the models")
        scorer = self.load(settings)
        found = [
            keep_on(file.path, partial(self._score, file, scorer, most, watch)) for file in files
        ]
        return tuple(one for one in found if one is not None)

    def _read(self, path: Path, watch: Watch) -> LabelledFile[R]:
        watch.say(f"reading {path.name}")
        file = self.read(path, self.kind)
        if file.unreadable:
            watch.skip(path, file.unreadable)
        return file

    def _score(
        self, file: LabelledFile[R], scorer: Scorer[R], most: int | None, watch: Watch
    ) -> Evaluation:
        begun = time.monotonic()
        scored = scorer.score(file.rows, most, watch.advance(file.path))
        return Evaluation(
            path=file.path,
            task=self.name,
            skipped=len(file.unreadable),
            seconds=time.monotonic() - begun,
            models=scorer.models,
            scored=scored,
        )


def _keep_on(path: Path, work: Callable[[], T], *, alone: bool, watch: Watch) -> T | None:
    """What `work` gives; None where it failed on a file that is not the only one."""
    try:
        return work()
    except VeredictoError as error:
        if alone:
            raise
        watch.fail(path, error)
        return None


def _load_judges(settings: Settings) -> Judges:
    embedder = load_embedder(settings.embedder)
    tokens = None if settings.embedder else load_token_vectors(embedder)
    return Judges(embedder, load_stance_model(settings.stance_model), tokens=tokens)


def _load_averitec(settings: Settings) -> AveritecScorer:
    return AveritecScorer(_load_judges(settings), build_policy(settings))


def _load_documents(settings: Settings) -> DocumentScorer:
    def retrieval(folder: Path) -> tuple[SearchProvider, PageFetcher]:
        there = {
            "corpus": folder,
            "search": ("corpus",),
            "warehouse": folder.parent / "documents.duckdb",
        }
        local = settings.model_copy(update=there)
        return CorpusProvider(folder), build_fetcher(local, build_snapshots(local))

    return DocumentScorer(
        _load_judges(settings),
        build_policy(settings),
        retrieval,
        results_a_claim=settings.results_a_claim,
    )


def _load_stance(settings: Settings) -> StanceScorer:
    return StanceScorer(load_stance_model(settings.stance_model))


def _load_retrieval(settings: Settings) -> RetrievalScorer:
    return RetrievalScorer(load_embedder(settings.embedder))


def _load_checkworthy(settings: Settings) -> CheckworthyScorer:
    embedder = load_embedder(settings.embedder)
    return CheckworthyScorer(load_statement_model(embedder), embedder.title)


def _load_attribution(settings: Settings) -> AttributionScorer:
    embedder = load_embedder(settings.embedder)
    return AttributionScorer(load_statement_model(embedder), embedder.title)


def _load_claims(_settings: Settings) -> ClaimScorer:
    return ClaimScorer()


def _load_entities(_settings: Settings) -> EntityScorer:
    return EntityScorer()


def _load_decomposition(_settings: Settings) -> DecompositionScorer:
    return DecompositionScorer()


def _load_extraction(_settings: Settings) -> ExtractionScorer:
    return ExtractionScorer()


JOBS: Mapping[TaskName, Job] = {
    TaskName.NLI: Task(TaskName.NLI, NliRow, _load_stance),
    TaskName.STANCE: Task(TaskName.STANCE, StanceRow, _load_stance),
    TaskName.CHECKWORTHY: Task(TaskName.CHECKWORTHY, CheckworthyRow, _load_checkworthy),
    TaskName.ATTRIBUTION: Task(TaskName.ATTRIBUTION, AttributionRow, _load_attribution),
    TaskName.RETRIEVAL: Task(TaskName.RETRIEVAL, RankingRow, _load_retrieval),
    TaskName.EXTRACTION: Task(TaskName.EXTRACTION, PageRow, _load_extraction, read_pages),
    TaskName.CLAIMS: Task(TaskName.CLAIMS, ArticleRow, _load_claims),
    TaskName.ENTITIES: Task(TaskName.ENTITIES, EntityRow, _load_entities),
    TaskName.DECOMPOSITION: Task(TaskName.DECOMPOSITION, DecompositionRow, _load_decomposition),
    TaskName.DOCUMENTS: Task(TaskName.DOCUMENTS, DocumentRow, _load_documents),
    TaskName.AVERITEC: Task(TaskName.AVERITEC, AveritecRow, _load_averitec),
}
