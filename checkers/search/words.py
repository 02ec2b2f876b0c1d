"""Words of a text as an index knows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import bm25s
import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_SPANISH

from checkers.claims.names import find_names
from checkers.claims.naming import find_entities

_STEMMERS = {"es": "spanish", "en": "english"}
_STOPWORDS = {"es": frozenset(STOPWORDS_SPANISH), "en": frozenset(STOPWORDS_EN_PLUS)}
_THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f](?=\d{3}(?!\d))")
_WORD = re.compile(r"\d[\d.,]*\d%?|\d%?|[^\W\d_][\w'’-]*", re.UNICODE)
_TOKEN = r"(?u)\b\w\w+\b"  # noqa: S105 (a pattern of words, no secret)


def stop_words(language: str | None) -> frozenset[str]:
    """The words of the language that tell nothing; none for a language that is not served."""
    return _STOPWORDS.get(language or "", frozenset())


def telling_words(text: str, language: str) -> list[str]:
    """The distinct words of the text that tell something, as they are written, in its order."""
    stops = stop_words(language)
    words = [match.group() for match in _WORD.finditer(text)]
    told = [word for word in words if word.casefold() not in stops and _tells(word)]
    return list({word.casefold(): word for word in reversed(told)}.values())[::-1]


def names_of(text: str, language: str) -> list[str]:
    """The distinct people, organisations, places, works and events of the text in its order.

    Days, peoples and titles before a name are left out: no page is about them.
    """
    entities = find_entities(text, language)
    # Events and acronyms of things are of none of the four types.
    others = [
        (name.start, name.text)
        for name in find_names(text, language)
        if (" " in name.text or name.text.isupper())
        and not any(name.start < it.end and it.start < name.end for it in entities)
    ]
    found = [text for _, text in sorted([*((it.start, it.text) for it in entities), *others])]
    return list({name.casefold(): name for name in reversed(found)}.values())[::-1]


def index_words(text: str, language: str | None) -> list[str]:
    """The words of the text without stop words: as they are, and the stems of its language.

    Both, so that a name matches across languages and a verb within one. Numbers lose their
    thousands separators: 570.000 in Spanish is 570,000 in English.
    """
    plain = _THOUSANDS.sub("", text)
    (raw,) = _tokens([plain], language, None)
    stemmer = _stemmer(language)
    if stemmer is None:
        return raw
    (stemmed,) = _tokens([plain], language, stemmer)
    known = set(raw)
    return raw + [stem for stem in stemmed if stem not in known]


def stems(texts: Sequence[str], language: str | None) -> list[list[str]]:
    """The stems of each text without stop words, of thousands of texts at once.

    Numbers lose their thousands separators.
    """
    plain = [_THOUSANDS.sub("", text) for text in texts]
    return _tokens(plain, language, _stemmer(language))


def _tells(word: str) -> bool:
    return len(word) > 1 or word.isdigit()


def _tokens(
    texts: Sequence[str], language: str | None, stemmer: Stemmer.Stemmer | None
) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts),
        token_pattern=_TOKEN,
        stopwords=sorted(stop_words(language)),
        stemmer=stemmer,
        return_ids=False,
        show_progress=False,
    )
    return [[str(word) for word in words] for words in tokens]


@cache
def _stemmer(language: str | None) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language or "")
    return Stemmer.Stemmer(name) if name else None
