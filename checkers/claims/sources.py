"""Who says something in a sentence: the words beside a verb of saying."""

from __future__ import annotations

from enum import Enum

from checkers.claims.cues import AttributionCues, cues_of
from checkers.claims.tagged import tag_words
from checkers.claims.verbs import Word, base_forms, words_of

EDGES = " ,;:.—–-\n"
QUOTES = '«»“”"'
LONGEST_GAP = 5  # words between a verb of saying and its "that": "dijo el martes que"
_BESIDE_VERB = ("le", "les", "me", "nos", "also")
_IN_PHRASE = frozenset({"DET", "NOUN", "ADJ", "ADP", "PROPN", "CCONJ"})
_LONGEST_ALONE = 3  # words of "ha añadido ayer"


class Voice(Enum):
    """How the source stands to what it says."""

    SAYS = "says"
    THINKS = "thinks"
    EXPECTS = "expects"


def voice_of(word: Word, cues: AttributionCues, language: str) -> Voice | None:
    """How a verb tells that somebody holds something; None for any other word."""
    bases = base_forms(word.lower, language)
    if bases & cues.verbs or word.lower in cues.participles:
        return Voice.SAYS
    if bases & cues.opinion_verbs:
        return Voice.THINKS
    return Voice.EXPECTS if bases & cues.prediction_verbs else None


def tells(word: Word, cues: AttributionCues, language: str) -> bool:
    """Whether a word reports what is said, its base form in English ("state", "show") left out."""
    inflected = language != "en" or word.lower not in base_forms(word.lower, language)
    return word.text[0].islower() and inflected and voice_of(word, cues, language) is Voice.SAYS


def reports(written: str, cues: AttributionCues, language: str) -> bool:
    """Whether a verb of saying is among the first words: "como informó la ministra"."""
    first = list(words_of(written))[:LONGEST_GAP]
    return any(tells(word, cues, language) for word in first)


def speaker_of(text: str, cues: AttributionCues, language: str) -> tuple[str | None, str | None]:
    """Who speaks in "afirmó el ministro ayer" or "the minister said", and by which verb."""
    verbs = [w for w in words_of(text) if tells(w, cues, language)]
    if not verbs:
        return None, None
    before = strip_perfect(text[: verbs[0].start].strip(EDGES), cues)
    before = "" if before.lower() in cues.impersonal else before.strip(EDGES + QUOTES)
    after = text[verbs[0].end :]
    who = before or source_of(after, cues, language)
    known = who[:1].isupper() or who.split(" ")[0].lower() in cues.speakers
    return (short_name(who, language), verbs[0].text) if who and known else (None, None)


def before_colon(text: str, cues: AttributionCues, language: str) -> tuple[str, str]:
    """Who speaks in "Its founder told me last Thursday: “…”", and by which verb or ":"."""
    for word in words_of(text):
        if word.start and tells(word, cues, language):
            who = strip_perfect(text[: word.start].strip(EDGES), cues)
            return short_name(who, language), word.text
    return short_name(text, language), ":"


def verb_alone(rest: str, cues: AttributionCues, language: str) -> str | None:
    """The verb of "«…», ha añadido.", which leaves out who speaks."""
    tokens = [w for w in words_of(rest) if w.lower not in cues.perfect]
    told = [w for w in tokens[:1] if tells(w, cues, language)]
    return told[0].text if told and language == "es" and len(tokens) <= _LONGEST_ALONE else None


def source_of(written: str, cues: AttributionCues, language: str) -> str:
    """The name of the source in "ha revelado The Information citando fuentes…"."""
    rest = written.strip(EDGES)
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
    return (rest[: stop.start()] if stop and stop.start() > 0 else rest).strip(EDGES + QUOTES)


def _is_saying(token: str, cues: AttributionCues, language: str) -> bool:
    word = Word(token, 0, len(token))
    return token[:1].islower() and voice_of(word, cues, language) is not None


def subject_before(text: str, cues: AttributionCues) -> str | None:
    """The subject before a verb of saying, without what stands before or belongs to the verb."""
    tokens = strip_perfect(text.strip(EDGES), cues).split()
    beside = {*cues.perfect, *cues.impersonal, *_BESIDE_VERB}
    while tokens and tokens[-1].lower() in beside:
        tokens.pop()
    return " ".join(tokens).strip(EDGES) or None


def strip_perfect(text: str, cues: AttributionCues) -> str:
    """The text without the "ha" or "had" at its end."""
    tokens = text.split()
    while tokens and tokens[-1].lower() in cues.perfect:
        tokens.pop()
    return " ".join(tokens)


def short_name(who: str, language: str) -> str:
    """The name of "la consejera de Industria, Ana Gil" and of "Ana Gil, consejera de Industria"."""
    pieces = [piece.strip() for piece in who.split(",")]
    # "In his ruling, Reeves" begins with what says when or where.
    while len(pieces) > 1 and _is_led(pieces[0], language):
        pieces.pop(0)
    if len(pieces) == 1:
        return pieces[0]
    names = [_is_name(piece, language) for piece in pieces]
    return pieces[names.index(True)] if True in names else pieces[0]


def past_apposition(sentence: str, start: int, end: int, language: str) -> int:
    """Where "la alcaldesa, Marta Olmedo" or "Marta Olmedo, alcaldesa de Soto" ends.

    The first part of it is `sentence[start:end]`; without a second, that is its end.
    """
    first, rest = sentence[start:end].strip(EDGES), sentence[end:]
    second, mark, after = rest[1:].partition(",")
    if rest[:1] != "," or not after.strip():
        second, mark = rest[1:].rstrip(EDGES), ""
    parts = (first, second.strip())
    names = [" " in part and _is_name(part, language) for part in parts]
    if sum(names) != 1 or not _describes(parts[names.index(False)], language):
        return end
    # "Según el informe, Ana Gil, que…" and "…, ministra de Sanidad" are of what is said.
    if names[1] and mark and _tells_of_name(after.strip(), language):
        return end
    return end + 1 + len(second)


def _tells_of_name(after: str, language: str) -> bool:
    piece, mark, _ = after.partition(",")
    relative = tag_words(after, language)[0].tag in {"SCONJ", "PRON.Rel"}
    return relative or bool(mark and _describes(piece, language))


def _describes(text: str, language: str) -> bool:
    """Whether it is a phrase about a noun, without a verb."""
    tags = [token.tag for token in tag_words(text, language)]
    return "NOUN" in tags[:2] and set(tags) <= _IN_PHRASE


def _is_led(text: str, language: str) -> bool:
    tokens = tag_words(text, language)
    return bool(tokens) and tokens[0].tag in {"ADP", "SCONJ", "ADV"}


def _is_name(text: str, language: str) -> bool:
    """Whether nothing but a proper name stands there."""
    tags = [token.tag for token in tag_words(text, language)]
    return bool(tags) and all(tag in {"PROPN", "PUNCT"} for tag in tags)


def after_connectives(sentence: str, language: str) -> int:
    """Where a sentence begins after "además," and the like."""
    at = 0
    while match := cues_of(language).adverbial.match(sentence, at):
        if match.end() == at:
            break
        at = match.end()
    return at
