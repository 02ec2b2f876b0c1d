"""Earlier checks of the same claim, for a person at a terminal: what an editor decided first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from checkers.before import CheckedBefore
from checkers.labels import Decision

DECISIONS = {
    Decision.CONFIRM: "an editor confirmed",
    Decision.OVERRULE: "an editor decided",
    Decision.NOT_CHECKABLE: "an editor found it not checkable",
}


def checked_before(found: Sequence[CheckedBefore]) -> list[RenderableType]:
    """A line for each earlier check of a claim, with the words and the outlet of that time."""
    return [Padding(_line(before), (1, 0, 0, 2)) for before in found]


def _line(before: CheckedBefore) -> Text:
    line = Text.assemble(
        (f"checked before, {before.checked_at:%Y-%m-%d}: ", "cyan"), (_outcome(before), "bold")
    )
    where = ", ".join(part for part in (before.outlet, before.article_title) if part)
    line.append(f"\n«{before.wording}»")
    line.append(f"\n{where or 'an article without a title'}", style="dim")
    if before.article_url:
        line.append(f"\n{before.article_url}", style="dim underline")
    return line


def _outcome(before: CheckedBefore) -> str:
    if before.decision is not None:
        on = f", {before.decided_at:%Y-%m-%d}" if before.decided_at else ""
        label = f" {_plain(before.decided)}" if before.decided else ""
        return f"{DECISIONS[before.decision]}{label}{on}"
    return _plain(before.label or before.status)


def _plain(label: str) -> str:
    return label.replace("_", " ")
