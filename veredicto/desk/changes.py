"""What changed from one check of a claim to the next: label, evidence, pages, models, wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checkers.errors import BadInput
from checkers.labels import Outcome, Stance
from checkers.nouns import Assessment, Report, Source
from checkers.search.editor import left_out_of
from warehouse.desk.reader import DeskReader
from warehouse.desk.related import PastCheck
from warehouse.export.findings import Cited, cited_in

MOST_COMPARED = 12
"""So many earlier checks of a claim are compared with the one after them."""
POLICY = "policy"
PROGRAM = "veredicto"


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that was `before` and is `after`; empty where it was not there."""

    before: str
    after: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class ConfidenceTurn:
    """A confidence in [0, 1] that changed; None where there was no verdict."""

    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A passage that is in both checks and was taken otherwise."""

    before: Cited
    after: Cited


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A cited page that says something else than before, or that was not had the later time."""

    before: Source
    after: Source

    @property
    def lost(self) -> bool:
        """Whether it could not be had."""
        return self.after.outcome is not Outcome.RETRIEVED


@dataclass(frozen=True, slots=True)
class Changes:
    """How a later check of a claim differs from an earlier one; of passages, those on a side.

    `left_out` are the pages that an editor took away before the later one, by their addresses.
    """

    label: Turn | None
    confidence: ConfidenceTurn | None
    wording: Turn | None
    came: tuple[Cited, ...]
    left: tuple[Cited, ...]
    turned: tuple[Turned, ...]
    pages: tuple[ChangedPage, ...]
    models: tuple[Turn, ...]
    refitted: bool
    left_out: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        evidence = self.came or self.left or self.turned or self.pages
        by_itself = self.label or self.confidence or self.wording
        return bool(by_itself or evidence or self.models or self.refitted or self.left_out)


def changes_after(
    reader: DeskReader, claim_id: str, newest: Report, history: Sequence[PastCheck]
) -> dict[str, Changes]:
    """What the check after each earlier one found otherwise, by the earlier one's run.

    Checks from before runs kept what they saw are left out.

    Args:
        reader: of the warehouse.
        claim_id: the claim.
        newest: the newest check.
        history: the earlier ones, newest first.
    """
    found: dict[str, Changes] = {}
    later = newest
    for check in history[:MOST_COMPARED]:
        try:
            earlier = reader.report(check.run_id, claim_id)
        except BadInput:
            break
        found[check.run_id] = changes_between(earlier, later, claim_id)
        later = earlier
    return found


def changes_between(earlier: Report, later: Report, claim_id: str) -> Changes:
    """How the later check of the claim differs from the earlier one."""
    one, other = _assessment(earlier, claim_id), _assessment(later, claim_id)
    before, after = _cited(earlier, one), _cited(later, other)
    sure = ConfidenceTurn(_confidence(one), _confidence(other))
    return Changes(
        label=_turn(_label(one), _label(other)),
        confidence=sure if sure.before != sure.after else None,
        wording=_turn(_wording(earlier, claim_id), _wording(later, claim_id)),
        came=tuple(it for key, it in after.items() if key not in before and _takes_a_side(it)),
        left=tuple(it for key, it in before.items() if key not in after and _takes_a_side(it)),
        turned=tuple(
            Turned(it, after[key])
            for key, it in before.items()
            if key in after and _taken(it) != _taken(after[key])
        ),
        pages=tuple(_pages(before.values(), after.values(), later)),
        models=tuple(_models(earlier, later, one, other)),
        refitted=_policy(earlier) != _policy(later),
        left_out=tuple(
            url for url in left_out_of(later, claim_id) if url not in left_out_of(earlier, claim_id)
        ),
    )


Key = tuple[str, str]


def _assessment(report: Report, claim_id: str) -> Assessment:
    return next(it for it in report.assessments if it.claim_id == claim_id)


def _cited(report: Report, assessment: Assessment) -> dict[Key, Cited]:
    """What the verdict weighed, by page and words: the words may stand elsewhere in the page."""
    if assessment.verdict is None:
        return {}
    cited = cited_in(report, assessment.verdict)
    return {(it.source.url, it.passage.text): it for it in cited}


def _takes_a_side(it: Cited) -> bool:
    return it.evidence.stance is not Stance.NEUTRAL


def _taken(it: Cited) -> tuple[Stance, bool]:
    return it.evidence.stance, it.counted


def _label(assessment: Assessment) -> str:
    verdict = assessment.verdict
    return str(assessment.status if verdict is None else verdict.label)


def _confidence(assessment: Assessment) -> float | None:
    return None if assessment.verdict is None else assessment.verdict.confidence


def _wording(report: Report, claim_id: str) -> str:
    return next(claim.wording for claim in report.claims if claim.id == claim_id)


def _turn(before: str, after: str, what: str = "") -> Turn | None:
    return None if before == after else Turn(before, after, what)


def _pages(before: Iterable[Cited], after: Iterable[Cited], later: Report) -> Iterator[ChangedPage]:
    """The pages that were cited and said something else later, or could not be had."""
    asked = {source.url: source for source in later.sources}
    asked |= {it.source.url: it.source for it in after}
    for url, source in {it.source.url: it.source for it in before}.items():
        now = asked.get(url)
        if now is not None and now.id != source.id:
            yield ChangedPage(source, now)


def _models(earlier: Report, later: Report, one: Assessment, other: Assessment) -> Iterator[Turn]:
    before, after = _versions(earlier, one), _versions(later, other)
    for what in dict.fromkeys((*before, *after)):
        turn = _turn(before.get(what, ""), after.get(what, ""), what)
        if turn is not None:
            yield turn


def _versions(report: Report, assessment: Assessment) -> dict[str, str]:
    verdict = assessment.verdict
    return {PROGRAM: report.run.version} | dict(verdict.models if verdict else ())


def _policy(report: Report) -> str | None:
    """The policy as the run noted it; its title stays where it was fitted anew."""
    return dict(report.run.settings).get(POLICY)
