"""The claims of one sentence of an article after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkers.articles import Article
from checkers.claims.amounts import find_quantities
from checkers.claims.attribution import Attribution, is_anonymous
from checkers.claims.excerpt import Excerpt
from checkers.claims.kinds import Reading, confidence_of, read_kind, states
from checkers.claims.parts import take_apart
from checkers.claims.propositions import Part
from checkers.claims.reasons import Cause, reason
from checkers.claims.referents import Referents
from checkers.claims.resolving import Alone, stand_alone
from checkers.claims.sentence import LONGEST, ArticleSentence
from checkers.claims.worth import check_worthiness
from checkers.identifiers import identify
from checkers.labels import StatementKind
from checkers.nouns import Claim, Quantity
from checkers.readings import SaidBy, Stretch

# Of what is not checked as a whole a part may be.
_DIVISIBLE = frozenset(
    {Cause.CONDITIONAL, Cause.HEDGE, Cause.FUTURE, Cause.OPINION, Cause.IMPERATIVE}
)
_DEEPEST = 2  # attributions within one another


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is read as one statement: `wording` where that is not the excerpt's text."""

    sentence: ArticleSentence
    excerpt: Excerpt
    wording: str
    start: int
    end: int
    part_of: str | None = None
    said_by: SaidBy | None = None
    depth: int = 0

    @property
    def kind(self) -> StatementKind:
        """What the statement is where nothing keeps it from being checked."""
        return StatementKind.ATTRIBUTED if self.said_by else StatementKind.FACTUAL


