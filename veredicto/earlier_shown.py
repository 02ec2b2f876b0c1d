"""Earlier fact-checks for a person at a terminal: the original words of each rating first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from checkers.nouns import EarlierFactCheck, FactCheck, Rating

TITLE = "already fact-checked by others"
NOTHING = "no imported fact-check is about this claim"


def earlier_panel(claim: str, earlier: Sequence[EarlierFactCheck]) -> RenderableType:
    """What was published about a claim, to be printed before its verdict."""
    body = Group(Text(claim, style="bold"), *map(_shown, earlier))
    return Panel(
        body, title=Text(TITLE, style="bold cyan"), title_align="left", border_style="cyan"
    )


def print_earlier(earlier: Sequence[EarlierFactCheck], console: Console) -> None:
    """The fact-checks of a claim, or that there are none."""
    for one in earlier:
        console.print(_shown(one))
    if not earlier:
        console.print(Text(NOTHING, style="dim"))


def _shown(earlier: EarlierFactCheck) -> RenderableType:
    it = earlier.fact_check
    shown = Text.assemble(
        (_rating(it.rating), "bold"),
        (_reading(it.rating), "dim"),
        f"\n«{it.claim_reviewed}»",
        (f"\n{_provenance(it)}, similarity {earlier.similarity:.2f}", "dim"),
        (f"\n{it.url}", "dim underline"),
    )
    return Padding(shown, (1, 0, 0, 2))


def _rating(rating: Rating) -> str:
    """The publisher's own words; a number only with the scale that it is on."""
    if rating.words is not None:
        return f"“{rating.words}”"
    if rating.value is None:
        return "no rating given"
    if rating.best is None or rating.worst is None:
        return f"{rating.value:g} on a scale that is not given"
    return f"{rating.value:g} on a scale from {rating.worst:g} (worst) to {rating.best:g} (best)"


def _reading(rating: Rating) -> str:
    return "" if rating.reading is None else f"  read as {rating.reading.replace('_', ' ')}"


def _provenance(it: FactCheck) -> str:
    name = f"{it.publisher_name}, {it.publisher}" if it.publisher_name else it.publisher
    parts = [name]
    if it.reviewed_at:
        parts.append(f"published {it.reviewed_at:%Y-%m-%d}")
    said = f" {it.claimed_at:%Y-%m-%d}" if it.claimed_at else ""
    if it.claimant or said:
        parts.append(f"said by {it.claimant or 'someone'}{said}")
    return ", ".join(parts)
