"""A text put together from blocks, with the place of each in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checkers.blocks import Block, BlockKind
from checkers.reading.normalise import normalise


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before its place is known; `text` may be written in any way."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class BlockText:
    """A normalised text and its blocks, which are its lines in order."""

    text: str
    blocks: tuple[Block, ...]


def compose(pieces: Iterable[Piece]) -> BlockText:
    """The text of the pieces, normalised, one a line; those without text are left out."""
    lines: list[str] = []
    blocks: list[Block] = []
    start = 0
    for piece in pieces:
        line = normalise(piece.text).replace("\n", " ")
        if line:
            lines.append(line)
            blocks.append(Block(piece.kind, start, start + len(line)))
            start += len(line) + 1
    return BlockText("\n".join(lines), tuple(blocks))


def lines_as(kind: BlockKind, text: str) -> tuple[Block, ...]:
    """Each line of a normalised text as a block of that kind."""
    blocks: list[Block] = []
    start = 0
    for line in text.split("\n") if text else ():
        blocks.append(Block(kind, start, start + len(line)))
        start += len(line) + 1
    return tuple(blocks)


def moved(blocks: Sequence[Block], by: int) -> tuple[Block, ...]:
    """The blocks in a text that has `by` characters more before them."""
    return tuple(replace(block, start=block.start + by, end=block.end + by) for block in blocks)
