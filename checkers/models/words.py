"""The tagger that tells what each word of a sentence is: a conditional random field (CRFsuite)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from pycrfsuite import Tagger

from checkers.errors import ModelError
from checkers.models.card import Card, read_card, shipped


class WordsCard(Card):
    """How the tagger is read: `tags` are all that it gives."""

    WEIGHTS: ClassVar[str] = "model.crfsuite"

    tags: tuple[str, ...]


class WordTagger:
    """Gives the likeliest tags of a sentence's words from what is seen of each."""

    def __init__(self, card: WordsCard, tagger: Tagger) -> None:
        self.card = card
        self._tagger = tagger
        # One sentence at a time: the library keeps it between two calls.
        self._lock = threading.Lock()

    def tags(self, seen: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """The tag of each word, in order; `seen` are the features of each."""
        with self._lock:
            return tuple(self._tagger.tag(seen)) if seen else ()


@cache
def load_words(language: str) -> WordTagger:
    """The tagger that ships for "es" or "en"; loaded once.

    Raises:
        ModelError: the weights are missing or damaged.
    """
    folder = shipped(f"words_{language}")
    card = read_card(folder, WordsCard)
    tagger = Tagger()
    try:
        tagger.open(str(folder / WordsCard.WEIGHTS))
    except ValueError as error:
        message = f"the weights in {folder} cannot be read ({error}): install veredicto again"
        raise ModelError(message) from error
    if set(tagger.labels()) != set(card.tags):
        raise ModelError(f"the weights in {folder} are not those of their card")
    return WordTagger(card, tagger)
