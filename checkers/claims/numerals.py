"""Numbers with their scale and unit, wherever they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checkers.claims.lexicon import base_form
from checkers.claims.units import Units, short_power, symbol, units_of

_NEXT_WORD = re.compile(r"\s(?P<word>[^\W\d_]+(?:[-'’][^\W\d_]+)*)")
_INVARIABLE = frozenset({"people", "men", "women", "children", "police", "staff", "cattle", "fish"})
_NOUN_REACH = 3  # words after an English number among which the counted noun is looked for
_PRECEDING = re.compile(r"(\w+) $")
_LARGE = 100  # a number in words from which it counts something, whatever follows
_NAME_REACH = 40  # characters before a number in which the name that it belongs to stands
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at `text[start:end]`, its unit within; `scale`, a power of ten, is applied."""

    start: int
    end: int
    value: Decimal
    scale: int
    unit: str | None
    spelled: bool


def find_numerals(text: str, language: str) -> Iterator[Numeral]:
    """The numbers of the text in order; what labels or numbers a thing is left out."""
    units = units_of(language)
    position = 0
    while match := units.numeral.search(text, position):
        numeral = _numeral(text, match, units, language)
        position = numeral.end if numeral else max(match.end(), match.start() + 1)
        if numeral:
            yield numeral


def _numeral(text: str, match: re.Match[str], units: Units, language: str) -> Numeral | None:
    spelled = match["word"] is not None
    told = (
        units.spelled(text, match.start("word"), match.end())
        if spelled
        else (_digits(match["digits"], match, language), match.end())
    )
    if told is None:
        return None
    value, end = told
    words = text[match.start() : end].lower() if spelled else ""
    if (
        spelled
        and (half := units.half_more.match(text, end))
        and units.scale.match(text, half.end())
    ):
        value, end = value + Decimal("0.5"), half.end()
    dozens = units.dozen.search(words) is not None
    end, power = _scale(text, end, match, units)
    unit = symbol(match["prefix"]) if match["prefix"] else None
    value = value.scaleb(power)
    if power and (half := units.half_more.match(text, end)):
        value, end = value + Decimal(5).scaleb(power - 1), half.end()
    suffix = units.suffix.match(text, end)
    if suffix and not spelled:
        power += short_power(suffix["scale"]) if suffix["scale"] else 0
        value = value.scaleb(short_power(suffix["scale"])) if suffix["scale"] else value
        return Numeral(
            match.start(), suffix.end(), whole(value), power, symbol(suffix["symbol"]), spelled
        )
    named, after = _unit(text, end, units, language, scaled=power > 0 or dozens)
    if unit is None or (named and named == unit):
        unit, end = named, after
    numeral = Numeral(match.start(), end, whole(value), power, unit, spelled)
    return numeral if _counts(text, match, numeral, words, units) else None


def whole(value: Decimal) -> Decimal:
    """The same value without an exponent or trailing zeros: 4E+9 becomes 4000000000."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def _digits(written: str, match: re.Match[str], language: str) -> Decimal:
    """The value of digits; in Spanish a comma divides thousands only where nothing else fits."""
    plain = written.replace(" ", "")
    if language == "es" and not _comma_groups(plain, match):
        plain = _spanish_decimal(plain)
    negative = match.group().startswith(("-", "−"))
    value = Decimal(plain.replace(",", ""))
    return -value if negative else value


def _comma_groups(written: str, match: re.Match[str]) -> bool:
    if not _GROUPED.match(written):
        return False
    in_dollars = (match["prefix"] or "").endswith("$")
    return in_dollars or written.count(",") > 1 or written.endswith(",000")


def _spanish_decimal(written: str) -> str:
    whole, comma, decimals = written.partition(",")
    if comma:
        return f"{whole.replace('.', '')}.{decimals}"
    groups = whole.split(".")
    thousands = len(groups) > 1 and all(len(group) == len("000") for group in groups[1:])
    return "".join(groups) if thousands else whole


def _scale(text: str, end: int, match: re.Match[str], units: Units) -> tuple[int, int]:
    """Where the scale words after `end` end, and the power of ten that they make."""
    power = 0
    while found := units.scale.match(text, end):
        power += units.power(found["scale"])
        end = found.end()
    if not power and match["prefix"] and (short := units.short_scale.match(text, end)):
        return short.end(), short_power(short["scale"])
    if not power and (short := units.short_before_currency.match(text, end)):
        return short.end(), short_power(short["scale"])
    return end, power


def _unit(
    text: str, end: int, units: Units, language: str, *, scaled: bool
) -> tuple[str | None, int]:
    """The unit that follows, and where it ends."""
    linked = units.of.match(text, end) if scaled else None
    for start in (linked.end(), end) if linked else (end,):
        found = [
            (m.end(), unit) for pattern, unit in units.units if (m := pattern.match(text, start))
        ]
        if found:
            after, unit = max(found)
            return unit, after
    return _counted_noun(text, linked.end() if linked else end, units, language)


def _counted_noun(text: str, end: int, units: Units, language: str) -> tuple[str | None, int]:
    adjective = units.adjective.match(text, end)
    at = adjective.end() if adjective else end
    for _ in range(_NOUN_REACH if language == "en" else 1):
        found = _NEXT_WORD.match(text, at)
        if not found or found["word"].lower() in units.not_units:
            break
        if _is_plural(found["word"], language):
            return singular(found["word"], language), found.end()
        at = found.end()
    return None, end


def _is_plural(word: str, language: str) -> bool:
    if language == "en" and word.lower() in _INVARIABLE:
        return True
    return word.endswith("s") and not word.endswith("ss") and len(word) > len("mes")


def singular(noun: str, language: str) -> str:
    """The singular of a plural noun, in lower case."""
    plural = noun.lower()
    lemma = base_form(plural, language).lower()
    if language == "es" and lemma.endswith(("ar", "er", "ir")) and not plural.endswith("res"):
        # A participle that serves as a noun ("heridos") is not counted as its verb.
        return plural.removesuffix("s")
    return "people" if plural == "people" else lemma


def _counts(text: str, match: re.Match[str], numeral: Numeral, words: str, units: Units) -> bool:
    """Whether the number, spelled in `words` if at all, counts something rather than name it."""
    if units.fraction.match(text, match.end()):
        return False
    if numeral.spelled:
        return _words_count(text, numeral, words, units)
    before, after = text[: match.start()], text[numeral.end : numeral.end + 2]
    if units.label.search(before[-20:]):
        return False
    if numeral.unit is None and (after[:1].isalpha() or (after[:1] == "-" and after[1:].isalpha())):
        return False
    if before.endswith("-") and not before[-2:-1].isdigit():
        return False
    preceding = _PRECEDING.search(before[-_NAME_REACH:])
    named = preceding is not None and preceding[1][0].isupper() and preceding[1] != before.strip()
    return numeral.unit is not None or numeral.scale > 0 or not named


def _words_count(text: str, numeral: Numeral, words: str, units: Units) -> bool:
    large = numeral.scale > 0 or numeral.value >= _LARGE
    if large or words in units.articles:
        return large
    return numeral.unit is not None or units.pair.match(text, numeral.end) is not None
