"""Sentences of treebanks of Universal Dependencies, as words with the tags that ours gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checkers.claims.tagged import FINITE, HELD

_FIELDS = 10
_VERBS = frozenset({"VERB", "AUX"})
_RELATIVE = frozenset({"Rel", "Int,Rel"})


@dataclass(frozen=True)
class TaggedSentence:
    """A sentence of a treebank; words and tags are as many."""

    id: str
    words: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A line of a CoNLL-U file: `first` and `last` differ for a word of several parts."""

    first: int
    last: int
    word: str
    tag: str


def read_treebank(path: Path) -> Iterator[TaggedSentence]:
    """The sentences of a CoNLL-U file; a word that is written as one ("del", "it's") is one."""
    name, rows = "", []
    for line in (*path.read_text("utf-8").splitlines(), ""):
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        elif line.startswith("#"):
            continue
        elif line:
            rows += _row(line)
        elif rows:
            yield _sentence(name, rows)
            rows = []


def _row(line: str) -> list[_Row]:
    fields = line.split("\t")
    if len(fields) != _FIELDS or "." in fields[0]:
        return []
    first, _, last = fields[0].partition("-")
    return [_Row(int(first), int(last or first), fields[1], _tag(fields[3], fields[5]))]


def _tag(part: str, features: str) -> str:
    about = dict(one.split("=", 1) for one in features.split("|") if "=" in one)
    if part in _VERBS:
        form = about.get("VerbForm", "Fin")
        return f"V.{about.get('Mood', 'Ind') if form == 'Fin' else form}"
    if part == "PRON" and about.get("PronType") in _RELATIVE:
        return "PRON.Rel"
    return part


def _sentence(name: str, rows: list[_Row]) -> TaggedSentence:
    words, tags, covered = [], [], 0
    for row in rows:
        if row.first <= covered:
            continue
        words.append(row.word)
        if row.last > row.first:
            covered = row.last
            parts = [
                one.tag
                for one in rows
                if one.first == one.last and row.first <= one.first <= row.last
            ]
            tags.append(_joined(parts))
        else:
            tags.append(row.tag)
    return TaggedSentence(name, tuple(words), tuple(tags))


def _joined(parts: list[str]) -> str:
    """The tag of a word of several parts: the first one's, and whether a verb follows in it."""
    holds = not parts[0].startswith("V.") and any(part in FINITE for part in parts[1:])
    return f"{parts[0]}{HELD}" if holds else parts[0]
