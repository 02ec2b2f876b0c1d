"""A proposition that is made of pieces of a text."""

from __future__ import annotations

from dataclasses import dataclass

from checkers.claims.clauses import Sentence

Pieces = tuple[tuple[int, int], ...]
_EDGES = " ,;:—–"
_QUOTES = (("«", "»"), ("“", "”"), ('"', '"'))
_TIGHT = ",;:.!?)»”"  # marks that no space stands before


@dataclass(frozen=True, slots=True)
class Part:
    """A proposition made of `pieces` of a text, each from and to an offset.

    `wording` is it as a sentence of its own. `start` and `end` are where the claim is marked,
    `subject` is the piece that another clause lends it.
    """

    start: int
    end: int
    pieces: Pieces
    wording: str
    subject: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """A proposition within another, and what is left out of that one for it; None for nothing."""

    part: Part
    cut: tuple[int, int] | None


def join(text: str, pieces: Pieces) -> str:
    """The pieces with a space between each two and none before a mark."""
    found = ""
    for start, end in pieces:
        piece = text[start:end].strip()
        glue = "" if not found or piece[:1] in _TIGHT else " "
        found += f"{glue}{piece}"
    return _closed(found.strip(_EDGES))


def _closed(text: str) -> str:
    """The text without a quotation mark at an edge that has no other one."""
    for opening, closing in _QUOTES:
        unopened = text.count(closing) if opening != closing else text.count(closing) % 2
        if opening == closing and not unopened:
            continue
        if text.startswith(opening) and closing not in text[1:]:
            text = text[1:]
        if text.endswith(closing) and opening not in text[:-1]:
            text = text[:-1]
    return text.strip(_EDGES)


def cut_out(sentence: Sentence, first: int, end: int) -> tuple[int, int]:
    """What is left out: from the mark at token `first`, with the one that closes it if there is."""
    opening = sentence.tokens[first]
    closing = {"(": ")", "[": "]"}.get(opening.text, opening.text)
    rest = sentence.text[end:]
    skipped = len(rest) - len(rest.lstrip())
    if rest.lstrip()[:1] == closing:
        end += skipped + 1
    return opening.start, end
