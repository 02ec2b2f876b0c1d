"""Tags that a rule of the language knows better than the tagger."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checkers.claims.cues import cues_of
from checkers.claims.lexicon import base_form
from checkers.claims.verbs import is_present_subjunctive, may_be_present

_PARTICIPLE = re.compile(r".*(?P<stem>[ai])d[oa]s?$")
_AFTER_OBJECTLESS = frozenset({"NUM", "DET", "SYM", "PRON", "PROPN"})
_SUBJECTS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "PUNCT", "ADV"})
_REACH = 3  # words back that an auxiliary may stand


def mend_tags(words: Sequence[str], tags: Sequence[str], language: str) -> tuple[str, ...]:
    """The tags, with the verbs right that can be told by their form."""
    rule = _spanish if language == "es" else _english
    return tuple(rule(words, tags, at) for at in range(len(words)))


def _spanish(words: Sequence[str], tags: Sequence[str], at: int) -> str:
    """The tag of "considerada", a participle, and of "olvida", a form of a verb in -dar."""
    word = words[at].lower()
    if tags[at] in {"NOUN", "ADJ"} and at and _needs_verb(words[at - 1].lower(), word):
        return "V.Ind" if may_be_present(word) else tags[at]
    if tags[at] == "V.Ind" and is_present_subjunctive(word):
        return "V.Sub"
    match = _PARTICIPLE.match(word)
    if tags[at] != "V.Ind" or match is None:
        return tags[at]
    finite = base_form(word, "es").endswith(f"{match['stem']}dar")
    return tags[at] if finite else "V.Part"


def _needs_verb(before: str, word: str) -> bool:
    """Whether no noun can follow a word: "que factura", "le cuenta", "los cuenta"."""
    if before in {"que", "se", "le", "les", "me", "nos"}:
        return True
    return before in {"los", "las"} and not word.endswith("s")


def _english(words: Sequence[str], tags: Sequence[str], at: int) -> str:
    """Verbs whose past looks like the base or like a noun: "cut", "cost", "beat"."""
    word = words[at].lower()
    if tags[at] not in {"NOUN", "V.Inf", "V.Part", "ADJ"} or not 0 < at < len(words) - 1:
        return tags[at]
    if word not in cues_of("en").clauses.unchanging:
        return tags[at]
    near = [w.lower() for w in words[max(0, at - _REACH) : at]]
    if "to" in near or any(w in cues_of("en").grammar.auxiliaries for w in near):
        return tags[at]
    stands = tags[at - 1] in _SUBJECTS and tags[at + 1] in _AFTER_OBJECTLESS
    acts = tags[at] == "V.Part" and words[at + 1].lower() != "by" and tags[at - 1] in _SUBJECTS
    return "V.Ind" if stands or acts else tags[at]
