"""What a look at the watched feeds gave, for a person and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkers.nouns import Report
from warehouse.watched import Became

if TYPE_CHECKING:
    from flows.watch import FeedLook, Taken

COUNTED = (Became.CHECKED, Became.UPDATED, Became.UNCHANGED, Became.DUPLICATE, Became.FAILED)
HEADINGS = ("checked", "updated", "unchanged", "duplicates", "failed", "too old", "left")


def print_looks(looks: Sequence[FeedLook], console: Console) -> None:
    """A row a feed, then a row an article that was read."""
    rows = [_numbers(look) for look in looks]
    # Nine columns fit no terminal beside an address: those that count nothing are left out.
    shown = [at for at in range(len(HEADINGS)) if at == 0 or any(row[at] for row in rows)]
    feeds = Table("feed", *(HEADINGS[at] for at in shown), header_style="bold")
    for look, row in zip(looks, rows, strict=True):
        feeds.add_row(Text(look.seen.look.url), *(str(row[at] or "") for at in shown))
    console.print(feeds)
    for look in looks:
        if look.seen.look.detail:
            style = "red" if look.seen.error else "yellow"
            console.print(Text(f"{look.seen.look.url}: {look.seen.look.detail}", style=style))
    taken = [one for look in looks for one in look.taken]
    if taken:
        articles = Table("article", "", "verdicts", header_style="bold", show_lines=True)
        for one in taken:
            name = Text(one.item.title or one.item.url)
            name.append(f"\n{one.item.url}", style="dim")
            articles.add_row(name, one.item.outcome.replace("_", " "), _told(one))
        console.print(articles)
    left = sum(look.waiting for look in looks)
    if left:
        console.print(f"{left} articles are left for the next look; --most takes more at once.")


def looks_object(looks: Sequence[FeedLook]) -> dict[str, Any]:
    """The same as JSON has it."""
    return {"feeds": [_feed(look) for look in looks]}


def _feed(look: FeedLook) -> dict[str, Any]:
    seen = look.seen.look
    return {
        "feed": seen.url,
        "looked_at": seen.looked_at.isoformat(),
        "read": seen.read,
        "detail": seen.detail,
        "transient": seen.transient,
        "items": seen.items,
        **dict(zip((it.replace(" ", "_") for it in HEADINGS), _numbers(look), strict=True)),
        "articles": [_article(one) for one in look.taken],
    }


def _article(one: Taken) -> dict[str, Any]:
    item = one.item
    return {
        "url": item.url,
        "canonical_url": item.canonical_url,
        "title": item.title,
        "published_at": item.published_at and item.published_at.isoformat(),
        "outcome": item.outcome,
        "detail": item.detail,
        "transient": item.transient,
        "article": item.article_id,
        "run": item.run_id,
        "duplicate_of": item.duplicate_of,
        "verdicts": dict(_verdicts(one.report)) if one.report else {},
        "as_before": _as_before(one.report) if one.report else 0,
        "failures": len(one.report.run.failures) if one.report else 0,
    }


def _numbers(look: FeedLook) -> tuple[int, ...]:
    counts = Counter(one.item.outcome for one in look.taken)
    counts[Became.UNCHANGED] += look.unchanged
    return (*(counts[outcome] for outcome in COUNTED), look.too_old, look.waiting)


def _told(one: Taken) -> str:
    if one.report is None:
        return one.item.detail
    told = [f"{count} {name.replace('_', ' ')}" for name, count in _verdicts(one.report)]
    if stood := _as_before(one.report):
        told.append(f"{stood} of them as before")
    return "\n".join(told) or "nothing to check"


def _as_before(report: Report) -> int:
    """How many verdicts are those on the same words of an earlier version."""
    return sum(one.carried_from is not None for one in report.assessments)


def _verdicts(report: Report) -> list[tuple[str, int]]:
    """How many claims got each label, or the status of those to check that got none."""
    to_check = {claim.id for claim in report.claims if claim.to_check}
    names = (
        one.verdict.label if one.verdict else one.status
        for one in report.assessments
        if one.claim_id in to_check
    )
    return Counter(map(str, names)).most_common()
