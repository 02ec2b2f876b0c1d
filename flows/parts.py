"""What a flow needs to run: built once by `veredicto.wire`, handed in, never built here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime

from checkers.articles import Article
from checkers.claims.choose import EVERY_CLAIM, Selection
from checkers.evidence.gather import Judges
from checkers.evidence.vectors import Pages
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.labels import Stage, VerdictLabel
from checkers.nouns import Claim, EarlierFactCheck, Report
from checkers.opinions.judge import OpinionJudge
from checkers.search.ask import Alternatives
from checkers.search.translation import Translate
from checkers.verdicts.policy import Policy
from flows.journal import Journal

Progress = Callable[[Stage, int, int], None]
"""Told (stage, done, total) as a run goes on."""
FindEarlier = Callable[
    [Sequence[Claim], str, Judges, Callable[[int, int], None]], tuple[EarlierFactCheck, ...]
]
"""Gives the published fact-checks of claims in a language; told (done, total) as it prepares."""
EarlierVersion = Callable[[Article, str], tuple[Report, ...]]
"""Gives the runs that spoke last on the claims of the newest version of an article at a location
that was checked, each narrowed to those claims; none where it is new."""


class Parts:
    """The parts of one installation.

    A plain class on purpose: Prefect walks through dataclasses that are handed to tasks.

    Args:
        read: gives the article at a location.
        translate: gives the English for a claim, for queries.
        engines: the searches to ask, with their alternatives.
        fetcher: retrieves pages.
        snapshots: the pages as they were retrieved, where quotes are looked up.
        judges: the models, loading since the start.
        judge: is asked for second readings; None where none is set.
        record: writes a report to the warehouse, and gives it with what its claims repeat.
        journal: knows the runs that were cut off.
        policy: what evidence is worth.
        settings: what a run notes of the settings it ran under.
        version: of veredicto.
        results_a_claim: pages looked at for a claim, at most.
        published_before: evidence published at or after it does not count.
        progress: told how far the run is.
        find_earlier: looks up what others have published about the claims.
        earlier_version: gives what stands of the version of an article that was checked before.
        labels_before: gives the verdicts that claims had before a recorded run, by the claims'
            identifiers.
        warehouse: the name of where it is recorded.
        selection: how many claims of an article are checked.
    """

    def __init__(  # noqa: PLR0913 (the composition of the whole installation)
        self,
        *,
        read: Callable[[str], Article],
        translate: Translate,
        engines: Sequence[Alternatives],
        fetcher: PageFetcher,
        snapshots: SnapshotStore,
        judges: Future[Judges],
        judge: OpinionJudge | None,
        record: Callable[[Report], Report],
        journal: Journal,
        policy: Policy,
        settings: tuple[tuple[str, str], ...],
        version: str,
        results_a_claim: int,
        published_before: datetime | None,
        progress: Progress,
        find_earlier: FindEarlier,
        earlier_version: EarlierVersion,
        labels_before: Callable[[str], Mapping[str, VerdictLabel]],
        warehouse: str,
        selection: Selection = EVERY_CLAIM,
    ) -> None:
        self.read = read
        self.translate = translate
        self.engines = tuple(engines)
        self.fetcher = fetcher
        self.snapshots = snapshots
        self.judges = judges
        self.pages = Pages(lambda: judges.result().embedder, lambda: judges.result().tokens)
        self.judge = judge
        self.record = record
        self.journal = journal
        self.policy = policy
        self.settings = settings
        self.version = version
        self.results_a_claim = results_a_claim
        self.published_before = published_before
        self.progress = progress
        self.find_earlier = find_earlier
        self.earlier_version = earlier_version
        self.labels_before = labels_before
        self.warehouse = warehouse
        self.selection = selection
