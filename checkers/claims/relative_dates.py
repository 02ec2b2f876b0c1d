"""Dates that count from the date of the article: "ayer", "el pasado martes", "last quarter"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from checkers.claims.cues import cues_of
from checkers.claims.tables import Table, alternatives
from checkers.claims.verbs import future

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_QUARTER, _MONTHS, _WEEK = 3, 12, 7
# The month in which the season of a name begins, the north's.
_SEASON_BEGINS = (6, 9, 12, 3)


@dataclass(frozen=True, slots=True)
class DateWord:
    """A relative date at `text[start:end]`; `put` says the same of the calendar.

    `put` is None where the date that it counts from is not known.
    """

    text: str
    start: int
    end: int
    put: str | None


@cache
def calendar_names(language: str) -> frozenset[str]:
    """The names of months and weekdays as they are written."""
    table = Table.load("times", language)
    return frozenset((*table.strings("months_written"), *table.strings("weekdays")))


def date_words(text: str, language: str, day: date | None) -> Iterator[DateWord]:
    """The relative dates of a statement in order, as of the `day` of its article."""
    found: list[DateWord] = []
    later = _looks_ahead(text, language)
    dated = _YEAR.search(text) is not None
    for rule in _rules(language):
        if dated and not rule.beside_years:
            continue
        for match in rule.pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            put = None if day is None else _put(rule, match, day, later=later)
            if day is None or put is not None:
                found.append(_word(text, match, put, _times(language), bare=rule.bare))
    return iter(sorted(found, key=lambda one: one.start))


def _put(rule: _Rule, match: re.Match[str], day: date, *, later: bool) -> str | None:
    """What a rule puts there; None for days before the first and after the last of calendars."""
    try:
        return rule.put(match, day, later=later)
    except (OverflowError, ValueError):
        return None


def _looks_ahead(text: str, language: str) -> bool:
    """Whether a statement speaks of what is to come: "el lunes" is then the next one."""
    if language == "es" and future(text):
        return True
    return cues_of(language).prediction.search(text) is not None


def _word(
    text: str, match: re.Match[str], put: str | None, times: _Times, *, bare: bool
) -> DateWord:
    """The match with what to put there: without "en" after another preposition."""
    if put is not None and bare and not times.after_preposition.search(text[: match.start()]):
        put = f"{times.within} {put}"
    if put is not None and match.start() == 0:
        put = put[:1].upper() + put[1:]
    return DateWord(match.group(), match.start(), match.end(), put)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Wordings of one sort; `bare` ones are put in after a preposition."""

    pattern: re.Pattern[str]
    put: Callable[..., str | None]
    bare: bool = False
    beside_years: bool = True


