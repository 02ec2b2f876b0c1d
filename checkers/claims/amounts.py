"""The quantities of a sentence: value, unit, bound, and the time that it ties them to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from checkers.claims.dates import DateMention, find_dates
from checkers.claims.fractions import find_fractions
from checkers.claims.numerals import Numeral, find_numerals, whole
from checkers.claims.periods import find_periods
from checkers.claims.units import Units, units_of
from checkers.labels import Comparator
from checkers.nouns import Quantity
from checkers.stated import Period

_WINDOW = 40  # characters before a number in which its comparator stands
_CHANGE_WINDOW = 60  # characters before a number in which a verb of change stands
_YEAR_DIGITS = 4


def find_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence in order; `text[start:end]` holds comparator, number and unit.

    A fraction is a percentage. Ordinals, bare years, dates, scores and numbers that only name a
    thing are none. A year or date in the sentence, the nearest one, becomes the `time` of each.
    """
    units = units_of(language)
    dates = find_dates(text, language)
    stretches = [p for p in find_periods(text, language) if p.first != p.last]
    fractions = find_fractions(text, language)
    numerals = [
        n
        for n in sorted((*_beside(fractions, text, language), *fractions), key=lambda n: n.start)
        if not _is_date(n, text, dates, units) and not _within(n, stretches)
    ]
    told = _free(dates, numerals)
    quantities: list[Quantity] = []
    taken = -1
    for current, following in pairwise([*numerals, None]):
        if current is None or current.start < taken:
            continue
        quantity = _quantity(text, current, following, units, taken)
        taken = quantity.end
        quantities.append(replace(quantity, time=_time(quantity, told)))
    return tuple(q for q in quantities if not _is_score(q, text))


def _beside(fractions: Sequence[Numeral], text: str, language: str) -> Iterator[Numeral]:
    """The numbers that are no part of a fraction."""
    for numeral in find_numerals(text, language):
        if not any(one.start < numeral.end and numeral.start < one.end for one in fractions):
            yield numeral


def _quantity(
    text: str, numeral: Numeral, following: Numeral | None, units: Units, taken: int
) -> Quantity:
    if following is None:
        return _bounded(text, numeral, units, taken)
    if merged := _range(text, numeral, following, units):
        return merged
    shared = _shares(text, numeral, following, units)
    return _bounded(text, _sharing(numeral, following) if shared else numeral, units, taken)


def _is_date(numeral: Numeral, text: str, dates: tuple[DateMention, ...], units: Units) -> bool:
    met = next((d for d in dates if d.start < numeral.end and numeral.start < d.end), None)
    if met is None:
        return False
    bare_year = met.end - met.start == _YEAR_DIGITS
    if not bare_year or numeral.unit is None or numeral.start != met.start:
        return numeral.start >= met.start
    before = text[max(0, met.start - _WINDOW) : met.start].split()
    return bool(before) and before[-1].lower() in units.before_year


def _within(numeral: Numeral, stretches: Sequence[Period]) -> bool:
    """Whether a number is one of those that a stretch of time is written with: "3 al 7 de mayo"."""
    return any(p.start <= numeral.start and numeral.end <= p.end for p in stretches)


def _range(text: str, low: Numeral, high: Numeral, units: Units) -> Quantity | None:
    """One quantity of two numbers that are its bounds; None where they are two amounts."""
    opened = _opening(text, low, high, units)
    low = _sharing(low, high)
    if opened is None or low.value >= high.value or low.unit != high.unit:
        return None
    return Quantity(
        text=text[opened : high.end],
        start=opened,
        end=high.end,
        value=low.value,
        upper=high.value,
        comparator=Comparator.RANGE,
        unit=high.unit,
        scale=high.scale,
    )


def _opening(text: str, low: Numeral, high: Numeral, units: Units) -> int | None:
    """Where the wording of a range begins ("entre", "from", the number); None for no range."""
    joint, before = text[low.end : high.start], text[: low.start]
    window = before[-_WINDOW:]
    offset = len(before) - len(window)
    if units.both_joint.fullmatch(joint):
        opening = units.between.search(window)
        return offset + opening.start() if opening else None
    if units.onwards_joint.fullmatch(joint):
        if units.change.search(before[-_CHANGE_WINDOW:]):
            return None
        opening = units.onwards.search(window)
        bare = low.start if low.unit is None else None
        return offset + opening.start() if opening else bare
    bare_pair = low.unit is None and high.unit is not None
    return low.start if bare_pair and units.either_joint.fullmatch(joint) else None


def _shares(text: str, low: Numeral, high: Numeral, units: Units) -> bool:
    """Whether a number takes its scale and unit from the next: "pasó de 3 a 5 millones"."""
    joint = text[low.end : high.start]
    return low.unit is None and units.onwards_joint.fullmatch(joint) is not None


def _sharing(low: Numeral, high: Numeral) -> Numeral:
    shared = high.scale if low.scale == 0 and low.unit is None and low.value <= high.value else 0
    return replace(low, value=whole(low.value.scaleb(shared)), unit=low.unit or high.unit)


def _bounded(text: str, numeral: Numeral, units: Units, taken: int) -> Quantity:
    begin = max(0, taken, numeral.start - _WINDOW)
    window = text[begin : numeral.start]
    found = [
        (m, comparator)
        for pattern, comparator in units.comparators
        if (m := pattern.search(window))
    ]
    start, comparator = numeral.start, Comparator.EQUAL
    if found:
        match, comparator = max(found, key=lambda one: len(one[0].group()))
        start = numeral.start if comparator is Comparator.EQUAL else begin + match.start()
    end = numeral.end
    if comparator is Comparator.EQUAL:
        end, comparator = _following(text, end, units)
    return Quantity(
        text=text[start:end],
        start=start,
        end=end,
        value=numeral.value,
        comparator=comparator,
        unit=numeral.unit,
        scale=numeral.scale,
    )


def _following(text: str, end: int, units: Units) -> tuple[int, Comparator]:
    """Where a comparator that stands after the unit ends, and which it is; "=" where none does."""
    found = [(m.end(), one) for pattern, one in units.following if (m := pattern.match(text, end))]
    return max(found, default=(end, Comparator.EQUAL))


def _free(dates: tuple[DateMention, ...], numerals: list[Numeral]) -> list[DateMention]:
    """The dates that are told and that are no amount themselves."""
    return [
        d for d in dates if d.iso and not any(n.start < d.end and d.start < n.end for n in numerals)
    ]


def _time(quantity: Quantity, dates: list[DateMention]) -> str | None:
    """The nearest date; of two as near, the one before."""
    nearest = min(
        dates,
        key=lambda d: max(d.start - quantity.end, quantity.start - d.end),
        default=None,
    )
    return nearest.iso if nearest else None


def _is_score(quantity: Quantity, text: str) -> bool:
    """Whether it is one side of a result such as "3-1"."""
    if quantity.unit is not None or quantity.comparator is not Comparator.EQUAL:
        return False
    after, before = (
        text[quantity.end : quantity.end + 2],
        text[max(0, quantity.start - 2) : quantity.start],
    )
    ahead = after[:1] in {"-", "–"} and after[1:].isdigit()
    return ahead or (before[1:] in {"-", "–"} and before[:1].isdigit())
