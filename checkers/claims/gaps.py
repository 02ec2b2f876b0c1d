"""What a statement leaves open at its beginning: a pronoun, or a subject that is left out."""

from __future__ import annotations

import re

from checkers.claims.clauses import read_clauses
from checkers.claims.cues import cues_of
from checkers.claims.heads import before_verb
from checkers.claims.tagged import Token, tag_words
from checkers.claims.verbs import base_forms, finite_verb, words_of

_EXPLETIVES = frozenset({"is", "was", "has", "will", "seems", "took", "takes", "would", "may"})
_ALWAYS_PRONOUNS = frozenset(
    {"esto", "eso", "ella", "él", "ellos", "ellas", "aquello", "he", "she", "they", "it"}
)
_INDEFINITE = frozenset({"un", "una", "uno", "1"})
# "Vendo", "vendí", "vendemos"; not the third persons "obtuvo", "hizo", "dijo", "puso", "supo".
_FIRST_PERSON = re.compile(
    r".*(?:mos|é|í|(?<!uv)(?<!iz)(?<!ij)(?<!us)(?<!is)(?<!in)(?<!up)(?<!ud)(?<!uj)(?<!aj)o)"
)
_PLURAL = re.compile(r".*n$|son$")
_WITH_VERB = frozenset(
    {"no", "se", "le", "les", "lo", "la", "los", "las", "me", "nos", "ya", "también", "nunca"}
)


def unresolved_pronoun(text: str, language: str) -> str | None:
    """The pronoun that a statement begins with and that nothing in it explains; else None.

    "Él mismo" is one.
    """
    tokens = list(words_of(text))
    if len(tokens) <= 1 or tokens[0].lower not in cues_of(language).references.pronouns:
        return None
    first, second = tokens[0], tokens[1]
    if first.lower == "it" and second.lower in _EXPLETIVES and " that " in text:
        return None
    if re.fullmatch(r"mism[oa]s?|himself|herself|itself", second.lower):
        return text[first.start : second.end]
    verb = finite_verb(text, language)
    acts = verb is not None and verb.start == second.start
    return first.text if first.lower in _ALWAYS_PRONOUNS or acts else None


def missing_subject(text: str, *, reported: bool = False) -> Token | None:
    """The verb of a Spanish statement whose subject is left out for certain; else None.

    "Contrató a 320 trabajadores" has none; "murieron 20 personas", "es necesario que…", "hay…" and
    "se vendieron 30 pisos" do not lack one.

    Args:
        text: The statement.
        reported: Whether somebody says it: "(reconocen que) no han medido las raíces" is of them,
            where "golpean al portero" by itself leaves open who does.
    """
    sentence, cues = read_clauses(text, "es"), cues_of("es").references
    if not sentence.main:
        return None
    clause = sentence.main[0]
    verb = sentence.tokens[clause.verb]
    if before_verb(sentence, clause.first, clause.verb) or not _may_lack(verb, reported=reported):
        return None
    near = sentence.tokens[max(0, clause.verb - 3) : clause.verb]
    if any(t.lower == "se" for t in near):
        return None
    following = sentence.tokens[clause.verb + 1 :]
    has_object = (
        _is_followed_by_object(following)
        if is_plural(verb)
        else _has_object(following, verb, cues.copulas)
    )
    return verb if has_object else None


def _may_lack(verb: Token, *, reported: bool) -> bool:
    """Whether a verb can be one whose subject is somebody that was named before."""
    stated = verb.tag in {"V.Ind", "V.Cnd"} and not _first_person(verb)
    impersonal = verb.lower in cues_of("es").references.impersonal
    return stated and not impersonal and (reported or not is_plural(verb))


def is_plural(verb: Token) -> bool:
    """Whether a Spanish verb is a third person of several."""
    return _PLURAL.match(verb.lower) is not None


def _first_person(verb: Token) -> bool:
    return _FIRST_PERSON.fullmatch(verb.lower) is not None


def _has_object(following: tuple[Token, ...], verb: Token, copulas: frozenset[str]) -> bool:
    """Whether what follows the verb cannot be its subject."""
    rest = [t for t in following if t.tag != "ADV" and not t.is_verb]
    if not rest:
        return False
    first = rest[0]
    clause = any(t.lower == "que" for t in following)
    if verb.lower in copulas:
        return not clause and first.lower in _INDEFINITE
    if first.tag == "ADP":
        return first.lower in {"a", "al"}
    if first.tag == "NUM" and first.lower not in _INDEFINITE:
        return True
    moves = base_forms(verb.lower, "es") & cues_of("es").parts.unaccusative
    return first.lower in _INDEFINITE and not moves and not clause


def _is_followed_by_object(following: tuple[Token, ...]) -> bool:
    """Whether a verb that acts on something stands before what it acts on."""
    participle = next((t for t in following if t.is_verb), None)
    rest = [t for t in following if not t.is_verb and t.tag != "ADV"]
    if participle is None or not rest or rest[0].tag not in {"DET", "NUM"}:
        return False
    return not base_forms(participle.lower, "es") & cues_of("es").parts.unaccusative


def verb_group_start(text: str, verb: Token) -> int:
    """Where a Spanish verb begins with its negation and pronouns: "no la vendió"."""
    start = verb.start
    tokens = [t for t in tag_words(text, "es") if t.end <= verb.start]
    for token in reversed(tokens):
        if token.tag not in {"PRON", "ADV", "PART"} or text[token.end : start].strip():
            break
        if token.lower not in _WITH_VERB:
            break
        start = token.start
    return start
