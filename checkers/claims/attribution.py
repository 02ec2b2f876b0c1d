"""Who says what a sentence says, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from checkers.claims.cues import AttributionCues, cues_of
from checkers.claims.verbs import Word, base_forms, finite_verb, words_of

_QUOTE = re.compile(r"^[«“\"](?P<content>[^»”\"]{3,}?),?[»”\"],?\s+(?P<rest>[^«“\"]+)$")
_COLON_QUOTE = re.compile(r"^(?P<who>[^:«“\",]{2,80}):\s*[«“\"](?P<content>[^»”\"]{3,})[»”\"]\.?$")
_TAIL = re.compile(r",\s+(?P<rest>[^,;:«»“”\"]{3,100})\.?$")
_CLAUSE_END = re.compile(r"[,;:—](?!\d)|\.\s*$|\s[—–]\s|[()]")
_EDGES = " ,;:.—–-\n"
_QUOTES = '«»“”"'
_LONGEST_SOURCE = 16  # words before a verb of saying
_LONGEST_GAP = 5  # words between a verb of saying and its "that": "dijo el martes que"
_SHORTEST_CONTENT = 3  # words


class Voice(Enum):
    """How the source stands to what it says."""

    SAYS = "says"
    THINKS = "thinks"
    EXPECTS = "expects"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence says in another's name.

    `sentence[start:end]` is what is said; it holds the attribution itself only where that stands in
    the middle, and then `content` is without it. `who` is None where the sentence does not name
    them (an elliptical subject).
    """

    who: str | None
    cue: str
    content: str
    start: int
    end: int
    voice: Voice = Voice.SAYS


def find_attribution(sentence: str, language: str) -> Attribution | None:
    """The attribution of a sentence as a whole; None where the article itself says it."""
    cues = cues_of(language).attribution
    return (
        _quoted(sentence, cues, language)
        or _according_to(sentence, cues, language)
        or _says_that(sentence, cues, language)
        or _said_at_end(sentence, cues, language)
    )


def is_anonymous(who: str, language: str) -> bool:
    """Whether a source is not named: "fuentes del sector", "people familiar with the matter"."""
    return cues_of(language).attribution.anonymous.match(who) is not None


