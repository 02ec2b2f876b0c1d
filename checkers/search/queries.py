"""Queries for a claim."""

from __future__ import annotations

from checkers.nouns import Article, Claim, Query
from checkers.search.words import telling_words

_LONGEST = 200
_MOST_KEYWORDS = 14
_FEWEST_ANCHORS = 2


def make_queries(claim: Claim, article: Article) -> tuple[Query, ...]:
    """One to three queries in the article's language, the most telling first.

    The wording that stands on its own; its content words; its names, figures and years alone.
    """
    keywords = telling_words(claim.wording, article.language)
    anchors = [word for word in keywords if word[0].isupper() or word[0].isdigit()]
    texts = [_trimmed(claim.wording), " ".join(keywords[:_MOST_KEYWORDS])]
    if len(anchors) >= _FEWEST_ANCHORS:
        texts.append(" ".join(anchors[:_MOST_KEYWORDS]))
    distinct = {text.casefold(): text for text in reversed(texts) if text}
    return tuple(Query.of(claim.id, text, article.language) for text in reversed(distinct.values()))


def _trimmed(text: str) -> str:
    """At most 200 characters, ending with a whole word."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    return line[: _LONGEST + 1].rsplit(" ", 1)[0][:_LONGEST]
