"""The stages of a check as Prefect tasks, one each, and for the searches one a claim.

Results are kept under the run's identifier, so that a run that was killed goes on where it was:
what is finished is not done again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from prefect import Task, task
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext

from checkers.articles import Article
from checkers.claims.choose import choose_claims
from checkers.claims.find import find_claims
from checkers.claims.worth import weigh_claims
from checkers.evidence.gather import EvidenceSet, gather_evidence
from checkers.fetching.ahead import Ahead
from checkers.fetching.stored import StoredPages
from checkers.labels import Stage
from checkers.nouns import Assessment, Claim, ClaimSearch, EarlierFactCheck, Opinion, Report, Source
from checkers.opinions.brief import Brief
from checkers.opinions.judge import OpinionJudge
from checkers.search.ask import Bounds, search_claim
from checkers.search.editor import left_out_sources, named_sources
from checkers.verdicts.assess import assess
from checkers.verdicts.gate import Gated, let_through
from checkers.verdicts.unchanged import Unchanged, Under, find_unchanged
from flows.assets import recorded_assets, source_assets
from flows.journal import OpenRun
from flows.parts import Parts
from flows.retry import may_help


def _key(context: TaskRunContext, parameters: dict[str, Any]) -> str:
    """Where a task's result is kept: the run, the task, and the claim where there is one."""
    name = context.task.name.replace(" ", "-")
    claim = parameters.get("claim")
    return "-".join([parameters["run"].id, name, *([claim.id] if claim else [])])


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def read_article(location: str, parts: Parts) -> Article:
    """The article at a URL, in a file or on standard input."""
    return parts.read(location)


@task(cache_key_fn=_key, persist_result=True)
def split_claims(article: Article, run: OpenRun) -> tuple[Claim, ...]:  # noqa: ARG001 (keys the result)
    """Every statement of the article, those not to check with the reason."""
    return find_claims(article)


@task(cache_key_fn=_key, persist_result=True)
def keep_unchanged(
    article: Article,
    location: str,
    claims: tuple[Claim, ...],
    run: OpenRun,  # noqa: ARG001 (keys the result)
    parts: Parts,
) -> Unchanged:
    """What stands of the article's earlier version; kept, for it may change under a run."""
    bases = parts.earlier_version(article, location)
    if not bases:
        return Unchanged()
    under = Under(parts.version, parts.judges.result().titles, parts.settings)
    return find_unchanged(article, claims, bases, under)


@task(task_run_name="search {claim.id}", cache_key_fn=_key, persist_result=True)
def search(
    claim: Claim, article: Article, claims: int, run: OpenRun, parts: Parts, ahead: Ahead
) -> ClaimSearch:
    """What the providers find for one claim of so many; the pages are on their way then."""
    bounds = Bounds(run=run.id, claims=claims, results=parts.results_a_claim)
    found = search_claim(claim, article, parts.engines, bounds, parts.translate)
    ahead.begin(result.url for result in found.results)
    return found


@task(cache_key_fn=_key, persist_result=True)
def fetch_pages(
    urls: tuple[str, ...],
    run: OpenRun,  # noqa: ARG001 (keys the result)
    parts: Parts,
    ahead: Ahead,
) -> tuple[Source, ...]:
    """Every page once; pages that this run had already retrieved come from their snapshots."""
    done = 0

    def count(_: Source) -> None:
        nonlocal done
        done += 1
        parts.progress(Stage.FETCH, done, len(urls))

    return ahead.of(urls, on_done=count)


@task(cache_key_fn=_key, persist_result=True)
def judge_passages(
    claims: tuple[Claim, ...],
    searches: tuple[ClaimSearch, ...],
    sources: tuple[Source, ...],
    language: str,
    run: OpenRun,  # noqa: ARG001 (keys the result)
    parts: Parts,
) -> EvidenceSet:
    """The nearest passages of each claim with their stance, in one batch for the article."""
    # Searches that an earlier version of the article had may name pages of an editor.
    return gather_evidence(
        claims,
        sources,
        language,
        parts.judges.result(),
        {search.claim_id: named_sources(search, sources) for search in searches},
        parts.pages,
        {search.claim_id: left_out_sources(search, sources) for search in searches},
    )


@task(cache_policy=NO_CACHE)
def weigh_statements(claims: tuple[Claim, ...], language: str, parts: Parts) -> tuple[Claim, ...]:
    """The claims with their check-worthiness, in one batch for the article."""
    return weigh_claims(claims, language, parts.judges.result().statements)


@task(cache_policy=NO_CACHE)
def choose_statements(claims: tuple[Claim, ...], language: str, parts: Parts) -> tuple[Claim, ...]:
    """The claims with those left out that the installation has set a limit to."""
    return choose_claims(claims, language, parts.selection)


@task(retries=2, retry_delay_seconds=2, retry_condition_fn=may_help, cache_policy=NO_CACHE)
def find_earlier_fact_checks(
    claims: tuple[Claim, ...], language: str, parts: Parts
) -> tuple[EarlierFactCheck, ...]:
    """What others have published about the claims; shown beside the verdicts, never in them."""
    return parts.find_earlier(
        claims,
        language,
        parts.judges.result(),
        lambda done, total: parts.progress(Stage.EVIDENCE, done, total),
    )


@task(cache_policy=NO_CACHE)
def decide_verdicts(
    article: Article,
    claims: tuple[Claim, ...],
    searches: tuple[ClaimSearch, ...],
    sources: tuple[Source, ...],
    found: EvidenceSet,
    parts: Parts,
) -> tuple[Assessment, ...]:
    """One assessment a claim."""
    return assess(
        article,
        claims,
        {search.claim_id: search for search in searches},
        sources,
        found,
        policy=parts.policy,
        published_before=parts.published_before,
        decided_at=datetime.now(UTC),
    )


@task(cache_policy=NO_CACHE)
def look_quotes_up(
    claims: tuple[Claim, ...],
    assessments: tuple[Assessment, ...],
    sources: tuple[Source, ...],
    found: EvidenceSet,
    pages: StoredPages,
    language: str,
) -> Gated:
    """The assessments without the verdicts whose quotes are not in the stored pages."""
    return let_through(claims, assessments, sources, found, pages, language)


@task(task_run_name="opinion {claim.id}", cache_key_fn=_key, persist_result=True)
def ask_opinion(
    claim: Claim,  # noqa: ARG001 (keys the result)
    brief: Brief,
    run: OpenRun,  # noqa: ARG001 (keys the result)
    judge: OpinionJudge,
) -> Opinion:
    """What the additional judge makes of one claim."""
    return judge.opine(brief)


def record(report: Report, parts: Parts) -> Report:
    """The report, whole, in one transaction of the warehouse, with what its claims repeat."""
    return parts.record(report)


@cache
def recording(warehouse: str) -> Task[[Report, Parts], Report]:
    """The task that records a report, and so fills the tables of the warehouse of that name."""
    return materialize(
        *recorded_assets(warehouse),
        by="veredicto",
        asset_deps=list(source_assets(warehouse)),
        retries=2,
        retry_delay_seconds=2,
        retry_condition_fn=may_help,
        cache_policy=NO_CACHE,
    )(record)
