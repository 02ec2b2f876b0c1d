"""The check of one article: its stages in order, and the flow that runs it here and now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from prefect import State, flow
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.transactions import CommitMode, transaction

from checkers.articles import Article
from checkers.evidence.gather import EvidenceSet
from checkers.fetching.ahead import Ahead
from checkers.fetching.stored import StoredPages
from checkers.labels import OpinionOutcome, Stage
from checkers.nouns import Assessment, Claim, ClaimSearch, Failure, Opinion, Report, Run, Source
from checkers.opinions.brief import make_briefs
from checkers.verdicts.gate import Gated
from checkers.verdicts.unchanged import UPDATE_OF, Unchanged, beside
from flows.artifacts import show
from flows.ending import ending
from flows.events import tell_of
from flows.here import results_in, run_here
from flows.journal import Noted, OpenBatch, OpenRun
from flows.naming import rename_run
from flows.parts import Parts
from flows.stages import (
    ask_opinion,
    choose_statements,
    decide_verdicts,
    fetch_pages,
    find_earlier_fact_checks,
    judge_passages,
    keep_unchanged,
    look_quotes_up,
    read_article,
    recording,
    search,
    split_claims,
    weigh_statements,
)
from flows.stopwatch import Stopwatch
from flows.whole import whole

AT_ONCE = 4
"""Searches of an article under way at once, and opinions on its claims."""


def check(
    location: str, parts: Parts, batch: OpenBatch | None = None, *, only_changed: bool = False
) -> Report:
    """Check the article at a location and record what was found.

    Args:
        location: of the article.
        parts: of the installation.
        batch: that it belongs to.
        only_changed: leave what an earlier version said in the same words as it stands.

    Raises:
        VeredictoError: there is no article to be read there, or the run cannot be recorded.
    """
    watch = Stopwatch()
    with watch.stage(Stage.READ):
        article = read_article(location, parts)
    with parts.journal.run(article, goes_by(parts, only_changed=only_changed), batch) as run:
        # What a stage gives is kept at once; a task around this would keep it at its own end.
        with transaction(commit_mode=CommitMode.EAGER):
            with watch.stage(Stage.CLAIMS):
                claims = split_claims(whole(article), run)
                if parts.selection.limits:
                    # What is searched for is known when the models, loading meanwhile, weighed.
                    claims = weigh_statements(whole(claims), article.language, parts)
                    claims = choose_statements(whole(claims), article.language, parts)
                stands = Unchanged()
                if only_changed:
                    stands = keep_unchanged(whole(article), location, whole(claims), run, parts)
            try:
                # Pages come, and their passages are embedded, while others are searched for.
                with parts.fetcher.ahead(since=run.started_at, on_done=parts.pages.begin) as ahead:
                    found = _check(article, claims, stands, run, parts, watch, ahead)
            finally:
                parts.pages.drop()
        report = recording(parts.warehouse)(whole(found), parts)
        # While the run is open, so that one that is killed here tells of it when it goes on.
        tell_of(report, parts.labels_before(report.run.id))
    return report


def goes_by(parts: Parts, *, only_changed: bool) -> Noted:
    """What a run or batch must have alike to go on as one that was cut off."""
    return (*parts.settings, *([("only_changed", "true")] if only_changed else []))


@contextmanager
def run_check(location: str, parts: Parts, *, only_changed: bool = False) -> Iterator[Report]:
    """One article checked by a flow that runs here and now, for the caller to tell of.

    The run is open over the block: a caller that is killed in it before the report was told finds
    the same run again, and not a second one beside what was recorded. An error leaves it open, too.

    Raises:
        VeredictoError: as `check` does, or Prefect's server cannot be reached.
    """
    reports: list[Report] = []

    with parts.journal.batch([location], goes_by(parts, only_changed=only_changed)) as batch:

        @flow(name="check-article", flow_run_name="check {location}", persist_result=False)
        def check_article(location: str) -> State[None]:
            """Check one article and record what was found."""
            with results_in(parts):
                reports.append(check(location, parts, batch, only_changed=only_changed))
            if title := reports[0].article.title:
                rename_run(title)
            show(reports)
            return ending(reports)

        run_here(check_article, location)
        yield reports[0]
        parts.journal.end(batch)


def _check(
    article: Article,
    claims: tuple[Claim, ...],
    stands: Unchanged,
    run: OpenRun,
    parts: Parts,
    watch: Stopwatch,
    ahead: Ahead,
) -> Report:
    every = tuple(claim for claim in claims if claim.to_check)
    with watch.stage(Stage.SEARCH):
        new = tuple(claim for claim in every if claim.id not in stands.claims)
        asked = _search_all(new, article, run, parts, ahead)
    urls = tuple(dict.fromkeys(result.url for search in asked for result in search.results))
    with watch.stage(Stage.FETCH):
        fetched = fetch_pages(whole(urls), run, parts, ahead)
        sources, stands = beside(fetched, stands)
        searches = (*asked, *stands.searches)
    with watch.stage(Stage.EVIDENCE):
        parts.progress(Stage.EVIDENCE, 0, 1)
        if not parts.selection.limits:
            claims = weigh_statements(whole(claims), article.language, parts)
        earlier = find_earlier_fact_checks(whole(every), article.language, parts)
        new = tuple(claim for claim in every if claim.id not in stands.claims)
        found = judge_passages(
            whole(new), whole(searches), whole(sources), article.language, run, parts
        )
    with watch.stage(Stage.VERDICTS):
        own = tuple(claim for claim in claims if claim.id not in stands.claims)
        decided = decide_verdicts(
            whole(article), whole(own), whole(searches), whole(sources), whole(found), parts
        )
        pages = StoredPages(parts.snapshots)
        gated = look_quotes_up(
            whole(claims),
            whole(_in_order(claims, (*decided, *stands.assessments))),
            whole(sources),
            whole(_together(found, stands.found)),
            pages,
            article.language,
        )
        opinions = _ask_opinions(article, claims, sources, gated, pages, run, parts)
    return Report(
        run=Run(
            id=run.id,
            article_id=article.id,
            started_at=run.started_at,
            finished_at=datetime.now(UTC),
            version=parts.version,
            models=_models(parts),
            settings=(*parts.settings, *([(UPDATE_OF, stands.of)] if stands.of else [])),
            failures=(*_failures(asked, fetched), *gated.failures, *_unanswered(opinions)),
            seconds=watch.seconds,
        ),
        article=article,
        claims=claims,
        searches=searches,
        sources=sources,
        passages=gated.found.passages,
        evidence=gated.found.evidence,
        assessments=gated.assessments,
        opinions=opinions,
        earlier_fact_checks=earlier,
    )


def _in_order(
    claims: tuple[Claim, ...], assessments: tuple[Assessment, ...]
) -> tuple[Assessment, ...]:
    by_claim = {one.claim_id: one for one in assessments}
    return tuple(by_claim[claim.id] for claim in claims)


def _together(found: EvidenceSet, stood: EvidenceSet) -> EvidenceSet:
    passages = {passage.id: passage for passage in (*found.passages, *stood.passages)}
    return EvidenceSet(tuple(passages.values()), (*found.evidence, *stood.evidence))


def _search_all(
    claims: tuple[Claim, ...], article: Article, run: OpenRun, parts: Parts, ahead: Ahead
) -> tuple[ClaimSearch, ...]:
    given = {
        "article": whole(article),
        "claims": len(claims),
        "run": run,
        "parts": parts,
        "ahead": ahead,
    }
    with _threads() as threads:
        futures = [threads.submit(search, {"claim": claim, **given}) for claim in claims]
        searches = []
        for done, future in enumerate(futures, start=1):
            searches.append(future.result())
            parts.progress(Stage.SEARCH, done, len(claims))
    return tuple(searches)


def _ask_opinions(
    article: Article,
    claims: tuple[Claim, ...],
    sources: tuple[Source, ...],
    gated: Gated,
    pages: StoredPages,
    run: OpenRun,
    parts: Parts,
) -> tuple[Opinion, ...]:
    """A second reading of each new verdict that rests on passages; none where no judge is set."""
    if parts.judge is None:
        return ()
    new = tuple(one for one in gated.assessments if one.carried_from is None)
    judged = {one.claim_id for one in new}
    own = tuple(claim for claim in claims if claim.id in judged)
    briefs = make_briefs(own, new, sources, gated.found, pages, article.language)
    given = {"run": run, "judge": parts.judge.anew()}
    with _threads() as threads:
        futures = [
            threads.submit(ask_opinion, {"claim": brief.claim, "brief": whole(brief), **given})
            for brief in briefs
        ]
        opinions = []
        for done, future in enumerate(futures, start=1):
            opinions.append(future.result())
            parts.progress(Stage.VERDICTS, done, len(briefs))
    return tuple(opinions)


def _threads() -> ThreadPoolTaskRunner[Any]:
    """Threads for one article, apart from those that articles run on.

    A task that waits for others on its own runner may wait for ever.
    """
    return ThreadPoolTaskRunner(max_workers=AT_ONCE)


def _models(parts: Parts) -> tuple[tuple[str, str], ...]:
    titles = parts.judges.result().titles
    return titles if parts.judge is None else (*titles, ("judge", parts.judge.title))


def _unanswered(opinions: tuple[Opinion, ...]) -> tuple[Failure, ...]:
    return tuple(
        Failure(Stage.VERDICTS, opinion.reason or "", provider="llm", claim_id=opinion.claim_id)
        for opinion in opinions
        if opinion.outcome is OpinionOutcome.FAILED
    )


def _failures(
    searches: tuple[ClaimSearch, ...], sources: tuple[Source, ...]
) -> tuple[Failure, ...]:
    pages = (
        Failure(Stage.FETCH, f"{source.outcome}: {source.detail}", url=source.url)
        for source in sources
        if not source.retrieved
    )
    return (*(failure for search in searches for failure in search.failures), *pages)
