"""Who says what a sentence says, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from checkers.claims.clauses import Depth, read_clauses
from checkers.claims.cues import AttributionCues, cues_of
from checkers.claims.tagged import tag_words
from checkers.claims.verbs import Word, base_forms, finite_verb, words_of

_QUOTE = re.compile(r"^[«“\"](?P<content>[^»”\"]{3,}?),?[»”\"],?\s+(?P<rest>[^«“\"]+)$")
_COLON_QUOTE = re.compile(r"^(?P<who>[^:«“\"]{2,80}):\s*[«“\"](?P<content>[^»”\"]{3,})[»”\"]\.?$")
_ONLY_QUOTED = re.compile(r"^[«“\"](?P<content>[^«»“”\"]{3,})[»”\"][.,]?$")
_QUOTED_WORDS = re.compile(r"[«“\"](?P<content>[^«»“”\"]{3,})[»”\"]")
_DASHED = re.compile(r"^[—–-]\s?(?P<content>[^—–]{3,}?)[,.]?\s[—–-](?P<rest>\w[^—–]*)")
_TAIL = re.compile(r",\s+(?P<rest>[^,;:«»“”\"]{3,100})\.?$")
_CLAUSE_END = re.compile(r"[,;:—](?!\d)|\.\s*$|\s[—–]\s|[()]")
_EDGES = " ,;:.—–-\n"
_QUOTES = '«»“”"'
_OPENING_QUOTES = '«“"'
_LONGEST_SOURCE = 16  # words before a verb of saying
_LONGEST_GAP = 5  # words between a verb of saying and its "that": "dijo el martes que"
_SHORTEST_CONTENT = 3  # words
_LONGEST_ALONE = 3  # words of "ha añadido ayer"


class Voice(Enum):
    """How the source stands to what it says."""

    SAYS = "says"
    THINKS = "thinks"
    EXPECTS = "expects"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence says in another's name.

    `sentence[start:end]` is what is said; it holds the attribution itself only where that stands in
    the middle, and then `content` is without it and has `pieces`. `who` is None where the sentence
    does not name them (an elliptical subject). `direct` is what stands in quotation marks.
    """

    who: str | None
    cue: str
    content: str
    start: int
    end: int
    voice: Voice = Voice.SAYS
    direct: bool = False
    pieces: tuple[tuple[int, int], ...] = ()

    @property
    def said(self) -> tuple[tuple[int, int], ...]:
        """The pieces of the sentence that are what is said, each from and to an offset."""
        return self.pieces or ((self.start, self.end),)


def find_attribution(sentence: str, language: str) -> Attribution | None:
    """The attribution of a sentence as a whole; None where the article itself says it."""
    cues = cues_of(language).attribution
    return (
        _quoted(sentence, cues, language)
        or _spoken(sentence, cues, language)
        or _according_to(sentence, cues, language)
        or _says_that(sentence, cues, language)
        or _said_at_end(sentence, cues, language)
        or _said_last(sentence, cues, language)
        or _called(sentence, cues, language)
    )


def is_anonymous(who: str, language: str) -> bool:
    """Whether a source is not named: "fuentes del sector", "people familiar with the matter"."""
    return cues_of(language).attribution.anonymous.match(who) is not None


