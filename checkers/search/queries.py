"""Queries for a claim."""

from __future__ import annotations

import re

from babel.numbers import is_currency

from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.nouns import Claim, Quantity, Query
from checkers.search.english import english_query, parts_of
from checkers.search.translation import Translate, no_translation
from checkers.search.words import names_of, telling_words

_LONGEST = 200
_MOST_KEYWORDS = 14
_FEWEST_ANCHORS = 2
_COUNTED = {"es": "cuántos", "en": "how many"}
_MEASURED = {"es": "cuánto", "en": "how much"}
_ASKED = {"es": ("¿", "?"), "en": ("", "?")}
_ARTICLES = {
    "es": re.compile(r"(?<!\w)(?:una?|un[oa]s|el|l[ao]s?)\s+$", re.IGNORECASE),
    "en": re.compile(r"(?<!\w)(?:an?|the)\s+$", re.IGNORECASE),
}
"""What goes before an amount and not before the question for it."""
_AFTER_NUMBER = re.compile(r"[^\W\d_][^\d]*$")


def make_queries(
    claim: Claim, article: Article, translate: Translate = no_translation
) -> tuple[Query, ...]:
    """One to four queries, the most telling first.

    In the article's language: the wording that stands on its own, its content words, and what a
    false figure would hide, the wording with a question in place of its amounts (without amounts:
    its names and years alone). In English for an article in another language: names, amounts and
    years, and the other words where something translates them.
    """
    language = article.language
    wording = " ".join(claim.wording.split())
    amounts = find_quantities(wording, language)
    keywords = telling_words(wording, language)
    texts = [
        (wording, language),
        (" ".join(keywords[:_MOST_KEYWORDS]), language),
        (
            _question(wording, amounts, language)
            if amounts
            else _anchors(keywords, names_of(wording, language)),
            language,
        ),
    ]
    if language != "en":
        texts.append((english_query(wording, amounts, language, translate), "en"))
    distinct = {text.casefold(): (text, spoken) for text, spoken in reversed(texts) if text}
    return tuple(
        Query.of(claim.id, _trimmed(text), spoken) for text, spoken in reversed(distinct.values())
    )


def _anchors(keywords: list[str], names: list[str]) -> str:
    """The names, whole, and the years; empty where there is but one word of them."""
    anchors = [*names, *(word for word in keywords if word[0].isdigit())]
    few = sum(len(anchor.split()) for anchor in anchors) < _FEWEST_ANCHORS
    return "" if few else " ".join(anchors[:_MOST_KEYWORDS])


def _question(wording: str, amounts: tuple[Quantity, ...], language: str) -> str:
    """The wording with each amount asked for: a page that has another figure is found, too."""
    asked = "".join(
        _ARTICLES[language].sub("", part) if amount is None else _interrogative(amount, language)
        for part, amount in parts_of(wording, amounts)
    )
    opening, closing = _ASKED[language]
    return f"{opening}{asked.rstrip(' .!;:')}{closing}"


def _interrogative(amount: Quantity, language: str) -> str:
    counts = amount.unit is not None and amount.unit.isalpha() and not is_currency(amount.unit)
    counted = _AFTER_NUMBER.search(amount.text) if counts else None
    return f"{_COUNTED[language]} {counted.group()}" if counted else _MEASURED[language]


def _trimmed(text: str) -> str:
    """At most 200 characters, ending with a whole word."""
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rsplit(" ", 1)[0][:_LONGEST]
