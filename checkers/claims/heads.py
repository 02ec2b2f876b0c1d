"""Which noun phrase a clause or an apposition belongs to, and which subject a verb has."""

from __future__ import annotations

from checkers.claims.clauses import NOMINAL, Clause, Sentence
from checkers.claims.cues import cues_of
from checkers.claims.tagged import HELD, Token
from checkers.claims.verbs import base_forms

_WITHIN = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "SYM", "V.Part"})
_QUOTES = frozenset("«»“”\"'")


def find_head(sentence: Sentence, mark: int, language: str) -> tuple[int, int] | None:
    """The noun phrase right before the mark at a token, from and to an offset; None if in doubt.

    It is a name, or a phrase that stands at the beginning or right after a verb: of "la nube" in
    "una división en la nube, que…" nobody can tell whether the clause is about it.
    """
    tokens = sentence.tokens
    last = _without_brackets(tokens, mark)
    first = last
    while first and (tokens[first - 1].tag in _WITHIN or _links(tokens, first - 1, language)):
        first -= 1
    while first < last and _links(tokens, first, language):
        first += 1
    if first == last or not any(t.tag in {"NOUN", "PROPN"} for t in tokens[first:last]):
        return None
    name = _name_at_end(tokens, first, last, language)
    if name is not None:
        return tokens[name].start, tokens[last - 1].end
    if first and tokens[first - 1].text == tokens[mark].text == "," and tokens[first].tag == "DET":
        # "Alexa, el asistente de voz de Amazon, que…" is about Alexa.
        named = find_head(sentence, first - 1, language)
        if named is not None and any(t.tag == "PROPN" for t in tokens if t.end == named[1]):
            return named
    # Under a preposition or after "and" it may be part of something larger.
    if first and not (tokens[first - 1].is_verb or tokens[first - 1].text in {",", ";", ":"}):
        return None
    if tokens[first].tag not in {"DET", "PROPN", "NUM"}:
        return None
    return tokens[first].start, tokens[last - 1].end


def _without_brackets(tokens: tuple[Token, ...], mark: int) -> int:
    """Where a phrase ends before "(AWS)"."""
    if mark and tokens[mark - 1].text == ")":
        for position in range(mark - 2, max(-1, mark - 6), -1):
            if tokens[position].text == "(":
                return position
    return mark


def _links(tokens: tuple[Token, ...], at: int, language: str) -> bool:
    return tokens[at].lower in cues_of(language).parts.links or tokens[at].text in _QUOTES


def _name_at_end(tokens: tuple[Token, ...], first: int, last: int, language: str) -> int | None:
    """Where the name begins that a phrase is or ends with as its head; None where there is none.

    "el ministro Juan Gil" and "Juan Gil" are about the name, "la sede de Amazon" is not.
    """
    start = last
    while start > first and (
        tokens[start - 1].tag == "PROPN"
        or (
            _links(tokens, start - 1, language)
            and start - 1 > first
            and tokens[start - 2].tag == "PROPN"
        )
        or (tokens[start - 1].tag == "NUM" and start < last)
    ):
        start -= 1
    if start == last or tokens[start].tag != "PROPN":
        return None
    if start == first:
        return start
    return None if any(_links(tokens, at, language) for at in range(first, start)) else start


def find_name(sentence: Sentence, mark: int) -> tuple[int, int] | None:
    """The name right before the mark at a token, from and to an offset; None if there is none."""
    tokens = sentence.tokens
    last = first = _without_brackets(tokens, mark)
    while first and (
        tokens[first - 1].tag == "PROPN"
        or (
            first - 1 > 0
            and first < last
            and tokens[first - 1].lower in _NAME_LINKS
            and tokens[first - 2].tag == "PROPN"
        )
    ):
        first -= 1
    return (tokens[first].start, tokens[last - 1].end) if first < last else None


_NAME_LINKS = frozenset({"de", "del", "of", "the", "la", "y", "&", "von", "van"})


def before_verb(sentence: Sentence, first: int, verb: int) -> bool:
    """Whether a subject may stand between a token and the verb: a noun that is under no "in"."""
    under, times = False, cues_of(sentence.language).clauses.times
    for at in range(first, verb):
        token = sentence.tokens[at]
        if token.lower in times:
            continue
        if token.tag == "ADP":
            # "Cerca de 300 personas" are a subject.
            before = sentence.tokens[at - 1].lower if at > first else ""
            under = under or before not in _ABOUT
        elif token.tag == "PUNCT":
            under = False
        elif token.tag in NOMINAL and not under and not _clitic(sentence, at, verb):
            return True
    return sentence.tokens[verb].tag.endswith(HELD)


def _clitic(sentence: Sentence, at: int, verb: int) -> bool:
    token = sentence.tokens[at]
    return token.tag == "PRON" and token.lower in _CLITICS and at >= verb - 3


_ABOUT = frozenset({"alrededor", "cerca", "más", "menos", "uno", "una", "parte", "mayoría"})
_CLITICS = frozenset({"se", "le", "les", "lo", "la", "los", "las", "me", "nos", "te", "os"})


def shares_subject(sentence: Sentence, before: Clause, clause: Clause, language: str) -> bool:
    """Whether a verb without a subject before it may have that of the clause before."""
    if language != "es":
        return True
    verb, first = sentence.tokens[clause.verb], sentence.tokens[before.verb]
    return _is_plural(verb.lower) == _is_plural(first.lower)


def has_own_subject(sentence: Sentence, clause: Clause, language: str) -> bool:
    """Whether the subject of a clause follows its verb: "y bajó la inflación"."""
    verb = sentence.tokens[clause.verb]
    following = sentence.tokens[clause.verb + 1 : clause.verb + 2]
    if not base_forms(verb.lower, language) & cues_of(language).parts.unaccusative:
        return False
    return any(t.tag in {"DET", "NOUN", "PROPN", "NUM"} for t in following)


def _is_plural(verb: str) -> bool:
    return verb.endswith("n") or verb == "son"
