"""What an updated article says in the same words as before, and what stands of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from checkers.articles import Article
from checkers.evidence.gather import EvidenceSet
from checkers.identifiers import identify
from checkers.labels import VerdictLabel
from checkers.nouns import (
    Assessment,
    Claim,
    ClaimSearch,
    Evidence,
    Outdated,
    Passage,
    Query,
    Report,
    Source,
    Verdict,
)
from checkers.readings import Stretch
from checkers.verdicts.recheck import narrowed
from checkers.verdicts.replay import ASKED_BY, RECHECK

UPDATE_OF = "update_of"
"""The setting of a run that names the earlier version of its article, by its identifier."""
_DECIDES_NOTHING = frozenset({RECHECK, ASKED_BY, UPDATE_OF, "threads"})


NOTHING = EvidenceSet((), ())


@dataclass(frozen=True, slots=True)
class Under:
    """What a run goes by besides its article: a verdict stands under the very same only."""

    version: str
    models: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What stands of the earlier version `of` an article, said of the claims of the new one.

    Each assessment names the run and the verdict that it is from. The searches are those of that
    run, without how providers answered: nobody was asked now. `sources` are the pages that they
    found or the verdicts cite.
    """

    of: str | None = None
    assessments: tuple[Assessment, ...] = ()
    searches: tuple[ClaimSearch, ...] = ()
    sources: tuple[Source, ...] = ()
    found: EvidenceSet = NOTHING

    @property
    def claims(self) -> frozenset[str]:
        """The claims that are neither searched for nor judged again."""
        return frozenset(one.claim_id for one in self.assessments)


class Beside(NamedTuple):
    """The pages of a run, those just fetched first, and what stands beside them."""

    sources: tuple[Source, ...]
    stands: Unchanged


@dataclass(frozen=True, slots=True)
class _Before:
    """A claim of the earlier version with its verdict, in the run that spoke last on it."""

    run: Report
    claim: Claim
    assessment: Assessment
    verdict: Verdict


def find_unchanged(
    article: Article, claims: Iterable[Claim], bases: Sequence[Report], under: Under
) -> Unchanged:
    """The claims with a verdict in the earlier version, in the same words and read in the same way.

    A verdict does not stand where the article has got another date of publication, which decides
    what counts as evidence; where the settings, the models or the version of veredicto are others;
    or where it is "not enough evidence" and a search or a page had failed.

    Args:
        article: as it is now.
        claims: of it.
        bases: the runs that spoke last on claims of the earlier version, narrowed to those claims.
        under: what this run goes by.
    """
    before = {
        _said(one.claim): one
        for base in bases
        if _is_alike(base, article, under)
        for one in _standing(base)
    }
    pairs = [
        (claim, found)
        for claim in claims
        if claim.to_check and (found := before.get(_said(claim))) is not None
    ]
    assessments: list[Assessment] = []
    searches: list[ClaimSearch] = []
    pieces: list[Evidence] = []
    passages: dict[str, Passage] = {}
    sources: dict[str, Source] = {}
    for claim, found in pairs:
        own = narrowed(found.run, [found.claim.id])
        names = {piece.id: _renamed("evidence", piece.id, claim, found) for piece in own.evidence}
        pieces += [replace(piece, id=names[piece.id], claim_id=claim.id) for piece in own.evidence]
        passages.update({passage.id: passage for passage in own.passages})
        sources.update({source.url: source for source in _pages(own)})
        assessments.append(_carried(claim, found, names))
        searches += [_repeated(search, claim) for search in own.searches]
    return Unchanged(
        of=bases[0].article.id if bases else None,
        assessments=tuple(assessments),
        searches=tuple(searches),
        sources=tuple(sources.values()),
        found=EvidenceSet(tuple(passages.values()), tuple(pieces)),
    )


def beside(fetched: Sequence[Source], stands: Unchanged) -> Beside:
    """The pages fetched now with those that stood, and the claims that stand beside them.

    A page that was fetched again counts as it is now, and a claim on which it said something else
    does not stand; one that could not be had now counts as it was.
    """
    pages = {source.url: source for source in fetched}
    for source in stands.sources:
        now = pages.get(source.url)
        if now is None or (source.retrieved and not now.retrieved):
            pages[source.url] = source
    known = {source.id for source in pages.values()}
    moved = {piece.claim_id for piece in stands.found.evidence if piece.source_id not in known}
    return Beside(tuple(pages.values()), _without(stands, moved))


