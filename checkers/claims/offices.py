"""For whom somebody speaks, by the office that the article says they hold."""

from __future__ import annotations

import re

from checkers.claims.antecedents import Antecedent
from checkers.claims.cues import cues_of
from checkers.claims.names import find_names
from checkers.claims.referents import Referents
from checkers.claims.referring import referring_of
from checkers.claims.sentence import ArticleSentence

_NEAR = 30  # sentences in which somebody's office is looked for
_TITLE_LENGTH = 60  # characters before a name that may say what somebody is
_AFTER_NAME = re.compile(r",? [^,.;«»“”\"]{0,80},?[^,.;«»“”\"]{0,60}")


def affiliation(who: str, sentence: ArticleSentence, referents: Referents) -> Antecedent | None:
    """The organisation that somebody speaks for: "Clara Benítez, presidenta de Norvia"."""
    first = max(0, sentence.index - _NEAR)
    for one in reversed(referents.sentences[first : sentence.index + 1]):
        at = one.text.find(who)
        if at >= 0 and (found := _office(one, at, at + len(who), referents)):
            return found
    return None


def _office(
    sentence: ArticleSentence, start: int, end: int, referents: Referents
) -> Antecedent | None:
    """The organisation in which the one named at an offset of a sentence has an office."""
    language = referents.language
    after = _AFTER_NAME.match(sentence.text, end)
    before = sentence.text[max(0, start - _TITLE_LENGTH) : start]
    for told in (after.group() if after else "", before):
        office = referring_of(language).offices.search(told)
        if office is None:
            continue
        names = find_names(told[office.end() :], language)
        if names and "," not in told[office.end() : office.end() + names[0].start]:
            return Antecedent(names[0].text)
        own = referents.own(referents.topic.body) if referents.topic.body else None
        genitive = cues_of(language).references.genitive.search(told)
        return referents.organisation(sentence) if genitive else own
    return None
