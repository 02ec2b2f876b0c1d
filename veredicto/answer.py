"""The answer to a question of the warehouse, for a person at a terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from warehouse.query import Table

NARROWEST_COLUMN = 12
LONGEST_VALUE = 400


def print_table(table: Table, *, at_most: int | None = None) -> None:
    """As a table where the columns fit the terminal, else a record after the other.

    Rows beyond `at_most` are left out, and that is said.
    """
    console = Console(highlight=False)
    shown = Table(table.columns, table.rows[:at_most])
    fits = len(table.columns) * NARROWEST_COLUMN <= console.width
    console.print(_table(shown) if fits else _records(shown))
    more = ", and more: --limit N shows N" if len(shown.rows) < len(table.rows) else ""
    console.print(Text(f"{len(shown.rows)} rows{more}", style="dim"))


def _table(table: Table) -> RenderableType:
    shown = RichTable(*table.columns, header_style="bold")
    for row in table.rows:
        shown.add_row(*(Text(_words(cell)) for cell in row))
    return shown


def _records(table: Table) -> RenderableType:
    parts: list[RenderableType] = []
    for number, row in enumerate(table.rows, start=1):
        parts.append(Rule(Text(str(number)), align="left", style="dim"))
        fields = RichTable.grid(padding=(0, 2))
        fields.add_column(style="cyan", no_wrap=True)
        fields.add_column(overflow="fold")
        for name, cell in zip(table.columns, row, strict=True):
            if cell not in (None, []):
                fields.add_row(name, _value(cell))
        parts.append(fields)
    return Group(*parts)


def _value(cell: object) -> RenderableType:
    if isinstance(cell, list) and cell and isinstance(cell[0], dict):
        return Group(*(_item(item) for item in cell))
    return Text(_words(cell))


def _item(item: dict[str, object]) -> RenderableType:
    known = [(name, value) for name, value in item.items() if value is not None]
    line = Text("• ")
    for name, value in known:
        line.append(f"{name} ", style="dim")
        line.append(f"{_words(value)}  ")
    return line


def _words(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
