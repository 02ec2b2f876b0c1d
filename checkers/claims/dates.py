"""The dates in a sentence, as ISO 8601 of the precision that was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checkers.claims.tables import Table, alternatives

_ISO = re.compile(r"(?<![\d-])(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)?\d{2}(?![\d/])")
_YEAR = re.compile(r"(?<![\w.,$€£/-])(?:19|20)\d{2}(?:[-–/]\d{2,4})?(?![\w%€$£]|[.,]\d|\s?[%€£])")
_DECEMBER, _LONGEST_MONTH = 12, 31


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `iso` is a day, a month or a year; None where the year is not said."""

    start: int
    end: int
    iso: str | None


def find_dates(text: str, language: str) -> tuple[DateMention, ...]:
    """The dates and years of the text in order; years that are no dates are not told apart."""
    found: list[DateMention] = []
    for mention in _mentions(text, language):
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _mentions(text: str, language: str) -> Iterator[DateMention]:
    """The longer forms first, so that a year inside one of them is not taken alone."""
    for match in _ISO.finditer(text):
        yield DateMention(match.start(), match.end(), match.group())
    for match in _SLASHED.finditer(text):
        # Day and month may be in either order: a date, but not one that can be told.
        yield DateMention(match.start(), match.end(), None)
    for pattern, months in _patterns(language):
        for match in pattern.finditer(text):
            yield DateMention(match.start(), match.end(), _iso(match, months))
    for match in _YEAR.finditer(text):
        yield DateMention(match.start(), match.end(), match.group()[:4])


def month_names(language: str) -> tuple[str, ...]:
    """A pattern for each month's names, January first."""
    return Table.load("measures", language).table("dates").strings("months")


def month_number(written: str, language: str) -> int:
    """The number of a month by its name; 0 where it is none."""
    names = enumerate(month_names(language), 1)
    return next((i for i, name in names if re.fullmatch(name, written, re.IGNORECASE)), 0)


def _iso(match: re.Match[str], months: tuple[re.Pattern[str], ...]) -> str | None:
    parts = match.groupdict()
    month = next((i for i, name in enumerate(months, 1) if name.fullmatch(parts["m"])), 0)
    if not parts["y"] or not month:
        return None
    day = int(parts.get("d") or 0)
    if not day or day > _LONGEST_MONTH:
        return f"{parts['y']}-{month:02}"
    return f"{parts['y']}-{month:02}-{day:02}"


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...]:
    table = Table.load("measures", language).table("dates")
    names = table.strings("months")
    # An English month needs its capital ("may", "march" are words); a Spanish one may have it.
    case = re.IGNORECASE if language == "es" else re.NOFLAG
    months = tuple(re.compile(name, case) for name in names)
    forms = (*table.strings("full"), *table.strings("month"))
    return tuple(
        (
            re.compile(rf"(?<![\w.,]){form.replace('MONTH', alternatives(names))}(?!\w)", case),
            months,
        )
        for form in forms
    )
