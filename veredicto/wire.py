"""The one place that builds clients and models and puts the parts together."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import stamina
from filelock import FileLock

from checkers.articles import Article
from checkers.claims.choose import Selection
from checkers.claims.statements import load_statement_model
from checkers.errors import BadInput, BadSetting
from checkers.evidence.gather import Judges
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher, Refusal
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.turns import Elsewhere, nobody_elsewhere
from checkers.forgotten import Forgotten
from checkers.labels import Stage
from checkers.models.embedder import Embedder, load_embedder
from checkers.models.local import find_model
from checkers.models.stance import StanceModel, load_stance_model
from checkers.models.task import Task
from checkers.models.token_vectors import load_token_vectors
from checkers.nouns import Report
from checkers.opinions.endpoint import ChatEndpoint
from checkers.opinions.judge import OpinionJudge
from checkers.reading.article import parse_article
from checkers.reading.zim import ZimLibrary
from checkers.search.translation import Apertium, no_translation
from checkers.verdicts.policy import Policy, load_policy
from checkers.verdicts.recheck import NO_WISH, Wish, refuse_no_evidence
from checkers.verdicts.replay import Replay, replay
from flows.journal import Journal
from flows.parts import Parts, Progress
from veredicto.earlier import EarlierFactChecks
from veredicto.input_files import told_if_unreadable
from veredicto.logs import begin_logs, log_article, log_run
from veredicto.notices.notifier import build_notify
from veredicto.providers import ARCHIVE, Access, build_engines, named_providers
from veredicto.repeats import Repeats
from veredicto.settings import Settings
from veredicto.standing import ToLookAt, choose, earlier_version, the_one_named
from warehouse.claim_traces import ClaimTraces
from warehouse.fact_checks import FactCheckShelf
from warehouse.recorded import RecordedRuns
from warehouse.removals import forgotten_at
from warehouse.writer import Warehouse

if TYPE_CHECKING:
    from flows.recheck import SecondLook

STANDARD_INPUT = "-"


def silent(_stage: Stage, _done: int, _total: int) -> None:
    """Tell nobody how far a run is."""


def build_parts(
    settings: Settings,
    progress: Progress,
    *,
    searches: bool = True,
    elsewhere: Elsewhere = nobody_elsewhere,
) -> Parts:
    """Everything a run needs; the models begin to load at once, in a thread of their own.

    Without `searches` it may be that there is no provider to ask; `elsewhere` gives turns at hosts
    among other processes.

    Raises:
        VeredictoError: a setting cannot be used or the warehouse cannot be opened.
    """
    begin_logs(settings.log)
    # Waiting is shown by the progress line; a log line for each try would tear it.
    stamina.instrumentation.set_on_retry_hooks([])
    ensure_models(settings)
    policy = build_policy(settings)
    judge = build_judge(settings)
    notify = build_notify(settings)
    snapshots = build_snapshots(settings)
    zim = ZimLibrary(settings.zim) if settings.zim else None
    fetcher = build_fetcher(settings, snapshots, zim, elsewhere)
    translate = Apertium.installed()
    access = Access(lambda url: fetcher.fetch_feed(url).body, zim)
    asks = searches or named_providers(settings)
    engines = build_engines(settings, access) if asks else ()
    warehouse = Warehouse(settings.warehouse, patience_seconds=settings.patience_seconds)
    warehouse.prepare()
    judges = load_judges(settings)
    repeats = build_repeats(settings)
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)

    def record(report: Report) -> Report:
        """Records the run, and tells of it then: whatever was told is in the record."""
        began = time.monotonic()
        recorded = repeats.record(report, judges.result())
        log_run(recorded, time.monotonic() - began)
        notify(recorded)
        return recorded

    def read(location: str) -> Article:
        """The article at a location."""
        began = time.monotonic()
        article = read_location(location, fetcher)
        log_article(article, time.monotonic() - began)
        return article

    return Parts(
        read=read,
        translate=translate or no_translation,
        engines=engines,
        fetcher=fetcher,
        snapshots=snapshots,
        judges=judges,
        judge=judge,
        record=record,
        journal=Journal(settings.files),
        policy=policy,
        settings=(*settings.noted, ("policy", policy.noted), *_noted(translate)),
        version=version("veredicto"),
        results_a_claim=settings.results_a_claim,
        published_before=settings.published_before,
        progress=progress,
        find_earlier=EarlierFactChecks(build_shelf(settings)).find_of,
        earlier_version=partial(earlier_version, runs),
        labels_before=runs.labels_before,
        warehouse=settings.files.stem,
        selection=Selection(settings.max_claims, settings.min_worth),
    )


def _noted(translate: Apertium | None) -> tuple[tuple[str, str], ...]:
    return () if translate is None else (("translator", "apertium"),)


def build_policy(settings: Settings) -> Policy:
    """The verdict policy that the settings name, with the risk that they accept.

    Without a name it is what `veredicto calibrate` left beside the warehouse, or the shipped one.

    Raises:
        BadSetting: its file cannot be used, or no verdict could ever be as sure as the risk asks.
    """
    beside = policy_beside(settings)
    path = settings.policy or (beside if beside.exists() else None)
    policy = load_policy(path).with_max_risk(settings.max_risk)
    if all(policy.confidence_asked(language) > 1 for language in policy.calibration):
        lowest = ", ".join(f"{risk} in {name}" for name, risk in policy.lowest_risks)
        message = (
            f"with a risk of {settings.max_risk} every verdict would be withheld: "
            f"the lowest that was measured is {lowest or 'none'}"
        )
        raise BadSetting(message)
    return policy


def policy_beside(settings: Settings) -> Path:
    """Where `veredicto calibrate` leaves what it learned."""
    return settings.files / "policy.json"


def replay_recorded(identifier: str, settings: Settings) -> Replay:
    """The run or verdict of that identifier, derived again from the record alone.

    The models run on the threads that the run noted, unless the settings say otherwise.

    Raises:
        BadInput: there is none or several, or it cannot be derived again.
        VeredictoError: a setting cannot be used, or the warehouse cannot be read.
    """
    ensure_models(settings)
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    found = runs.find(identifier)
    report = runs.report(found.run_id)
    noted = dict(report.run.settings).get("threads")
    if settings.threads is None and noted is not None:
        settings = settings.model_copy(update={"threads": int(noted)})
    return replay(
        report,
        build_snapshots(settings),
        _load_judges(settings),
        version=version("veredicto"),
        policy=build_policy(settings),
        verdict_id=found.verdict_id,
    )


def recheck_standing(
    settings: Settings,
    *,
    before: datetime,
    claims: Sequence[str] = (),
    failed: bool = False,
    wish: Wish = NO_WISH,
    progress: Progress = silent,
    served: AbstractContextManager[None] | None = None,
) -> tuple[tuple[SecondLook, ...], tuple[str, ...]]:
    """A second look at each claim last looked at before the time, and what was skipped.

    One re-check waits for another on the same warehouse, and then leaves alone what that one
    looked at, unless pages are to be added or left out.

    Args:
        settings: of the installation.
        before: later checks are left alone.
        claims: beginnings of claims' identifiers; empty for all with a verdict.
        failed: only claims whose retrieval failed.
        wish: pages to add to the only claim that is named or to leave out, and who asks.
        progress: told how far a stage is.
        served: within it there is a Prefect server; entered where something is to be looked at.

    Raises:
        BadInput: a claim is not there or not one to check, pages are added to several, or what is
            to be left out is no evidence of it.
        VeredictoError: a setting cannot be used, or the warehouse cannot be opened.
    """
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    if wish.names_pages:
        claims = [the_one_named(runs, claims)]
    parts = build_parts(settings, progress, searches=not wish.names_pages)
    limit = None if wish.names_pages else before
    with choose_standing(settings, before=limit, claims=claims, failed=failed) as chosen:
        if wish.names_pages and chosen.skipped:
            raise BadInput(chosen.skipped[0])
        for base in chosen.bases:
            refuse_no_evidence(base, wish.without)
        if not chosen.bases:
            return (), chosen.skipped
        # Prefect takes seconds to import.
        from flows.recheck import run_recheck

        with served or nullcontext():
            return run_recheck(chosen.bases, parts, wish), chosen.skipped


@contextmanager
def choose_standing(
    settings: Settings,
    *,
    before: datetime | None,
    claims: Sequence[str] = (),
    failed: bool = False,
) -> Iterator[ToLookAt]:
    """What a re-check is to look at, which no other re-check of the warehouse does meanwhile.

    Args:
        settings: of the installation.
        before: later checks are left alone; None for now, once other re-checks have ended.
        claims: beginnings of claims' identifiers; empty for all with a verdict.
        failed: only claims whose retrieval failed.

    Raises:
        BadInput: a claim is not there or not one to check.
        VeredictoError: the warehouse cannot be opened.
    """
    runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
    settings.files.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.files / "recheck.lock"):
        yield choose(runs, before=before or datetime.now(UTC), claims=claims, failed=failed)


def build_shelf(settings: Settings) -> FactCheckShelf:
    """Where the fact-checks of others are kept."""
    return FactCheckShelf(settings.warehouse, patience_seconds=settings.patience_seconds)


def build_repeats(settings: Settings) -> Repeats:
    """Records runs with what their claims repeat."""
    path, patience = settings.warehouse, settings.patience_seconds
    return Repeats(
        Warehouse(path, patience_seconds=patience), ClaimTraces(path, patience_seconds=patience)
    )


def build_snapshots(settings: Settings) -> SnapshotStore:
    """The pages as they were retrieved, kept beside the warehouse."""
    return SnapshotStore(settings.snapshots)


def build_fetcher(
    settings: Settings,
    snapshots: SnapshotStore,
    zim: ZimLibrary | None = None,
    elsewhere: Elsewhere = nobody_elsewhere,
) -> PageFetcher:
    """The guarded retrieval of pages, which it keeps in `snapshots`.

    Where the archive is searched, pages of it are taken as they are stored for some days.
    """
    return PageFetcher(
        limits=FetchLimits(),
        allow_hosts=frozenset(settings.allow_hosts),
        contact=settings.contact,
        snapshots=snapshots,
        corpus=settings.corpus,
        zim=zim,
        reuse=timedelta(days=settings.archive_days) if settings.searches(ARCHIVE) else None,
        refusal=build_refusal(settings),
        elsewhere=elsewhere,
    )


def build_refusal(settings: Settings) -> Refusal:
    """Knows the addresses that were removed on request; they are read when first asked for."""

    @cache
    def forgotten() -> Forgotten:
        return forgotten_at(settings.warehouse, patience_seconds=settings.patience_seconds)

    def refusal(url: str) -> str | None:
        if forgotten().has_address(url):
            return "it was removed on request (veredicto forget) and is not fetched again"
        return None

    return refusal


def build_judge(settings: Settings) -> OpinionJudge | None:
    """The additional judge, where its address is set.

    Raises:
        BadSetting: the address comes without a model, or one of its settings cannot be used.
    """
    if not settings.llm_base_url:
        return None
    if not settings.llm_model:
        message = (
            "VEREDICTO_LLM_BASE_URL is set without a model: name it in VEREDICTO_LLM_MODEL, or "
            "unset the address to check without an additional judge"
        )
        raise BadSetting(message)
    endpoint = ChatEndpoint(
        settings.llm_base_url,
        settings.llm_model,
        key=settings.llm_key,
        seconds=settings.llm_seconds,
    )
    return OpinionJudge(endpoint)


def ensure_models(settings: Settings) -> None:
    """Fail at once, before anything is fetched, on a model that is not there or is damaged.

    Raises:
        BadSetting: a name is no model's folder and was not pulled, or was for another task.
        ModelError: its weights are not those that were pulled.
    """
    for name, task in ((settings.embedder, Task.EMBEDDER), (settings.stance_model, Task.STANCE)):
        if name:
            find_model(name, task)


def load_judges(settings: Settings) -> Future[Judges]:
    """The models, loading in a thread while pages are being fetched."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="models")
    judges = executor.submit(_load_judges, settings)
    executor.shutdown(wait=False)
    return judges


