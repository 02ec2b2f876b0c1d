"""Queries for a claim."""

from __future__ import annotations

import re

from checkers.nouns import Article, Claim, Query
from checkers.search.words import stop_words

_LONGEST = 200
_MOST_KEYWORDS = 14
_FEWEST_ANCHORS = 2
_WORD = re.compile(r"\d[\d.,]*\d%?|\d%?|[^\W\d_][\w'’-]*", re.UNICODE)


def make_queries(claim: Claim, article: Article) -> tuple[Query, ...]:
    """One to three queries in the article's language, the most telling first.

    The wording that stands on its own; its content words; its names, figures and years alone.
    """
    keywords = _keywords(claim.wording, article.language)
    anchors = [word for word in keywords if word[0].isupper() or word[0].isdigit()]
    texts = [_trimmed(claim.wording), " ".join(keywords[:_MOST_KEYWORDS])]
    if len(anchors) >= _FEWEST_ANCHORS:
        texts.append(" ".join(anchors[:_MOST_KEYWORDS]))
    distinct = {text.casefold(): text for text in reversed(texts) if text}
    return tuple(Query.of(claim.id, text, article.language) for text in reversed(distinct.values()))


def _keywords(text: str, language: str) -> list[str]:
    """The distinct words that tell something, in the order of the text."""
    stops = stop_words(language)
    words = [match.group() for match in _WORD.finditer(text)]
    told = [word for word in words if word.casefold() not in stops and _tells(word)]
    return list({word.casefold(): word for word in reversed(told)}.values())[::-1]


def _tells(word: str) -> bool:
    return len(word) > 1 or word.isdigit()


def _trimmed(text: str) -> str:
    """At most 200 characters, ending with a whole word."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    return line[: _LONGEST + 1].rsplit(" ", 1)[0][:_LONGEST]
