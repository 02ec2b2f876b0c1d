"""A statement's wording made to stand on its own, and what it lacks where it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkers.claims.clauses import read_clauses
from checkers.claims.cues import Cues, cues_of
from checkers.claims.excerpt import Excerpt
from checkers.claims.heads import before_verb
from checkers.claims.mentions import is_woman
from checkers.claims.names import find_names
from checkers.claims.reasons import Cause
from checkers.claims.referents import Antecedent, Referents
from checkers.claims.relative_dates import date_words
from checkers.claims.sentence import ArticleSentence
from checkers.claims.tagged import Token, tag_words
from checkers.claims.verbs import base_forms, finite_verb, words_of
from checkers.readings import Reference, SaidBy, Stretch

_EDGES = " ,;:."
_EXPLETIVES = frozenset({"is", "was", "has", "will", "seems", "took", "takes", "would", "may"})
_ALWAYS_PRONOUNS = frozenset(
    {"esto", "eso", "ella", "él", "ellos", "ellas", "aquello", "he", "she", "they", "it"}
)
_INDEFINITE = frozenset({"un", "una", "uno", "1"})
# "Vendo", "vendí", "vendemos"; not the third persons "obtuvo", "hizo", "dijo", "puso", "supo".
_FIRST_PERSON = re.compile(
    r".*(?:mos|é|í|(?<!uv)(?<!iz)(?<!ij)(?<!us)(?<!is)(?<!in)(?<!up)(?<!ud)(?<!uj)(?<!aj)o)"
)
_THIRD_PLURAL = re.compile(r".*n$|son$")


@dataclass(frozen=True, slots=True)
class Missing:
    """What a statement needs and the article does not tell: `text` is the wording that points."""

    cause: Cause
    text: str


@dataclass(frozen=True, slots=True)
class Alone:
    """A wording that stands on its own, with what was put in; or what is missing for that."""

    wording: str
    references: tuple[Reference, ...] = ()
    missing: Missing | None = None


def stand_alone(
    wording: str,
    sentence: ArticleSentence,
    excerpt: Excerpt,
    referents: Referents,
    said_by: SaidBy | None = None,
) -> Alone:
    """The wording without connective and comment, its references replaced by what they mean."""
    text = _bare(wording, cues_of(referents.language))
    resolver = _Resolver(sentence, excerpt, referents, said_by)
    alone = resolver.speaker(resolver.subject(Alone(text)))
    alone = resolver.genitives(alone)
    alone = resolver.surnames(alone)
    alone = resolver.dates(alone)
    alone = resolver.first_person(alone)
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


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Resolves the references of one statement, one sort after another."""

    sentence: ArticleSentence
    excerpt: Excerpt
    referents: Referents
    said_by: SaidBy | None

    @property
    def language(self) -> str:
        return self.referents.language

    def subject(self, alone: Alone) -> Alone:
        """The pronoun, noun or gap that a statement begins with, after "en julio," if it has it."""
        lead = cues_of(self.language).references.lead.match(alone.wording)
        if lead is None:
            return self._first(alone)
        rest = alone.wording[lead.end() :]
        led = self._first(Alone(rest[:1].upper() + rest[1:], alone.references, alone.missing))
        if led.wording[1:] == rest[1:]:
            return replace(led, wording=alone.wording)
        return replace(led, wording=f"{lead.group()}{led.wording}")

    def speaker(self, alone: Alone) -> Alone:
        """With the name of whom "según la directiva" or "ha añadido" tells of, in a saying."""
        said = self.said_by
        if said is None or said.saying_id is not None or said.who is None:
            return alone
        known = any(one.text.lower() == said.who.lower() for one in alone.references)
        return alone if known else self._told_by(alone, said.who, said.cue)

    def _told_by(self, alone: Alone, who: str, cue: str) -> Alone:
        at = alone.wording.find(who)
        if at < 0:
            return self._unnamed_speaker(alone, who, cue)
        described = self._described(who)
        if described.missing is not None:
            return replace(alone, missing=alone.missing or described.missing)
        means = next((one.meaning for one in described.references), None)
        if means is None or means in alone.wording:
            return alone
        reference = self._reference(who, Antecedent(means, described.references[0].found))
        wording = f"{alone.wording[:at]}{means}{alone.wording[at + len(who) :]}"
        return Alone(wording, (*alone.references, reference), alone.missing)

    def _described(self, who: str) -> Alone:
        """A statement of "la directiva", "the company" or "she", wherever it stands, resolved."""
        phrase = who[:1].upper() + who[1:]
        statement = Alone(f"{phrase} x")
        if phrase.lower() in cues_of(self.language).references.pronouns:
            return self._named(statement, phrase, self._of_pronoun(phrase), Cause.AMBIGUOUS)
        return self._phrase(statement)

    def _unnamed_speaker(self, alone: Alone, who: str, cue: str) -> Alone:
        """The speaker of the sentence before put to "ha añadido", or before a quotation."""
        tokens = [t for t in tag_words(alone.wording, self.language) if t.text == cue]
        where = self._position(cue)
        reference = Reference("", where, where, who)
        if not tokens or not tokens[-1].is_verb:
            return Alone(f"{who}: {alone.wording}", (*alone.references, reference), alone.missing)
        at = tokens[-1].start
        before = alone.wording[:at].rstrip()
        auxiliary = before.rsplit(" ", 1)[-1]
        if auxiliary.lower() in cues_of(self.language).attribution.perfect:
            at = len(before) - len(auxiliary)
        rest = alone.wording[at:]
        rest = rest if alone.wording[:at] else rest[:1].lower() + rest[1:]
        wording = f"{alone.wording[:at]}{who} {rest}"
        return Alone(wording, (*alone.references, reference), alone.missing)

    def _first(self, alone: Alone) -> Alone:
        text = alone.wording
        cues = cues_of(self.language).references
        if pronoun := unresolved_pronoun(text, self.language):
            return self._named(alone, pronoun, self._of_pronoun(pronoun), Cause.AMBIGUOUS)
        if owned := cues.possessive.match(text):
            return self._possessed(alone, owned)
        if self.language == "es" and (gap := missing_subject(text)):
            return self._gap(alone, gap)
        return self._phrase(alone)

    def _phrase(self, alone: Alone) -> Alone:
        """With the "la compañía", "la ministra" or "esta cifra" at its beginning."""
        cues = cues_of(self.language).references
        if found := cues.subject.match(alone.wording):
            means = self._called(found.group(), company=True)
            return self._named(alone, found.group(), means, Cause.AMBIGUOUS)
        found = cues.named.match(alone.wording) or cues.demonstrative.match(alone.wording)
        if found is None:
            return alone
        whole = found.group()
        means = self._called(whole, company=False) or self._completed(whole)
        noun = whole.rsplit(" ", maxsplit=1)[-1].lower()
        person = cues.people.fullmatch(noun) is not None
        if means is None and noun in cues.anybody:
            woman = is_woman(noun) if self.language == "es" else None
            means = self.referents.only_person(self.sentence, woman=woman)
        if means is None and not person and not cues.demonstrative.match(whole):
            # An article may begin a description with "the project": not every one points back.
            return alone
        return self._named(alone, whole, means, Cause.AMBIGUOUS)

    def _of_pronoun(self, pronoun: str) -> Antecedent | None:
        """Whom "he", "she", "it", "él" or "ella" stands for; None for "they" and "this"."""
        if pronoun.lower() not in cues_of(self.language).references.singular:
            return None
        thing = pronoun.lower() == "it"
        found = self._speaker() or self.referents.lone_subject_of_previous(self.sentence)
        if found is not None and thing == self.referents.is_person(found.name):
            found = None
        if found is not None or thing:
            return found
        woman = is_woman(pronoun.lower()) if self.language == "es" else None
        return self.referents.only_person(self.sentence, woman=woman)

    def _speaker(self) -> Antecedent | None:
        """Who speaks, in what they say: "Navalia said it would…"."""
        if self.said_by is None or self.said_by.who is None or self.said_by.anonymous:
            return None
        if self.said_by.direct or self.said_by.saying_id is None:
            # Who speaks says "I" of themselves; and of who is said to speak nothing is said here.
            return None
        return self._of_speaker(self.said_by.who)

    def _of_speaker(self, who: str) -> Antecedent | None:
        names = find_names(who, self.language)
        if not names:
            return None
        at = self.sentence.text.find(names[0].text)
        if at < 0:
            return Antecedent(names[0].text)
        start = self.sentence.start + at
        name = self.referents.whole_name(names[0].text, start)
        return Antecedent(name, Stretch(start, start + len(names[0].text)))

    def _called(self, phrase: str, *, company: bool) -> Antecedent | None:
        noun = next(
            (t.lower for t in tag_words(phrase, self.language) if t.tag in {"NOUN", "PROPN"}), None
        )
        if noun is None:
            return None
        named = self.referents.called(noun, self.sentence.start)
        if named is not None or not company:
            return named
        return self.referents.organisation(self.sentence)

    def _completed(self, phrase: str) -> Antecedent | None:
        """What makes "la central" whole, where the article says only one such thing before."""
        return self.referents.completed(phrase, self.sentence)

    def _possessed(self, alone: Alone, owned: re.Match[str]) -> Alone:
        """The statement with whose "su beneficio" is, or ambiguous."""
        owner = self._speaker() or self.referents.lone_subject_of_previous(self.sentence)
        phrase = owned.group("phrase")
        if owner is None:
            return replace(alone, missing=Missing(Cause.AMBIGUOUS, owned.group("owner")))
        pattern = cues_of(self.language).references.owned
        put = pattern.replace("{thing}", owned.group("thing")).replace("{owner}", owner.name)
        reference = self._reference(owned.group("owner"), owner)
        return Alone(
            f"{put}{alone.wording[len(phrase) :]}", (*alone.references, reference), alone.missing
        )

    def _gap(self, alone: Alone, verb: Token) -> Alone:
        """A subject that is left out: that of the sentence before, or who speaks."""
        antecedent = self._left_out(verb)
        if antecedent is None:
            return replace(alone, missing=Missing(Cause.AMBIGUOUS_SUBJECT, verb.text))
        # It stands before the verb, its negation and pronouns: "En 2024 Navalia no la vendió".
        at = _verb_group_start(alone.wording, verb, self.language)
        before, after = alone.wording[:at], alone.wording[at:]
        if not before:
            after = after[:1].lower() + after[1:]
        where = self._position(verb.text)
        reference = Reference("", where, where, antecedent.name, antecedent.found)
        return Alone(
            f"{before}{antecedent.name} {after}", (*alone.references, reference), alone.missing
        )

    def _left_out(self, verb: Token) -> Antecedent | None:
        if _THIRD_PLURAL.match(verb.lower):
            return None
        cues = cues_of(self.language).references
        if self.said_by is not None:
            own = self.said_by.cue.split(" ")[-1].lower()
            return self._speaker() if cues.of_oneself.fullmatch(own) else None
        return self.referents.subject_of_previous(self.sentence)

    def genitives(self, alone: Alone) -> Alone:
        """With "del grupo" as "de Amazon", where no other name of the statement can be meant."""
        cues = cues_of(self.language).references
        found = cues.genitive.search(alone.wording)
        if found is None:
            return alone
        antecedent = self._called(found.group(), company=True)
        if antecedent is None:
            return alone
        companies = {mention.name for mention in self.referents.companies}
        others = {n.text for n in find_names(alone.wording, self.language)} & companies
        if not all(other.startswith(antecedent.name) for other in others):
            return alone
        reference = self._reference(found.group(), antecedent)
        wording = cues.genitive.sub(f"{cues.of} {antecedent.name}", alone.wording)
        return Alone(wording, (*alone.references, reference), alone.missing)

    def surnames(self, alone: Alone) -> Alone:
        """With "Gil" as "Ana Gil", after the article has named her in full."""
        for name in find_names(alone.wording, self.language):
            whole = self.referents.whole_name(name.text, self.sentence.start)
            if whole != name.text and not alone.wording[: name.end].endswith(whole):
                reference = self._reference(name.text, Antecedent(whole))
                wording = f"{alone.wording[: name.start]}{whole}{alone.wording[name.end :]}"
                return Alone(wording, (*alone.references, reference), alone.missing)
        return alone

    def dates(self, alone: Alone) -> Alone:
        """With "ayer" and "last year" as the day or year that the article's date makes of them."""
        found = list(date_words(alone.wording, self.language, self.referents.day))
        wording, references, missing = alone.wording, list(alone.references), alone.missing
        for one in reversed(found):
            if one.put is None:
                missing = missing or Missing(Cause.AMBIGUOUS_DATE, one.text)
                continue
            wording = f"{wording[: one.start]}{one.put}{wording[one.end :]}"
            references.append(self._reference(one.text, Antecedent(one.put)))
        return Alone(wording, tuple(references), missing)

    def first_person(self, alone: Alone) -> Alone:
        """Before "we" and "I" in somebody's words: whose words they are."""
        cues = cues_of(self.language)
        if self.said_by is None or self.said_by.who is None or self.said_by.saying_id is None:
            return alone
        spoken = _first_person_word(alone.wording, cues, self.language)
        if spoken is None:
            return alone
        reference = self._reference(spoken, Antecedent(self.said_by.who))
        body = alone.wording.rstrip(".")
        opening, closing = ("«", "»") if self.language == "es" else ("“", "”")
        wording = f"{self.said_by.who}: {opening}{body}{closing}"
        return Alone(wording, (*alone.references, reference), alone.missing)

    def _named(
        self, alone: Alone, phrase: str, antecedent: Antecedent | None, cause: Cause
    ) -> Alone:
        """The phrase that a statement begins with, replaced; else what is missing."""
        if antecedent is None:
            return replace(alone, missing=alone.missing or Missing(cause, phrase))
        reference = self._reference(phrase, antecedent)
        return Alone(
            f"{antecedent.name}{alone.wording[len(phrase) :]}",
            (*alone.references, reference),
            alone.missing,
        )

    def _reference(self, phrase: str, antecedent: Antecedent) -> Reference:
        start = self._position(phrase)
        written = self.excerpt.article[start : start + len(phrase)]
        same = written.lower() == phrase.lower()
        end = start + len(phrase) if same else start
        return Reference(written if same else "", start, end, antecedent.name, antecedent.found)

    def _position(self, phrase: str) -> int:
        """Where the excerpt has the phrase, whatever its case; where it begins if it has not."""
        for one in self.excerpt.stretches:
            at = self.excerpt.article[one.start : one.end].lower().find(phrase.lower())
            if at >= 0:
                return one.start + at
        return self.excerpt.start


