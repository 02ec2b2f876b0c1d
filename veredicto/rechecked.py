"""A re-check for a person at a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkers.nouns import Assessment
from checkers.verdicts.added import AddedPage
from checkers.verdicts.justify import why_excluded
from checkers.verdicts.recheck import Looked, News, NewsKind, label_of
from flows.recheck import SecondLook

NO_EVIDENCE = frozenset(
    {"article_itself", "published_later", "outdated", "repeats_attribution", "same_voice"}
)
"""Why a page that speaks of the claim is no evidence of it."""
WHY = {
    NewsKind.CHANGED: "changed: {url}",
    NewsKind.NEW: "new page: {url}",
    NewsKind.GONE: "no longer there: {url}",
    NewsKind.ADDED: "added: {url}",
    NewsKind.LEFT_OUT: "left out: {url}",
}


def recheck_object(looks: Sequence[SecondLook]) -> dict[str, Any]:
    """The object that `veredicto recheck --json` prints."""
    looked = [one for look in looks for one in look.looked]
    return {
        "unchanged": sum(not one.judged_again for one in looked),
        "judged_again": sum(one.judged_again for one in looked),
        "flipped": sum(one.flipped for one in looked),
        "runs": [_run(look) for look in looks],
    }


def print_recheck(looks: Sequence[SecondLook], console: Console) -> None:
    """The claims that were judged again, what failed, and the counts."""
    looked = [one for look in looks for one in look.looked]
    again = [one for one in looked if one.judged_again]
    if again:
        console.print(_table(again))
    for page in (page for one in looked for page in one.added):
        console.print(Text(f"{page.url}\n    {what_it_gave(page)}"))
    for url in (url for one in looked for url in one.left_out):
        console.print(Text(f"{url}\n    left out of the evidence"))
    for look in looks:
        for failure in dict.fromkeys(look.report.run.failures):
            where = failure.url or failure.provider or ""
            console.print(Text(f"failed: {where}\n    {failure.reason}", style="red"))
    counts = recheck_object(looks)
    console.print(
        Text(
            f"unchanged {counts['unchanged']}, judged again {counts['judged_again']}, "
            f"flipped {counts['flipped']}",
            style="bold",
        )
    )


def what_it_gave(page: AddedPage) -> str:
    """What a page that was added gave, in words."""
    if not page.retrieved:
        return f"could not be had ({page.outcome}): {page.detail}"
    if page.counted:
        sides = " and ".join(page.stances)
        return f"read, and {sides} the claim: {len(page.counted)} of its passages counted"
    says = "says nothing of the claim" if _is_silent(page) else "does not count"
    reasons = "; ".join(why_excluded(reason, "en") for reason in _why_not(page))
    return f"read, and {says}" + (f": {reasons}" if reasons else "")


def _is_silent(page: AddedPage) -> bool:
    return not page.bears and NO_EVIDENCE.isdisjoint(page.reasons)


def _why_not(page: AddedPage) -> tuple[str, ...]:
    barred = tuple(reason for reason in page.reasons if reason in NO_EVIDENCE)
    return barred or page.reasons


def _run(look: SecondLook) -> dict[str, Any]:
    run = look.report.run
    return {
        "id": run.id,
        "recheck": look.of,
        "article": look.report.article.id,
        "title": look.report.article.title,
        "failures": [
            {
                "stage": failure.stage,
                "reason": failure.reason,
                "url": failure.url,
                "provider": failure.provider,
                "claim": failure.claim_id,
            }
            for failure in run.failures
        ],
        "claims": [_claim(one) for one in look.looked],
    }


def _claim(one: Looked) -> dict[str, Any]:
    return {
        "id": one.claim.id,
        "text": one.claim.text,
        "judged_again": one.judged_again,
        "stands": one.after.carried_from is not None,
        "flipped": one.flipped,
        "why": [{"kind": news.kind, "url": news.url} for news in one.news],
        "other_models": [
            {"role": role, "before": was, "after": now} for role, was, now in other_models(one)
        ],
        "added": [_added(page) for page in one.added],
        "left_out": list(one.left_out),
        "before": _assessment(one.before),
        "after": _assessment(one.after),
    }


def _added(page: AddedPage) -> dict[str, Any]:
    return {
        "url": page.url,
        "outcome": page.outcome,
        "detail": page.detail,
        "says": what_it_gave(page),
        "bears": page.bears,
        "silent": _is_silent(page),
        "why_not": list(_why_not(page)),
        "counted": len(page.counted),
        "stances": list(page.stances),
        "passages": [
            {
                "text": passage.text,
                "stance": passage.stance,
                "weight": passage.weight,
                "excluded": passage.excluded,
            }
            for passage in page.passages
        ],
    }


def _assessment(one: Assessment) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "status": one.status,
        "reason": one.reason,
        "verdict": verdict and verdict.id,
        "label": verdict and verdict.label,
        "confidence": verdict and verdict.confidence,
    }


def other_models(one: Looked) -> list[tuple[str, str, str]]:
    """(role, before, after) of the models that made the new verdict and not the old one."""
    if one.before.verdict is None or one.after.verdict is None:
        return []
    was, now = dict(one.before.verdict.models), dict(one.after.verdict.models)
    return [
        (role, was.get(role, ""), title) for role, title in now.items() if was.get(role) != title
    ]


def _table(again: Sequence[Looked]) -> Table:
    table = Table("claim", "verdict", "why", header_style="bold", show_lines=True)
    for one in again:
        table.add_row(Text(one.claim.text), _verdict(one), Text("\n".join(_reasons(one))))
    return table


def _verdict(one: Looked) -> Text:
    before, after = _label(one.before), _label(one.after)
    if not one.flipped:
        return Text(f"{after}, as before", style="dim")
    return Text(f"{before} → {after}", style="bold magenta")


def _label(one: Assessment) -> str:
    return (label_of(one) or one.status).replace("_", " ")


def _reasons(one: Looked) -> list[str]:
    return [
        *(_reason(news) for news in one.news),
        *(f"other {role} model: {was} → {now}" for role, was, now in other_models(one)),
    ]


def _reason(news: News) -> str:
    return WHY[news.kind].format(url=news.url)
