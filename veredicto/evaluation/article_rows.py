"""Articles whose statements and claims a fact-checker labelled, as they are read from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field, StringConstraints

from checkers.articles import Article
from checkers.blocks import Block as PartOfPage
from checkers.blocks import BlockKind
from checkers.labels import EntityType, StatementKind
from checkers.reading.languages import SERVED
from veredicto.evaluation.rows import Row, Text

Worded = Annotated[str, StringConstraints(min_length=1)]


class Block(StrEnum):
    """What part of the page a statement stands in."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    PARAGRAPH = "p"
    QUOTE = "quote"
    CAPTION = "caption"


_READ_AS = {
    Block.TITLE: BlockKind.TITLE,
    Block.STANDFIRST: BlockKind.STANDFIRST,
    Block.HEADING: BlockKind.HEADING,
    Block.PARAGRAPH: BlockKind.PARAGRAPH,
    Block.QUOTE: BlockKind.PULL_QUOTE,
    Block.CAPTION: BlockKind.CAPTION,
}


class Role(StrEnum):
    """What a claim is of its statement: the article's own, that somebody said it, what was said."""

    ASSERTION = "assertion"
    ATTRIBUTION = "attribution"
    CONTENT = "content"


class Form(StrEnum):
    """How words are reported; mixed where an indirect report quotes some of them."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class ReferenceType(StrEnum):
    """By what a mention stands for something else; context where nothing in the sentence does."""

    PRONOUN = "pronoun"
    DESCRIPTION = "description"
    ELLIPSIS = "ellipsis"
    TIME = "time"
    NAME = "name"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the article: its text at [start, end)."""

    start: Annotated[int, Field(ge=0)]
    end: int
    text: Worded

    @property
    def characters(self) -> range:
        """The offsets that it covers."""
        return range(self.start, self.end)


@dataclass(frozen=True, slots=True)
class LabelledEntity(Span):
    """A mention of somebody or something by name."""

    type: EntityType


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow(Row):
    """A text with every name in it."""

    SHAPE: ClassVar[str] = '"text" and "entities", each with "start", "end", "text" and "type"'
    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    text: Text
    entities: tuple[LabelledEntity, ...]

    def __post_init__(self) -> None:
        _ensure_exact(self.text, self.entities)

    @property
    def wording(self) -> str:
        """The text."""
        return self.text


def _ensure_exact(text: str, spans: Iterable[Span]) -> None:
    for span in spans:
        if text[span.start : span.end] != span.text:
            message = f"[{span.start}, {span.end}) is not {span.text!r}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledBlock:
    """A part of the page."""

    kind: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledReference:
    """A mention, and wordings of what it stands for, one of which the claim must hold."""

    mention: Worded
    type: ReferenceType
    forms: Annotated[tuple[Worded, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledAttribution:
    """Who says what; `who` and `cue` are None where another sentence tells them."""

    who: Span | None
    name: Worded
    cue: Span | None
    what: Annotated[tuple[Span, ...], Field(min_length=1)]
    form: Form
    anonymous: bool
    content_kind: StatementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A proposition to check; `missing` says what its sense wants where it is ambiguous."""

    role: Role
    kind: StatementKind
    spans: Annotated[tuple[Span, ...], Field(min_length=1)]
    decontextualised: Worded | None
    missing: Worded | None
    references: tuple[LabelledReference, ...]

    def __post_init__(self) -> None:
        if (self.decontextualised is None) == (self.missing is None):
            message = "a claim has either a decontextualised form or what is missing"
            raise ValueError(message)
        wording = (self.decontextualised or "").casefold()
        for one in self.references:
            if not any(form.casefold() in wording for form in one.forms):
                message = f"none of {', '.join(one.forms)} is in {self.decontextualised!r}"
                raise ValueError(message)

    @property
    def characters(self) -> frozenset[int]:
        """The offsets that its spans cover."""
        return frozenset(at for span in self.spans for at in span.characters)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledStatement:
    """A sentence; `repeats` is the number of the statement that it repeats."""

    start: int
    end: int
    text: Text
    kind: StatementKind
    block: Block
    repeats: int | None
    attribution: LabelledAttribution | None
    claims: tuple[LabelledClaim, ...]

    @property
    def spans(self) -> Iterator[Span]:
        """Its own span and those of its labels."""
        yield Span(self.start, self.end, self.text)
        if self.attribution is not None:
            told = (self.attribution.who, self.attribution.cue, *self.attribution.what)
            yield from (span for span in told if span is not None)
        for claim in self.claims:
            yield from claim.spans


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow(Row):
    """An article with every statement of it labelled."""

    SHAPE: ClassVar[str] = (
        '"text" and "statements", each with "start", "end", "text", "kind" and "claims"'
    )
    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    id: Worded
    genre: Worded
    publisher: str
    published_at: AwareDatetime
    title: Worded
    text: Text
    blocks: tuple[LabelledBlock, ...]
    statements: Annotated[tuple[LabelledStatement, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        for statement in self.statements:
            _ensure_exact(self.text, statement.spans)

    @property
    def wording(self) -> str:
        """The text."""
        return self.text

    @property
    def article(self) -> Article:
        """The article as the pipeline reads it, without labels."""
        article = Article.of(
            self.text,
            language=self.language or SERVED[0],
            title=self.title,
            publisher=self.publisher,
            published_at=self.published_at,
        )
        blocks = (PartOfPage(_READ_AS[one.kind], one.start, one.end) for one in self.blocks)
        return replace(article, blocks=tuple(blocks))
