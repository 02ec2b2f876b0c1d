"""The query in English for a claim in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import format_compact_decimal, get_currency_name, is_currency

from checkers.labels import Comparator
from checkers.nouns import Quantity
from checkers.search.translation import Translate
from checkers.search.words import names_of, telling_words

_MOST_WORDS = 14


def english_query(
    wording: str, amounts: Sequence[Quantity], language: str, translate: Translate
) -> str:
    """Names, amounts, months and years in English; the other words where something translates them.

    Args:
        wording: The claim.
        amounts: Those that it states.
        language: Its language, ISO 639-1.
        translate: Gives the English for it, or nothing.
    """
    figures = [_amount(amount) for amount in amounts]
    rest = "".join(part for part, amount in parts_of(wording, amounts) if amount is None)
    translated = translate(wording, language)
    if translated is None:
        return _joined([*_names_and_times(rest, language), *figures])
    words = [word for word in telling_words(translated, "en") if not word[0].isdigit()]
    times = [word for word in telling_words(rest, language) if word[0].isdigit()]
    return _joined([*words[:_MOST_WORDS], *figures, *times])


def parts_of(wording: str, amounts: Sequence[Quantity]) -> Iterator[tuple[str, Quantity | None]]:
    """The wording in pieces, in order: text between amounts, and amounts."""
    end = 0
    for amount in amounts:
        yield wording[end : amount.start], None
        yield wording[amount.start : amount.end], amount
        end = amount.end
    yield wording[end:], None


def _joined(words: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(word for word in words if word))


def _names_and_times(text: str, language: str) -> Iterator[str]:
    countries = [
        (own, english)
        for own, english in _countries(language).items()
        if re.search(rf"(?<!\w){re.escape(own)}(?!\w)", text)
    ]
    names = [
        (name, name)
        for name in names_of(text, language)
        if not any(name in own for own, _ in countries)
    ]
    for _, name in sorted([*countries, *names], key=lambda one: text.index(one[0])):
        yield name
    months = _months(language)
    for word in telling_words(text, language):
        if word[0].isdigit():
            yield word
        elif word.casefold() in months:
            yield months[word.casefold()]


@cache
def _countries(language: str) -> dict[str, str]:
    own, english = Locale(language).territories, Locale("en").territories
    return {name: english[code] for code, name in own.items() if code in english}


@cache
def _months(language: str) -> dict[str, str]:
    own, english = (get_month_names(locale=locale) for locale in (language, "en"))
    return {own[number].casefold(): english[number] for number in own}


def _amount(amount: Quantity) -> str:
    is_range = amount.comparator is Comparator.RANGE
    values = (amount.value, amount.upper if is_range else None)
    numbers = [_number(value) for value in values if value is not None]
    return " ".join([*numbers, _unit(amount.unit)]).strip()


def _number(value: Decimal) -> str:
    return format_compact_decimal(value, format_type="long", locale="en", fraction_digits=2)


def _unit(unit: str | None) -> str:
    if unit is None:
        return ""
    if is_currency(unit):
        return get_currency_name(unit, count=2, locale="en").rsplit(" ", 1)[-1]
    return "" if unit.isalpha() else unit