@dataclass(frozen=True, slots=True)
class Finder:
    """The claims of one sentence of an article after another."""

    article: Article
    referents: Referents
    stops_expected: bool
    satire: str | None = None

    @property
    def language(self) -> str:
        """The article's language."""
        return self.article.language

    def claims(
        self, sentence: ArticleSentence, repeated: str | None, *, is_title: bool
    ) -> Iterator[Claim]:
        """The claims of a sentence; `repeated` is the sentence that it repeats."""
        whole = Excerpt.of(self.article.text, sentence.start, sentence.end)
        unit = _Unit(sentence, whole, sentence.text, sentence.start, sentence.end)
        if repeated is not None:
            yield self._repeats(unit, Cause.TITLE if is_title else Cause.REPEAT, repeated)
        elif is_title and self.satire is None and not states(sentence.text, self.language):
            yield self._left_out(unit, Cause.LONE_TITLE)
        elif len(sentence.text) > LONGEST:
            yield self._left_out(unit, Cause.LONG, str(LONGEST))
        elif self.satire is not None:
            yield self._left_out(unit, Cause.SATIRE, self.satire)
        else:
            yield from self._read(unit, stops_expected=self.stops_expected and not is_title)

    def _repeats(self, unit: _Unit, cause: Cause, repeated: str) -> Claim:
        kind = read_kind(unit.wording, self.language, stops_expected=False).kind
        return self._left_out(unit, cause, repeated, kind)

    def _read(self, unit: _Unit, *, stops_expected: bool) -> Iterator[Claim]:
        reading = read_kind(unit.wording, self.language, stops_expected=stops_expected)
        if reading.attribution is not None and unit.depth < _DEEPEST:
            yield from self._attributed(unit, reading.attribution, reading)
        elif reading.cause is None or reading.cause in _DIVISIBLE:
            yield from self._stated(unit, reading)
        else:
            yield self._excluded(unit, reading)

    def _attributed(self, unit: _Unit, said: Attribution, reading: Reading) -> Iterator[Claim]:
        """That it was said, and what is said, each of its propositions apart."""
        who = said.who or self.referents.speaker_before(unit.sentence)
        anonymous = who is not None and is_anonymous(who, self.language)
        by = SaidBy(who, said.cue, said.direct, anonymous)
        saying = self._saying(unit, by)
        yield saying
        yield from self._asides(unit, said, saying.id)
        content = unit.excerpt.take(said.said)
        if not content.stretches:
            return
        inner = _Unit(
            unit.sentence,
            content,
            content.text,
            content.start,
            content.end,
            saying.id,
            SaidBy(who, said.cue, said.direct, anonymous, saying.id),
            unit.depth + 1,
        )
        if reading.cause is None and unit.depth + 1 < _DEEPEST:
            yield from self._read_content(inner)
        else:
            yield from self._stated(inner, reading)

    def _asides(self, unit: _Unit, said: Attribution, saying: str) -> Iterator[Claim]:
        """What the article itself says of the speaker: "…, afirmó Ana Gil, ministra de Sanidad"."""
        for part in take_apart(unit.wording, self.language).within:
            if all(part.end <= start or end <= part.start for start, end in said.said):
                yield from self._part(unit, part, saying)

    def _read_content(self, unit: _Unit) -> Iterator[Claim]:
        """What is said, which may itself say that somebody said something."""
        text = f"{unit.wording.rstrip('.')}."
        reading = read_kind(text, self.language, stops_expected=False)
        if reading.attribution is not None:
            yield from self._attributed(unit, reading.attribution, reading)
        elif reading.cause in {Cause.HEADING, Cause.IMPERATIVE}:
            yield from self._stated(unit, Reading(StatementKind.ATTRIBUTED))
        else:
            yield from self._stated(unit, reading)

    def _saying(self, unit: _Unit, by: SaidBy) -> Claim:
        """That somebody said it; of whom nobody can tell who it is, ambiguous."""
        alone = stand_alone(unit.wording, unit.sentence, unit.excerpt, self.referents, by)
        missing = None
        if by.who is None:
            missing = reason(Cause.AMBIGUOUS_SUBJECT, self.language, cue=by.cue)
        elif alone.missing is not None:
            missing = reason(alone.missing.cause, self.language, cue=alone.missing.text)
        return self._claim(
            unit,
            StatementKind.FACTUAL,
            alone,
            said_by=by,
            excluded=missing,
            ambiguous=missing is not None,
            role="saying",
        )

    def _stated(self, unit: _Unit, reading: Reading) -> Iterator[Claim]:
        """The propositions of a statement, the whole before its parts where it is compound."""
        apart = take_apart(unit.wording, self.language)
        if len(apart.main) == 1:
            whole = self._proposition(unit, apart.main[0], reading)
            yield whole
            for part in apart.within:
                yield from self._part(unit, part, whole.id)
        else:
            yield from self._compound(unit, (*apart.main, *apart.within), reading)

    def _compound(self, unit: _Unit, parts: tuple[Part, ...], reading: Reading) -> Iterator[Claim]:
        """A whole that is not checked before parts some of which are."""
        divided = self._left_out(unit, Cause.PARTS, kind=reading.kind)
        found = [claim for part in parts for claim in self._part(unit, part, divided.id)]
        checked = any(claim.to_check or claim.ambiguous for claim in found)
        yield divided if checked or reading.cause is None else self._excluded(unit, reading)
        yield from found

    def _proposition(self, unit: _Unit, part: Part, reading: Reading) -> Claim:
        """The main proposition; `reading` says why it is not checked where it is not."""
        if reading.cause is not None:
            return self._excluded(unit, reading)
        excerpt = unit.excerpt.take(part.pieces)
        cut = _Unit(
            unit.sentence, excerpt, part.wording, unit.start, unit.end,
            unit.part_of, unit.said_by,
        )  # fmt: skip
        return self._checkable(cut, reading)

    def _part(self, unit: _Unit, part: Part, whole: str) -> Iterator[Claim]:
        """A proposition within another one, or beside others, with what it is read as."""
        marked = unit.excerpt.take(((part.start, part.end),))
        excerpt = unit.excerpt.take(part.pieces)
        if not marked.stretches or not excerpt.stretches:
            return
        one = _Unit(
            unit.sentence,
            excerpt,
            part.wording,
            marked.start,
            marked.end,
            whole,
            unit.said_by,
            unit.depth,
        )
        text = f"{part.wording.rstrip('.')}."
        reading = read_kind(text, self.language, stops_expected=False)
        if reading.attribution is not None and excerpt.text == part.wording:
            yield from self._attributed(one, reading.attribution, reading)
        elif reading.cause is None or reading.cause is Cause.HEADING:
            yield self._checkable(one, Reading(StatementKind.FACTUAL))
        else:
            yield self._excluded(one, reading)

    def _checkable(self, unit: _Unit, reading: Reading) -> Claim:
        """A claim to check, or an ambiguous one with what is missing."""
        alone = stand_alone(unit.wording, unit.sentence, unit.excerpt, self.referents, unit.said_by)
        missing = alone.missing
        why = None
        if missing is not None:
            why = reason(missing.cause, self.language, cue=missing.text)
        return self._claim(
            unit, unit.kind, alone, said_by=unit.said_by, excluded=why, ambiguous=why is not None,
            confidence=confidence_of(reading, self.language),
        )  # fmt: skip

    def _excluded(self, unit: _Unit, reading: Reading) -> Claim:
        cause = reading.cause or Cause.HEADING
        return self._claim(
            unit,
            reading.kind,
            None,
            said_by=unit.said_by,
            excluded=reason(cause, self.language, cue=reading.cue),
            confidence=confidence_of(reading, self.language),
        )

    def _left_out(
        self,
        unit: _Unit,
        cause: Cause,
        detail: str = "",
        kind: StatementKind = StatementKind.OTHER,
    ) -> Claim:
        why = reason(cause, self.language, cue=detail, repeated=detail)
        return self._claim(
            unit, kind, None, said_by=unit.said_by, excluded=why,
            confidence=confidence_of(Reading(kind, cause), self.language),
        )  # fmt: skip

    def _claim(
        self,
        unit: _Unit,
        kind: StatementKind,
        alone: Alone | None,
        *,
        said_by: SaidBy | None = None,
        excluded: str | None = None,
        ambiguous: bool = False,
        confidence: float | None = None,
        role: str | None = None,
    ) -> Claim:
        text = self.article.text[unit.start : unit.end]
        spans = _spans(unit)
        quantities = tuple(_within(find_quantities(text[:LONGEST], self.language), unit, spans))
        attributed = said_by is not None and role != "saying"
        worded = alone.wording if alone is not None else None
        return Claim(
            id=_identifier(self.article.id, unit, spans, role),
            article_id=self.article.id,
            text=text,
            start=unit.start,
            end=unit.end,
            kind=kind,
            check_worthiness=check_worthiness(
                text[:LONGEST], self.language, kind=kind, quantities=quantities
            ),
            decontextualised=None if worded == text else worded,
            attributed_to=said_by.who if attributed and said_by else None,
            part_of=unit.part_of,
            quantities=quantities,
            excluded=excluded,
            ambiguous=ambiguous,
            confidence=confidence_of(Reading(kind), self.language)
            if confidence is None
            else confidence,
            said_by=said_by,
            references=alone.references if alone is not None else (),
            spans=spans,
        )


def _spans(unit: _Unit) -> tuple[Stretch, ...]:
    """What the claim is made of; () where that is all of its text."""
    whole = (Stretch(unit.start, unit.end),)
    return () if unit.excerpt.stretches == whole else unit.excerpt.stretches


def _identifier(article: str, unit: _Unit, spans: tuple[Stretch, ...], role: str | None) -> str:
    """By where a claim stands; what it is made of and that it was said tell two of one span."""
    found = identify("claim", article, unit.start, unit.end)
    if spans and unit.part_of is not None:
        found = identify("claim", found, *(at for one in spans for at in (one.start, one.end)))
    return identify("claim", found, role) if role else found


def _within(
    quantities: tuple[Quantity, ...], unit: _Unit, spans: tuple[Stretch, ...]
) -> Iterator[Quantity]:
    """The quantities in what a claim is made of."""
    for quantity in quantities:
        start, end = unit.start + quantity.start, unit.start + quantity.end
        if not spans or any(one.start <= start and end <= one.end for one in spans):
            yield quantity
