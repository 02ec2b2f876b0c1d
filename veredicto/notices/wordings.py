"""The words of messages in a language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from checkers.labels import ClaimStatus, VerdictLabel
from veredicto.formats import Formats

LANGUAGES = ("es", "en")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wordings:
    """Sentences by name, and what verdicts and statuses are called."""

    language: str
    sentences: dict[str, str]
    states: dict[str, str]

    @property
    def formats(self) -> Formats:
        """How the language writes dates and numbers."""
        return Formats(self.language)

    def say(self, name: str, **values: object) -> str:
        """The sentence of that name with the values in it."""
        return self.sentences[name].format(**values)

    def count(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence for so many."""
        return self.say(one if count == 1 else many, count=count, **values)

    def state(
        self, status: ClaimStatus, label: VerdictLabel | None, confidence: float | None
    ) -> str:
        """A verdict with its confidence, or why there is none, as a sentence."""
        state = self.states[label or status]
        # An abstention has no evidence to be confident in.
        if confidence is None or label in {None, VerdictLabel.NOT_ENOUGH_EVIDENCE}:
            return self.say("verdict_only", state=state)
        return self.say("verdict", state=state, share=self.formats.share(confidence))


@cache
def wordings(language: str) -> Wordings:
    """The words of a language, English where there are none of it."""
    known = language if language in LANGUAGES else FALLBACK
    text = (files("veredicto.notices") / "wording" / f"{known}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Wordings(known, table, table.pop("state"))
