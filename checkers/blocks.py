"""The blocks that the text of an article is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in its article."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    PULL_QUOTE = "pull_quote"
    CAPTION = "caption"
    LIST_ITEM = "list_item"
    TABLE = "table"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Block:
    """A line of an article's text, `text[start:end]` in code points, and what it is there."""

    kind: BlockKind
    start: int
    end: int
