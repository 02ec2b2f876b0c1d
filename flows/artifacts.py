"""What Prefect's page shows of a run: its verdicts, what it left out, what failed, what it took."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

import httpx
from prefect.artifacts import create_table_artifact
from prefect.exceptions import PrefectHTTPStatusError
from prefect.logging import get_logger

from checkers.labels import SearchOutcome, Stage
from checkers.nouns import Report, Source
from checkers.verdicts.unchanged import UPDATE_OF
from flows.ending import Unchecked

Row = dict[str, str | int | float]
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~])")


def show(reports: Sequence[Report], unchecked: Sequence[Unchecked] = ()) -> None:
    """Leave a run's tables on its page; those without rows are left out."""
    for key, description, rows in (
        ("verdicts", "What the evidence says of each claim", _verdicts(reports)),
        ("failures", "What could not be had", _failures(reports, unchecked)),
        ("not-checked", "Statements that were not checked, and why", _not_checked(reports)),
        ("providers", "How the searches answered", _providers(reports)),
        ("stages", "Seconds by stage", _stages(reports)),
        ("cost", "What was asked of others", _cost(reports)),
    ):
        if rows:
            try:
                create_table_artifact(rows, key=key, description=description)
            except (httpx.HTTPError, PrefectHTTPStatusError) as error:
                # What they show is recorded.
                get_logger(__name__).warning("no table %s on the run's page: %s", key, error)


def _verdicts(reports: Sequence[Report]) -> list[Row]:
    rows: list[Row] = []
    for report in reports:
        claims = {claim.id: claim for claim in report.claims}
        evidence = {one.id: one for one in report.evidence}
        passages = {passage.id: passage for passage in report.passages}
        sources = {source.id: source for source in report.sources}
        for verdict in (one.verdict for one in report.assessments if one.verdict):
            weighed = next((one for one in verdict.evidence if not one.excluded), None)
            cited = evidence.get(weighed.evidence_id) if weighed else None
            rows.append(
                {
                    "article": _plain(report.article.title or report.article.id),
                    "claim": _plain(claims[verdict.claim_id].text),
                    "verdict": verdict.label.value,
                    "confidence": round(verdict.confidence, 2),
                    "passage": _plain(passages[cited.passage_id].text) if cited else "",
                    **_page(sources[cited.source_id] if cited else None),
                }
            )
    return rows


def _page(source: Source | None) -> Row:
    """The page of a passage: its title, when it was published, where it is."""
    if source is None:
        return {"page": "", "published": "", "source": ""}
    published = source.published_at
    return {
        "page": _plain(source.title or ""),
        "published": f"{published:%Y-%m-%d}" if published else "",
        "source": _link(source.final_url),
    }


def _failures(reports: Sequence[Report], unchecked: Sequence[Unchecked]) -> list[Row]:
    articles: list[Row] = [
        {"stage": Stage.READ.value, "what": _plain(one.location), "reason": _plain(str(one.error))}
        for one in unchecked
    ]
    retrievals: list[Row] = [
        {
            "stage": failure.stage.value,
            "what": _plain(failure.provider or failure.url or ""),
            "reason": _plain(failure.reason),
        }
        for report in reports
        for failure in report.run.failures
    ]
    return articles + retrievals


def _not_checked(reports: Sequence[Report]) -> list[Row]:
    return [
        {"statement": _plain(claim.text), "kind": claim.kind.value, "reason": _plain(why)}
        for report in reports
        for claim in report.claims
        if (why := claim.excluded)
    ]


def _providers(reports: Sequence[Report]) -> list[Row]:
    answers = [one for report in reports for s in report.searches for one in s.answers]
    rows: list[Row] = []
    for provider in sorted({one.provider for one in answers}):
        own = [one for one in answers if one.provider == provider]
        outcomes = Counter(one.outcome for one in own)
        rows.append(
            {
                "provider": provider,
                "queries": len(own),
                **{outcome.value: outcomes[outcome] for outcome in SearchOutcome},
                "median seconds": round(median(one.seconds for one in own), 2),
                "detail": _plain(next((one.detail for one in own if one.detail), "")),
            }
        )
    return rows


def _stages(reports: Sequence[Report]) -> list[Row]:
    taken: Counter[Stage] = Counter()
    for report in reports:
        taken.update(dict(report.run.seconds))
    total = sum(taken.values()) or 1.0
    return [
        {
            "stage": stage.value,
            "seconds": round(taken[stage], 2),
            "share": f"{taken[stage] / total:.0%}",
        }
        for stage in Stage
        if stage in taken
    ]


def _cost(reports: Sequence[Report]) -> list[Row]:
    sent = Counter(
        one.provider
        for report in reports
        for search in report.searches
        for one in search.answers
        if one.outcome not in {SearchOutcome.RESTING, SearchOutcome.OVER_BUDGET}
    )
    sent["pages"] = sum(len(report.sources) - _from_before(report) for report in reports)
    sent["additional judge"] = sum(len(report.opinions) for report in reports)
    return [{"asked": what, "requests": count} for what, count in sorted(sent.items()) if count]


def _from_before(report: Report) -> int:
    """How many pages are of the check of an earlier version of the article."""
    if UPDATE_OF not in dict(report.run.settings):
        return 0
    return sum(source.retrieved_at < report.run.started_at for source in report.sources)


def _plain(text: str) -> str:
    """Text of others, which is no markup."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _link(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        return _plain(url)
    return f"[{_plain(url)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)"
