"""`veredicto forget`: legal removal of a page or a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from veredicto.cli.options import Json, Quiet, WarehouseFile
from veredicto.cli.working import working

if TYPE_CHECKING:
    from veredicto.forget import Found

SPELLINGS_SHOWN = 20


def forget(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="URL|PERSON…",
            help="Address of an article or page, or the name of a person, in quotes.",
            show_default=False,
        ),
    ],
    *,
    warehouse: WarehouseFile = None,
    reason: Annotated[
        str, typer.Option(help="Why; stays in the record.", show_default=False)
    ] = "no reason was given",
    dry_run: Annotated[bool, typer.Option(help="Say what would go; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Remove an article or page, or mask a person's name, for good.

    An article goes with its claims, verdicts and decisions. A page that was evidence for others
    keeps its row without its words. A name is masked with ▒ wherever it stands. Stored pages go.
    What stays is that something was removed, when, why and by whom, and hashes: an address is not
    fetched again, and an older backup that is restored forgets it, too.
    """
    from veredicto.forget import carry_out, look_for, understood
    from veredicto.settings import load_settings
    from veredicto.who import user_name
    from warehouse.removing import Order

    settings = load_settings(warehouse=warehouse)
    asked = [understood(one) for one in dict.fromkeys(what)]
    with working("looking for all of it", quiet=quiet):
        found = look_for(settings, asked)
    if not as_json or not (dry_run or yes):
        for line in _lines(found):
            typer.echo(line, err=as_json)
    done = not dry_run
    if done and not yes:
        typer.confirm("Remove all this for good?", abort=True, err=as_json)
    copies: tuple[Path, ...] = ()
    if done:
        order = Order(reason.strip() or "no reason was given", user_name(), datetime.now(UTC))
        with working("removing it", quiet=quiet):
            copies = carry_out(settings, found, order)
    if as_json:
        typer.echo(json.dumps(_object(found, done=done), ensure_ascii=False, indent=1))
    elif done:
        for copy in copies:
            typer.echo(f"removed, too, as it held what was forgotten: {copy}")
        typer.echo(
            "removed; pages of veredicto export and backups that were made before still have it"
        )


def _lines(found: Sequence[Found]) -> list[str]:
    lines = []
    for one in found:
        lines.append(f"{one.asked.given} ({one.asked.subject.kind}):")
        rows = [
            f"{count:,} in {table}" for table, count in sorted(one.effects.rows.items()) if count
        ]
        lines.append(f"  rows: {', '.join(rows) or 'none'}")
        lines.append(f"  stored pages: {len(one.pages):,}")
        if one.actions:
            lines.append(f"  actions at the desk: {one.actions:,}")
        if one.effects.addresses:
            lines.append(f"  addresses: {', '.join(sorted(one.effects.addresses))}")
        spelled = one.effects.spellings.most_common(SPELLINGS_SHOWN)
        if spelled:
            named = ", ".join(f"{text!r} {count}×" for text, count in spelled)
            more = len(one.effects.spellings) - len(spelled)
            lines.append(f"  spellings: {named}{f', and {more} more' if more else ''}")
        if one.unreadable:
            lines.append(f"  {one.unreadable} damaged stored pages could not be looked into")
    return lines


def _rows(one: Found) -> list[tuple[str, int]]:
    return [(table, count) for table, count in sorted(one.effects.rows.items()) if count]


def _object(found: Sequence[Found], *, done: bool) -> dict[str, Any]:
    return {
        "removed": done,
        "subjects": [
            {
                "given": one.asked.given,
                "kind": one.asked.subject.kind.value,
                "subject": one.asked.subject.subject,
                "rows": {
                    table: count for table, count in sorted(one.effects.rows.items()) if count
                },
                "stored_pages": len(one.pages),
                "desk_actions": one.actions,
                "unreadable_pages": one.unreadable,
                "addresses": sorted(one.effects.addresses),
                "spellings": dict(one.effects.spellings.most_common()),
            }
            for one in found
        ],
    }
