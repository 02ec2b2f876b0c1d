"""Claims judged again where their evidence changed or they have no verdict, and only there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from checkers.errors import BadInput
from checkers.evidence.gather import EvidenceSet, Judges
from checkers.fetching.revisit import PageState, Visit
from checkers.fetching.stored import StoredPages
from checkers.labels import ClaimStatus, Stage, VerdictLabel
from checkers.nouns import Assessment, Claim, ClaimSearch, Failure, Report, Source
from checkers.search.editor import (
    distinct,
    left_out_addresses,
    left_out_in,
    left_out_sources,
    named_in,
)
from checkers.verdicts.added import AddedPage, added_page
from checkers.verdicts.compare import Side, compare_verdicts
from checkers.verdicts.derive import Rules, derive
from checkers.verdicts.gate import let_through


class NewsKind(StrEnum):
    """What can have happened to the evidence of a claim."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    ADDED = "added"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of a re-check: pages to take as evidence of each claim, or to leave out.

    `by` is the identifier of who asks, which the run notes.
    """

    pages: tuple[str, ...] = ()
    by: str | None = None
    without: tuple[str, ...] = ()

    @property
    def names_pages(self) -> bool:
        """Whether it is about pages of one claim, for which nothing else need be asked."""
        return bool(self.pages or self.without)


NO_WISH = Wish()
_NEWS = {PageState.CHANGED: NewsKind.CHANGED, PageState.GONE: NewsKind.GONE}


@dataclass(frozen=True, slots=True)
class News:
    """A page that is a reason to judge a claim again."""

    kind: NewsKind
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a second look found: the cited pages, the searches, the pages not known before.

    Pages that an editor names are in `searches`, and in `fresh` also where they are known. So are
    those that one leaves out, in `searches`.
    """

    visits: tuple[Visit, ...]
    searches: tuple[ClaimSearch, ...]
    fresh: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One claim after a second look. `after` names the run it is from where the verdict stands.

    `added` are the pages that an editor named, and `left_out` those that one took away, as they
    were given.
    """

    claim: Claim
    news: tuple[News, ...]
    before: Assessment
    after: Assessment
    added: tuple[AddedPage, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def judged_again(self) -> bool:
        """Whether there was a reason to: other evidence, or no verdict to stand."""
        return bool(self.news) or self.before.verdict is None

    @property
    def flipped(self) -> bool:
        """Whether it has another label, or none any more."""
        return label_of(self.before) != label_of(self.after)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """All that the new run records, and what became of each claim."""

    looked: tuple[Looked, ...]
    searches: tuple[ClaimSearch, ...]
    sources: tuple[Source, ...]
    found: EvidenceSet
    failures: tuple[Failure, ...]


def label_of(assessment: Assessment) -> VerdictLabel | None:
    """The label, None without a verdict."""
    return assessment.verdict.label if assessment.verdict else None


def narrowed(report: Report, claims: Iterable[str]) -> Report:
    """The report with the claims of these identifiers only, and all of its pages."""
    wanted = frozenset(claims)
    evidence = tuple(piece for piece in report.evidence if piece.claim_id in wanted)
    passages = {piece.passage_id for piece in evidence}
    return replace(
        report,
        claims=tuple(claim for claim in report.claims if claim.id in wanted),
        searches=tuple(search for search in report.searches if search.claim_id in wanted),
        passages=tuple(passage for passage in report.passages if passage.id in passages),
        evidence=evidence,
        assessments=tuple(one for one in report.assessments if one.claim_id in wanted),
    )


def cited_sources(report: Report) -> tuple[Source, ...]:
    """The pages that the evidence of the report's verdicts is from."""
    cited = {piece.source_id for piece in report.evidence}
    return tuple(source for source in report.sources if source.id in cited)


def refuse_no_evidence(base: Report, urls: Iterable[str]) -> None:
    """Refuses to leave out what is no page of the evidence of each claim, nor named as such.

    Raises:
        BadInput: A page is none.
    """
    named = {search.claim_id: frozenset(named_in(search)) for search in base.searches}
    for claim in base.claims:
        cited = {piece.source_id for piece in base.evidence if piece.claim_id == claim.id}
        pages = {url for s in base.sources if s.id in cited for url in (s.url, s.final_url)}
        for url in urls:
            if url not in pages | named.get(claim.id, frozenset()):
                raise BadInput(
                    f"{url} is no evidence of the claim {claim.id}, so it cannot be left out:"
                    " veredicto sql verdicts_with_evidence lists the pages that are."
                )


