"""How a language writes amounts: the tables of `measures/`, compiled once."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from text_to_num import text2num

from checkers.claims.tables import Table, alternatives
from checkers.labels import Comparator

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_DOLLARS = {"A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD", "HK": "HKD", "S": "SGD"}
_DOLLARS |= {"MX": "MXN", "R": "BRL"}  # no dollars, but written with the same sign
_SHORT_SCALES = {"k": 3, "m": 6, "mn": 6, "mm": 6, "b": 9, "bn": 9, "tn": 12}
_PREFIX = (
    r"(?:(?P<prefix>(?:US|U\.S\.|AU?|CA?|NZ|HK|S|MX|R)?\$|[€£¥]|(?:USD|EUR|GBP)(?=\s?\d))\s?)?"
)
_SIGN = r"(?:(?<![\w\d])[-−](?=[\d€$£]))?"
_ES_NUMBER = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:,\d+)?"
    r"|\d+(?:[.,]\d+)?"
)
_EN_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Units:
    """The compiled tables of a language; every pattern matches at a position, not within."""

    numeral: re.Pattern[str]
    scale: re.Pattern[str]
    short_scale: re.Pattern[str]
    short_before_currency: re.Pattern[str]
    suffix: re.Pattern[str]
    half_more: re.Pattern[str]
    of: re.Pattern[str]
    adjective: re.Pattern[str]
    fraction: re.Pattern[str]
    pair: re.Pattern[str]
    label: re.Pattern[str]
    change: re.Pattern[str]
    between: re.Pattern[str]
    onwards: re.Pattern[str]
    both_joint: re.Pattern[str]
    onwards_joint: re.Pattern[str]
    either_joint: re.Pattern[str]
    powers: tuple[tuple[re.Pattern[str], int], ...]
    units: tuple[tuple[re.Pattern[str], str], ...]
    comparators: tuple[tuple[re.Pattern[str], Comparator], ...]
    following: tuple[tuple[re.Pattern[str], Comparator], ...]
    words: tuple[tuple[str, Decimal], ...]
    articles: frozenset[str]
    dozen: re.Pattern[str]
    language: str
    not_units: frozenset[str]
    before_year: frozenset[str]

    def power(self, written: str) -> int:
        """The power of ten that a scale word stands for."""
        return next(power for pattern, power in self.powers if pattern.fullmatch(written))

    def spelled(self, text: str, start: int, end: int) -> tuple[Decimal, int] | None:
        """The value of the number words at `text[start:end]`, or of the first of them that make a
        number, and where those end; None where they make none.
        """
        for stop in (end, *(joint.start() + start for joint in self._joints(text[start:end]))):
            value = self._worded(text[start:stop].lower())
            if value is not None:
                return value, stop
        return None

    def _joints(self, written: str) -> list[re.Match[str]]:
        return list(re.finditer(r"-| y | and | ", written))[::-1]

    def _worded(self, written: str) -> Decimal | None:
        values = dict(self.words)
        if written in values:
            return values[written]
        if dozens := self.dozen.search(written):
            each = self._worded(written[: dozens.start()].strip())
            return None if each is None else each * 12
        plain = re.sub(r"^an? ", "one ", written) if self.language == "en" else written
        with suppress(ValueError):
            return Decimal(text2num(plain.replace("veintiún", "veintiuno"), self.language))
        return None


def symbol(written: str) -> str:
    """The ISO 4217 code of a currency sign or code."""
    return _DOLLARS.get(written[:-1], _SYMBOLS.get(written[-1], written))


def short_power(written: str) -> int:
    """The power of ten of a letter at a currency sign: "bn" in "$4bn", "M" in "300 M€"."""
    return _SHORT_SCALES[written.lower()]


@cache
def units_of(language: str) -> Units:
    """The tables of "es" or "en"."""
    table = Table.load("measures", language)
    scales, grammar, ranges = table.table("scales"), table.table("grammar"), table.table("ranges")
    number_words = table.table("words")
    number = _ES_NUMBER if language == "es" else _EN_NUMBER
    spelled = alternatives(number_words.names())
    joint = f"(?:{'|'.join(grammar.strings('joints'))})"
    more = alternatives((*number_words.names(), *grammar.strings("powers")))
    currencies = alternatives(table.table("currencies").names())
    return Units(
        numeral=re.compile(
            rf"(?<![\w.,/]){_SIGN}{_PREFIX}(?P<digits>(?!0\d){number})(?![.,/]?\d)(?!\.?[ºª]|(?:st|nd|rd|th)\b)"
            rf"|(?<![\w-])(?P<word>(?i:{spelled}(?:{joint}{more}(?!\w))*))(?![\w-])"
        ),
        scale=re.compile(rf"\s?(?:an? )?(?P<scale>{alternatives(scales.names())})(?!\w)"),
        short_scale=re.compile(r"\s?(?P<scale>tn|bn|mn|MM|[kKmMbB])(?!\w)"),
        short_before_currency=re.compile(
            rf"\s?(?P<scale>tn|bn|mn|MM|[kKmMbB])(?=\s{currencies}(?!\w))"
        ),
        suffix=re.compile(r"\s?(?P<scale>tn|bn|mn|MM|[kKmMbB])?\s?(?P<symbol>[€$£¥])"),
        half_more=re.compile(rf"\s{grammar.string('half_more')}(?!\w)"),
        of=re.compile(rf"\s{grammar.string('of')}(?=\s)"),
        adjective=re.compile(rf"\s{alternatives(grammar.strings('adjectives'))}(?=\s)"),
        pair=re.compile(rf"\s{alternatives(ranges.strings('either'))}\s{spelled}(?!\w)"),
        fraction=re.compile(rf"\s{alternatives(grammar.strings('fractions'))}(?!\w)"),
        label=_leftwards(grammar.strings("labels")),
        change=re.compile(
            rf"(?<!\w){alternatives(ranges.strings('changes'))}(?!\w)", re.IGNORECASE
        ),
        between=_leftwards(ranges.strings("between")),
        onwards=_leftwards(ranges.strings("from")),
        both_joint=_joint(ranges.strings("both")),
        onwards_joint=_joint(ranges.strings("onwards")),
        either_joint=_joint(ranges.strings("either")),
        powers=tuple((re.compile(key), int(scales.string(key))) for key in scales.names()),
        units=_unit_patterns(table),
        comparators=_comparators(table.table("comparators")),
        following=_following(grammar.table("after")),
        words=tuple((key, Decimal(number_words.string(key))) for key in number_words.names()),
        articles=frozenset(grammar.strings("articles")),
        dozen=re.compile(rf"(?<!\w){grammar.string('dozen')}$"),
        language=language,
        not_units=frozenset(grammar.strings("not_units")),
        before_year=frozenset(table.table("dates").strings("before")),
    )


def _leftwards(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives(patterns)}\s?$", re.IGNORECASE)


def _joint(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s?{alternatives(patterns)}\s?", re.IGNORECASE)


def _unit_patterns(table: Table) -> tuple[tuple[re.Pattern[str], str], ...]:
    """In the order of the file, where the longer of two ambiguous names stands first."""
    sections = (table.table("currencies"), table.table("measures"))
    return tuple(
        (re.compile(rf"\s?{alternatives([key])}(?![\w²³])"), section.string(key))
        for section in sections
        for key in section.names()
    )


def _comparators(table: Table) -> tuple[tuple[re.Pattern[str], Comparator], ...]:
    return tuple((_leftwards(table.strings(key)), Comparator(key)) for key in table.names())


def _following(table: Table) -> tuple[tuple[re.Pattern[str], Comparator], ...]:
    """Comparators that stand after the number and its unit: "at most", "como mínimo"."""
    return tuple(
        (re.compile(rf"\s{alternatives(table.strings(key))}(?!\w)"), Comparator(key))
        for key in table.names()
    )
