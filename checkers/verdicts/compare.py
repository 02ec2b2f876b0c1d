"""What was recorded beside what was derived again, field by field.

Identifiers and times are no outcome and are not compared: an identifier is a hash of what is
compared here, and times are when things were asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from checkers.identifiers import hash_text
from checkers.nouns import Assessment, Claim, Evidence, Passage, Source, Verdict, WeighedEvidence

TOLERANCE = 1e-4
"""How far a score may be off on another number of threads, or another processor."""
ROUNDING = 1e-9
"""What two scores of four digits are off by more than their last digit."""

Value = str | int | float | bool | None
Fields = Mapping[str, Value]
Key = TypeVar("Key")


class Kind(StrEnum):
    """What a difference is about."""

    RUN = "run"
    CLAIM = "claim"
    SOURCE = "source"
    EVIDENCE = "evidence"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that came out otherwise; `of` says of which claim or page, in words for a reader.

    None stands for what is not there on that side.
    """

    kind: Kind
    of: str
    field: str
    recorded: Value
    derived: Value


@dataclass(frozen=True, slots=True)
class Closeness:
    """The largest difference of a score within `TOLERANCE`, and where it is; 0 for none."""

    largest: float = 0.0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Comparisons:
    """What two sides differ in, and how close the scores are that count as equal."""

    differences: tuple[Difference, ...] = ()
    closeness: Closeness = Closeness()

    @property
    def identical(self) -> bool:
        """Whether nothing differs, not even the last bit of a score."""
        return not self.differences and self.closeness.largest == 0

    @property
    def same(self) -> bool:
        """Whether nothing differs by more than `TOLERANCE`."""
        return not self.differences

    def __add__(self, other: Comparisons) -> Comparisons:
        closeness = max(self.closeness, other.closeness, key=lambda one: one.largest)
        return Comparisons((*self.differences, *other.differences), closeness)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison: what is recorded, or what was derived."""

    claims: Sequence[Claim]
    sources: Sequence[Source]
    passages: Sequence[Passage]
    evidence: Sequence[Evidence]
    assessments: Sequence[Assessment]


def compare(recorded: Side, derived: Side) -> Comparisons:
    """Claims, pages, evidence and verdicts of one side beside those of the other."""
    return (
        compare_claims(recorded.claims, derived.claims)
        + compare_sources(recorded.sources, derived.sources)
        + compare_verdicts(recorded, derived)
    )


def compare_claims(recorded: Iterable[Claim], derived: Iterable[Claim]) -> Comparisons:
    """The claims by their place in the article."""
    texts = {claim.id: claim.text for claim in (*recorded, *derived)}
    sides = [
        {claim.id: _fields(claim, without={"id", "article_id"}) for claim in side}
        for side in (recorded, derived)
    ]
    return _compare(Kind.CLAIM, texts, *sides)


def compare_sources(recorded: Iterable[Source], derived: Iterable[Source]) -> Comparisons:
    """The retrieved pages by their address; of a text its hash is shown."""
    sides = [
        {source.url: _source_fields(source) for source in side if source.retrieved}
        for side in (recorded, derived)
    ]
    return _compare(Kind.SOURCE, {url: url for side in sides for url in side}, *sides)


def compare_verdicts(recorded: Side, derived: Side) -> Comparisons:
    """The assessments of both sides with the evidence of their verdicts."""
    views = [_View(side) for side in (recorded, derived)]
    texts = {claim.id: claim.text for side in (derived, recorded) for claim in side.claims}
    names = {
        key: f"{texts[key[0]]} ← {key[1]}[{key[2]}:{key[3]}]"
        for view in views
        for key in view.evidence
    }
    pieces = _compare(Kind.EVIDENCE, names, views[0].evidence, views[1].evidence)
    return pieces + _compare(Kind.VERDICT, texts, views[0].verdicts, views[1].verdicts)


_Place = tuple[str, str, int, int]
"""A claim's identifier, a page's address, and the offsets of the passage in it."""


class _View:
    """The evidence and verdicts of a side under names that both sides share."""

    def __init__(self, side: Side) -> None:
        urls = {source.id: source.url for source in side.sources}
        passages = {passage.id: passage for passage in side.passages}
        cited = {
            weighed.evidence_id
            for assessment in side.assessments
            if assessment.verdict
            for weighed in assessment.verdict.evidence
        }
        self._places: dict[str, _Place] = {}
        self.evidence: dict[_Place, Fields] = {}
        for piece in side.evidence:
            if piece.id in cited:
                passage = passages[piece.passage_id]
                url = urls.get(piece.source_id, piece.source_id)
                place = (piece.claim_id, url, passage.start, passage.end)
                self._places[piece.id] = place
                self.evidence[place] = _evidence_fields(piece, passage)
        self.verdicts = {
            assessment.claim_id: self._assessment_fields(assessment)
            for assessment in side.assessments
        }

    def _assessment_fields(self, assessment: Assessment) -> Fields:
        own: dict[str, Value] = {"status": assessment.status, "reason": assessment.reason}
        if assessment.verdict is None:
            return own
        verdict = assessment.verdict
        return own | dict(self._verdict_fields(verdict))

    def _verdict_fields(self, verdict: Verdict) -> Iterator[tuple[str, Value]]:
        yield "label", verdict.label
        yield "confidence", verdict.confidence
        yield "justification", verdict.justification
        yield from ((f"probabilities.{label}", value) for label, value in verdict.probabilities)
        # What judged the pieces is theirs; the verdict's own is how they were put together.
        yield from ((f"models.{role}", name) for role, name in verdict.models)
        for number, weighed in enumerate(verdict.evidence, start=1):
            yield from self._weighed_fields(number, weighed)

    def _weighed_fields(self, number: int, weighed: WeighedEvidence) -> Iterator[tuple[str, Value]]:
        _, url, start, end = self._places[weighed.evidence_id]
        where = f"evidence {url}[{start}:{end}]"
        yield f"{where}.position", number
        yield f"{where}.voice", weighed.voice
        yield f"{where}.weight", weighed.weight
        yield f"{where}.excluded", weighed.excluded


def _source_fields(source: Source) -> Fields:
    # How it was had is an input, and the snapshot is named after address and body.
    inputs = {"id", "retrieved_at", "detail", "status_code", "snapshot", "text", "outcome"}
    return _fields(source, without=inputs) | {"text (SHA-256)": hash_text(source.text)}


def _evidence_fields(piece: Evidence, passage: Passage) -> Fields:
    ids = {"id", "claim_id", "passage_id", "source_id", "models"}
    return _fields(piece, without=ids) | {"passage": passage.text, "stance": piece.stance}


def _fields(noun: object, *, without: AbstractSet[str] = frozenset()) -> dict[str, Value]:
    return dict(_flat(noun, "", without))


def _flat(value: object, name: str, without: AbstractSet[str]) -> Iterator[tuple[str, Value]]:
    """The values inside `value` by their paths; amounts and times as text."""
    if is_dataclass(value):
        for field in fields(value):
            if field.compare and field.name not in without:
                path = f"{name}.{field.name}" if name else field.name
                yield from _flat(getattr(value, field.name), path, frozenset())
    elif isinstance(value, tuple):
        yield f"{name} (number of)", len(value)
        for number, one in enumerate(value, start=1):
            yield from _flat(one, f"{name}.{number}", frozenset())
    elif isinstance(value, str):
        yield name, _as_stored(value)
    else:
        yield name, value if isinstance(value, bool | int | float | None) else _plain(value)


def _plain(value: object) -> str:
    # An amount is stored with six decimals: 4 and 4.000000 are one.
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else str(value)


def _as_stored(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _compare(
    kind: Kind,
    names: Mapping[Key, str],
    recorded: Mapping[Key, Fields],
    derived: Mapping[Key, Fields],
) -> Comparisons:
    found: list[Difference] = []
    closest = Closeness()
    for key in dict.fromkeys((*recorded, *derived)):
        of = names[key]
        if key not in recorded or key not in derived:
            sides = ("there", None) if key in recorded else (None, "there")
            found.append(Difference(kind, of, "", *sides))
            continue
        one, other = recorded[key], derived[key]
        for field in dict.fromkeys((*one, *other)):
            was, now = one.get(field), other.get(field)
            if was == now:
                continue
            distance = _distance(was, now)
            if distance is None or distance > TOLERANCE + ROUNDING:
                found.append(Difference(kind, of, field, was, now))
            elif distance > closest.largest:
                closest = Closeness(distance, f"{kind} {of}: {field}")
    return Comparisons(tuple(found), closest)


def _distance(one: Value, other: Value) -> float | None:
    """How far two scores are apart; None for anything that is no score."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other)
    return None
