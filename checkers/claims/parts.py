"""What can be checked on its own in a sentence that cannot be, or not as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checkers.claims.amounts import find_quantities
from checkers.claims.cues import Cues, cues_of
from checkers.claims.kinds import read_kind
from checkers.claims.names import Name, find_names
from checkers.claims.verbs import conditional, finite_verb, future, is_past_subjunctive

_CLAUSE_END = re.compile(r"[,;](?!\d)|[.!?…:][»”\"')\]]*(?=\s|$)|\s[—–]")
_EDGES = " ,;:."
_SHORTEST = 4  # words of a relative clause that says enough
_SHORTEST_MAIN = 3  # words of a coordinated clause that says enough
_NEAR_VERB = 3  # words after a relative among which its verb stands


@dataclass(frozen=True, slots=True)
class Part:
    """A proposition at `sentence[start:end]`; `wording` is it as a sentence of its own."""

    start: int
    end: int
    wording: str


def find_parts(sentence: str, language: str) -> tuple[Part, ...]:
    """The relative clauses of the sentence that state a fact about a name, in order.

    "Amazon, que genera 570.000 millones, no puede permitirse…" gives "Amazon genera 570.000
    millones"; between name and clause an apposition may stand.
    """
    cues = cues_of(language)
    parts: list[Part] = []
    for name in find_names(sentence, language):
        part = _relative(sentence, name, cues, language)
        if part is not None and (not parts or part.start >= parts[-1].end):
            parts.append(part)
    return tuple(parts)


def coordinated(sentence: str, language: str) -> tuple[Part, ...]:
    """The clauses of a compound sentence, each with a subject and a finite verb; () for one."""
    clauses = [Part(s, e, sentence[s:e]) for s, e in _clauses(sentence, cues_of(language))]
    complete = all(
        len(clause.wording.split()) >= _SHORTEST_MAIN
        and _has_subject_and_verb(clause.wording, language)
        for clause in clauses
    )
    return tuple(clauses) if complete and len(clauses) > 1 else ()


def checkable_clauses(sentence: str, language: str) -> tuple[Part, ...]:
    """The coordinated clauses that state a fact with a quantity or a name in it."""
    return tuple(
        clause
        for clause in coordinated(sentence, language)
        if read_kind(f"{clause.wording}.", language).cause is None
        and (find_quantities(clause.wording, language) or find_names(clause.wording, language))
    )


def _relative(sentence: str, name: Name, cues: Cues, language: str) -> Part | None:
    match = _relative_pattern(cues.parts.relatives, cues.parts.apposition).match(sentence, name.end)
    if match is None:
        return None
    closing = _CLAUSE_END.search(sentence, match.end())
    end = closing.start() if closing else len(sentence)
    clause = sentence[match.end("relative") : end].strip(_EDGES)
    relative = sentence[match.start("relative") : end]
    if len(clause.split()) < _SHORTEST or not _is_indicative(relative, language):
        return None
    if cues.opinion.search(clause) or cues.hedge.search(clause):
        return None
    return Part(name.start, end, f"{name.text} {clause}")


@cache
def _relative_pattern(relatives: str, apposition: str) -> re.Pattern[str]:
    """A name's relative clause, after an acronym in brackets or an apposition if there is one."""
    return re.compile(
        rf"(?: \([^)]{{1,20}}\))?, (?:{apposition},? )?(?P<relative>{relatives})(?= )"
    )


def _is_indicative(relative: str, language: str) -> bool:
    """Whether its first verb is near and asserts: no conditional, future or subjunctive."""
    verb = finite_verb(relative, language)
    if verb is None or len(relative[: verb.start].split()) > _NEAR_VERB:
        return False
    if language != "es":
        return True
    return not (is_past_subjunctive(verb.lower) or conditional(verb.text) or future(verb.text))


def _clauses(sentence: str, cues: Cues) -> Iterator[tuple[int, int]]:
    body_end = len(sentence.rstrip(_EDGES + "!…"))
    start = 0
    for joint in cues.parts.coordination.finditer(sentence, 0, body_end):
        yield start, joint.start()
        start = joint.end()
    yield start, body_end


def _has_subject_and_verb(clause: str, language: str) -> bool:
    """Whether something stands before the finite verb; a clause that begins with it shares one."""
    verb = finite_verb(clause, language)
    return verb is not None and verb.start > 0
