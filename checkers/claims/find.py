"""The statements of an article: those to check, and the others with the reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkers.claims.amounts import find_quantities
from checkers.claims.attribution import Attribution, is_anonymous
from checkers.claims.cues import cues_of
from checkers.claims.kinds import Reading, ends_with_stop, read_kind
from checkers.claims.parts import Part, checkable_clauses, coordinated, find_parts
from checkers.claims.reasons import Cause, reason
from checkers.claims.references import Referents, resolve, unresolved_pronoun
from checkers.claims.repeats import find_repeats
from checkers.claims.worth import check_worthiness
from checkers.labels import StatementKind
from checkers.nouns import Article, Claim, identify
from checkers.reading.sentences import statement_spans

_LONGEST = 3_000  # characters of a sentence that is read as one
_EDGES = " ,;:."
# What may still hold a part to check.
_DIVISIBLE = frozenset({Cause.CONDITIONAL, Cause.HEDGE, Cause.FUTURE, Cause.OPINION})


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence at `article.text[start:end]`, with what stands before it in its block."""

    text: str
    start: int
    end: int
    previous: str


def find_claims(article: Article) -> tuple[Claim, ...]:
    """Every statement of the article in the order of its text, a part after what it is taken from.

    A claim to check has `excluded` None; the others say why not, in the article's language. Of an
    attributed sentence the claim is what is said. `article.text[start:end] == text` for each.
    """
    sentences = tuple(_sentences(article))
    titled = bool(sentences) and article.title is not None and sentences[0].text == article.title
    repeats = find_repeats([s.text for s in sentences], has_title=titled)
    finder = _Finder(
        article,
        Referents.of(article),
        stops_expected=any(ends_with_stop(s.text) for s in sentences),
    )
    found: dict[str, Claim] = {}
    for index, (sentence, repeated) in enumerate(zip(sentences, repeats, strict=True)):
        said = None if repeated is None else sentences[repeated].text
        for claim in finder.claims(sentence, said, is_title=titled and index == 0):
            found.setdefault(claim.id, claim)
    return tuple(sorted(found.values(), key=lambda claim: (claim.start, -claim.end)))


def _sentences(article: Article) -> Iterator[_Sentence]:
    previous_end, previous = 0, ""
    for span in statement_spans(article.text, article.language):
        if "\n" in article.text[previous_end : span.start]:
            previous = ""
        text = article.text[span.start : span.end]
        yield _Sentence(text, span.start, span.end, previous)
        previous_end, previous = span.end, text[:_LONGEST]


