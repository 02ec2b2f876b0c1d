"""Whether two claims that are worded alike differ in a figure, a date, a negation or a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from rapidfuzz import fuzz

from checkers.claims.amounts import find_quantities
from checkers.claims.dates import find_dates
from checkers.claims.names import find_names
from checkers.claims.tables import Table, words
from checkers.labels import Comparator

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_DIRECTIONS = {
    Comparator.MORE: ">",
    Comparator.AT_LEAST: ">",
    Comparator.LESS: "<",
    Comparator.AT_MOST: "<",
}
# Ratio (0-100) from which two words are spellings of one name.
_ONE_NAME = 80.0
SAME_NOW = timedelta(days=7)
"""Within so long "today" and "this month" are taken to mean the same in two articles."""


@dataclass(frozen=True, slots=True)
class Said:
    """A claim's wording with its language and the time of its article, where that is known."""

    text: str
    language: str
    at: datetime | None = None


def differ(one: Said, other: Said) -> bool:
    """Whether one says something that the other does not, as far as rules can tell.

    True where figures, dates or the presence of a negation are not the same; within a language
    also where each has a name that the other lacks; and where either speaks of its own time
    ("today") and their articles are more than `SAME_NOW` apart. Names across languages are left to
    others to tell: "Alemania" is "Germany".
    """
    return (
        _figures(one) != _figures(other)
        or bool(count_negations(one)) is not bool(count_negations(other))
        or (one.language == other.language and _differ_within_language(one, other))
        or _speak_of_different_times(one, other)
    )


def has_figures_of(whole: Said, part: Said) -> bool:
    """Whether all figures, dates, days and other numbers of one text are in the other."""
    return (
        _figures(part) <= _figures(whole)
        and _days(part) <= _days(whole)
        and set(_unread_numbers(part)) <= set(_unread_numbers(whole))
    )


def plain(text: str) -> str:
    """The text in lower case without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _figures(said: Said) -> frozenset[tuple[object, ...]]:
    quantities = find_quantities(said.text, said.language)
    figures = {(q.value, q.upper, _DIRECTIONS.get(q.comparator, "=")) for q in quantities}
    dates = {(mention.iso,) for mention in find_dates(said.text, said.language) if mention.iso}
    return frozenset(figures | dates)


def count_negations(said: Said) -> int:
    """How many words of the text deny something."""
    return len(_cues(said.language, "negations").findall(said.text))


def _differ_within_language(one: Said, other: Said) -> bool:
    return (
        _unread_numbers(one) != _unread_numbers(other)
        or _days(one) != _days(other)
        or (_lacks(one, _names(other)) and _lacks(other, _names(one)))
    )


def _unread_numbers(said: Said) -> list[str]:
    """The numbers that are neither amounts nor dates, as those of a flight or of a law."""
    quantities = find_quantities(said.text, said.language)
    read = [(quantity.start, quantity.end) for quantity in quantities]
    read += [(date.start, date.end) for date in find_dates(said.text, said.language)]
    return sorted(
        re.sub(r"\D", "", number.group())
        for number in _DIGITS.finditer(said.text)
        if not any(start <= number.start() < end for start, end in read)
    )


def _days(said: Said) -> set[str]:
    """Days and months without a year, which have no value to compare."""
    mentions = find_dates(said.text, said.language)
    return {said.text[m.start : m.end].lower() for m in mentions if m.iso is None}


def _names(said: Said) -> set[str]:
    found = (name.text for name in find_names(said.text, said.language))
    return {plain(word) for name in found for word in name.split() if word[:1].isupper()}


def _lacks(said: Said, names: Iterable[str]) -> bool:
    present = plain(said.text)
    spellings = re.findall(r"\w+", present)
    return any(
        name not in present and not any(fuzz.ratio(name, word) >= _ONE_NAME for word in spellings)
        for name in names
    )


def _speak_of_different_times(one: Said, other: Said) -> bool:
    if one.at is None or other.at is None or abs(one.at - other.at) <= SAME_NOW:
        return False
    return any(_cues(said.language, "now").search(said.text) for said in (one, other))


@cache
def _cues(language: str, key: str) -> re.Pattern[str]:
    return words(Table.load("differences", language).strings(key))
