"""Pages that a server gives with status 200 in the place of the article that was asked for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement  # type: ignore[import-untyped]  # lxml comes without types

_SCANT = 40  # words up to which a page may have no text but its excuse
_BRIEF = 250  # words from which a text is an article whatever it speaks of
_STUMP = 400  # words from which a text is more than the beginning that is free
_TAIL = 4  # blocks at the end of a text where a paywall begins
_PLEA = 300  # characters that a block of a paywall has at most
_CUT = 1.5  # times the words that were read from which those that the page counts are not all there
_SHOWN = 20_000  # characters of a page that are read for phrases
_HIDDEN = frozenset({"script", "style", "template", "svg", "head", "title"})
_GATE = re.compile(
    r"pay ?wall|reg(?:istration)? ?wall|subscri(?:ption|ber) ?wall|muro ?(?:de ?)?pago"
)
_MARK = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")


class Wall(Enum):
    """What a page is instead of the article; the value is what messages call it."""

    BLOCK = "a page that keeps robots out"
    SCRIPT = "a page that shows nothing without JavaScript"
    CONSENT = "a page that asks for consent to cookies"
    PAYWALL = "the free beginning of an article behind a paywall"
    REGISTRATION = "the free beginning of an article for registered readers"

    @property
    def hides_all(self) -> bool:
        """Whether nothing of the article is there."""
        return self in {Wall.BLOCK, Wall.SCRIPT, Wall.CONSENT}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a wall is told by.

    `text` is the main text that was found. `free` and `words` are what the page says of itself:
    whether everybody may read it, and how many words it has.
    """

    tree: HtmlElement
    markup: str
    title: str | None
    text: str
    free: bool | None = None
    words: int | None = None


@dataclass(frozen=True, slots=True)
class _Signs:
    """The patterns of one kind of wall."""

    phrases: re.Pattern[str]
    titles: re.Pattern[str] | None = None
    markup: re.Pattern[str] | None = None


def find_wall(seen: Seen) -> Wall | None:
    """What the page is instead of the article; None for an article."""
    words = len(seen.text.split())
    if words < _BRIEF:
        shown = _shown(seen.tree)
        if len(shown.split()) < _BRIEF and _blocks(seen, shown):
            return Wall.BLOCK
        if _asks_for_consent(seen.text or shown):
            return Wall.CONSENT
        if words < _SCANT and _signs("script").phrases.search(shown):
            return Wall.SCRIPT
    return _gate(seen, words)


def _blocks(seen: Seen, shown: str) -> bool:
    signs = _signs("block")
    titled = bool(signs.titles and signs.titles.search(seen.title or ""))
    marked = bool(signs.markup and signs.markup.search(seen.markup))
    said = bool(signs.phrases.search(shown))
    scant = len(seen.text.split()) < _SCANT
    return (titled and (marked or said or scant)) or (said and (marked or scant))


def _asks_for_consent(text: str) -> bool:
    """Whether a text speaks of cookies more than of anything else."""
    found = {match.group().casefold() for match in _signs("consent").phrases.finditer(text)}
    return len(found) * 60 > len(text.split()) and len(found) > 1


def _gate(seen: Seen, words: int) -> Wall | None:
    cut = seen.words is not None and seen.words > _CUT * words
    if seen.free is False and (words < _BRIEF or cut):
        return Wall.PAYWALL
    if words >= _STUMP and seen.free is not False:
        return None
    last = [block for block in seen.text.split("\n")[-_TAIL:] if len(block) <= _PLEA]
    said = "\n".join([*last, *(_gates(seen.tree) if words < _STUMP else ())])
    if _signs("registration").phrases.search(said):
        return Wall.REGISTRATION
    return Wall.PAYWALL if _signs("paywall").phrases.search(said) else None


def _gates(tree: HtmlElement) -> list[str]:
    """The texts of the elements whose names say that they are the wall."""
    named = (
        (element, f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in tree.iter("div", "section", "aside", "p")
    )
    return [
        " ".join(element.text_content().split())[:_SHOWN]
        for element, name in named
        if name.strip() and _GATE.search(_MARK.sub(" ", name).lower())
    ]


def _shown(tree: HtmlElement) -> str:
    """The text that a reader sees where no script runs."""
    found: list[str] = []
    length = 0
    for element in tree.iter("*"):
        if element.tag not in _HIDDEN and element.text:
            found.append(element.text)
        if element.tail:
            found.append(element.tail)
        length += len(found[-1]) if found else 0
        if length > _SHOWN:
            break
    return " ".join(" ".join(found).split())


@cache
def _signs(kind: str) -> _Signs:
    table = _table()[kind]
    patterns = {
        name: re.compile("|".join(f"(?:{one})" for one in listed), re.IGNORECASE)
        for name, listed in table.items()
    }
    return _Signs(**patterns)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = files("checkers.reading").joinpath("walls.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return found
