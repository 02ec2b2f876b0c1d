"""`veredicto audit`: the record of what editors did, looked over and listed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput
from veredicto.cli.options import Json, Quiet, WarehouseToRead
from veredicto.cli.working import working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veredicto.desk.book.opened import Book
    from veredicto.desk.book.verification import Verification
    from veredicto.desk.comparing import Comparison
    from veredicto.desk.nouns import Action
    from veredicto.settings import Settings

INTACT, BROKEN = 0, 1

audit = typer.Typer(
    no_args_is_help=True, help="See what editors did at the desk, and whether the record is whole."
)


@audit.command()
def verify(
    *, warehouse: WarehouseToRead = None, quiet: Quiet = False, as_json: Json = False
) -> None:
    """Look at every action of the desk's record, and at the decisions in the warehouse.

    Each action holds the hash of the one before, so that one that was changed, taken out, put in or
    cut off at the end shows.

    Exit status: 0 everything is as it was written, 1 something is not, 2 there is no record.
    """
    from veredicto.desk.comparing import compare
    from veredicto.settings import load_settings
    from warehouse.place import is_there

    settings = load_settings(warehouse=warehouse)
    with _opened(settings) as book, working("looking at each action", quiet=quiet):
        verification = book.actions.verify()
        waiting = comparison = None
        if verification.intact and is_there(settings.warehouse):
            comparison = compare(
                book, settings.warehouse, patience_seconds=settings.patience_seconds
            )
        if verification.intact:
            waiting = book.outbox.count()
    if as_json:
        typer.echo(json.dumps(_facts(verification, comparison, waiting), ensure_ascii=False))
    else:
        for line in _lines(verification, comparison, waiting):
            typer.echo(line)
    differs = comparison is not None and comparison.differences
    raise typer.Exit(INTACT if verification.intact and not differs else BROKEN)


@audit.command("list")
def list_actions(
    *,
    claim: Annotated[
        str | None, typer.Option(help="Identifier of one claim.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, at most.")] = 100,
    warehouse: WarehouseToRead = None,
    as_json: Json = False,
) -> None:
    """List what was done at the desk, newest first.

    What somebody decided on a claim whose second reading is due is left out.
    """
    from veredicto.desk.book.blind import seen_in_list
    from veredicto.desk.nouns import Role
    from veredicto.settings import load_settings

    with _opened(load_settings(warehouse=warehouse)) as book:
        latest = book.actions.latest(limit=limit, claim_id=claim)
        actions = seen_in_list(latest, book.actions.state, "", Role.READER)
        names = {person.id: person.name for person in book.people.all()}
    if as_json:
        objects = [_object(action, names) for action in actions]
        typer.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    for action in actions:
        typer.echo(_line(action, names))


@contextmanager
def _opened(settings: Settings) -> Iterator[Book]:
    from veredicto.desk.book.opened import Book

    if not settings.desk.is_file():
        raise BadInput(f"there is no record of the desk at {settings.desk}: nobody has used it yet")
    with Book(settings.desk, resume=False) as book:
        yield book


def _lines(
    verification: Verification, comparison: Comparison | None, waiting: int | None
) -> Iterator[str]:
    for broken in verification.broken:
        yield f"action {broken.number} {broken.why}"
    yield f"{verification.checked:,} actions, {'intact' if verification.intact else 'BROKEN'}"
    if verification.redacted:
        numbers = ", ".join(map(str, verification.redacted))
        yield f"names were removed on request from: {numbers}"
    if waiting:
        yield f"{waiting:,} are still to be told to the warehouse"
    if comparison is not None:
        for one in comparison.differences:
            which = one.review_id if one.number is None else f"of action {one.number}"
            yield f"the decision {which} {one.why}"
        yield f"{comparison.compared:,} decisions compared with the warehouse"
        if comparison.older:
            yield f"{comparison.older:,} decisions in the warehouse are older than the record"


def _facts(
    verification: Verification, comparison: Comparison | None, waiting: int | None
) -> dict[str, object]:
    return {
        "intact": verification.intact,
        **asdict(verification),
        "waiting": waiting,
        "warehouse": None if comparison is None else asdict(comparison),
    }


def _object(action: Action, names: dict[str, str]) -> dict[str, object]:
    return asdict(action) | {"at": action.at.isoformat(), "by_name": names.get(action.by)}


def _line(action: Action, names: dict[str, str]) -> str:
    said = ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False)}"
        for name, value in action.content.items()
        if value not in (None, "")
    )
    who = names.get(action.by) or action.by or "nobody"
    claim = f" {action.claim_id}" if action.claim_id else ""
    at = f"{action.at:%Y-%m-%d %H:%M:%S}"
    return f"{action.number} {at} {who}: {action.kind}{claim}{f' ({said})' if said else ''}"
