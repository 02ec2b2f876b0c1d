"""Pairs in the form in which evidence is often noted: a question with its answer, several passages.

A stance model that has seen statements only is led astray by them: on AVeriTeC's answers it told
supported from refuted claims better without the questions than with them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from training.pair import NEUTRAL, REFUTES, SUPPORTS, Pair

QUESTIONED, ANSWERED, JOINED = 0.08, 0.07, 0.10
"""Shares of the pairs whose passage gets the claim as a question before it, becomes a question with
"yes", or gets another passage beside it."""
LONGEST_QUESTION = 160
"""Characters of a statement that is made a question."""
LONGEST_JOINED = 330
NAMED = re.compile(r"\b[A-ZÁÉÍÓÚÑ][\w'-]+(?: (?:de|del|la|of|the) ?)?(?: ?[A-ZÁÉÍÓÚÑ][\w'-]+)*")
AUXILIARY = re.compile(
    r"^(?P<subject>[A-Z][^,;:.]{1,60}?) (?P<verb>is|are|was|were|has|have|had|can|could|will|would"
    r"|should|does|did) (?P<rest>[^;:]+?)\.?$"
)
LEADING = frozenset(
    "the a an this that these those there it he she they we i you in on at all some many most no"  # noqa: SIM905 (sixty lines otherwise)
    " its his her their el la los las un una unos unas lo en al este esta estos estas ese esa hay"
    " se no su sus todos todas muchos muchas más algunos según desde durante tras".split()
)
"""Words whose capital is that of a sentence's beginning."""
TRUE = {
    "en": ("Is it true that {x}?", "Did anyone confirm that {x}?", "Is there proof that {x}?"),
    "es": ("¿Es cierto que {x}?", "¿Es verdad que {x}?", "¿Hay pruebas de que {x}?"),
}
ABOUT = {
    "en": ("What is known about {x}?", "What did {x} do?", "What do sources say of {x}?"),
    "es": ("¿Qué se sabe de {x}?", "¿Qué dicen las fuentes sobre {x}?", "¿Qué pasó con {x}?"),
}
YES = {"en": ("Yes.", "Yes"), "es": ("Sí.", "Sí")}
NO = {"en": ("No.", "No"), "es": ("No.", "No")}


def in_other_forms(pairs: Iterable[Pair], random_: random.Random) -> list[Pair]:
    """The pairs, some of their passages in these forms; labels and claims stay as they are."""
    pairs = list(pairs)
    beside = {
        language: [p.passage for p in pairs if _passage_language(p) == language]
        for language in ("en", "es")
    }
    return [_dressed(pair, beside[_passage_language(pair)], random_) for pair in pairs]


def answered(
    claims: Sequence[str],
    near: Sequence[tuple[str, str]],
    language: str,
    random_: random.Random,
) -> Iterator[Pair]:
    """A claim asked and answered: yes supports it, no refutes it, another's answer says nothing.

    Args:
        claims: statements in `language`.
        near: (claim, another statement near it).
        language: of all of them.
        random_: the source of chance.
    """
    languages = f"{language}-{language}"
    for claim in claims:
        question = _as_question(claim, language, random_)
        for answers, label in ((YES, SUPPORTS), (NO, REFUTES)):
            passage = f"{question} {random_.choice(answers[language])}"
            yield Pair(passage, claim, label, "contrast_answered", languages)
    for claim, other in near:
        answers = random_.choice((YES, NO))
        passage = f"{_as_question(other, language, random_)} {random_.choice(answers[language])}"
        yield Pair(passage, claim, NEUTRAL, "contrast_answered", languages)


def _dressed(pair: Pair, beside: Sequence[str], random_: random.Random) -> Pair:
    language, chance = _passage_language(pair), random_.random()
    if chance < QUESTIONED:
        return replace(pair, passage=f"{_question_before(pair, random_)} {pair.passage}")
    if chance < QUESTIONED + ANSWERED and _is_one_statement(pair.passage):
        question = _as_question(pair.passage, language, random_)
        return replace(pair, passage=f"{question} {random_.choice(YES[language])}")
    if chance > 1 - JOINED:
        other = random_.choice(beside)
        if len(other) + len(pair.passage) < LONGEST_JOINED:
            both = [pair.passage, other]
            random_.shuffle(both)
            return replace(pair, passage=" ".join(both))
    return pair


def _is_one_statement(passage: str) -> bool:
    return len(passage) < LONGEST_QUESTION and not any(
        mark in passage.strip(".") for mark in '?!".'
    )


def _question_before(pair: Pair, random_: random.Random) -> str:
    """A question that the passage may answer: about the claim, or about a name of the passage."""
    language = _passage_language(pair)
    names = NAMED.findall(pair.passage)
    same = pair.languages in {"en-en", "es-es"}
    if same and len(pair.claim) < LONGEST_QUESTION and (not names or random_.random() < 0.6):
        return _as_question(pair.claim, language, random_)
    about = random_.choice(names) if names else ("this", "esto")[language == "es"]
    return random_.choice(ABOUT[language]).format(x=about)


def _as_question(statement: str, language: str, random_: random.Random) -> str:
    bare = statement.strip().rstrip(".!?")
    if language == "es" and random_.random() < 0.5:
        return f"¿{bare}?"
    fronted = AUXILIARY.match(bare) if language == "en" else None
    if fronted and random_.random() < 0.7:
        return f"{fronted['verb'].capitalize()} {_inside(fronted['subject'])} {fronted['rest']}?"
    return random_.choice(TRUE[language]).format(x=_inside(bare))


def _inside(text: str) -> str:
    """The text as it stands inside a sentence: a name keeps its capital."""
    return text[:1].lower() + text[1:] if text.split(" ", 1)[0].lower() in LEADING else text


def _passage_language(pair: Pair) -> str:
    return pair.languages.split("-")[0]
