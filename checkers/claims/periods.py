"""The stretches of time in a sentence: days, months, years, and what has two ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from checkers.claims.dates import find_dates, month_names, month_number
from checkers.claims.tables import Table, alternatives
from checkers.stated import Period

_YEAR = r"(?:1[0-9]|20)\d{2}"
_YEARS = re.compile(r"(?P<y>\d{4})[-–/](?P<z>\d{2}|\d{4})")
_ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_CENTURY, _DECADE = 100, 10
_RECENT = 1900
_ENDS = {"q": 3, "h": 6, "t": 4}
"""Months in a quarter, a half and a third of a year."""


def find_periods(text: str, language: str) -> tuple[Period, ...]:
    """The dates and periods of a sentence in order; dates whose year is not said are left out."""
    found: list[Period] = []
    for period in (*_written(text, language), *_dated(text, language)):
        if not any(period.start < one.end and one.start < period.end for one in found):
            found.append(period)
    return tuple(sorted(found, key=lambda period: period.start))


def _written(text: str, language: str) -> Iterator[Period]:
    forms, numbers = _forms(language)
    for form in forms:
        for match in form.finditer(text):
            ends = _ends(match.groupdict(), numbers, language)
            if ends is not None:
                yield Period(match.group(), match.start(), match.end(), *ends)


def _dated(text: str, language: str) -> Iterator[Period]:
    for date in find_dates(text, language):
        written = text[date.start : date.end]
        if years := _YEARS.fullmatch(written):
            first = years["y"]
            last = first[: -len(years["z"])] + years["z"]
            if first < last:
                yield Period(written, date.start, date.end, first, last)
                continue
        if date.iso:
            yield Period(written, date.start, date.end, date.iso, date.iso)


def _ends(
    parts: Mapping[str, str | None], numbers: Mapping[str, int], language: str
) -> tuple[str, str] | None:
    """Both ends of what a form says; None where they are no stretch of time."""
    year = parts.get("y") or ""
    for name, months in _ENDS.items():
        if part := parts.get(name):
            last = _number(part, numbers) * months
            return f"{year}-{last - months + 1:02}", f"{year}-{last:02}"
    if later := parts.get("z"):
        return (year, later) if year < later else None
    if month := parts.get("m"):
        return _within_year(year, month, parts, language)
    if part := parts.get("c"):
        last = _number(part, numbers) * _CENTURY
        return (f"{last - _CENTURY + 1:04}", f"{last:04}") if last else None
    decade = int(year) if year else _RECENT + _number(parts.get("n") or "", numbers)
    return f"{decade:04}", f"{decade + _DECADE - 1:04}"


def _within_year(
    year: str, month: str, parts: Mapping[str, str | None], language: str
) -> tuple[str, str] | None:
    begin = f"{year}-{month_number(month, language):02}"
    if later := parts.get("k"):
        ends = begin, f"{year}-{month_number(later, language):02}"
    else:
        ends = (f"{begin}-{int(parts['d'] or 0):02}", f"{begin}-{int(parts['e'] or 0):02}")
    return ends if ends[0] < ends[1] else None


def _number(written: str, numbers: Mapping[str, int]) -> int:
    if written.isdecimal():
        return int(written)
    if written.lower() in numbers:
        return numbers[written.lower()]
    return _roman(written) if _ROMAN.fullmatch(written) else 0


def _roman(written: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in written]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


@cache
def _forms(language: str) -> tuple[tuple[re.Pattern[str], ...], Mapping[str, int]]:
    table = Table.load("measures", language).table("periods")
    months = alternatives(month_names(language))
    case = re.IGNORECASE if language == "es" else re.NOFLAG
    forms = tuple(
        re.compile(rf"(?<![\w.,/-])(?:{form})(?![\w/]|[.,]\d)", case)
        for form in (
            one.replace("MONTH", months).replace("YEAR", _YEAR) for one in table.strings("forms")
        )
    )
    numbers = table.table("numbers")
    return forms, {name: int(numbers.string(name)) for name in numbers.names()}
