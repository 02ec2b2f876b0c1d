"""Labelled files: JSON Lines, a row a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from checkers.errors import UnreadableInput
from checkers.reading.languages import identify_language
from veredicto.evaluation.rows import Row
from veredicto.input_files import told_if_unreadable

R = TypeVar("R", bound=Row)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LANGUAGE_IN_NAME = re.compile(r"\.([a-z]{2})\.[a-z]+$")
_ONE_LINE = " at line 1 column "
_ROWS_TELLING_LANGUAGE = 50


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is not scored; `line` counts from 1, `entry` names what has no line."""

    line: int
    reason: str
    entry: str = ""

    @property
    def place(self) -> str:
        """Where the row is, for a message."""
        return self.entry or f"line {self.line}"


@dataclass(frozen=True, slots=True)
class LabelledFile(Generic[R]):
    """The rows of a file that can be scored, in its order, and those that cannot."""

    path: Path
    rows: tuple[R, ...]
    unreadable: tuple[Unreadable, ...]


def read_labelled(path: Path, kind: type[R]) -> LabelledFile[R]:
    """The rows of a JSON Lines file; empty lines are no rows.

    A row without a language gets that of the file's name (`.es.jsonl`), or else that of the texts.

    Raises:
        UnreadableInput: the file cannot be opened, or none of its rows can be scored.
    """
    adapter = TypeAdapter(kind)
    read: list[tuple[int, R]] = []
    unreadable: list[Unreadable] = []
    for number, line in _lines(path):
        try:
            read.append((number, adapter.validate_json(line)))
        except ValidationError as error:
            unreadable.append(Unreadable(number, _reason(error)))
    default = _language_of_file(path, [row for _, row in read])
    rows: list[R] = []
    for number, row in read:
        language = row.language or default
        if kind.LANGUAGES and language not in kind.LANGUAGES:
            served = ", ".join(kind.LANGUAGES)
            unreadable.append(Unreadable(number, f"language {language!r} is not among {served}"))
        else:
            rows.append(row if row.language else replace(row, language=language))
    unreadable.sort(key=lambda one: one.line)
    _ensure_rows(path, kind, rows, unreadable)
    return LabelledFile(path, tuple(rows), tuple(unreadable))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    wanted = "the path of a JSON Lines file with labelled rows"
    with (
        told_if_unreadable(path, wanted=wanted, pattern="*.jsonl"),
        path.open("rb") as file,
    ):
        for number, line in enumerate(file, start=1):
            bare = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
            if bare.strip():
                yield number, bare


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    what = first["msg"].removeprefix("Value error, ").replace(_ONE_LINE, " at column ")
    return f"{where}: {what}" if where else what


def _language_of_file(path: Path, rows: Sequence[Row]) -> str | None:
    named = _LANGUAGE_IN_NAME.search(path.name)
    if named:
        return named[1]
    untold = (row.wording for row in rows if row.language is None)
    sample = "\n".join(islice(untold, _ROWS_TELLING_LANGUAGE))
    return identify_language(sample) if sample else None


def _ensure_rows(
    path: Path, kind: type[Row], rows: Sequence[Row], unreadable: Sequence[Unreadable]
) -> None:
    if any(row.decides for row in rows):
        return
    shape = f"a line should be a JSON object with {kind.SHAPE}"
    if unreadable:
        first, others = unreadable[0], len(unreadable) - 1
        more = f" (and {others:,} more lines like it)" if others else ""
        message = f"{path} holds no row to score: {shape}; line {first.line}: {first.reason}{more}"
    elif rows:
        message = f"{path} holds no row to score: all of its {len(rows):,} answers are wrong ones"
    else:
        message = f"{path} is empty: {shape}"
    raise UnreadableInput(message)
