"""What a sentence reports in its own words: "X said that…", "according to X", "…, said X"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkers.claims.attributions import Attribution
from checkers.claims.clauses import Depth, read_clauses
from checkers.claims.cues import AttributionCues, cues_of
from checkers.claims.sources import (
    EDGES,
    LONGEST_GAP,
    QUOTES,
    after_connectives,
    past_apposition,
    reports,
    short_name,
    source_of,
    speaker_of,
    subject_before,
    voice_of,
)
from checkers.claims.tagged import tag_words
from checkers.claims.verbs import Word, base_forms, finite_verb, words_of

_TAIL = re.compile(r",\s+(?P<rest>[^,;:«»“”\"]{3,100})\.?$")
_CLAUSE_END = re.compile(r"[,;:—](?!\d)|\.\s*$|\s[—–]\s|[()]")
OPENING_QUOTES = '«“"'
_LONGEST_SOURCE = 16  # words before a verb of saying
SHORTEST_CONTENT = 3  # words


def according_to(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What stands beside "según X" or "according to X"."""
    for opener in cues.opener.finditer(sentence):
        found = _CLAUSE_END.search(sentence, opener.end())
        end = found.start() if found else len(sentence)
        written = sentence[opener.end() : end]
        bare = cues.bare_opener.fullmatch(opener.group()) is not None
        if not (bare or reports(written, cues, language)) or cues.not_source.match(written):
            continue
        who = source_of(written, cues, language)
        end = past_apposition(sentence, opener.end(), end, language)
        if who and (bare or who[0].isupper() or who.split(" ")[0].lower() in cues.speakers):
            named = short_name(f"{who}{sentence[opener.end() + len(written) : end]}", language)
            return _around(sentence, opener.start(), end, named, opener.group(), language)
    return None


def _around(
    sentence: str, start: int, end: int, who: str, cue: str, language: str
) -> Attribution | None:
    """The attribution at `sentence[start:end]`, which is before, after or within what is said."""
    before, after = sentence[:start].strip(EDGES), sentence[end:].strip(EDGES)
    if after_connectives(f"{before} ", language) > len(before):
        before = ""
    if len(f"{before} {after}".split()) < SHORTEST_CONTENT:
        return None
    begin = sentence.index(before) if before else end + sentence[end:].index(after)
    stop = end + sentence[end:].index(after) + len(after) if after else begin + len(before)
    pieces: tuple[tuple[int, int], ...] = ()
    if before and after:
        resumed = end + sentence[end:].index(after)
        pieces = ((begin, begin + len(before)), (resumed, stop))
    return Attribution(who, cue, f"{before} {after}".strip(), begin, stop, pieces=pieces)


def says_that(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What follows a verb of saying: "X dijo que…", "X says…"."""
    begin = after_connectives(sentence, language)
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
        voice = voice_of(word, cues, language) if spelt and word.start in verbs else None
        opened = _content_start(sentence, tokens, position, cues, language) if voice else None
        if voice is None or opened is None:
            continue
        if any(t.lower in cues.negations for t in tokens[:position]):
            return None
        who = subject_before(sentence[begin : word.start], cues)
        content = _unquoted(sentence[opened:].strip(EDGES))
        start = opened + sentence[opened:].index(content)
        # The verb may stand in words that are quoted: "“But I believe that…".
        within = who is not None and any(mark in who for mark in QUOTES)
        enough = len(content.split()) >= SHORTEST_CONTENT and not within
        if enough and (who or language == "es"):
            quoted = start > 0 and sentence[start - 1] in OPENING_QUOTES
            named = short_name(who, language) if who else None
            return Attribution(
                named, word.text, content, start, start + len(content), voice, direct=quoted
            )
        return None
    return None


def _unquoted(text: str) -> str:
    """The text without the quotation marks that hold all of it."""
    for opening, closing in ("«»", "“”", '""'):
        if text.startswith(opening) and text.find(closing, 1) == len(text) - 1:
            return text[1:-1].strip(EDGES)
    return text


def _content_start(
    sentence: str, tokens: list[Word], position: int, cues: AttributionCues, language: str
) -> int | None:
    """Where what is said begins after the verb at `position`; None where nothing is said there."""
    verb = tokens[position]
    following = tokens[position + 1 : position + 1 + LONGEST_GAP]
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


def said_at_end(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What a source at the end says: "…, afirmó el ministro.", "…, the company said."."""
    match = _TAIL.search(sentence)
    if match is None:
        return None
    rest = match["rest"].strip(EDGES)
    who, cue = speaker_of(rest, cues, language)
    content = sentence[: match.start()].strip(EDGES + QUOTES)
    if who is None or cue is None or len(content.split()) < SHORTEST_CONTENT:
        return None
    if any(word in {*cues.perfect, cues.that} for word in _lower(rest)):
        return None
    if not (rest.startswith(cue) or _ends_with(rest, cue)):
        return None
    start = sentence.index(content)
    quoted = start > 0 and sentence[start - 1] in OPENING_QUOTES
    return Attribution(who, cue, content, start, start + len(content), direct=quoted)


def said_last(sentence: str, cues: AttributionCues, language: str) -> Attribution | None:
    """What is said before a Spanish verb that comes last: "…, concluye Ana Gil, portavoz de X"."""
    if language != "es":
        return None
    tokens = tag_words(sentence, language)
    for at in range(len(tokens) - 2, 0, -1):
        verb = at + 1 + (tokens[at + 1].lower in {*cues.perfect, *cues.impersonal})
        if tokens[at].text != "," or verb >= len(tokens) or not tokens[verb].is_verb:
            continue
        word = Word(tokens[verb].text, tokens[verb].start, tokens[verb].end)
        voice = voice_of(word, cues, language)
        content = sentence[: tokens[at].start].strip(EDGES)
        if voice is None or len(content.split()) < SHORTEST_CONTENT:
            continue
        after = sentence[word.end :]
        if cues.that in [t.lower for t in tokens[verb + 1 : verb + 3]]:
            return None
        known = after.strip()[:1].isupper() or (
            after.split(" ")[1:2] and (after.split(" ")[1].lower() in cues.speakers)
        )
        who = short_name(source_of(after, cues, language), language) if known else None
        start = sentence.index(content)
        return Attribution(who or None, word.text, content, start, start + len(content), voice)
    return None


def _lower(text: str) -> Iterator[str]:
    return (word.lower for word in words_of(text))


def _ends_with(text: str, cue: str) -> bool:
    """Whether at most an adverbial ("on Monday") follows the verb."""
    tokens = text.split()
    return cue is not None and cue in tokens and len(tokens) - tokens.index(cue) <= SHORTEST_CONTENT