def _quoted(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    if match := _QUOTE.match(sentence):
        who, cue = _speaker(match["rest"], cues, language)
        cue = cue or _verb_alone(match["rest"], cues, language)
        if cue:
            return Attribution(who, cue, match["content"], *match.span("content"), direct=True)
    if match := _COLON_QUOTE.match(sentence):
        said = match.span("content")
        who, cue = _before_colon(match["who"].strip(), cues, language)
        return Attribution(who, cue, match["content"], *said, direct=True)
    if match := _ONLY_QUOTED.match(sentence):
        said = match.span("content")
        return Attribution(None, sentence[0], match["content"], *said, direct=True)
    return None


def _before_colon(text: str, cues: AttributionCues, language: str) -> tuple[str, str]:
    """Who speaks in "Its founder told me last Thursday: “…”", and by which verb or ":"."""
    for word in words_of(text):
        if word.start and _tells(word, cues, language):
            who = _strip_perfect(text[: word.start].strip(_EDGES), cues)
            return _short(who, language), word.text
    return _short(text, language), ":"


def _verb_alone(rest: str, cues: AttributionCues, language: str) -> str | None:
    """The verb of "«…», ha añadido.", which leaves out who speaks."""
    tokens = [w for w in words_of(rest) if w.lower not in cues.perfect]
    told = [w for w in tokens[:1] if _tells(w, cues, language)]
    return told[0].text if told and language == "es" and len(tokens) <= _LONGEST_ALONE else None


def _spoken(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """Speech after a dash: "—No hemos ganado nada —avisó el entrenador—. Quedan…"."""
    match = _DASHED.match(sentence)
    if match is None:
        return None
    who, cue = _speaker(match["rest"], cues, language)
    if cue is None:
        return None
    return Attribution(who, cue, match["content"], *match.span("content"), direct=True)


def _called(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What somebody calls something in quotation marks: "calificó la ley de «disparate»"."""
    quoted = _QUOTED_WORDS.search(sentence)
    read = read_clauses(sentence, language)
    if quoted is None or not read.main:
        return None
    verb = read.tokens[read.main[0].verb]
    if not base_forms(verb.lower, language) & cues.labelling or verb.start > quoted.start():
        return None
    if any(
        t.lower in cues.impersonal for t in read.tokens if t.end in {verb.start, verb.start - 1}
    ):
        return None
    who = _subject(sentence[_after_connectives(sentence, language) : verb.start], cues)
    if who is None:
        return None
    content = quoted["content"]
    return Attribution(who, verb.text, content, *quoted.span("content"), Voice.THINKS, direct=True)


def _speaker(text: str, cues: AttributionCues, language: str) -> tuple[str | None, str | None]:
    """Who speaks in "afirmó el ministro ayer" or "the minister said", and by which verb."""
    verbs = [w for w in words_of(text) if _tells(w, cues, language)]
    if not verbs:
        return None, None
    before = _strip_perfect(text[: verbs[0].start].strip(_EDGES), cues)
    before = "" if before.lower() in cues.impersonal else before.strip(_EDGES + _QUOTES)
    after = text[verbs[0].end :]
    who = before or _source(after, cues, language)
    known = who[:1].isupper() or who.split(" ")[0].lower() in cues.speakers
    return (_short(who, language), verbs[0].text) if who and known else (None, None)


def _short(who: str, language: str) -> str:
    """The name of "la consejera de Industria, Ana Gil" and of "Ana Gil, consejera de Industria"."""
    pieces = [piece.strip() for piece in who.split(",")]
    # "In his ruling, Reeves" begins with what says when or where.
    while len(pieces) > 1 and _is_led(pieces[0], language):
        pieces.pop(0)
    if len(pieces) == 1:
        return pieces[0]
    names = [_is_name(piece, language) for piece in pieces]
    return pieces[names.index(True)] if True in names else pieces[0]


def _is_led(text: str, language: str) -> bool:
    tokens = tag_words(text, language)
    return bool(tokens) and tokens[0].tag in {"ADP", "SCONJ", "ADV"}


def _is_name(text: str, language: str) -> bool:
    """Whether nothing but a proper name stands there."""
    tags = [token.tag for token in tag_words(text, language)]
    return bool(tags) and all(tag in {"PROPN", "PUNCT"} for tag in tags)


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
        if who and (bare or who[0].isupper() or who.split(" ")[0].lower() in cues.speakers):
            named = _short(who, language)
            return _around(sentence, opener.start(), end, named, opener.group(), language)
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
    pieces: tuple[tuple[int, int], ...] = ()
    if before and after:
        resumed = end + sentence[end:].index(after)
        pieces = ((begin, begin + len(before)), (resumed, stop))
    return Attribution(who, cue, f"{before} {after}".strip(), begin, stop, pieces=pieces)


def _says_that(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    begin = _after_connectives(sentence, language)
    tokens = [w for w in words_of(sentence) if w.start >= begin]
    verbs = {token.start for token in tag_words(sentence, language) if token.is_verb}
    main = read_clauses(sentence, language).main
    first = main[0] if len(main) > 1 else None
    ends = (
        len(sentence)
        if first is None
        else read_clauses(sentence, language).slice(first.first, first.last)[1]
    )
    for position, word in enumerate(tokens[:_LONGEST_SOURCE]):
        if word.start > ends:
            # A verb of saying in the second of two statements: each is read by itself.
            return None
        if word.lower == cues.that and position:
            return None
        spelt = word.text[0].islower() or position == 0
        voice = _voice(word, cues, language) if spelt and word.start in verbs else None
        opened = _content_start(sentence, tokens, position, cues, language) if voice else None
        if voice is None or opened is None:
            continue
        if any(t.lower in cues.negations for t in tokens[:position]):
            return None
        who = _subject(sentence[begin : word.start], cues)
        content = _unquoted(sentence[opened:].strip(_EDGES))
        start = opened + sentence[opened:].index(content)
        # The verb may stand in words that are quoted: "“But I believe that…".
        within = who is not None and any(mark in who for mark in _QUOTES)
        enough = len(content.split()) >= _SHORTEST_CONTENT and not within
        if enough and (who or language == "es"):
            quoted = start > 0 and sentence[start - 1] in _OPENING_QUOTES
            named = _short(who, language) if who else None
            return Attribution(
                named, word.text, content, start, start + len(content), voice, direct=quoted
            )
        return None
    return None


def _unquoted(text: str) -> str:
    """The text without the quotation marks that hold all of it."""
    for opening, closing in ("«»", "“”", '""'):
        if text.startswith(opening) and text.find(closing, 1) == len(text) - 1:
            return text[1:-1].strip(_EDGES)
    return text


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
    if (opened := _complement(sentence, verb, language)) is not None:
        return opened
    implied = base_forms(verb.lower, language) & cues.that_optional and position > 0 and following
    if not implied or following[0].lower in cues_of(language).grammar.prepositions:
        return None
    rest = sentence[verb.end :]
    return verb.end if rest[:1] == " " and finite_verb(rest, language) else None


def _complement(sentence: str, verb: Word, language: str) -> int | None:
    """Where the clause begins after the "that" of a verb with much between: "escribió en X que"."""
    read = read_clauses(sentence, language)
    if not any(read.tokens[c.verb].start == verb.start for c in read.main):
        return None
    that = cues_of(language).clauses.that
    for clause in sorted(read.clauses, key=lambda one: one.first):
        if clause.opener is None or read.tokens[clause.opener].start <= verb.end:
            continue
        opener = read.tokens[clause.opener]
        # What stands between two commas is set apart: "reconocen, sin embargo, que…".
        commas = sentence[verb.end : opener.start].count(",")
        apart = commas > 0 and commas % 2 == 0
        content = apart or (clause.depth is Depth.SUBORDINATE and not commas)
        return opener.end if content and opener.lower in that else None
    return None


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
    quoted = start > 0 and sentence[start - 1] in _OPENING_QUOTES
    return Attribution(who, cue, content, start, start + len(content), direct=quoted)


def _said_last(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What is said before a Spanish verb that comes last: "…, concluye Ana Gil, portavoz de X"."""
    if language != "es":
        return None
    tokens = tag_words(sentence, language)
    for at in range(len(tokens) - 2, 0, -1):
        verb = at + 1 + (tokens[at + 1].lower in {*cues.perfect, *cues.impersonal})
        if tokens[at].text != "," or verb >= len(tokens) or not tokens[verb].is_verb:
            continue
        word = Word(tokens[verb].text, tokens[verb].start, tokens[verb].end)
        voice = _voice(word, cues, language)
        content = sentence[: tokens[at].start].strip(_EDGES)
        if voice is None or len(content.split()) < _SHORTEST_CONTENT:
            continue
        after = sentence[word.end :]
        if cues.that in [t.lower for t in tokens[verb + 1 : verb + 3]]:
            return None
        known = after.strip()[:1].isupper() or (
            after.split(" ")[1:2] and (after.split(" ")[1].lower() in cues.speakers)
        )
        who = _short(_source(after, cues, language), language) if known else None
        start = sentence.index(content)
        return Attribution(who or None, word.text, content, start, start + len(content), voice)
    return None


def _lower(text: str) -> Iterator[str]:
    return (word.lower for word in words_of(text))


def _ends_with(text: str, cue: str) -> bool:
    """Whether at most an adverbial ("on Monday") follows the verb."""
    tokens = text.split()
    return (
        cue is not None and cue in tokens and len(tokens) - tokens.index(cue) <= _SHORTEST_CONTENT
    )
