"""What the page of a claim shows of a run: its article, the evidence for and against, the times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from checkers.answers import ProviderAnswer
from checkers.evidence.wordings import Wording, wording_of
from checkers.labels import Stance
from checkers.nouns import Evidence, Failure, Report, Source
from checkers.search.editor import left_out_of
from checkers.verdicts.publishers import kind_of
from checkers.verdicts.replay import ASKED_BY
from veredicto.page.shown import Shown, Statement, show
from warehouse.export.findings import Cited

AROUND = 240
"""So many characters of the page are shown before and after a passage."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage in its page: what stands before and after it, and what its page is worth.

    `same_voice` is the number of the piece that speaks with the same voice and weighs more;
    `same_words` is that of the nearest piece that is in the same words.
    """

    cited: Cited
    before: str
    after: str
    kind: str
    later: bool
    same_voice: int | None
    same_words: int | None

    @property
    def number(self) -> int:
        """Its number in the justification, from 1."""
        return self.cited.number

    @property
    def source(self) -> Source:
        """Its page."""
        return self.cited.source

    @property
    def evidence(self) -> Evidence:
        """What it says of the claim."""
        return self.cited.evidence

    @property
    def excluded(self) -> str | None:
        """Why it does not count, if it does not."""
        return self.cited.weighed.excluded


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated thing about a claim: `what` is `article`, `check`, or the stance of a page."""

    at: datetime
    what: str
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that a search provider was asked, with how it took it."""

    query: str
    answer: ProviderAnswer


@dataclass(frozen=True, slots=True)
class Found:
    """What a run found about one claim, as the page shows it."""

    shown: Shown
    statement: Statement
    supports: tuple[Piece, ...]
    refutes: tuple[Piece, ...]
    neutral: tuple[Piece, ...]
    timeline: tuple[Moment, ...]
    asked: tuple[Asked, ...]

    @property
    def report(self) -> Report:
        """The whole run."""
        return self.shown.report

    @property
    def asks_nobody(self) -> bool:
        """Whether no search provider was to be asked, as where a page of an editor was added."""
        return dict(self.report.run.settings).get("search") == ""

    @property
    def asked_by(self) -> str | None:
        """Who asked for the check, by their identifier; None where nobody in particular did."""
        return dict(self.report.run.settings).get(ASKED_BY)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The pages that editors left out of the evidence, by their addresses."""
        return left_out_of(self.report, self.statement.claim.id)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What failed for this claim, and what failed for the run as a whole."""
        of_all = tuple(it for it in self.report.run.failures if it.claim_id is None)
        return (*self.statement.failures, *of_all)


def find_out(report: Report, claim_id: str) -> Found | None:
    """What the run found about the claim; None where it did not look at it."""
    if all(claim.id != claim_id for claim in report.claims):
        return None
    shown = show(report, ())
    claim = next(claim for claim in report.claims if claim.id == claim_id)
    statement = shown.statement(claim)
    pieces = tuple(_pieces(statement, report))
    return Found(
        shown=shown,
        statement=statement,
        supports=_on(Stance.SUPPORTS, pieces),
        refutes=_on(Stance.REFUTES, pieces),
        neutral=_on(Stance.NEUTRAL, pieces),
        timeline=tuple(sorted(_moments(report, pieces), key=lambda moment: moment.at)),
        asked=tuple(_asked(report, claim_id)),
    )


def _asked(report: Report, claim_id: str) -> Iterable[Asked]:
    for search in report.searches:
        if search.claim_id == claim_id:
            queries = {query.id: query.text for query in search.queries}
            for answer in search.answers:
                yield Asked(queries.get(answer.query_id, ""), answer)


def _on(side: Stance, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces on a side, those that counted first, the heaviest of them first."""
    here = [piece for piece in pieces if piece.evidence.stance is side]
    return tuple(sorted(here, key=lambda piece: (-piece.cited.weighed.weight, piece.number)))


def _pieces(statement: Statement, report: Report) -> Iterable[Piece]:
    first: dict[str, Cited] = {}
    for cited in statement.cited:
        known = first.get(cited.weighed.voice)
        if known is None or cited.weighed.weight > known.weighed.weight:
            first[cited.weighed.voice] = cited
    said: dict[Wording, Cited] = {}
    for cited in statement.cited:
        text, passage = cited.source.text, cited.passage
        nearest = said.setdefault(wording_of(passage.text), cited)
        heaviest = first[cited.weighed.voice]
        yield Piece(
            cited=cited,
            before=text[max(0, passage.start - AROUND) : passage.start],
            after=text[passage.end : passage.end + AROUND],
            kind=kind_of(cited.source),
            later=cited.source.is_later_than(report.article),
            same_voice=None if heaviest.number == cited.number else heaviest.number,
            same_words=None if nearest.number == cited.number else nearest.number,
        )


def _moments(report: Report, pieces: Iterable[Piece]) -> Iterable[Moment]:
    if report.article.published_at is not None:
        yield Moment(report.article.published_at, "article", report.article.title or "")
    yield Moment(report.run.finished_at, "check", "")
    for piece in pieces:
        if piece.source.published_at is not None and piece.excluded is None:
            yield Moment(
                piece.source.published_at,
                str(piece.evidence.stance),
                piece.source.publisher,
                piece.number,
            )