def unknown_urls(report: Report, searches: Iterable[ClaimSearch]) -> tuple[str, ...]:
    """What the searches found that the run has no page of, such as one that it could not have.

    What an editor left out is not asked for again.
    """
    known = {url for s in report.sources if s.retrieved for url in (s.url, s.final_url)}
    barred = {search.claim_id: left_out_addresses(search) for search in report.searches}
    found = dict.fromkeys(
        result.url
        for search in searches
        for result in search.results
        if result.url not in barred.get(search.claim_id, frozenset()) | left_out_addresses(search)
    )
    return tuple(url for url in found if url not in known)


def failed_searches(report: Report) -> tuple[ClaimSearch, ...]:
    """The searches of the claims without a verdict; a page of them may be had now."""
    failed = {
        one.claim_id for one in report.assessments if one.status is ClaimStatus.RETRIEVAL_FAILED
    }
    return tuple(search for search in report.searches if search.claim_id in failed)


def recheck(base: Report, look: Look, judges: Judges, rules: Rules) -> Rechecked:
    """Judge again the claims of `base` whose evidence changed; the other verdicts stand.

    A page that failed counts as it was and is no reason. One that is gone is a reason to judge
    again, on what it said; where that, or a new page, leaves the verdict what it was to the last
    figure of four, the recorded one stands. It does, too, where nothing counts that a page says
    which an editor named. Without a page that was evidence and is left out, a claim is judged anew.
    A claim without a verdict is judged in any case.

    Raises:
        ModelError: a model returned something that is no number.
    """
    sources = _pages(base, look)
    searches = _joined(base, look)
    pages = (*base.sources, *sources)
    away = {search.claim_id: left_out_sources(search, pages) for search in searches}
    news = {claim.id: _news(claim, base, look, away[claim.id]) for claim in base.claims}
    again = {one.claim_id for one in base.assessments if news[one.claim_id] or not one.verdict}
    derived = derive(base.article, base.claims, searches, sources, judges, rules, judged=again)
    side = Side(
        base.claims, sources, derived.found.passages, derived.found.evidence, derived.assessments
    )
    after = {one.claim_id: one for one in derived.assessments}
    looked = []
    for claim, before in zip(base.claims, base.assessments, strict=True):
        added = _added(claim, look, sources, derived.found, after.get(claim.id, before))
        taken = left_out_in(_search_of(claim, look))
        one = Looked(claim, news[claim.id], before, after.get(claim.id, before), added, taken)
        if _stands(one, base, side):
            carried = replace(before, carried_from=before.carried_from or base.run.id)
            one = replace(one, after=carried)
        looked.append(one)
    return Rechecked(
        looked=tuple(looked),
        searches=searches,
        sources=sources,
        found=_evidence(base, derived.found, looked),
        failures=tuple(_failures(look)),
    )


def through_gate(found: Rechecked, pages: StoredPages, language: str) -> Rechecked:
    """The same without the new verdicts whose quotes are not in the stored pages."""
    anew = [one for one in found.looked if one.after.carried_from is None]
    gated = let_through(
        [one.claim for one in anew],
        [one.after for one in anew],
        found.sources,
        found.found,
        pages,
        language,
    )
    after = {assessment.claim_id: assessment for assessment in gated.assessments}
    return replace(
        found,
        looked=tuple(replace(o, after=after.get(o.claim.id, o.after)) for o in found.looked),
        found=gated.found,
        failures=(*found.failures, *gated.failures),
    )


def _pages(base: Report, look: Look) -> tuple[Source, ...]:
    """The pages of the base in its order, as they are now, and then those that are new."""
    now = {visit.before.id: visit.now for visit in look.visits}
    pages = {source.url: now.get(source.id, source) for source in base.sources}
    named = {url for search in look.searches for url in named_in(search)}
    for source in look.fresh:
        known = pages.get(source.url)
        if (
            known is None
            or not known.retrieved
            or (source.url in named and _is_other(source, known))
        ):
            pages[source.url] = source
    return tuple(pages.values())


def _is_other(now: Source, before: Source) -> bool:
    """Whether a page says something else than it did."""
    return now.retrieved and now.text != before.text


