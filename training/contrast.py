"""Contrast pairs written by program, so that neither half of a pair betrays its label.

A swapped quantity refutes, the same fact of another year is neutral, a rounding under a comparator
supports or refutes by arithmetic, a denial of the claim refutes it, and so does the opposite word;
a word that means the same changes nothing, nor do other words for the whole.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SUPPORTS, NEUTRAL, REFUTES = 0, 1, 2
NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:[.,]\d{3})+(?![\w])|(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-]|[.,]\d)"
)
COUNTED = re.compile(
    r"(?<=[a-záéíóúñ] )(?:\d{1,3}(?:[.,]\d{3})+|\d+)(?= (?!de\b|a\.|p\.)[a-záéíóúñ]{2}|[%€])"
)
"""A figure inside a sentence that counts or measures what follows it; dates and scores do not."""
YEAR = re.compile(r"^(1[5-9]\d\d|20[0-4]\d)$")
COMPARATORS = {
    "es": (("más de", "al menos", "por encima de"), ("menos de", "como mucho", "por debajo de")),
    "en": (("more than", "at least", "over"), ("less than", "at most", "under")),
}
STRICT_COMPARATORS = {
    "es": (("más de", "más de", "por encima de"), ("menos de", "menos de", "por debajo de")),
    "en": (("more than", "more than", "over"), ("less than", "fewer than", "under")),
}
DENIALS = {
    "es": (
        "Es falso que {x}.",
        "No es cierto que {x}.",
        "Es un bulo que {x}.",
        "No hay pruebas de que {x}.",
        "Varios verificadores han desmentido que {x}.",
        "Circula el mensaje de que {x}, pero es falso.",
    ),
    "en": (
        "It is false that {x}.",
        "There is no evidence that {x}.",
        "Fact-checkers have debunked the claim that {x}.",
        "It is a hoax that {x}.",
        "A viral post says that {x}, which is not true.",
    ),
}
AFFIRMATIONS = {
    "es": ("Es cierto que {x}.", "Los datos oficiales confirman que {x}.", "Consta que {x}."),
    "en": ("It is true that {x}.", "Official figures confirm that {x}.", "Records show that {x}."),
}
OPEN_REPORTS = {
    "es": (
        "Un mensaje en redes afirma que {x}.",
        "Se investiga si {x}.",
        "No se ha podido comprobar si {x}.",
    ),
    "en": ("A viral post claims that {x}.", "It is being investigated whether {x}."),
}


@dataclass(frozen=True)
class Contrast:
    """A pair with the index of its stance and the rule that wrote it."""

    passage: str
    claim: str
    label: int
    kind: str


def number_swaps(
    supported: Sequence[tuple[str, str]], language: str, random_: random.Random
) -> Iterator[Contrast]:
    """From (passage, claim) that supports: the claim's shared number kept, swapped, compared."""
    for passage, claim in supported:
        shared = [m for m in NUMBER.finditer(claim) if _value_in(m.group(), passage)]
        if not shared:
            continue
        yield from _variants(passage, claim, random_.choice(shared), language, random_)


def sentence_numbers(
    sentences: Iterable[str], language: str, random_: random.Random
) -> Iterator[Contrast]:
    """From a sentence with numbers: the sentence's clause as a claim, with the same rules."""
    for sentence in sentences:
        numbers = list(NUMBER.finditer(sentence))
        if not numbers or len(sentence) < 40:
            continue
        number = random_.choice(numbers)
        start, end = _clause(sentence, number)
        claim = sentence[start:end].strip(" ,;:")
        shifted = next((m for m in NUMBER.finditer(claim) if m.group() == number.group()), None)
        if shifted is None or len(claim) < 25:
            continue
        yield from _variants(sentence, claim, shifted, language, random_)


def comparisons(
    sentences: Iterable[str], language: str, random_: random.Random
) -> Iterator[Contrast]:
    """A sentence twice, with exact or bounded figures in place of its own: arithmetic labels it.

    "More than 40" supports "more than 30", says nothing of "more than 50" or of "60", and refutes
    "20" and "less than 35".
    """
    for sentence in sentences:
        found = [m for m in COUNTED.finditer(sentence) if not YEAR.match(m.group())]
        if not found:
            continue
        number = random_.choice(found)
        value = _value(number.group())
        if value < 3 or value != int(value):
            continue
        for label in (SUPPORTS, NEUTRAL, REFUTES):
            one, other = _bounds_that(label, int(value), random_)
            passage, claim = (
                _replace(sentence, number, _in_words(bound, number.group(), language, random_))
                for bound in (one, other)
            )
            yield Contrast(passage, claim, label, "comparison")


