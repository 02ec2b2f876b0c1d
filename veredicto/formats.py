"""Dates, numbers and amounts as a language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

from checkers.evidence.figures import YEAR_UNIT
from checkers.nouns import Quantity


@dataclass(frozen=True, slots=True)
class Formats:
    """The ways of a language, an ISO 639-1 code that Babel knows; times are shown in `zone`."""

    language: str
    zone: tzinfo = UTC

    def day(self, time: datetime) -> str:
        """A date in words."""
        return _day(time.astimezone(self.zone).date(), self.language)

    def short_day(self, time: datetime) -> str:
        """A date as short as it can be read."""
        return _short_day(time.astimezone(self.zone).date(), self.language)

    def month(self, day: date) -> str:
        """The month of a day."""
        return _month(day, self.language)

    def moment(self, time: datetime) -> str:
        """A date with the hour."""
        there = time.astimezone(self.zone)
        return _moment(there.replace(tzinfo=None), f"{there:%Z}", self.language)

    def ago(self, time: datetime, now: datetime) -> str:
        """How long before `now` a time was, in one unit."""
        passed = max(now - time, timedelta())
        return format_timedelta(-passed, add_direction=True, locale=self.language)

    def number(self, value: float) -> str:
        """A number with two decimals at most."""
        return _number(value, self.language)

    def share(self, value: float) -> str:
        """A share in per cent, without decimals."""
        return _share(round(value * 100), self.language)

    def amount(self, quantity: Quantity) -> str:
        """An amount in base units, as it was compared; empty for a year: its words say it all."""
        if quantity.unit == YEAR_UNIT:
            return ""
        value = format_decimal(quantity.value, "#,##0.######", locale=self.language)
        if quantity.upper is not None:
            value += f"–{format_decimal(quantity.upper, '#,##0.######', locale=self.language)}"
        comparator = "" if quantity.comparator in {"=", "range"} else f"{quantity.comparator} "
        parts = (f"{comparator}{value}", quantity.unit, quantity.time and f"({quantity.time})")
        return " ".join(part for part in parts if part)


# A page of the desk has some two hundred of these, and Babel takes a tenth of a millisecond each.
@lru_cache(maxsize=256)
def _share(percent: int, language: str) -> str:
    return format_percent(percent / 100, locale=language)


@lru_cache(maxsize=4096)
def _number(value: float, language: str) -> str:
    return format_decimal(value, "#,##0.##", locale=language)


@lru_cache(maxsize=4096)
def _short_day(day: date, language: str) -> str:
    return format_date(day, "d MMM y", locale=language)


@lru_cache(maxsize=1024)
def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale=language)


@lru_cache(maxsize=256)
def _month(day: date, language: str) -> str:
    return format_date(day, "MMM y", locale=language)


@lru_cache(maxsize=4096)
def _moment(time: datetime, zone: str, language: str) -> str:
    return f"{format_datetime(time, 'd MMM y, HH:mm', locale=language)} {zone}"
