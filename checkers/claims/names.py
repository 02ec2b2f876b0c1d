"""Proper names in a text, told by their capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checkers.claims.cues import cues_of
from checkers.claims.lexicon import base_form, is_known

_CAPITALISED = re.compile(r"[^\W\d_](?:[\w&'’.-]*\w)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[\n«“\"¿¡(—-]\s*)$")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name at `text[start:end]`."""

    text: str
    start: int
    end: int


def find_names(text: str, language: str) -> tuple[Name, ...]:
    """The proper names in order: runs of capitalised words, joined by "de", "of" and the like.

    A capital at the beginning of a sentence counts only where the word is no common one.
    """
    links = cues_of(language).grammar.name_links
    names: list[Name] = []
    run: list[re.Match[str]] = []
    pending: list[re.Match[str]] = []
    for token in _CAPITALISED.finditer(text):
        gap = text[(pending or run)[-1].end() : token.start()] if run else ""
        if run and (gap != " " or len(run) >= _MOST_WORDS):
            names.append(_name(text, run))
            run, pending = [], []
        if _is_proper(text, token, language, inside=bool(run) and not pending):
            run, pending = [*run, *pending, token], []
        elif run and token.group() in links:
            pending = [*pending, token]
        elif run:
            names.append(_name(text, run))
            run, pending = [], []
    return (*names, _name(text, run)) if run else tuple(names)


def _name(text: str, run: list[re.Match[str]]) -> Name:
    return Name(text[run[0].start() : run[-1].end()], run[0].start(), run[-1].end())


def _is_proper(text: str, token: re.Match[str], language: str, *, inside: bool) -> bool:
    word = token.group()
    if not any(c.isupper() for c in word):
        return False
    if inside or not _SENTENCE_START.search(text[max(0, token.start() - 3) : token.start()]):
        return word.lower() not in cues_of(language).grammar.determiners or len(word) > 1
    return word[1:] != word[1:].lower() or _is_uncommon(word, language)


@lru_cache(maxsize=16_384)
def _is_uncommon(word: str, language: str) -> bool:
    """Whether a capitalised first word is a name: the dictionary lacks it, or capitalises it."""
    grammar = cues_of(language).grammar
    if word.lower() in grammar.determiners | grammar.prepositions | grammar.auxiliaries:
        return False
    if not is_known(word.lower(), language):
        return True
    return base_form(word, language)[:1].isupper()