@dataclass(frozen=True, slots=True)
class _Times:
    """The table of a language."""

    table: Table
    months: tuple[re.Pattern[str], ...]
    after_preposition: re.Pattern[str]
    within: str

    def day(self, day: date, form: str = "day_form") -> str:
        """A day in words."""
        return self._fill(form, day)

    def _fill(self, form: str, day: date, **more: str) -> str:
        names = self.table.strings("months_written")
        values = {
            "d": str(day.day),
            "month": names[day.month - 1],
            "y": str(day.year),
            "weekday": self.table.strings("weekdays")[day.weekday()],
            **more,
        }
        return self.table.string(form).format(**values)

    def month(self, day: date) -> str:
        """A month in words."""
        return self._fill("month_form", day)

    def week(self, day: date) -> str:
        """The week of a day, by its Monday."""
        return self._fill("week_form", day - timedelta(days=day.weekday()))

    def quarter(self, day: date) -> str:
        """The quarter of a day."""
        ordinal = self.table.strings("ordinals")[(day.month - 1) // _QUARTER]
        return self._fill("quarter_form", day, ordinal=ordinal)

    def season(self, day: date, name: str) -> str:
        """A season of the year of a day; a winter that begins in it has two years."""
        at = [season.lower() for season in self.table.strings("seasons")].index(name)
        written = self.table.strings("seasons_written")[at]
        years = f"{day.year}-{day.year + 1}" if _SEASON_BEGINS[at] == _MONTHS else str(day.year)
        return self._fill("season_form", day, season=written, y=years)

    def month_number(self, name: str) -> int:
        """The number of a month from 1."""
        return next(i for i, one in enumerate(self.months, 1) if one.fullmatch(name))


@cache
def _times(language: str) -> _Times:
    table = Table.load("times", language)
    prepositions = alternatives(table.strings("prepositions"))
    return _Times(
        table,
        tuple(re.compile(name, re.IGNORECASE) for name in table.strings("months")),
        re.compile(rf"(?<!\w){prepositions} $", re.IGNORECASE),
        table.string("in"),
    )


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    """The longer wordings first, so that "el pasado 3 de marzo" is not taken for "marzo"."""
    times = _times(language)
    return (
        *_counted(times, "days", lambda day, n: times.day(day + timedelta(days=n))),
        *_counted(times, "weeks", lambda day, n: times.week(day + timedelta(days=n * _WEEK))),
        *_counted(times, "month_offsets", lambda d, n: times.month(_months(d, n)), bare=True),
        *_counted(times, "quarters", lambda d, n: times.quarter(_months(d, n * _QUARTER))),
        *_counted(times, "years", lambda day, n: str(day.year + n), bare=True),
        *_weekdays(times),
        *_days(times),
        *_named_months(times),
        *_seasons(times),
        *_ago(times),
        *_nth_quarters(times),
    )


def _months(day: date, count: int) -> date:
    total = day.year * _MONTHS + day.month - 1 + count
    return date(total // _MONTHS, total % _MONTHS + 1, 1)


def _compiled(times: _Times, key: str) -> Iterator[re.Pattern[str]]:
    days = alternatives(times.table.strings("weekdays"))
    months = alternatives(times.table.strings("months"))
    seasons = alternatives(times.table.strings("seasons"))
    numbers = alternatives((*times.table.table("numbers").names(), r"\d{1,3}"))
    for wording in times.table.strings(key):
        filled = wording.replace("WEEKDAY", f"(?P<w>{days})").replace("MONTH", months)
        filled = filled.replace("SEASON", f"(?P<s>{seasons})").replace("NUMBER", numbers)
        yield re.compile(rf"(?<!\w){filled}(?!\w)", re.IGNORECASE)


def _counted(
    times: _Times, key: str, say: Callable[[date, int], str], *, bare: bool = False
) -> Iterator[_Rule]:
    for wording, offset in times.table.mapping(key).items():
        pattern = re.compile(rf"(?<!\w)(?:{wording})(?!\w)", re.IGNORECASE)

        def put(_: re.Match[str], day: date, *, later: bool, n: int = int(offset)) -> str:
            del later
            return say(day, n)

        yield _Rule(pattern, put, bare)


def _weekdays(times: _Times) -> Iterator[_Rule]:
    names = [name.lower() for name in times.table.strings("weekdays")]

    def to(match: re.Match[str], day: date, *, ahead: bool, today: bool) -> str:
        wanted = names.index(match["w"].lower())
        back = (day.weekday() - wanted) % _WEEK
        if ahead:
            days = (wanted - day.weekday()) % _WEEK
            days = days if days or today else _WEEK
        else:
            days = -(back if back or today else _WEEK)
        return times.day(day + timedelta(days=days), "weekday_form")

    for key, ahead in (("past_weekday", False), ("next_weekday", True)):

        def put(m: re.Match[str], day: date, *, later: bool, ahead: bool = ahead) -> str:
            del later
            return to(m, day, ahead=ahead, today=False)

        yield from (_Rule(pattern, put) for pattern in _compiled(times, key))

    def near(m: re.Match[str], day: date, *, later: bool) -> str:
        return to(m, day, ahead=later, today=True)

    yield from (_Rule(pattern, near) for pattern in _compiled(times, "weekday"))


def _days(times: _Times) -> Iterator[_Rule]:
    """A day and month whose year is that of the article, or the one before or after it."""

    def say(match: re.Match[str], day: date, *, ahead: bool) -> str | None:
        month, number = times.month_number(match["m"]), int(match["d"])
        years = (day.year, day.year + 1) if ahead else (day.year, day.year - 1)
        for year in years:
            try:
                meant = date(year, month, number)
            except ValueError:
                return None
            if (meant >= day) if ahead else (meant <= day):
                return times.day(meant)
        return None

    for key, ahead in (("past_day", False), ("next_day", True), ("day", None)):

        def put(
            m: re.Match[str], day: date, *, later: bool, ahead: bool | None = ahead
        ) -> str | None:
            said = say(m, day, ahead=later if ahead is None else ahead)
            lead = m.groupdict().get("lead") or ""
            if said is None or lead.lower() not in {"del ", "al "}:
                return said
            return f"{lead}{said.removeprefix('el ')}"

        for pattern in _compiled(times, key):
            yield _Rule(_without_year(pattern, times), put, beside_years=ahead is not None)


def _named_months(times: _Times) -> Iterator[_Rule]:
    def say(match: re.Match[str], day: date, *, ahead: bool) -> str:
        month = times.month_number(match["m"])
        year = day.year
        if ahead and month < day.month:
            year += 1
        elif not ahead and month > day.month:
            year -= 1
        return times.month(date(year, month, 1))

    for key, ahead in (("past_month", False), ("next_month", True), ("month", None)):

        def put(m: re.Match[str], day: date, *, later: bool, ahead: bool | None = ahead) -> str:
            said = say(m, day, ahead=later if ahead is None else ahead)
            return f"{m.groupdict().get('lead') or ''}{said}"

        for pattern in _compiled(times, key):
            bare = ahead is not None
            yield _Rule(_without_year(pattern, times), put, bare, beside_years=bare)


def _without_year(pattern: re.Pattern[str], times: _Times) -> re.Pattern[str]:
    months = alternatives(times.table.strings("months"))
    refused = times.table.string("not_month").replace("MONTH", months)
    return re.compile(rf"{pattern.pattern}(?!{refused})", re.IGNORECASE)


def _seasons(times: _Times) -> Iterator[_Rule]:
    def put(match: re.Match[str], day: date, *, later: bool) -> str:
        del later
        names = list(times.table.strings("seasons"))
        begins = _SEASON_BEGINS[names.index(match["s"].lower())]
        wraps = begins == _MONTHS and day.month < _QUARTER
        return times.season(_months(day, -_MONTHS) if wraps else day, match["s"].lower())

    def put_past(match: re.Match[str], day: date, *, later: bool) -> str:
        """The last season of its name that is over."""
        del later
        names = list(times.table.strings("seasons"))
        begins = _SEASON_BEGINS[names.index(match["s"].lower())]
        ends = (begins + _QUARTER - 1) % _MONTHS + 1
        over = date(day.year, ends, 1) <= day
        began = day.year - (not over) - (begins == _MONTHS)
        return times.season(date(began, 1, 1), match["s"].lower())

    yield from (_Rule(pattern, put_past) for pattern in _compiled(times, "past_season"))
    yield from (_Rule(pattern, put) for pattern in _compiled(times, "this_season"))


def _nth_quarters(times: _Times) -> Iterator[_Rule]:
    """The last quarter of its number that has begun, for "el segundo trimestre" without a year."""
    names = [name.lower() for name in times.table.strings("ordinals")]

    def put(match: re.Match[str], day: date, *, later: bool) -> str:
        del later
        begins = names.index(match["o"].lower()) * _QUARTER + 1
        year = day.year if begins <= day.month else day.year - 1
        return times.quarter(date(year, begins, 1))

    for wording in times.table.strings("nth_quarter"):
        filled = wording.replace("ORDINAL", f"(?P<o>{alternatives(names)})")
        pattern = re.compile(rf"(?<!\w){filled}(?!\w)", re.IGNORECASE)
        yield _Rule(pattern, put, beside_years=False)


def _ago(times: _Times) -> Iterator[_Rule]:
    units = {
        re.compile(wording, re.IGNORECASE): unit
        for wording, unit in times.table.mapping("units").items()
    }
    numbers = times.table.mapping("numbers")

    def put(match: re.Match[str], day: date, *, later: bool) -> str | None:
        del later
        written = match["n"].lower()
        count = int(written) if written.isdigit() else int(numbers[written])
        unit = next(unit for pattern, unit in units.items() if pattern.fullmatch(match["unit"]))
        if unit == "day":
            return times.day(day - timedelta(days=count))
        if unit == "week":
            return times.week(day - timedelta(days=_WEEK * count))
        if unit == "month":
            return f"{times.within} {times.month(_months(day, -count))}"
        return f"{times.within} {day.year - count}"

    yield from (_Rule(pattern, put) for pattern in _compiled(times, "ago"))