@dataclass(frozen=True, slots=True)
class _Finder:
    """The claims of one sentence of an article after another."""

    article: Article
    referents: Referents
    stops_expected: bool

    @property
    def language(self) -> str:
        return self.article.language

    def claims(
        self, sentence: _Sentence, repeated: str | None, *, is_title: bool
    ) -> Iterator[Claim]:
        """The claims of a sentence; `repeated` is the sentence that it repeats."""
        if is_title or repeated is not None:
            again = Cause.TITLE if is_title else Cause.REPEAT
            yield self._left_out(sentence, again if repeated else Cause.LONE_TITLE, repeated or "")
        elif len(sentence.text) > _LONGEST:
            yield self._left_out(sentence, Cause.LONG)
        else:
            yield from self._read(sentence)

    def _read(self, sentence: _Sentence) -> Iterator[Claim]:
        reading = read_kind(sentence.text, self.language, stops_expected=self.stops_expected)
        if reading.kind is StatementKind.ATTRIBUTED and reading.attribution is not None:
            yield from self._said(sentence, reading.attribution)
        elif reading.cause is None:
            yield from self._asserted(sentence)
        else:
            whole = self._excluded(sentence, reading)
            yield whole
            if reading.cause in _DIVISIBLE and reading.attribution is None:
                yield from self._parts(sentence, whole)

    def _asserted(self, sentence: _Sentence) -> Iterator[Claim]:
        """A factual sentence, or its clauses where each has a quantity of its own."""
        clauses = coordinated(sentence.text, self.language)
        if clauses and all(find_quantities(c.wording, self.language) for c in clauses):
            whole = self._left_out(sentence, Cause.PARTS, kind=StatementKind.FACTUAL)
            yield whole
            yield from (self._part(sentence, clause, whole) for clause in clauses)
            return
        wording = self._alone(sentence.text, sentence)
        pronoun = unresolved_pronoun(wording, self.language)
        why = reason(Cause.AMBIGUOUS, self.language, cue=pronoun) if pronoun else None
        yield self._claim(
            sentence.start,
            sentence.end,
            StatementKind.FACTUAL,
            decontextualised=None if wording == sentence.text else wording,
            excluded=why,
            ambiguous=pronoun is not None,
        )

    def _said(self, sentence: _Sentence, said: Attribution) -> Iterator[Claim]:
        """What is said, and, where somebody is named, before it that they said it."""
        saying = None
        if said.who and not is_anonymous(said.who, self.language):
            saying = self._claim(
                sentence.start,
                sentence.end,
                StatementKind.FACTUAL,
                decontextualised=self._alone(sentence.text, sentence),
            )
            # That it was said may have the span of what was said.
            saying = replace(saying, id=identify("claim", saying.id, "saying"))
            yield saying
        yield self._claim(
            sentence.start + said.start,
            sentence.start + said.end,
            StatementKind.ATTRIBUTED,
            decontextualised=self._alone(said.content, sentence),
            attributed_to=said.who,
            part_of=saying.id if saying else None,
        )

    def _excluded(self, sentence: _Sentence, reading: Reading) -> Claim:
        cause = reading.cause or Cause.HEADING
        return self._claim(
            sentence.start,
            sentence.end,
            reading.kind,
            attributed_to=reading.attribution.who if reading.attribution else None,
            excluded=reason(cause, self.language, cue=reading.cue),
        )

    def _left_out(
        self,
        sentence: _Sentence,
        cause: Cause,
        repeated: str = "",
        kind: StatementKind = StatementKind.OTHER,
    ) -> Claim:
        why = reason(cause, self.language, cue=str(_LONGEST), repeated=repeated)
        return self._claim(sentence.start, sentence.end, kind, excluded=why)

    def _parts(self, sentence: _Sentence, whole: Claim) -> Iterator[Claim]:
        for part in find_parts(sentence.text, self.language):
            yield self._part(sentence, part, whole)
        for clause in checkable_clauses(sentence.text, self.language):
            yield self._part(sentence, clause, whole)

    def _part(self, sentence: _Sentence, part: Part, whole: Claim) -> Claim:
        return self._claim(
            sentence.start + part.start,
            sentence.start + part.end,
            StatementKind.FACTUAL,
            decontextualised=self._alone(part.wording, sentence),
            part_of=whole.id,
        )

    def _alone(self, wording: str, sentence: _Sentence) -> str:
        """The wording without connective and comment, with its references resolved."""
        cues = cues_of(self.language)
        text = wording
        if frame := cues.parts.frame.search(text):
            text = text[frame.end() :].strip(_EDGES)
        if appended := cues.parts.consequence.search(text):
            text = text[: appended.start()]
        while (leading := cues.connective.match(text)) and leading.end() < len(text):
            text = text[leading.end() :]
        text = text[:1].upper() + text[1:]
        return resolve(text, sentence.previous, sentence.start, self.referents)

    def _claim(
        self,
        start: int,
        end: int,
        kind: StatementKind,
        *,
        decontextualised: str | None = None,
        attributed_to: str | None = None,
        part_of: str | None = None,
        excluded: str | None = None,
        ambiguous: bool = False,
    ) -> Claim:
        text = self.article.text[start:end]
        read = text[:_LONGEST]
        quantities = find_quantities(read, self.language)
        return Claim(
            id=identify("claim", self.article.id, start, end),
            article_id=self.article.id,
            text=text,
            start=start,
            end=end,
            kind=kind,
            check_worthiness=check_worthiness(
                read, self.language, kind=kind, quantities=quantities
            ),
            decontextualised=decontextualised,
            attributed_to=attributed_to,
            part_of=part_of,
            quantities=quantities,
            excluded=excluded,
            ambiguous=ambiguous,
        )
