"""`veredicto digest`: the claims that most need a person."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from veredicto.cli.options import DATES, Json, Quiet, WarehouseToRead
from veredicto.cli.working import working

if TYPE_CHECKING:
    from rich.console import RenderableType

    from veredicto.notices.digest import Candidate, Digest

FAILED = 1


def digest(
    *,
    warehouse: WarehouseToRead = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=DATES, help="Claims checked since this date.", show_default=False),
    ] = None,
    days: Annotated[
        float, typer.Option(min=0.01, help="Claims checked in so many days, without --since.")
    ] = 1.0,
    most: Annotated[int, typer.Option(min=1, help="Claims to show.")] = 10,
    send: Annotated[
        bool, typer.Option("--send", help="Send them to the channels of VEREDICTO_NOTIFY.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Show the claims that most need a person: flagged ones that nobody has decided come first.

    The order is that of the editors' desk. With --send they go by mail or wherever
    VEREDICTO_NOTIFY leads; nothing is sent where there is none.
    Exit status: 0 done, 1 a channel did not take them.
    """
    from veredicto.notices.digest import best_claims
    from veredicto.notices.digest import send as send_it
    from veredicto.quiet import quieten
    from veredicto.settings import load_settings

    quieten(verbose=False)
    settings = load_settings(warehouse=warehouse)
    start = since.astimezone() if since else datetime.now(UTC) - timedelta(days=days)
    with working("looking at what waits", quiet=quiet):
        found = best_claims(settings, since=start, most=most)
    if as_json:
        objects = [_facts(one) for one in found.candidates]
        typer.echo(json.dumps(objects, ensure_ascii=False, indent=1))
    else:
        _print(found)
    if send and send_it(found, settings):
        raise typer.Exit(FAILED)


def _print(found: Digest) -> None:
    from rich.console import Console
    from rich.rule import Rule
    from rich.text import Text

    console = Console(highlight=False)
    for number, one in enumerate(found.candidates, start=1):
        console.print(_shown(number, one))
    shown = len(found.candidates)
    said = f"{shown} of {found.waiting} undecided claims checked since {found.since:%Y-%m-%d %H:%M}"
    console.print(Rule(style="dim"))
    console.print(Text(said, style="dim"))


def _shown(number: int, one: Candidate) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    from checkers.labels import VerdictLabel
    from veredicto.terminal import FAILED as NO_VERDICT
    from veredicto.terminal import LABELS

    claim = one.claim
    words, colour = LABELS[claim.label] if claim.label else (f"! {claim.status}", NO_VERDICT[1])
    sure = claim.confidence is not None and claim.label is not VerdictLabel.NOT_ENOUGH_EVIDENCE
    shown = Text.assemble(
        (f"{number:>2}. ", "dim"),
        (words.replace("_", " ") + (f"  {claim.confidence:.0%}" if sure else ""), f"bold {colour}"),
        ("\n    " + " ".join(claim.wording.split()), "bold"),
        f"\n    {_where(one)}",
    )
    shown.append(f"\n    {_why(one)}", style="dim")
    for url in filter(None, (one.article_url, one.desk_url)):
        shown.append(f"\n    {url}", style="dim underline")
    return Padding(shown, (0, 0, 1, 0))


def _where(one: Candidate) -> str:
    claim = one.claim
    parts = (claim.article_title, claim.outlet, claim.speaker and f"said by {claim.speaker}")
    return ", ".join(part for part in parts if part) or "an article without a title"


def _why(one: Candidate) -> str:
    """What its place in the order is made of, each from 0 to 1."""
    claim = one.claim
    wide = f" ({claim.outlets} outlets)" if claim.outlets > 1 else ""
    known = ", already fact-checked by others" if claim.fact_checked else ""
    return f"harm {claim.harm:.2f}, reach {claim.reach:.2f}{wide}, doubt {claim.doubt:.2f}{known}"


def _facts(one: Candidate) -> dict[str, object]:
    claim = one.claim
    return {
        "claim_id": claim.claim_id,
        "claim": claim.wording,
        "status": claim.status,
        "label": claim.label,
        "confidence": claim.confidence,
        "state": claim.state,
        "language": claim.language,
        "speaker": claim.speaker,
        "outlet": claim.outlet,
        "article_title": claim.article_title,
        "article_url": one.article_url,
        "desk_url": one.desk_url,
        "checked_at": claim.checked_at.astimezone(UTC).isoformat(),
        "harm": round(claim.harm, 4),
        "reach": round(claim.reach, 4),
        "doubt": round(claim.doubt, 4),
        "outlets": claim.outlets,
        "fact_checked": claim.fact_checked,
    }