Bound = tuple[str, int]
"""One of "=", ">", "<" and a value."""


def _bounds_that(label: int, value: int, random_: random.Random) -> tuple[Bound, Bound]:
    while True:
        one, other = ((random_.choice("=><"), _near(value, random_)) for _ in range(2))
        if stance_of_bounds(one, other) == label:
            return one, other


def _near(value: int, random_: random.Random) -> int:
    return max(1, round(value * random_.choice((0.4, 0.6, 0.75, 0.9, 1, 1, 1.1, 1.3, 1.6, 2.2))))


def stance_of_bounds(passage: Bound, claim: Bound) -> int:
    """What "the figure is `passage`" says of "the figure is `claim`", over whole numbers."""
    (low, high), (claim_low, claim_high) = _interval(passage), _interval(claim)
    if claim_low <= low and high <= claim_high:
        return SUPPORTS
    return REFUTES if high < claim_low or claim_high < low else NEUTRAL


def _interval(bound: Bound) -> tuple[float, float]:
    sign, value = bound
    if sign == "=":
        return value, value
    return (value + 1, float("inf")) if sign == ">" else (float("-inf"), value - 1)


def _in_words(bound: Bound, model: str, language: str, random_: random.Random) -> str:
    sign, value = bound
    figure = _format(value, model, language)
    if sign == "=":
        return figure
    more, less = STRICT_COMPARATORS[language]
    return f"{random_.choice(more if sign == '>' else less)} {figure}"


def denials(claims: Sequence[str], language: str, random_: random.Random) -> Iterator[Contrast]:
    """A statement's denial refutes it, a confirmation supports it, an open report does neither."""
    for claim in claims:
        clause = claim.rstrip(".!?")
        clause = clause[0].lower() + clause[1:]
        for templates, label in (
            (DENIALS, REFUTES),
            (AFFIRMATIONS, SUPPORTS),
            (OPEN_REPORTS, NEUTRAL),
        ):
            passage = random_.choice(templates[language]).format(x=clause)
            yield Contrast(passage, claim, label, "denial")


def exchanges(sentences: Iterable[str], language: str, kind: str) -> Iterator[Contrast]:
    """A sentence and its clause, each as it is and with another word: four pairs a sentence.

    Neither half alone tells the label. Args: `kind` is that of the table in `exchanges.toml`: with
    an "opposite" the pairs with both words or neither support and the others refute, with a word
    that is "alike" all support.
    """
    words, other = _exchanged_words(language, kind)
    for sentence in sentences:
        found = list(words.finditer(sentence))
        if len(found) != 1:
            continue
        (word,) = found
        start, end = _clause(sentence, word)
        turned = other[word.group()]
        claim = sentence[start:end].strip(" ,;:")
        if len(claim) < 25 or len(words.findall(claim)) != 1:
            continue
        claims = {False: claim, True: words.sub(turned, claim)}
        passages = {False: sentence, True: _replace(sentence, word, turned)}
        for passage_turned in (False, True):
            for claim_turned in (False, True):
                supports = kind == "alike" or passage_turned == claim_turned
                yield Contrast(
                    passages[passage_turned],
                    claims[claim_turned],
                    SUPPORTS if supports else REFUTES,
                    kind,
                )


