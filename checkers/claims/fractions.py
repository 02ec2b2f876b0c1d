"""Parts of a whole, as percentages: "dos tercios", "la mitad", "three quarters", "one in five"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from checkers.claims.numerals import Numeral, whole
from checkers.claims.tables import Table, alternatives

_PERCENT = "%"
_PLACES = Decimal("0.0001")
_FIGURE = r"\d{1,3}(?:[.,]\d{3})+|\d+"
_BELOW_TEN = 10


@dataclass(frozen=True, slots=True)
class _Fractions:
    """The compiled tables of a language: forms, with how many parts make a whole if they say so."""

    forms: tuple[tuple[re.Pattern[str], int | None], ...]
    words: dict[str, int]

    def number(self, written: str | None) -> int:
        """What a number of a form stands for; one where it has none."""
        if written is None:
            return 1
        digits = re.sub(r"\D", "", written)
        return int(digits) if digits else self.words[written.lower()]


@lru_cache(maxsize=64)
def find_fractions(text: str, language: str) -> tuple[Numeral, ...]:
    """The fractions in order, those of time and in names left out; none overlap."""
    fractions = _fractions_of(language)
    found: list[Numeral] = []
    for numeral in sorted(_met(text, fractions), key=lambda one: (one.start, -one.end)):
        if not found or found[-1].end <= numeral.start:
            found.append(numeral)
    return tuple(found)


def _met(text: str, fractions: _Fractions) -> Iterator[Numeral]:
    for pattern, parts in fractions.forms:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            few = fractions.number(groups.get("n"))
            many = fractions.number(match["m"]) if parts is None else parts
            if 0 < few < many:
                share = (Decimal(few * 100) / many).quantize(_PLACES)
                yield Numeral(match.start(), match.end(), whole(share), 0, _PERCENT, spelled=True)


@cache
def _fractions_of(language: str) -> _Fractions:
    measures = Table.load("measures", language)
    table, words = measures.table("fractions"), measures.table("words")
    numbers = {name: int(float(words.string(name))) for name in words.names()}
    few = [name for name, value in numbers.items() if 0 < value < _BELOW_TEN]
    parts = table.table("parts")
    forms = [(form, int(parts.string(form))) for form in parts.names()]
    return _Fractions(
        (
            *((_compiled(form, few, list(numbers)), None) for form in table.strings("whole")),
            *((_compiled(form, few, list(numbers)), many) for form, many in forms),
        ),
        numbers,
    )


def _compiled(form: str, few: list[str], all_words: list[str]) -> re.Pattern[str]:
    number = rf"(?P<n>{alternatives(few)}|[1-9])"
    any_number = rf"(?P<m>{_FIGURE}|{alternatives(all_words)})"
    filled = re.sub(r"\bN\b", lambda _: number, form)
    filled = re.sub(r"\bM\b", lambda _: any_number, filled)
    return re.compile(rf"(?<![\w.,/-])(?:{filled})(?!\w|[.,]\d)", re.IGNORECASE)
