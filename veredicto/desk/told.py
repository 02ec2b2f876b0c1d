"""How a job ended, in sentences that each page says in its own language.

A job is kept with its sentences as JSON: their English text, which is the key of the catalogues,
and the values that its braces name. Details of before that are plain text, and shown as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from checkers.errors import VeredictoError
from checkers.verdicts.justify import why_excluded
from veredicto.desk.marking import Unfit, _
from veredicto.desk.reasons import said_reason
from veredicto.desk.words import OUTCOMES, STAGES, VERDICTS, Words

LISTS = {"before": VERDICTS, "after": VERDICTS, "outcome": OUTCOMES, "stage": STAGES}
"""The values that are names of a closed list, by what braces call them."""
EXCLUDED = "excluded"
"""What braces call reasons why passages did not count: their names, with spaces between."""
DETAIL = "detail"
"""What braces call why something failed."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence: a marked text, and what its braces name. Words of others have no braces."""

    text: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str, **values: str) -> Told:
        """A sentence with its values."""
        return cls(text, tuple(values.items()))

    def said(self, words: Words) -> str:
        """The sentence in a language."""
        if not self.values:
            said = words.say(self.text)
            return said if said != self.text else said_reason(said, words) or said
        values = {name: _value(name, value, words) for name, value in self.values}
        return words.say(self.text).format(**values)


DESK_WENT_WRONG = Told.of(_("The desk itself went wrong: its log says how."))


def told_of(error: VeredictoError) -> Told:
    """What an error says."""
    if isinstance(error, Unfit):
        return Told.of(error.text, **{name: str(value) for name, value in error.values.items()})
    return Told.of(str(error))


def written(sentences: Iterable[Told]) -> str:
    """The sentences as a job keeps them."""
    return json.dumps([[it.text, dict(it.values)] for it in sentences], ensure_ascii=False)


def said(detail: str, words: Words) -> str:
    """What `written` wrote in a language; any other text as it is."""
    return " ".join(it.said(words) for it in _read(detail))


def _read(detail: str) -> tuple[Told, ...]:
    try:
        rows = json.loads(detail)
        return tuple(Told.of(text, **values) for text, values in rows)
    except (ValueError, TypeError):
        return (Told.of(detail),)


def _value(name: str, value: str, words: Words) -> str:
    if name == EXCLUDED:
        return "; ".join(why_excluded(reason, words.language) for reason in value.split())
    if name == DETAIL:
        return said_reason(value, words) or value
    return words.of(LISTS[name], value) if name in LISTS else value