def _load_judges(settings: Settings) -> Judges:
    if not settings.embedder and not settings.stance_model:
        return shipped_judges(settings.threads)
    embedder = load_embedder(settings.embedder, threads=settings.threads)
    stance = load_stance_model(settings.stance_model, threads=settings.threads)
    return Judges(embedder, stance) if settings.embedder else _with_taught(embedder, stance)


@cache
def shipped_judges(threads: int | None) -> Judges:
    """The models that ship, on so many threads; loaded once.

    Raises:
        ModelError: the weights of one are missing or damaged.
    """
    return _with_taught(load_embedder(threads=threads), load_stance_model(threads=threads))


def _with_taught(embedder: Embedder, stance: StanceModel) -> Judges:
    """With the models that the shipped embedder taught."""
    return Judges(embedder, stance, load_statement_model(embedder), load_token_vectors(embedder))


def read_location(location: str, fetcher: PageFetcher) -> Article:
    """The article at a URL, in a file, or on standard input for `-`.

    Raises:
        BadInput: there is no article to read.
        FetchError: the URL was refused or could not be had.
    """
    if is_url(location):
        document = fetcher.fetch_article(location)
        return parse_article(
            document.body,
            name=location,
            url=document.final_url,
            content_type=document.content_type,
        )
    if location == STANDARD_INPUT:
        return parse_article(sys.stdin.buffer.read(), name="standard input")
    return parse_article(read_file(Path(location)), name=location)


def ensure_readable(location: str) -> None:
    """Fail at once, before anything is loaded, on a file that holds no article.

    Raises:
        BadInput: it is missing, a folder, not to be read, or no article in a language served.
    """
    if location != STANDARD_INPUT and not is_url(location):
        parse_article(read_file(Path(location)), name=location)


def is_url(location: str) -> bool:
    """Whether the location is to be fetched."""
    return urlsplit(location).scheme in {"http", "https"}


def read_file(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableInput: it is missing, a folder, or not to be read.
    """
    wanted = "the path of an article, a URL, or - for stdin"
    with told_if_unreadable(path, wanted=wanted, pattern="*.txt"):
        return path.read_bytes()