def _news(claim: Claim, base: Report, look: Look, away: frozenset[str]) -> tuple[News, ...]:
    """What is new for a claim of which the sources `away` are left out."""
    cited = {piece.source_id for piece in base.evidence if piece.claim_id == claim.id}
    left = [
        News(NewsKind.LEFT_OUT, source.url) for source in base.sources if source.id in cited & away
    ]
    visited = [
        News(_NEWS[visit.state], visit.before.url)
        for visit in look.visits
        if visit.before.id in cited - away and visit.state in _NEWS
    ]
    search = _search_of(claim, look)
    found = {result.url for result in search.results}
    named = frozenset(named_in(search))
    before = {source.url: source for source in base.sources if source.id in cited}
    fresh = [
        News(_kind(source, named, before.get(source.url)), source.url)
        for source in look.fresh
        if source.retrieved and source.id not in away and found & {source.url, source.final_url}
    ]
    return (*left, *visited, *fresh)


def _kind(source: Source, named: frozenset[str], cited: Source | None) -> NewsKind:
    if cited is not None and _is_other(source, cited):
        return NewsKind.CHANGED
    return NewsKind.ADDED if named & {source.url, source.final_url} else NewsKind.NEW


def _search_of(claim: Claim, look: Look) -> ClaimSearch:
    return next(search for search in look.searches if search.claim_id == claim.id)


def _added(
    claim: Claim,
    look: Look,
    sources: Iterable[Source],
    found: EvidenceSet,
    assessment: Assessment,
) -> tuple[AddedPage, ...]:
    """What the pages gave that an editor named for the claim now."""
    asked = {source.url: source for source in look.fresh}
    known = {source.url: source for source in sources}
    return tuple(
        added_page(asked[url], known, found, assessment)
        for url in named_in(_search_of(claim, look))
    )


def _stands(one: Looked, base: Report, derived: Side) -> bool:
    """Whether the recorded verdict is left as it is."""
    if one.before.verdict is None or any(it.kind is NewsKind.LEFT_OUT for it in one.news):
        return False
    if all(news.kind is NewsKind.ADDED for news in one.news):
        return not any(page.bears for page in one.added) or _leaves_it(one, base, derived)
    return _leaves_it(one, base, derived)


def _joined(base: Report, look: Look) -> tuple[ClaimSearch, ...]:
    """For each claim what was found now, and then what was found before."""
    now = {search.claim_id: search for search in look.searches}
    return tuple(_with_earlier(now[before.claim_id], before) for before in base.searches)


def _with_earlier(now: ClaimSearch, before: ClaimSearch) -> ClaimSearch:
    return replace(
        now,
        queries=tuple(dict.fromkeys((*now.queries, *before.queries))),
        results=distinct((*now.results, *before.results)),
        answered=max(now.answered, before.answered),
    )


def _leaves_it(one: Looked, base: Report, derived: Side) -> bool:
    """Whether judging again came to what is recorded, but for the last digits of scores."""
    if any(news.kind is NewsKind.CHANGED for news in one.news):
        return False
    claim = one.claim
    it = narrowed(base, [claim.id])
    recorded = Side(it.claims, it.sources, it.passages, it.evidence, it.assessments)
    again = replace(
        derived,
        evidence=[piece for piece in derived.evidence if piece.claim_id == claim.id],
        assessments=[it for it in derived.assessments if it.claim_id == claim.id],
    )
    return compare_verdicts(recorded, again).same


def _evidence(base: Report, derived: EvidenceSet, looked: Sequence[Looked]) -> EvidenceSet:
    """What the verdicts of the new run rest on, those that stand included."""
    stands = {one.claim.id for one in looked if one.after.carried_from is not None}
    kept = narrowed(base, stands)
    new = tuple(piece for piece in derived.evidence if piece.claim_id not in stands)
    used = {piece.passage_id for piece in new}
    passages = {
        passage.id: passage
        for passage in (*kept.passages, *(p for p in derived.passages if p.id in used))
    }
    return EvidenceSet(tuple(passages.values()), (*kept.evidence, *new))


def _failures(look: Look) -> Iterable[Failure]:
    for search in look.searches:
        yield from search.failures
    for visit in look.visits:
        if visit.now.detail:
            yield Failure(Stage.FETCH, visit.now.detail, url=visit.now.url)
    for source in look.fresh:
        if not source.retrieved:
            yield Failure(Stage.FETCH, f"{source.outcome}: {source.detail}", url=source.url)
