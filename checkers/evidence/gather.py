"""The evidence of all claims of an article in one pass over the models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from checkers.claims.statements import StatementModel
from checkers.evidence.figures import Pairing, compare_figures
from checkers.evidence.passages import WINDOWS
from checkers.evidence.rank import NOBODY, RankedPassage, rank_passages
from checkers.evidence.reading import Asserted, is_near, judge_passages
from checkers.evidence.vectors import Asked, Pages
from checkers.identifiers import identify
from checkers.models.embedder import Embedder
from checkers.models.stance import StanceModel
from checkers.models.token_vectors import TokenVectors
from checkers.nouns import Claim, Evidence, Passage, Source

TOKENS = "token_vectors"
RANKING = "ranking"
DISTINCT = "wordings 1"
PASSAGES = "passages"


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """Evidence with the passages that it is about.

    `said_first` has, for evidence in the words of a nearer passage, its identifier with that of the
    source of the nearer one: whoever says the same words is no voice of its own.
    """

    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...]
    said_first: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Judges:
    """The models of an installation; the next two only where the embedder is the shipped one.

    `distinct` says whether what is in the same words is read once; `windows` is the version of the
    cut into passages.
    """

    embedder: Embedder
    stance: StanceModel
    statements: StatementModel | None = None
    tokens: TokenVectors | None = None
    distinct: bool = True
    windows: int = WINDOWS

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """Which model did what."""
        own = [("embedder", self.embedder.title), ("stance", self.stance.title)]
        if self.statements is not None:
            own.append(("statements", self.statements.title))
        if self.tokens is not None:
            own.append((TOKENS, self.tokens.title))
        if self.distinct:
            own.append((RANKING, DISTINCT))
        if self.windows > 1:
            own.append((PASSAGES, f"windows {self.windows}"))
        return tuple(own)

    def as_of(self, titles: Sequence[tuple[str, str]]) -> Judges:
        """Those with which a run that recorded these titles can be derived again.

        One from before there were token vectors embedded every passage, one from before
        wordings were told apart read each as often as it was found, and one from before windows 2
        cut fewer sentences with the next and read both as a whole alone.
        """
        had = dict(titles)
        return replace(
            self,
            tokens=self.tokens if TOKENS in had else None,
            distinct=self.distinct and RANKING in had,
            windows=self.windows if PASSAGES in had else 1,
        )


def gather_evidence(
    claims: Sequence[Claim],
    sources: Sequence[Source],
    language: str,
    judges: Judges,
    named: Mapping[str, AbstractSet[str]] = NOBODY,
    pages: Pages | None = None,
    left_out: Mapping[str, AbstractSet[str]] = NOBODY,
) -> EvidenceSet:
    """The nearest passages of `sources` for each claim, with what each says of it.

    Sources that were not retrieved have no passages. The evidence of a claim is ordered by
    similarity, nearest first. `named` has by claim the identifiers of sources that somebody named
    as evidence of it: their nearest passages are always among them, and `left_out` those whose
    passages never are. `pages` may have begun to read the sources.

    Raises:
        ModelError: a model returned something that is no number.
    """
    read = (pages or Pages(lambda: judges.embedder, lambda: judges.tokens, judges.windows)).of(
        sources if claims else (),
        Asked(
            tuple(claim.wording for claim in claims),
            language,
            frozenset().union(*named.values()),
        ),
    )
    ranked = rank_passages(
        claims,
        read.passages,
        judges.embedder,
        named,
        read.vectors,
        left_out,
        distinct=judges.distinct,
    )
    return judge_ranked(claims, ranked, sources, language, judges)


def judge_ranked(
    claims: Sequence[Claim],
    ranked: Mapping[str, Sequence[RankedPassage]],
    sources: Sequence[Source],
    language: str,
    judges: Judges,
) -> EvidenceSet:
    """What the passages found for each claim's identifier say of it, in their order.

    Raises:
        ModelError: a model returned something that is no number.
    """
    pairs = [(claim, found) for claim in claims for found in ranked[claim.id]]
    languages = {source.id: source.language or language for source in sources}
    nearest = {
        name: max((one.similarity for one in of), default=0.0) for name, of in ranked.items()
    }
    stances = judge_passages(
        [
            Asserted(
                found.read.text,
                languages[found.read.source_id],
                claim.wording,
                near=is_near(found.similarity, nearest[claim.id]),
            )
            for claim, found in pairs
        ],
        language,
        judges.stance,
        by_sentence=judges.windows > 1,
    )
    comparisons = compare_figures(
        [
            Pairing(claim, language, found.passage, languages[found.passage.source_id])
            for claim, found in pairs
        ],
        judges.stance,
    )
    evidence = tuple(
        Evidence(
            # With all that was found, so that another score is another row beside this one.
            id=identify(
                "evidence",
                claim.id,
                found.passage.id,
                judges.titles,
                found.similarity,
                probabilities,
                comparison,
            ),
            claim_id=claim.id,
            passage_id=found.passage.id,
            source_id=found.passage.source_id,
            similarity=found.similarity,
            probabilities=probabilities,
            models=judges.titles,
            comparison=comparison,
        )
        for (claim, found), probabilities, comparison in zip(
            pairs, stances, comparisons, strict=True
        )
    )
    used = {found.passage.id: found.passage for _, found in pairs}
    said_first = tuple(
        (piece.id, found.first.source_id)
        for piece, (_, found) in zip(evidence, pairs, strict=True)
        if found.first is not None
    )
    return EvidenceSet(tuple(used.values()), evidence, said_first)
