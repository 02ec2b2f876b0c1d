"""The views that are shipped: what each answers, and how a file comes to have them.

A view is a file in `warehouse/views/`: a header of TOML in SQL comments, then one SELECT. They are
real views of DuckDB, so that every program that opens the file sees them, comments included.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import version
from importlib.resources import files
from types import MappingProxyType

import duckdb
from packaging.version import Version

from warehouse.lake.attach import is_lake
from warehouse.transactions import whole


@dataclass(frozen=True, slots=True)
class View:
    """A question with its answer.

    `order` is how its rows are shown, `example` a statement that uses it and `shows` what that
    tells; `columns` says what each column means, `also` what else the view can be asked by;
    `narrow` is a condition that holds of the first `{limit}` rows in that order and is quick to
    look up, where there is one; `tables` are CTEs that hold what these rows are made of under the
    names of the tables, instead.
    """

    name: str
    description: str
    question: str
    order: str
    example: str
    shows: str
    columns: Mapping[str, str]
    also: tuple[str, ...]
    narrow: str | None
    tables: str | None
    sql: str
    sha256: str = field(repr=False)


@cache
def shipped_views() -> tuple[View, ...]:
    """The views in `warehouse/views/`, those that others are made of first."""
    views = {
        entry.name.removesuffix(".sql"): _view(
            entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")
        )
        for entry in (files("warehouse") / "views").iterdir()
        if entry.name.endswith(".sql")
    }
    made_of = {
        name: sorted((views.keys() & set(re.findall(r"\w+", views[name].sql))) - {name})
        for name in sorted(views)
    }
    return tuple(views[name] for name in TopologicalSorter(made_of).static_order())


def have_views(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file of the newest schema has the shipped views, or those of a newer veredicto."""
    rows = connection.execute("SELECT name, sha256, written_by FROM shipped_views").fetchall()
    if not rows:
        return False
    return {name: sha256 for name, sha256, _ in rows} == _fingerprint() or any(
        Version(written_by) > Version(_us()) for _, _, written_by in rows
    )


def write_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts the shipped views into the file, whole or not at all, in place of those of before."""
    in_lake = is_lake(connection)
    with whole(connection):
        for (name,) in connection.execute("SELECT name FROM shipped_views").fetchall():
            connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        connection.execute("DELETE FROM shipped_views")
        for view in shipped_views():
            connection.execute(f'CREATE OR REPLACE VIEW "{view.name}" AS {view.sql}')
            connection.execute(f'COMMENT ON VIEW "{view.name}" IS {_literal(view.description)}')
            # DuckLake has no comments on the columns of views.
            for column, comment in () if in_lake else view.columns.items():
                connection.execute(
                    f'COMMENT ON COLUMN "{view.name}"."{column}" IS {_literal(comment)}'
                )
            connection.execute(
                "INSERT INTO shipped_views VALUES (?, ?, ?, now())", [view.name, view.sha256, _us()]
            )


def see_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Lets a connection that only reads see the shipped views where the file has earlier ones."""
    if have_views(connection):
        return
    for view in shipped_views():
        connection.execute(f'CREATE OR REPLACE TEMP VIEW "{view.name}" AS {view.sql}')


@cache
def _fingerprint() -> Mapping[str, str]:
    return MappingProxyType({view.name: view.sha256 for view in shipped_views()})


@cache
def _us() -> str:
    return version("veredicto")


def _view(name: str, text: str) -> View:
    comments = re.match(r"(?:--.*\n)+", text)
    header = comments[0] if comments else ""
    said = tomllib.loads(re.sub(r"^-- ?", "", header, flags=re.MULTILINE))
    return View(
        name=name,
        description=said["description"],
        question=said["question"],
        order=said["order"],
        example=said["example"]["sql"].strip(),
        shows=said["example"]["shows"],
        columns=MappingProxyType(said["columns"]),
        also=tuple(said.get("also", ())),
        narrow=said.get("narrow"),
        tables=said.get("tables"),
        sql=text[len(header) :].strip(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