def _quoted(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    if match := _QUOTE.match(sentence):
        who, cue = _speaker(match["rest"], cues, language)
        if cue:
            return Attribution(who, cue, match["content"], *match.span("content"))
    if match := _COLON_QUOTE.match(sentence):
        return Attribution(match["who"].strip(), ":", match["content"], *match.span("content"))
    return None


def _speaker(text: str, cues: AttributionCues, language: str) -> tuple[str | None, str | None]:
    """Who speaks in "afirmó el ministro ayer" or "the minister said", and by which verb."""
    verbs = [w for w in words_of(text) if _tells(w, cues, language)]
    if not verbs:
        return None, None
    before = _strip_perfect(text[: verbs[0].start].strip(_EDGES), cues)
    after = text[verbs[0].end :]
    who = before or _source(after, cues, language)
    known = who[:1].isupper() or who.split(" ")[0].lower() in cues.speakers
    return (who, verbs[0].text) if who and known else (None, None)


def _tells(word: Word, cues: AttributionCues, language: str) -> bool:
    """Whether a word reports what is said, its base form in English ("state", "show") left out."""
    inflected = language != "en" or word.lower not in base_forms(word.lower, language)
    return word.text[0].islower() and inflected and _voice(word, cues, language) is Voice.SAYS


def _strip_perfect(text: str, cues: AttributionCues) -> str:
    tokens = text.split()
    while tokens and tokens[-1].lower() in cues.perfect:
        tokens.pop()
    return " ".join(tokens)


def _voice(word: Word, cues: AttributionCues, language: str) -> Voice | None:
    bases = base_forms(word.lower, language)
    if bases & cues.verbs or word.lower in cues.participles:
        return Voice.SAYS
    if bases & cues.opinion_verbs:
        return Voice.THINKS
    return Voice.EXPECTS if bases & cues.prediction_verbs else None


def _according_to(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    for opener in cues.opener.finditer(sentence):
        found = _CLAUSE_END.search(sentence, opener.end())
        end = found.start() if found else len(sentence)
        written = sentence[opener.end() : end]
        bare = cues.bare_opener.fullmatch(opener.group()) is not None
        if not (bare or _reports(written, cues, language)) or cues.not_source.match(written):
            continue
        who = _source(written, cues, language)
        if who:
            return _around(sentence, opener.start(), end, who, opener.group(), language)
    return None


def _reports(written: str, cues: AttributionCues, language: str) -> bool:
    first = list(words_of(written))[:_LONGEST_GAP]
    return any(_tells(word, cues, language) for word in first)


def _source(written: str, cues: AttributionCues, language: str) -> str:
    """The name of the source in "ha revelado The Information citando fuentes…"."""
    rest = written.strip(_EDGES)
    if begun := cues.source_begin.match(rest):
        rest = rest[begun.end() :]
    tokens = rest.split(" ")
    while len(tokens) > 1 and (
        tokens[0].lower() in cues.perfect or _is_saying(tokens[0], cues, language)
    ):
        tokens.pop(0)
    rest = " ".join(tokens)
    if begun := cues.source_begin.match(rest):
        rest = rest[begun.end() :]
    stop = cues.source_end.search(rest)
    return (rest[: stop.start()] if stop and stop.start() > 0 else rest).strip(_EDGES + _QUOTES)


def _is_saying(token: str, cues: AttributionCues, language: str) -> bool:
    word = Word(token, 0, len(token))
    return token[:1].islower() and _voice(word, cues, language) is not None


def _around(
    sentence: str, start: int, end: int, who: str, cue: str, language: str
) -> Attribution | None:
    """The attribution at `sentence[start:end]`, which is before, after or within what is said."""
    before, after = sentence[:start].strip(_EDGES), sentence[end:].strip(_EDGES)
    if _after_connectives(f"{before} ", language) > len(before):
        before = ""
    if len(f"{before} {after}".split()) < _SHORTEST_CONTENT:
        return None
    begin = sentence.index(before) if before else end + sentence[end:].index(after)
    stop = end + sentence[end:].index(after) + len(after) if after else begin + len(before)
    return Attribution(who, cue, f"{before} {after}".strip(), begin, stop)


def _says_that(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    begin = _after_connectives(sentence, language)
    tokens = [w for w in words_of(sentence) if w.start >= begin]
    for position, word in enumerate(tokens[:_LONGEST_SOURCE]):
        if word.lower == cues.that and position:
            return None
        voice = _voice(word, cues, language) if word.text[0].islower() or position == 0 else None
        opened = _content_start(sentence, tokens, position, cues, language) if voice else None
        if voice is None or opened is None:
            continue
        if any(t.lower in cues.negations for t in tokens[:position]):
            return None
        who = _subject(sentence[begin : word.start], cues)
        content = sentence[opened:].strip(_EDGES + _QUOTES)
        start = opened + sentence[opened:].index(content)
        if len(content.split()) >= _SHORTEST_CONTENT and (who or language == "es"):
            return Attribution(who, word.text, content, start, start + len(content), voice)
        return None
    return None


def _after_connectives(sentence: str, language: str) -> int:
    at = 0
    while match := cues_of(language).adverbial.match(sentence, at):
        if match.end() == at:
            break
        at = match.end()
    return at


def _content_start(
    sentence: str, tokens: list[Word], position: int, cues: AttributionCues, language: str
) -> int | None:
    """Where what is said begins after the verb at `position`; None where nothing is said there."""
    verb = tokens[position]
    following = tokens[position + 1 : position + 1 + _LONGEST_GAP]
    for word in following:
        if _CLAUSE_END.search(sentence[verb.end : word.start]):
            break
        if word.lower == cues.that:
            return word.end
    implied = base_forms(verb.lower, language) & cues.that_optional and position > 0 and following
    if not implied or following[0].lower in cues_of(language).grammar.prepositions:
        return None
    rest = sentence[verb.end :]
    return verb.end if rest[:1] == " " and finite_verb(rest, language) else None


def _subject(text: str, cues: AttributionCues) -> str | None:
    """The subject before a verb of saying, without what stands before or belongs to the verb."""
    tokens = _strip_perfect(text.strip(_EDGES), cues).split()
    while tokens and tokens[-1].lower() in {*cues.perfect, *cues.impersonal, "le", "les", "also"}:
        tokens.pop()
    return " ".join(tokens).strip(_EDGES) or None


def _said_at_end(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What a source at the end says: "…, afirmó el ministro.", "…, the company said."."""
    match = _TAIL.search(sentence)
    if match is None:
        return None
    rest = match["rest"].strip(_EDGES)
    who, cue = _speaker(rest, cues, language)
    content = sentence[: match.start()].strip(_EDGES + _QUOTES)
    if who is None or cue is None or len(content.split()) < _SHORTEST_CONTENT:
        return None
    if any(word in {*cues.perfect, cues.that} for word in _lower(rest)):
        return None
    if not (rest.startswith(cue) or _ends_with(rest, cue)):
        return None
    start = sentence.index(content)
    return Attribution(who, cue, content, start, start + len(content))


def _lower(text: str) -> Iterator[str]:
    return (word.lower for word in words_of(text))


def _ends_with(text: str, cue: str) -> bool:
    """Whether at most an adverbial ("on Monday") follows the verb."""
    tokens = text.split()
    return (
        cue is not None and cue in tokens and len(tokens) - tokens.index(cue) <= _SHORTEST_CONTENT
    )