@cache
def _exchanged_words(language: str, kind: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for every word of the table, and the word that takes its place."""
    table = tomllib.loads(Path(__file__).with_name("exchanges.toml").read_text(encoding="utf-8"))
    other: dict[str, str] = {}
    for one, two in table[kind][language]:
        other.setdefault(one, two)
        other.setdefault(two, one)
    words = sorted(other, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"), other


def reworded(
    sentences: Sequence[str],
    near: Sequence[tuple[str, str]],
    rewordings: Mapping[str, str],
    language: str,
    random_: random.Random,
) -> Iterator[Contrast]:
    """A sentence supports its rewording, refutes it with another figure; a near one does neither.

    Args:
        sentences: what is reworded.
        near: (sentence, another one near it).
        rewordings: each sentence in other words, or in another language.
        language: of the rewordings' figures.
        random_: the source of chance.
    """
    for sentence in sentences:
        claim = rewordings[sentence]
        yield Contrast(sentence, claim, SUPPORTS, "reworded")
        numbers = [m for m in NUMBER.finditer(claim) if not YEAR.match(m.group())]
        if numbers:
            number = random_.choice(numbers)
            swapped = _replace(claim, number, _other_number(number.group(), language, random_))
            yield Contrast(sentence, swapped, REFUTES, "reworded")
    for sentence, other in near:
        yield Contrast(other, rewordings[sentence], NEUTRAL, "reworded")


def others_denied(
    pairs: Sequence[tuple[str, str]], language: str, random_: random.Random
) -> Iterator[Contrast]:
    """From (claim, another statement): the other's denial or confirmation says nothing of it."""
    for claim, other in pairs:
        clause = other.rstrip(".!?")
        templates = (*DENIALS[language], *AFFIRMATIONS[language][:1])
        passage = random_.choice(templates).format(x=clause[0].lower() + clause[1:])
        yield Contrast(passage, claim, NEUTRAL, "other_denied")


def others_said(pairs: Sequence[tuple[str, str]]) -> Iterator[Contrast]:
    """From (claim, passage near it that is about something else): neutral."""
    for claim, passage in pairs:
        yield Contrast(passage, claim, NEUTRAL, "other_said")


def _variants(
    passage: str, claim: str, number: re.Match[str], language: str, random_: random.Random
) -> Iterator[Contrast]:
    yield Contrast(passage, claim, SUPPORTS, "number_kept")
    others = [m for m in NUMBER.finditer(claim) if m.start() != number.start()]
    if YEAR.match(number.group()):
        swapped = str(int(number.group()) + random_.choice((-11, -4, -2, -1, 1, 2, 3, 7)))
        # A year beside another figure dates that figure; alone it is the fact itself.
        label = NEUTRAL if others else REFUTES
        yield Contrast(passage, _replace(claim, number, swapped), label, "year_swapped")
        return
    swapped = _other_number(number.group(), language, random_)
    yield Contrast(passage, _replace(claim, number, swapped), REFUTES, "number_swapped")
    yield from _compared(passage, claim, number, language, random_)


def _compared(
    passage: str, claim: str, number: re.Match[str], language: str, random_: random.Random
) -> Iterator[Contrast]:
    value = _value(number.group())
    if value < 20 or value != int(value):
        return
    at_least, at_most = COMPARATORS[language]
    below = _format(int(value * random_.choice((0.7, 0.8, 0.9, 0.95))), number.group(), language)
    above = _format(
        int(value * random_.choice((1.05, 1.1, 1.3, 1.6))) + 1, number.group(), language
    )
    phrase = random_.choice(at_least)
    yield Contrast(passage, _replace(claim, number, f"{phrase} {below}"), SUPPORTS, "compared")
    yield Contrast(passage, _replace(claim, number, f"{phrase} {above}"), REFUTES, "compared")
    phrase = random_.choice(at_most)
    yield Contrast(passage, _replace(claim, number, f"{phrase} {above}"), SUPPORTS, "compared")
    yield Contrast(passage, _replace(claim, number, f"{phrase} {below}"), REFUTES, "compared")


def _replace(text: str, match: re.Match[str], replacement: str) -> str:
    return text[: match.start()] + replacement + text[match.end() :]


def _value_in(number: str, passage: str) -> bool:
    return any(m.group() == number for m in NUMBER.finditer(passage))


def _value(number: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number):
        return float(re.sub(r"[.,]", "", number))
    return float(number.replace(",", "."))


def _format(value: int, model: str, language: str) -> str:
    if not re.search(r"[.,]", model) and value < 10_000:
        return str(value)
    return f"{value:,}".replace(",", ".") if language == "es" else f"{value:,}"


def _other_number(number: str, language: str, random_: random.Random) -> str:
    value = _value(number)
    if value != int(value):
        mark = "," if "," in number else "."
        other = value * random_.choice((0.4, 0.6, 0.8, 1.25, 1.5, 2.2)) + 0.1
        return f"{other:.1f}".replace(".", mark)
    if value < 10:
        return str(random_.choice([n for n in range(1, 13) if n != value]))
    factor = random_.choice((0.3, 0.5, 0.7, 0.85, 1.15, 1.3, 1.6, 2.4))
    other_value = int(value * factor)
    return _format(other_value if other_value != value else other_value + 3, number, language)


def _clause(sentence: str, number: re.Match[str]) -> tuple[int, int]:
    """Bounds of the part between commas or semicolons that holds `number`, widened if short."""
    marks = [m.start() for m in re.finditer(r"[,;:](?!\d)", sentence)]
    start = max((m + 1 for m in marks if m < number.start()), default=0)
    end = min((m for m in marks if m >= number.end()), default=len(sentence))
    return (0, len(sentence)) if end - start < 50 else (start, end)
