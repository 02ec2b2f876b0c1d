"""What a sentence states that can be checked apart: main clauses, relatives, appositions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checkers.claims.appositions import find_appositions
from checkers.claims.clauses import Clause, Depth, Sentence, read_clauses
from checkers.claims.cues import Cues, cues_of
from checkers.claims.heads import before_verb, find_head, has_own_subject, shares_subject
from checkers.claims.propositions import Part, Pieces, Within, cut_out, join
from checkers.claims.verbs import is_past_subjunctive

_SHORTEST = 3  # words of a part that says enough
_SHORTEST_RELATIVE = 4  # and of a relative clause, the relative counted


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A sentence's main propositions, one where it is not compound, and those within them."""

    main: tuple[Part, ...]
    within: tuple[Part, ...]


def take_apart(text: str, language: str) -> TakenApart:
    """The propositions of a sentence, or of what is said in one.

    A main proposition is without the clauses and appositions that are propositions themselves.
    """
    sentence = read_clauses(text, language)
    cues = cues_of(language)
    within = (*_relatives(sentence, cues, language), *find_appositions(sentence, language))
    inner = sorted(within, key=lambda one: one.part.start)
    cuts = _joined(one.cut for one in inner if one.cut is not None)
    return TakenApart(
        tuple(_main(sentence, cuts, cues, language)), tuple(one.part for one in inner)
    )


def _joined(cuts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cuts in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(cuts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _main(
    sentence: Sentence, cuts: Sequence[tuple[int, int]], cues: Cues, language: str
) -> Iterator[Part]:
    body = (0, len(sentence.text.rstrip(" ")))
    clauses = sentence.main
    parts = [_clause_part(sentence, at, cuts, cues, language) for at in range(len(clauses))]
    whole = [part for part in parts if part is not None]
    if len(clauses) < 2 or len(whole) < len(clauses):  # noqa: PLR2004 - a compound has two
        pieces = _without(body, cuts)
        yield Part(*body, pieces, join(sentence.text, pieces))
        return
    yield from whole


def _clause_part(
    sentence: Sentence, at: int, cuts: Sequence[tuple[int, int]], cues: Cues, language: str
) -> Part | None:
    """A main clause as a sentence of its own; None where it cannot be one."""
    clause = sentence.main[at]
    first = clause.first
    while first < clause.verb and (
        sentence.tokens[first].lower
        in cues.clauses.that | cues.clauses.joints | cues.clauses.contrasts
        or (
            sentence.tokens[first].tag in {"CCONJ", "PUNCT"}
            and sentence.tokens[first].text not in '«“"¿¡('
        )
    ):
        first += 1
    start, end = sentence.slice(first, clause.last)
    pieces = _without((start, end), cuts)
    subject = None
    if at and not before_verb(sentence, first, clause.verb):
        subject = _subject_piece(sentence, sentence.main[0], cuts)
        if subject is not None and not has_own_subject(sentence, clause, language):
            if not shares_subject(sentence, sentence.main[at - 1], clause, language):
                return None
            pieces = (*subject, *pieces)
        else:
            subject = None
    wording = join(sentence.text, pieces)
    if len(wording.split()) < _SHORTEST:
        return None
    lent = (subject[0][0], subject[-1][1]) if subject else None
    return Part(start, end, pieces, wording, lent)


def _subject_piece(
    sentence: Sentence, clause: Clause, cuts: Sequence[tuple[int, int]]
) -> Pieces | None:
    """What stands before the first clause's verb, its negation and pronouns left out."""
    last = clause.verb
    while last > clause.first and sentence.tokens[last - 1].tag in {"PRON", "ADV", "PART"}:
        last -= 1
    if not before_verb(sentence, clause.first, last):
        # The subject itself is a pronoun: "she sold the house and bought a boat".
        last = clause.verb
    if not before_verb(sentence, clause.first, last):
        return None
    return _without(sentence.slice(clause.first, last), cuts)


def _relatives(sentence: Sentence, cues: Cues, language: str) -> Iterator[Within]:
    for clause in sentence.clauses:
        if clause.depth is Depth.RELATIVE and clause.set_off and clause.opener is not None:
            found = _relative(sentence, clause, clause.opener, cues, language)
            if found is not None:
                yield found


def _relative(
    sentence: Sentence, clause: Clause, relative: int, cues: Cues, language: str
) -> Within | None:
    """What a clause says that the pronoun at the token `relative` opens."""
    opener = sentence.tokens[relative]
    head = find_head(sentence, clause.first - 1, language)
    if head is None or clause.last - clause.first < _SHORTEST_RELATIVE:
        return None
    if not _states(sentence, clause, cues):
        return None
    _, end = sentence.slice(clause.first, clause.last)
    cut = cut_out(sentence, clause.first - 1, end)
    if clause.first == relative and opener.lower in cues.parts.subject_relatives:
        rest = sentence.slice(relative + 1, clause.last)
        wording = join(sentence.text, (head, rest))
        return Within(Part(head[0], end, (head, rest), wording), cut)
    possessive = cues.parts.possessive.get(opener.lower)
    if possessive is None or clause.first != relative:
        return None
    return _possessed(sentence, clause, head, possessive)


def _possessed(
    sentence: Sentence, clause: Clause, head: tuple[int, int], pattern: str
) -> Within | None:
    """What "X, cuyo beneficio creció un 3 %" says: "el beneficio de X creció un 3 %"."""
    thing, rest = (clause.first + 1, clause.verb), (clause.verb, clause.last)
    while thing[1] > thing[0] and sentence.tokens[thing[1] - 1].tag in {"PRON", "ADV", "PART"}:
        thing, rest = (thing[0], thing[1] - 1), (rest[0] - 1, rest[1])
    if thing[0] == thing[1]:
        return None
    owned, said = sentence.slice(*thing), sentence.slice(*rest)
    wording = (
        pattern.replace("{thing}", sentence.text[slice(*owned)])
        .replace("{owner}", sentence.text[slice(*head)])
        .replace("{rest}", sentence.text[slice(*said)])
    )
    cut = cut_out(sentence, clause.first - 1, said[1])
    return Within(Part(head[0], said[1], (head, owned, said), wording), cut)


def _states(sentence: Sentence, clause: Clause, cues: Cues) -> bool:
    """Whether a clause asserts: no subjunctive, rumour, hedge, future or judgement."""
    verb = sentence.tokens[clause.verb]
    text = sentence.text[slice(*sentence.slice(clause.first, clause.last))]
    if verb.tag in {"V.Sub", "V.Cnd", "V.Imp"} or is_past_subjunctive(verb.lower):
        return False
    judged = (cues.opinion, cues.hedge, cues.prediction)
    return not any(pattern.search(text) for pattern in judged)


def _without(body: tuple[int, int], cuts: Sequence[tuple[int, int]]) -> Pieces:
    """What is left of a stretch, with the comma that closes each cut left out too."""
    pieces, at = [], body[0]
    for start, end in sorted(cuts):
        if start >= at and end <= body[1]:
            pieces.append((at, start))
            at = end
    pieces.append((at, body[1]))
    return tuple((start, end) for start, end in pieces if start < end)
