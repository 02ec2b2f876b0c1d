"""What made-up articles tell, in the words of `benchmarks/data/desk_stories.toml`."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checkers.labels import ClaimStatus, Stance, VerdictLabel
from checkers.nouns import Claim

STORIES = Path(__file__).with_name("data") / "desk_stories.toml"
AN_ARTICLE = 20
# One in eight articles begins with what one of the firsts, one in eight as well, began with.
REPEATING, FIRST, EVERY = 7, 3, 8

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a statement says: its theme by number, the figure, and another that pages may give."""

    theme: int
    place: str
    year: int
    value: float
    other: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a page says of a claim: the page by its number, the sentence, which side it is on."""

    page: int
    sentence: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class Checked:
    """How the check of a claim is to end."""

    claim: Claim
    told: Told
    status: ClaimStatus
    label: VerdictLabel
    found: tuple[Found, ...]


def first_of(number: int) -> int:
    """The article whose first claim an article repeats; itself where it repeats none."""
    if number % EVERY != REPEATING:
        return number
    return EVERY * random.Random(number).randrange(number // 32 + 1) + FIRST


@cache
def stories() -> Words:
    """The words of both languages."""
    return tomllib.loads(STORIES.read_text(encoding="utf-8"))


def language_of(number: int) -> str:
    """The language of an article."""
    return ("es", "es", "en")[number % 3]


def told_in(number: int, words: Words, draw: random.Random) -> list[Told]:
    """What the article tells; the first of it may be what another told, in its words for places."""
    told = [_made_up(words, draw) for _ in range(AN_ARTICLE)]
    first = first_of(number)
    if first != number:
        theirs = stories()[language_of(first)]
        told[0] = _made_up(theirs, random.Random(f"article {first}"))
    return told


def _made_up(words: Words, draw: random.Random) -> Told:
    theme = draw.randrange(len(words["themes"]))
    found = words["themes"][theme]
    value = draw.uniform(found["low"], found["high"])
    digits = 1 if found["unit"] == "%" else 0
    return Told(
        theme=theme,
        place=draw.choice(words["places"]),
        year=draw.randint(2019, 2026),
        value=round(value, digits),
        other=round(value * draw.choice((0.6, 0.8, 1.25, 1.7)), digits),
    )


def sentence_of(words: Words, told: Told, kind: str, language: str) -> str:
    """The sentence of a kind that says it."""
    theme = words["themes"][told.theme]
    text: str = theme[kind].format(
        place=told.place,
        year=told.year,
        value=figure_of(told.value, theme["unit"], language),
        other=figure_of(told.other, theme["unit"], language),
    )
    return text


def figure_of(value: float, unit: str, language: str) -> str:
    """A number as each language writes it, with its unit."""
    digits = f"{value:,.1f}" if unit == "%" else f"{value:,.0f}"
    if language == "en":
        return f"{digits}%" if unit == "%" else f"{digits} {unit}"
    return f"{digits.translate(str.maketrans(',.', '.,'))} {unit}"
