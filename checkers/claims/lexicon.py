"""The dictionary of a language: base forms, and whether a word is in it (simplemma)."""

from __future__ import annotations

from unicodedata import normalize

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

# To unpack a language takes 2 s; what was unpacked is kept in the user's cache folder.
_dictionaries = TrieDictionaryFactory()
_lookup = DictionaryLookupStrategy(_dictionaries)
_lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_dictionaries))


_NUL = "\0"
"""Ends a key in the files of the dictionaries: a word with it would be looked up past its end."""


def base_form(word: str, language: str) -> str:
    """The dictionary form of a word, in the case that the dictionary has it."""
    return word if _NUL in word else _lemmatizer.lemmatize(word, language)


def is_known(word: str, language: str) -> bool:
    """Whether the dictionary has the word."""
    return _NUL not in word and _lookup.get_lemma(normalize("NFC", word), language) is not None