def _first_person_word(text: str, cues: Cues, language: str) -> str | None:
    """The "nuestro", "hemos" or "we" of a text; None where it speaks of nobody so."""
    if found := cues.first_person.search(text) or cues.references.we.search(text):
        return found.group()
    if language != "es":
        return None
    verbs = (t.text for t in tag_words(text, language) if t.is_finite and t.lower.endswith("mos"))
    return next(verbs, None)


def unresolved_pronoun(text: str, language: str) -> str | None:
    """The pronoun that a statement begins with and that nothing in it explains; else None."""
    tokens = list(words_of(text))
    if len(tokens) <= 1 or tokens[0].lower not in cues_of(language).references.pronouns:
        return None
    first, second = tokens[0], tokens[1]
    if first.lower == "it" and second.lower in _EXPLETIVES and " that " in text:
        return None
    verb = finite_verb(text, language)
    acts = verb is not None and verb.start == second.start
    return first.text if first.lower in _ALWAYS_PRONOUNS or acts else None


def missing_subject(text: str) -> Token | None:
    """The verb of a Spanish statement whose subject is left out for certain; else None.

    "Contrató a 320 trabajadores" has none; "murieron 20 personas", "es necesario que…", "hay…" and
    "se vendieron 30 pisos" do not lack one.
    """
    sentence, cues = read_clauses(text, "es"), cues_of("es").references
    if not sentence.main:
        return None
    clause = sentence.main[0]
    verb = sentence.tokens[clause.verb]
    if verb.tag not in {"V.Ind", "V.Cnd"} or verb.lower in cues.impersonal or _first_person(verb):
        return None
    if _THIRD_PLURAL.match(verb.lower) or before_verb(sentence, clause.first, clause.verb):
        # "Golpean al portero" leaves open who does.
        return None
    near = sentence.tokens[max(0, clause.verb - 3) : clause.verb]
    if any(t.lower == "se" for t in near):
        return None
    return verb if _has_object(sentence.tokens[clause.verb + 1 :], verb, cues.copulas) else None


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


def _verb_group_start(text: str, verb: Token, language: str) -> int:
    start = verb.start
    tokens = [t for t in tag_words(text, language) if t.end <= verb.start]
    for token in reversed(tokens):
        if token.tag not in {"PRON", "ADV", "PART"} or text[token.end : start].strip():
            break
        if token.lower not in _WITH_VERB:
            break
        start = token.start
    return start


_WITH_VERB = frozenset(
    {"no", "se", "le", "les", "lo", "la", "los", "las", "me", "nos", "ya", "también", "nunca"}
)


def article_positions(references: tuple[Reference, ...]) -> Iterator[tuple[int, int]]:
    """Where the references stand, for those that have a wording of their own."""
    return ((one.start, one.end) for one in references if one.text)
