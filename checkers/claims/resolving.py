"""A statement's wording made to stand on its own, and what it lacks where it cannot."""

from __future__ import annotations

from dataclasses import replace

from checkers.claims.alone import Alone, Missing, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.cues import Cues, cues_of
from checkers.claims.descriptions import name_descriptions
from checkers.claims.excerpt import Excerpt
from checkers.claims.names import find_names
from checkers.claims.omissions import name_noun, name_number, name_place, name_whom
from checkers.claims.openings import name_opening
from checkers.claims.reasons import Cause
from checkers.claims.referents import Referents
from checkers.claims.relative_dates import date_words
from checkers.claims.sentence import ArticleSentence
from checkers.claims.spoken import name_first_person, name_speaker
from checkers.readings import SaidBy

__all__ = ["Alone", "Missing", "stand_alone"]
_EDGES = " ,;:."


def stand_alone(
    wording: str,
    sentence: ArticleSentence,
    excerpt: Excerpt,
    referents: Referents,
    said_by: SaidBy | None = None,
) -> Alone:
    """The wording without connective and comment, its references replaced by what they mean."""
    alone = Alone(_bare(wording, cues_of(referents.language)))
    statement = Statement(sentence, excerpt, referents, said_by)
    for resolve in _STEPS:
        alone = resolve(alone, statement)
    text = alone.wording
    return replace(alone, wording=text[:1].upper() + text[1:])


def _bare(wording: str, cues: Cues) -> str:
    text = wording
    if frame := cues.parts.frame.search(text):
        text = text[frame.end() :].strip(_EDGES)
    if appended := cues.parts.consequence.search(text):
        text = text[: appended.start()]
    while (leading := cues.connective.match(text)) and leading.end() < len(text):
        text = text[leading.end() :]
    return text[:1].upper() + text[1:]


def _name_owner(alone: Alone, statement: Statement) -> Alone:
    """With "del grupo" as "de Amazon", where no other name of the statement can be meant."""
    cues, referents = cues_of(statement.language).references, statement.referents
    found = cues.genitive.search(alone.wording)
    if found is None:
        return alone
    noun = found.group().removesuffix("'s").rsplit(" ", 1)[-1].lower()
    antecedent = referents.company(noun, statement.sentence)
    if antecedent is None:
        return alone
    named = {n.text for n in find_names(alone.wording, statement.language)}
    others = named & referents.company_names
    if not all(other.startswith(antecedent.name) for other in others):
        return alone
    reference = statement.reference(found.group(), antecedent)
    wording = cues.genitive.sub(f"{cues.of} {antecedent.name}", alone.wording)
    return Alone(wording, (*alone.references, reference), alone.missing)


def _name_whole(alone: Alone, statement: Statement) -> Alone:
    """With "Gil" as "Ana Gil", after the article has named her in full."""
    for name in find_names(alone.wording, statement.language):
        short = name.text.removesuffix("'s").removesuffix("’s")
        whole = statement.referents.whole_name(short, statement.start)
        end = name.start + len(short)
        if whole != short and not alone.wording[:end].endswith(whole):
            reference = statement.reference(short, Antecedent(whole))
            return alone.put(name.start, end, whole, reference)
    return alone


def _name_dates(alone: Alone, statement: Statement) -> Alone:
    """With "ayer" and "last year" as the day or year that the article's date makes of them."""
    found = list(date_words(alone.wording, statement.language, statement.referents.day))
    for one in reversed(found):
        if one.put is None:
            alone = alone.lacking(Cause.AMBIGUOUS_DATE, one.text)
            continue
        reference = statement.reference(one.text, Antecedent(one.put))
        alone = alone.put(one.start, one.end, one.put, reference)
    return alone


_STEPS = (
    _name_owner,
    name_descriptions,
    name_opening,
    name_speaker,
    name_noun,
    name_number,
    name_place,
    name_whom,
    _name_whole,
    _name_dates,
    name_first_person,
)