def _without(stands: Unchanged, claims: set[str]) -> Unchanged:
    """The same without the verdicts on those claims; their searches stay."""
    evidence = tuple(piece for piece in stands.found.evidence if piece.claim_id not in claims)
    used = {piece.passage_id for piece in evidence}
    return replace(
        stands,
        assessments=tuple(one for one in stands.assessments if one.claim_id not in claims),
        found=EvidenceSet(tuple(p for p in stands.found.passages if p.id in used), evidence),
    )


def _said(claim: Claim) -> Claim:
    """What two claims have alike that say the same, wherever they stand."""
    said = claim.said_by
    return replace(
        claim,
        id="",
        article_id="",
        start=0,
        end=0,
        check_worthiness=0.0,
        part_of=None,
        # That it was said and what was said stay apart; which claim it was said by moves.
        said_by=said and replace(said, saying_id=None if said.saying_id is None else ""),
        references=(),
        spans=tuple(Stretch(one.start - claim.start, one.end - claim.start) for one in claim.spans),
    )


def _is_alike(base: Report, article: Article, under: Under) -> bool:
    of = ("language", "published_at", "publisher")
    return (
        all(getattr(base.article, name) == getattr(article, name) for name in of)
        and base.run.version == under.version
        and dict(under.models).items() <= dict(base.run.models).items()
        and _deciding(base.run.settings) == _deciding(under.settings)
    )


def _deciding(settings: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in settings if name not in _DECIDES_NOTHING}


def _standing(base: Report) -> Iterable[_Before]:
    for claim, assessment in zip(base.claims, base.assessments, strict=True):
        verdict = assessment.verdict
        if verdict is not None and not (_abstains(verdict) and _lacks(claim, base)):
            yield _Before(base, claim, assessment, verdict)


def _abstains(verdict: Verdict) -> bool:
    return verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE


def _lacks(claim: Claim, base: Report) -> bool:
    """Whether a search of the claim failed, or a page that one found."""
    unread = {url for s in base.sources if not s.retrieved for url in (s.url, s.final_url)}
    searches = [search for search in base.searches if search.claim_id == claim.id]
    return not searches or any(
        search.failures or any(result.url in unread for result in search.results)
        for search in searches
    )


def _pages(own: Report) -> Iterable[Source]:
    """The pages that the claim's searches found, and those that its evidence is from."""
    found = {result.url for search in own.searches for result in search.results}
    cited = {piece.source_id for piece in own.evidence}
    for source in own.sources:
        if source.id in cited or found & {source.url, source.final_url}:
            yield source


def _carried(claim: Claim, found: _Before, names: Mapping[str, str]) -> Assessment:
    before, verdict = found.assessment, found.verdict
    return replace(
        before,
        claim_id=claim.id,
        carried_from=before.carried_from or found.run.run.id,
        carried_verdict=_of_other_words(claim, found),
        verdict=replace(
            verdict,
            id=_renamed("verdict", verdict.id, claim, found),
            claim_id=claim.id,
            evidence=tuple(
                replace(one, evidence_id=names[one.evidence_id]) for one in verdict.evidence
            ),
            outdated=verdict.outdated and _renamed_in(verdict.outdated, names),
        ),
    )


def _of_other_words(claim: Claim, found: _Before) -> str | None:
    """The verdict that is carried, where it is on a claim of another version."""
    if claim.id == found.claim.id:
        return found.assessment.carried_verdict
    return found.assessment.carried_verdict or found.verdict.id


def _renamed(noun: str, identifier: str, claim: Claim, found: _Before) -> str:
    """The identifier of what is said of the claim now; the same where it is the same claim."""
    return identifier if claim.id == found.claim.id else identify(noun, claim.id, identifier)


def _renamed_in(outdated: Outdated, names: Mapping[str, str]) -> Outdated:
    return replace(
        outdated,
        true_evidence_id=names[outdated.true_evidence_id],
        false_evidence_id=names[outdated.false_evidence_id],
    )


def _repeated(search: ClaimSearch, claim: Claim) -> ClaimSearch:
    queries = {query.id: Query.of(claim.id, query.text, query.language) for query in search.queries}
    return replace(
        search,
        claim_id=claim.id,
        queries=tuple(queries.values()),
        results=tuple(
            replace(result, query_id=queries[result.query_id].id) for result in search.results
        ),
        failures=(),
        answers=(),
    )
