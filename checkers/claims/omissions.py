"""Words that stand for something in the same sentence: "there", "le", "la de Norvia"."""

from __future__ import annotations

import re

from checkers.claims.alone import Alone, Statement
from checkers.claims.antecedents import Antecedent
from checkers.claims.first_person import is_quoted
from checkers.claims.names import Name, find_names
from checkers.claims.referring import referring_of
from checkers.readings import Stretch

_THERE = re.compile(r"(?<=\w )(?P<word>there|allí)(?=[.,;]|$| (?:in|en|on|since|desde)\b)")
_OF = re.compile(r"^(?P<article>El|La|Los|Las) (?=del? )")
_NUMBER = re.compile(r"\b(?:el|del|al) (?=\d{1,3}(?:[.,;]?$|[,;] | y ))")
_HIM = re.compile(r"(?<!\w)(?P<word>les?) (?=\w)", re.IGNORECASE)
_TO = re.compile(r"(?<!\w)(?P<to>al?(?: la| los| las)?) $")


def name_place(alone: Alone, statement: Statement) -> Alone:
    """With the place of the same sentence for "there"."""
    found = _THERE.search(alone.wording)
    if found is None:
        return alone
    at = statement.sentence.text.find(found["word"])
    places = {
        mention.name: mention
        for mention in statement.referents.within.get(statement.sentence.index, ())
        if mention.place and mention.start - statement.start < at
    }
    if len(places) != 1:
        return alone
    (place,) = places.values()
    word = "en" if statement.language == "es" else "in"
    means = Antecedent(f"{word} {place.name}", Stretch(place.start, place.end))
    reference = statement.reference(found["word"], means)
    quoted = is_quoted(alone.wording, found.start("word"), statement)
    text = f"[{means.name}]" if quoted else means.name
    return alone.put(found.start("word"), found.end("word"), text, reference)


def name_noun(alone: Alone, statement: Statement) -> Alone:
    """With the noun that the sentence has left out in "mientras que la de Norvia creció"."""
    found = _OF.match(alone.wording)
    if found is None or statement.language != "es":
        return alone
    article = found["article"]
    told = re.search(
        rf"(?<!\w){article} (?P<noun>(?!de\b|del\b)\w+) del? ",
        statement.sentence.text,
        re.IGNORECASE,
    )
    if told is None:
        return alone
    start = statement.start + told.start("noun")
    means = Antecedent(told["noun"], Stretch(start, start + len(told["noun"])))
    reference = statement.omitted(alone.wording[found.end() :], means)
    return alone.put(found.end(), found.end(), f"{told['noun']} ", reference)


def name_number(alone: Alone, statement: Statement) -> Alone:
    """With "minuto" in "marcó en el 93", where the sentence has written it before."""
    found = _NUMBER.search(alone.wording)
    if found is None:
        return alone
    for noun in referring_of(statement.language).elided:
        told = re.search(rf"(?<!\w){noun} \d", statement.sentence.text)
        if told is not None:
            start = statement.start + told.start()
            means = Antecedent(noun, Stretch(start, start + len(noun)))
            reference = statement.omitted(alone.wording[found.end() :], means)
            return alone.put(found.end(), found.end(), f"{noun} ", reference)
    return alone


def name_whom(alone: Alone, statement: Statement) -> Alone:
    """With whom "le" is in "venció al Salmira y le arrebató…"; in what is reported, who speaks."""
    found = _HIM.search(alone.wording) if statement.language == "es" else None
    if found is None:
        return alone
    told = _acted_on(statement, found["word"])
    if told is None or told.name in alone.wording:
        return alone
    body = alone.wording.rstrip(".")
    text = f" {told.name}".replace(" a el ", " al ")
    reference = statement.reference(found["word"], told)
    return Alone(
        f"{body}{text}{alone.wording[len(body) :]}", (*alone.references, reference), alone.missing
    )


def _acted_on(statement: Statement, word: str) -> Antecedent | None:
    """The only name of the sentence after "a" or "al" before a word; else who speaks."""
    text = statement.sentence.text
    before = re.search(rf"(?<!\w){word} ", text, re.IGNORECASE)
    names = find_names(text[: before.start()] if before else "", statement.language)
    told: dict[str, tuple[str, Name]] = {}
    for name in names:
        to = _TO.search(text[: name.start])
        if to is not None:
            told[name.text] = (to["to"], name)
    if len(told) == 1:
        ((to_word, name),) = told.values()
        start = statement.start + name.start
        return Antecedent(f"{to_word} {name.text}", Stretch(start, start + len(name.text)))
    speaker = None if told else statement.speaker()
    return None if speaker is None else Antecedent(f"a {speaker.name}", speaker.found)
