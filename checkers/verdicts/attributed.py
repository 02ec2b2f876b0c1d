"""Who says what: passages that have a claim from the same mouth, and those that speak of them."""

from __future__ import annotations

import re

from checkers.claims.attribution import find_attribution, is_anonymous
from checkers.claims.names import find_names

WORD = re.compile(r"\w+")
SHORTEST = 3
"""Letters of a word that tells a speaker; shorter ones are articles and prepositions."""


def repeats_attribution(speaker: str, passage: str, language: str) -> bool:
    """Whether the passage has from the same speaker what it says, and so bears nothing out.

    One anonymous source is like another: nobody can tell that they are two.
    """
    found = find_attribution(passage, language)
    if found is None or found.who is None:
        return False
    both = (speaker, found.who)
    if any(is_anonymous(who, language) for who in both):
        return all(is_anonymous(who, language) for who in both)
    return same_speaker(speaker, found.who, language)


def same_speaker(one: str, other: str, language: str) -> bool:
    """Whether the other text names somebody of the first: a surname, a newspaper, a ministry."""
    names = [name.text for name in find_names(one, language)] or [one]
    told = {word for name in names for word in _words(name)}
    return bool(told & _words(other))


def _words(text: str) -> frozenset[str]:
    return frozenset(w.casefold() for w in WORD.findall(text) if len(w) >= SHORTEST)
