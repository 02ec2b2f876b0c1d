"""`veredicto calibrate`: what the confidence of verdicts is worth, by the editors' decisions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veredicto.cli.options import Json, Quiet
from veredicto.cli.working import working

if TYPE_CHECKING:
    from veredicto.recalibration import LanguageOutcome, Quality


def calibrate(
    *,
    warehouse: Annotated[
        str | None,
        typer.Option(help="DuckDB file with the editors' decisions.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; change nothing.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Refit the confidence of verdicts on the editors' decisions.

    Half of the decisions in each language teach a temperature and the risk at each confidence; the
    other half judges. Only what is better on that half is kept, in policy.json beside the
    warehouse, which later checks use.
    """
    from rich.console import Console

    from veredicto.recalibration import recalibrate
    from veredicto.settings import load_settings
    from veredicto.wire import build_policy, policy_beside

    settings = load_settings(warehouse=warehouse)
    before = build_policy(settings).with_max_risk(None)
    with working("learning from the decisions", quiet=quiet):
        after, outcomes = recalibrate(
            settings.warehouse, before, patience_seconds=settings.patience_seconds
        )
    changed = after != before
    file = policy_beside(settings)
    if changed and not dry_run:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(after.noted, encoding="utf-8")
        fresh.replace(file)
    if as_json:
        written = str(file) if changed and not dry_run else None
        typer.echo(json.dumps({"languages": [_json(o) for o in outcomes], "written": written}))
        return
    console = Console(highlight=False)
    if not outcomes:
        console.print("no decision of an editor is recorded yet: nothing to learn from")
    for outcome in outcomes:
        console.print(_words(outcome))
    if changed:
        console.print(f"{'would be' if dry_run else ''} written to {file}".strip())


def _words(outcome: LanguageOutcome) -> str:
    from veredicto.recalibration import LEAST_DECISIONS

    head = f"{outcome.language}: {outcome.decisions} decisions"
    if outcome.before is None or outcome.after is None:
        return f"{head}, too few to learn from ({LEAST_DECISIONS} are needed): nothing changes"
    what = "better, kept" if outcome.better else "no better, nothing changes"
    return (
        f"{head}; on the {outcome.held_out} held out: log loss {outcome.before.log_loss:.3f} → "
        f"{outcome.after.log_loss:.3f}, ECE {outcome.before.ece:.3f} → {outcome.after.ece:.3f}: "
        f"{what}"
    )


def _json(outcome: LanguageOutcome) -> dict[str, Any]:
    def quality(one: Quality | None) -> dict[str, float] | None:
        if one is None:
            return None
        return {"log_loss": round(one.log_loss, 6), "ece": round(one.ece, 6)}

    return {
        "language": outcome.language,
        "decisions": outcome.decisions,
        "held_out": outcome.held_out,
        "before": quality(outcome.before),
        "after": quality(outcome.after),
        "better": outcome.better,
    }
