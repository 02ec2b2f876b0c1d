"""What a reference may stand for: the names before it that can be meant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from checkers.claims.mentions import Mention
from checkers.readings import Stretch

# Names that companies are not: acronyms of things, and (below) countries.
_NO_COMPANIES = frozenset({"IA", "AI", "PIB", "GDP", "IVA", "VAT", "IPC", "CPI", "CEO", "UE", "EU"})
REMEMBERED = 500
"""Names before a reference that it may point to."""


@dataclass(frozen=True, slots=True)
class Antecedent:
    """What a reference stands for, and where the article names it; None for its title or date."""

    name: str
    found: Stretch | None = None


def antecedent_of(mention: Mention, name: str) -> Antecedent:
    """A name at the place of a mention of it."""
    return Antecedent(name, Stretch(mention.start, mention.end))


def distinct(names: Iterator[str]) -> list[str]:
    """The names, of one that another holds ("Gil", "Ana Gil") the longer one only."""
    unique = list(dict.fromkeys(names))
    return [n for n in unique if not any(n != o and n in o.split(" ") for o in unique)]


def latest(mentions: Sequence[Mention], position: int) -> tuple[Mention, ...]:
    """The mentions before a position, the latest ones of many."""
    stop = bisect_left(mentions, position, key=lambda mention: mention.start)
    return tuple(mentions[max(0, stop - REMEMBERED) : stop])


def companies_of(mentions: Sequence[Mention], language: str) -> Iterator[Mention]:
    """The names that may be organisations': no places, people, surnames or acronyms of things."""
    left_out = {m.name.split(" ", 1)[1] for m in mentions if " " in m.name}
    left_out |= {m.name for m in mentions if m.person}
    left_out |= _NO_COMPANIES | countries(language)
    elsewhere = {m.name for m in mentions if not m.place}
    return (m for m in mentions if m.name in elsewhere and m.name not in left_out)


@cache
def countries(language: str) -> frozenset[str]:
    """The names of the countries and territories of the world."""
    return frozenset(Locale(language).territories.values())
