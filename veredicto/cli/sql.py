"""`veredicto sql`: questions to the warehouse, read-only."""

from __future__ import annotations

import re
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from checkers.errors import BadInput
from veredicto.cli.options import Quiet
from veredicto.cli.working import working

if TYPE_CHECKING:
    from warehouse.place import Place
    from warehouse.query import Table

ASKING = "asking the warehouse"
SHOWN_AT_MOST = 1000
"""Rows that a terminal gets where no limit was asked for."""


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    PARQUET = "parquet"


def _names_of_questions(begun: str) -> list[str]:
    from warehouse.shipped_views import shipped_views

    names = [name for view in shipped_views() for name in (view.name, *view.also)]
    return [name for name in names if name.startswith(begun)]


def sql(
    query: Annotated[
        str | None,
        typer.Argument(
            help="SQL, or the name of a question of --list.",
            show_default=False,
            autocompletion=_names_of_questions,
        ),
    ] = None,
    *,
    warehouse: Annotated[
        str | None, typer.Option(help="DuckDB file to ask.", show_default=False)
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Form of the answer.")] = Format.TABLE,
    out: Annotated[
        Path | None,
        typer.Option("--output", "--out", "-o", help="File to write.", show_default=False),
    ] = None,
    copy: Annotated[
        bool,
        typer.Option("--copy", help="Ask the published copy: no waiting for a writer."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, help=f"Rows at most; a table has {SHOWN_AT_MOST} if unset.", show_default=False
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="List the questions, each with an example.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Ask the warehouse in SQL; nothing can be written and no other file can be read."""
    from veredicto.answer import print_table
    from veredicto.settings import load_settings
    from warehouse.query import questions, run_sql

    if list_:
        _list(questions(), output, out)
        return
    if query is None:
        message = "no question: give SQL, the name of a question, or --list"
        raise BadInput(message)
    shown = limit
    if output is Format.TABLE and limit is None:
        shown = SHOWN_AT_MOST + 1
    statement = _statement(query, shown)
    settings = load_settings(warehouse=warehouse)
    file = settings.warehouse
    if copy:
        from veredicto.refreshing import copy_to_read

        file = copy_to_read(settings)
    if output is Format.PARQUET:
        _parquet(file, statement, limit, out, quiet=quiet)
    elif output is Format.TABLE and out is None:
        with working(ASKING, quiet=quiet):
            table = run_sql(file, statement, limit=shown)
        print_table(table, at_most=SHOWN_AT_MOST if limit is None else None)
    elif output is Format.TABLE:
        message = "a table is for the terminal: --format csv, json, markdown or parquet for a file"
        raise BadInput(message)
    else:
        with working(ASKING, quiet=quiet):
            text = _text(run_sql(file, statement, limit=limit), output)
        _give(text, out)


def _statement(query: str, limit: int | None) -> str:
    """The SQL that was given, or that of the question of that name."""
    from veredicto.misspelt import question
    from warehouse.query import named_queries

    named = {one.name: one for one in named_queries()}
    if query in named:
        return named[query].sql if limit is None else named[query].first(limit)
    if re.fullmatch(r"[\w-]+", query):
        asked = question(query, named)
        where = f"{asked} veredicto sql --list shows all.".lstrip()
        raise BadInput(f"there is no question {query!r}: {where}")
    return query


def _list(table: Table, output: Format, out: Path | None) -> None:
    if output is Format.PARQUET:
        message = "the questions are listed as table, json, csv or markdown"
        raise BadInput(message)
    if output is not Format.TABLE:
        _give(_text(table, output), out)
        return
    lines = []
    for name, also, question, example, shows in table.rows:
        names = ", ".join([str(name), *(also if isinstance(also, list) else ())])
        lines.append(f"{names}\n  {question}\n  {example}\n    {shows}\n")
    _give("\n".join(lines).rstrip(), out)


def _text(table: Table, output: Format) -> str:
    from warehouse.render import to_csv, to_json, to_markdown

    if output is Format.JSON:
        return to_json(table)
    return to_csv(table) if output is Format.CSV else to_markdown(table)


def _give(text: str, out: Path | None) -> None:
    from warehouse.render import write_text

    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
    else:
        write_text(text if text.endswith("\n") else f"{text}\n", out)


def _parquet(
    file: Place, statement: str, limit: int | None, out: Path | None, *, quiet: bool
) -> None:
    from warehouse.render import write_parquet

    if out is not None:
        with working(ASKING, quiet=quiet):
            write_parquet(file, statement, out, limit=limit)
        return
    if sys.stdout.isatty():
        message = "parquet is for programs, not for a terminal: --output FILE, or pipe it"
        raise BadInput(message)
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "answer.parquet"
        with working(ASKING, quiet=quiet):
            write_parquet(file, statement, whole, limit=limit)
        with whole.open("rb") as answer:
            shutil.copyfileobj(answer, sys.stdout.buffer)
