"""What was forgotten on purpose, known by hashes alone: addresses, and names of people.

A hash tells whether an address or a name at hand is one that was forgotten, and not which was.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from urllib.parse import quote, unquote, urlsplit

from courlan import normalize_url

MASK = "▒"
"""Stands for each character of what was masked, so that offsets stay right."""

# Signs that join to the letter before, and those that no reader sees, belong to the word.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d])+")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d]")
# Between two words of a name: a space, a hyphen, the comma before a given name, a point after an
# initial. A name may be broken over a line, and does not go on in the next sentence.
_GAP = re.compile(r"[\s,'’·_‐‑–-]{1,4}")
_GAP_AFTER_INITIAL = re.compile(r"[\s,.'’·_‐‑–-]{1,4}")
_READABLE = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A stretch `text[start:end]` that names someone forgotten."""

    start: int
    end: int


@dataclass(frozen=True)
class Forgotten:
    """Addresses and names that are not to come back, by `address_key` and `name_keys`."""

    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names)

    def has_address(self, url: str | None) -> bool:
        """Whether the address, in whatever spelling, was forgotten."""
        return bool(url and self.addresses) and address_key(url or "") in self.addresses

    def spellings(self, text: str) -> tuple[Spelling, ...]:
        """Where the text names someone who was forgotten, the longest spelling at each place."""
        return tuple(self._spellings(text)) if self.names else ()

    def masked(self, text: str) -> str:
        """The text with `MASK` for each character of a forgotten name; as long as before."""
        for it in self.spellings(text):
            text = text[: it.start] + MASK * (it.end - it.start) + text[it.end :]
        return text

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({int(key.partition(":")[0]) for key in self.names}, reverse=True))

    def _spellings(self, text: str) -> Iterator[Spelling]:
        words = [(it.start(), it.end(), _plain(it.group())) for it in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            length = next((n for n in self._lengths if self._names(text, words[at : at + n], n)), 0)
            if length:
                yield Spelling(words[at][0], words[at + length - 1][1])
            at += length or 1

    def _names(self, text: str, words: Sequence[tuple[int, int, str]], length: int) -> bool:
        if len(words) < length or _key([word for _, _, word in words]) not in self.names:
            return False
        return all(
            (_GAP if len(one[2]) > 1 else _GAP_AFTER_INITIAL).fullmatch(text, one[1], two[0])
            for one, two in pairwise(words)
        )


def address_key(url: str) -> str:
    """The SHA-256 of the address in its canonical spelling, in hexadecimal."""
    return hashlib.sha256(canonical(url).encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=100_000)
def canonical(url: str) -> str:
    """The address without scheme, `www.`, fragment, tracking and last `/`: what is one page."""
    try:
        parts = urlsplit(normalize_url(url.strip()))
        port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return url.strip()
    if parts.scheme not in {"http", "https"}:
        return url.strip()
    path = quote(unquote(parts.path), safe=_READABLE).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{path}{query}"


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case without accents."""
    return tuple(word for it in _WORD.finditer(name) if (word := _plain(it.group())))


def name_keys(name: str) -> frozenset[str]:
    """What the spellings of a name are known by: their number of words, and a SHA-256.

    "Ana María Núñez" is met as that, as "Núñez, Ana María" and "María Núñez, Ana", and with
    initials for what stands before the surname: "A. M. Núñez", "A. María Núñez", "Núñez, A. M.".
    """
    return frozenset(_key(spelling) for spelling in _spelled(words_of(name)))


def _spelled(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for cut in range(1, len(words)):
        given, family = words[:cut], words[cut:]
        initials = tuple(word[:1] for word in given)
        for written in (given, initials, (initials[0], *given[1:])):
            yield (*written, *family)
            yield (*family, *written)


def _key(words: Iterable[str]) -> str:
    listed = list(words)
    digest = hashlib.sha256(" ".join(listed).encode("utf-8", "replace")).hexdigest()
    return f"{len(listed)}:{digest}"


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    parted = unicodedata.normalize("NFKD", _UNSEEN.sub("", word).casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign))
