"""The ordinals of a sentence: "3.º", "tercera", "twenty-fourth"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from checkers.claims.fractions import find_fractions
from checkers.claims.periods import find_periods
from checkers.claims.tables import Table, alternatives
from checkers.stated import Ordinal


@dataclass(frozen=True, slots=True)
class _Ordinals:
    """The compiled tables of a language."""

    written: re.Pattern[str]
    others: re.Pattern[str]
    words: Mapping[str, int]
    tens: tuple[tuple[re.Pattern[str], int], ...]

    def value(self, match: re.Match[str]) -> int:
        """What an ordinal stands for."""
        if match["digits"]:
            return int(match["digits"])
        tens = next((n for p, n in self.tens if p.fullmatch(match["tens"] or "")), 0)
        word = match["word"] or match["alone"] or ""
        return tens + self.words.get(word.lower(), 0)


def find_ordinals(text: str, language: str) -> tuple[Ordinal, ...]:
    """The ordinals in order; those in a date or period, and fractions, are none."""
    ordinals = _ordinals_of(language)
    apart = [match.span() for match in ordinals.others.finditer(text)]
    apart += [(period.start, period.end) for period in find_periods(text, language)]
    apart += [(fraction.start, fraction.end) for fraction in find_fractions(text, language)]
    return tuple(
        Ordinal(match.group(), match.start(), match.end(), ordinals.value(match))
        for match in ordinals.written.finditer(text)
        if not any(match.start() < end and start < match.end() for start, end in apart)
    )


@cache
def _ordinals_of(language: str) -> _Ordinals:
    table = Table.load("measures", language).table("ordinals")
    words, tens = table.table("words"), table.table("tens")
    alone = "?" if table.string("tens_alone") == "yes" else ""  # "twenty" is no ordinal
    word, ten = alternatives(words.names()), alternatives(tens.names())
    return _Ordinals(
        written=re.compile(
            rf"(?<![\w.,])(?:(?P<digits>[1-9]\d{{0,3}})(?:{table.string('marks')})"
            rf"|(?P<tens>{ten})(?:[ -]?(?P<word>{word})){alone}"
            rf"|(?P<alone>{word}))(?!\w)",
            re.IGNORECASE,
        ),
        others=re.compile(rf"(?<!\w){alternatives(table.strings('others'))}(?!\w)", re.IGNORECASE),
        words={name: int(words.string(name)) for name in words.names()},
        tens=tuple((re.compile(n, re.IGNORECASE), int(tens.string(n))) for n in tens.names()),
    )
