"""The rules' data: TOML tables of a language, shipped in the package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files


class Table:
    """A TOML table whose values are read with the type that the rules expect of them."""

    def __init__(self, values: dict[str, object], name: str) -> None:
        self._values = values
        self._name = name

    @classmethod
    def load(cls, folder: str, language: str) -> Table:
        """The table `folder/language.toml` of this package."""
        source = files("checkers.claims").joinpath(folder, f"{language}.toml")
        return cls(tomllib.loads(source.read_text("utf-8")), f"{folder}/{language}.toml")

    def table(self, key: str) -> Table:
        """The table under `key`."""
        value = self._values[key]
        if not isinstance(value, dict):
            raise TypeError(f"{self._name}: [{key}] is to be a table")
        return Table(value, f"{self._name} [{key}]")

    def strings(self, key: str) -> tuple[str, ...]:
        """The list of strings under `key`."""
        value = self._values[key]
        if not isinstance(value, list):
            raise TypeError(f"{self._name}: {key} is to be a list")
        return tuple(str(item) for item in value)

    def mapping(self, key: str) -> Mapping[str, str]:
        """The table under `key`, of strings."""
        inner = self.table(key)
        return {name: inner.string(name) for name in inner.names()}

    def string(self, key: str) -> str:
        """The string or number under `key`, as a string."""
        return str(self._values[key])

    def names(self) -> tuple[str, ...]:
        """The keys, in the order of the file."""
        return tuple(self._values)


def alternatives(patterns: Iterable[str]) -> str:
    """One group that matches any of the patterns, the longer ones first."""
    ordered = sorted((part for p in patterns for part in split_top(p)), key=len, reverse=True)
    return f"(?:{'|'.join(ordered)})"


def split_top(pattern: str) -> list[str]:
    """The alternatives of a pattern that stand outside its brackets."""
    parts, depth, current = [], 0, ""
    for piece in re.findall(r"\\.|.", pattern):
        depth += (piece in "([") - (piece in ")]")
        if piece == "|" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += piece
    return [*parts, current]


def words(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of the patterns as whole words, whatever the case."""
    return re.compile(rf"(?<!\w){alternatives(patterns)}(?!\w)", re.IGNORECASE)
