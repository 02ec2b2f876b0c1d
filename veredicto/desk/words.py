"""The words of the desk in the languages that it speaks, from gettext catalogues.

The English words are the keys; `locale/es.po` has the Spanish ones.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from veredicto.desk.marking import Unfit, _
from veredicto.formats import Formats

LANGUAGES = {"en": "English", "es": "Español"}
FALLBACK = "en"


STATES = {
    "open": _("To decide"),
    "second_reading": _("Second reading"),
    "disagreement": _("Disagreement"),
    "draft": _("Draft"),
    "published": _("Published"),
}
STATES_OF_MANY = {
    "open": _("to decide"),
    "second_reading": _("in second reading"),
    "disagreement": _("in disagreement"),
    "draft": _("in draft"),
    "published": _("published"),
}
VERDICTS = {
    "supported": _("Supported"),
    "refuted": _("Refuted"),
    "conflicting_evidence": _("Conflicting evidence"),
    "not_enough_evidence": _("Not enough evidence"),
    "retrieval_failed": _("Could not be searched"),
    "ambiguous": _("Ambiguous"),
    "not_checked": _("Not checked"),
    "not_checkable": _("Not checkable"),
}
FACETS = {
    "state": _("State"),
    "verdict": _("Verdict"),
    "assignee": _("Assigned to"),
    "confidence": _("Confidence"),
    "language": _("Language"),
    "outlet": _("Outlet"),
    "speaker": _("Speaker"),
    "person": _("Person named"),
    "organisation": _("Organisation named"),
    "place": _("Place named"),
    "work": _("Work named"),
    "topic": _("Topic"),
    "failure": _("What failed"),
    "age": _("Checked"),
}
VALUES = {
    "confidence": {"high": _("High"), "moderate": _("Moderate"), "low": _("Low"), "-": _("None")},
    "age": {
        "day": _("In the last day"),
        "week": _("In the last week"),
        "month": _("In the last month"),
        "older": _("Earlier"),
    },
    "assignee": {"-": _("Nobody")},
    "outlet": {"-": _("Unknown")},
    "speaker": {"-": _("The outlet itself")},
    "topic": {"-": _("No section")},
    "failure": {"-": _("Nothing")},
    "language": {"es": _("Spanish"), "en": _("English")},
}
ORDERS = {
    "need": _("Who needs it most"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "unsure": _("Most open first"),
}
ROLES = {"reader": _("Reader"), "editor": _("Editor"), "chief": _("Chief editor")}
DECISIONS = {
    "confirm": _("Confirmed"),
    "overrule": _("Overruled"),
    "not_checkable": _("Not checkable"),
    "retract": _("Taken back"),
}
STANCES = {"supports": _("Supports"), "refutes": _("Refutes"), "neutral": _("Says neither")}
KINDS = {
    "factual": _("Factual"),
    "attributed": _("Attributed"),
    "hedged": _("Rumour or hedge"),
    "prediction": _("Prediction"),
    "opinion": _("Opinion"),
    "question": _("Question"),
    "other": _("Other"),
}
PUBLISHERS = {
    "official": _("official source"),
    "scholarly": _("science"),
    "fact_checker": _("fact-checker"),
    "reference": _("encyclopedia"),
    "social": _("social network"),
    "press": _("press"),
    "other": _("other site"),
}
ACTIONS = {
    "decide": _("Decided"),
    "second_reading": _("Second reading"),
    "settle": _("Settled a disagreement"),
    "publish": _("Published"),
    "unpublish": _("Took back what was published"),
    "merge": _("Merged with another claim"),
    "separate": _("Separated from the other claim"),
    "reword": _("Reworded"),
    "assign": _("Assigned"),
    "undo": _("Undid"),
    "add_evidence": _("Added evidence"),
    "recheck": _("Asked for a re-check"),
    "sign_in": _("Signed in"),
    "sign_in_refused": _("Was refused"),
    "sign_out": _("Signed out"),
    "invite": _("Invited somebody"),
    "join": _("Joined"),
    "change_role": _("Changed a role"),
    "change_password": _("Changed a password"),
    "redact": _("Removed words on request"),
}
SEARCH_OUTCOMES = {
    "answered": _("answered"),
    "empty": _("found nothing"),
    "rate_limited": _("refused: too many questions"),
    "failed": _("failed"),
    "resting": _("not asked: it was resting"),
    "over_budget": _("not asked: budget spent"),
}
OUTCOMES = {
    "retrieved": _("retrieved"),
    "refused_address": _("address refused"),
    "robots": _("not allowed by robots.txt"),
    "http_error": _("the server answered with an error"),
    "timeout": _("no answer in time"),
    "unreachable": _("could not be reached"),
    "too_large": _("too large"),
    "too_many_redirects": _("redirected too often"),
    "unsupported_content": _("no text page"),
    "no_text": _("no text found"),
}
STAGES = {
    "read": _("reading"),
    "claims": _("finding claims"),
    "search": _("searching"),
    "fetch": _("retrieving"),
    "evidence": _("weighing passages"),
    "verdicts": _("deciding"),
    "record": _("recording"),
}
MODELS = {
    "veredicto": _("the program"),
    "embedder": _("nearness of texts"),
    "stance": _("stance of passages"),
    "statements": _("kinds of statements"),
    "token_vectors": _("first choice of passages"),
    "ranking": _("order of passages"),
    "passages": _("cut of passages"),
    "aggregator": _("policy of verdicts"),
    "judge": _("second opinion"),
}
JOB_KINDS = {
    "recheck": _("Asked for a re-check"),
    "add_evidence": _("Added evidence"),
    "leave_out": _("Took evidence back"),
}
JOBS = {
    "waiting": _("waiting"),
    "running": _("under way"),
    "done": _("done"),
    "nothing_new": _("done: nothing new"),
    "failed": _("failed"),
    "timeout": _("not done in time"),
    "cancelled": _("taken back before it began"),
}
SIGNS = {
    "supported": "✓",
    "refuted": "✗",
    "conflicting_evidence": "≠",
    "not_enough_evidence": "?",
    "retrieval_failed": "!",
    "ambiguous": "~",
    "not_checked": "–",
    "not_checkable": "–",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words and formats of one language."""

    language: str
    formats: Formats
    _catalogue: gettext.NullTranslations

    def say(self, text: str) -> str:
        """The text in the language."""
        # What a catalogue has for no text at all are its own particulars.
        return self._catalogue.gettext(text) if text else ""

    def say_many(self, one: str, many: str, count: int) -> str:
        """One of two texts, by what is counted, in the language."""
        return self._catalogue.ngettext(one, many, count)

    def tell(self, trouble: Exception) -> str:
        """Why something was refused, in the language if the catalogue has it."""
        if isinstance(trouble, Unfit):
            return self.say(trouble.text).format(**trouble.values)
        return self.say(str(trouble))

    def of(self, names: dict[str, str], name: str) -> str:
        """What one of a closed list is called; the name itself where the list has it not."""
        return self.say(names[name]) if name in names else name

    def value(self, facet: str, value: str) -> str:
        """What a value of a facet is called."""
        if facet == "state":
            return self.of(STATES, value)
        if facet == "verdict":
            return self.of(VERDICTS, value)
        return self.of(VALUES.get(facet, {}), value)


@cache
def words_in(language: str) -> Words:
    """The words of a language that the desk speaks."""
    if language == FALLBACK:
        return Words(language, Formats(language), gettext.NullTranslations())
    source = (files("veredicto.desk") / "locale" / f"{language}.po").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    compiled.seek(0)
    return Words(language, Formats(language), gettext.GNUTranslations(compiled))


def choose_language(wishes: Sequence[str | None], accepted: str) -> str:
    """The first wish that the desk speaks, else what a browser accepts, else English.

    Args:
        wishes: codes of languages, the strongest wish first.
        accepted: the browser's Accept-Language.
    """
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    parts = (part.strip().partition(";q=") for part in accepted.split(",")[:20])
    ranked = sorted(parts, key=lambda part: -_weight(part[2]))
    names = [name.replace("-", "_").lower() for name, _, _ in ranked if name]
    return negotiate_locale(names, list(LANGUAGES), sep="_") or FALLBACK


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
