"""The words of a text with what each is: verb and mood, noun, relative, what joins or divides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from checkers.claims.lexicon import base_form, is_known
from checkers.claims.mended import mend_tags
from checkers.models.words import load_words

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*"  # a number is one token with its marks
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|(?:[^\W\d_]\.){2,}|\.{3}|[^\w\s]|_"
)
_LONGEST = 3_000  # characters that are tagged at once
_CACHED = 2_048

FINITE = frozenset({"V.Ind", "V.Cnd", "V.Sub", "V.Imp"})
"""Tags of verbs that make a clause."""
HELD = "+V"
"""Ends the tag of a word that holds a verb, as "it's" does."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at `text[start:end]`; `tag` is a part of speech of Universal Dependencies.

    Verbs are "V." with their mood or form (Ind, Cnd, Sub, Imp, Inf, Ger, Part), relatives
    "PRON.Rel".
    """

    text: str
    start: int
    end: int
    tag: str

    @property
    def lower(self) -> str:
        """The token in lower case."""
        return self.text.lower()

    def is_noun(self, language: str) -> bool:
        """Whether it is a common noun, also with a capital: "el Gobierno", "the Council"."""
        if self.tag == "PROPN" and self.text[1:].islower():
            return self.start > 0 and is_known(self.lower, language)
        return self.tag == "NOUN"

    @property
    def is_finite(self) -> bool:
        """Whether it is, or holds, a verb that makes a clause."""
        return self.tag in FINITE or self.tag.endswith(HELD)

    @property
    def is_verb(self) -> bool:
        """Whether it is a form of a verb."""
        return self.tag.startswith("V.")


@lru_cache(maxsize=_CACHED)
def tag_words(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of a text in order; beyond 3,000 characters there are none.

    Raises:
        ModelError: the tagger's weights are missing or damaged.
    """
    found = list(_TOKEN.finditer(text[:_LONGEST]))
    words = [match.group() for match in found]
    tags = mend_tags(words, load_words(language).tags(see_words(words, language)), language)
    return tuple(
        Token(match.group(), match.start(), match.end(), tag)
        for match, tag in zip(found, tags, strict=True)
    )


def see_words(words: Sequence[str], language: str) -> list[list[str]]:
    """What the tagger goes by: each word's form, ending and entry in the dictionary, and those
    of the two words on each side.
    """
    forms = [_form(word, language) for word in words]
    return [_features(forms, at) for at in range(len(forms))]


@dataclass(frozen=True, slots=True)
class _Form:
    word: str
    ending: str
    shape: str
    entry: str
    own: tuple[str, ...]


@lru_cache(maxsize=65_536)
def _form(word: str, language: str) -> _Form:
    # Half a surrogate pair has no place in UTF-8, which the tagger is given.
    lower = word.lower().encode("utf-8", "replace").decode()
    spelt = lower[:1].isalpha()
    base = base_form(lower, language) if spelt else lower
    entry = f"b={base.lower()[-3:]}{base.lower() == lower}{base[:1].isupper()}"
    shape = f"sh={_shape(word)}"
    endings = tuple(f"s{n}={lower[-n:]}" for n in range(1, 5))
    beginnings = tuple(f"p{n}={lower[:n]}" for n in (2, 3))
    known = f"k={spelt and is_known(lower, language):d}"
    own = (f"w={lower}", *endings, *beginnings, shape, known, entry)
    return _Form(lower, lower[-3:], shape, entry, own)


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "U"
    if word[:1].isupper():
        return "C"
    return "d" if word[0].isdigit() else "l" if word.isalpha() else "p"


def _features(forms: Sequence[_Form], at: int) -> list[str]:
    here = forms[at]
    found = list(here.own)
    if at == 0:
        found.append("first")
    if at == len(forms) - 1:
        found.append("last")
    for distance in (-2, -1, 1, 2):
        if not 0 <= at + distance < len(forms):
            continue
        near = forms[at + distance]
        found += [f"{distance}w={near.word}", f"{distance}s={near.ending}"]
        if abs(distance) == 1:
            found += [f"{distance}{near.shape}", f"{distance}{near.entry}"]
            found.append(f"{distance}&w={near.word}&{here.word}")
    return found
