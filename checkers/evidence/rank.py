"""Which passages are worth the stance model's time for a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from checkers.models.embedder import Embedder
from checkers.models.network import Floats
from checkers.nouns import Claim, Passage

PASSAGES_A_CLAIM = 14
PASSAGES_A_SOURCE = 3
NOBODY: Mapping[str, AbstractSet[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with the cosine similarity of its embedding to the claim's (higher is nearer)."""

    passage: Passage
    similarity: float


def rank_passages(
    claims: Sequence[Claim],
    passages: Sequence[Passage],
    embedder: Embedder,
    named: Mapping[str, AbstractSet[str]] = NOBODY,
    vectors: Floats | None = None,
    left_out: Mapping[str, AbstractSet[str]] = NOBODY,
) -> dict[str, tuple[RankedPassage, ...]]:
    """For each claim's identifier its nearest passages, nearest first.

    At most `PASSAGES_A_SOURCE` of one source, none of them overlapping, and at most
    `PASSAGES_A_CLAIM` in all. Beside these stand the nearest ones of sources that somebody `named`
    as evidence of the claim, which no number of nearer ones crowds out; of those that somebody has
    `left_out` there is none. `vectors` are those of the passages, where they are known.

    Raises:
        ModelError: the embedder returned something that is no number.
    """
    if not claims or not passages:
        return {claim.id: () for claim in claims}
    claim_vectors = embedder.embed_claims([claim.wording for claim in claims])
    if vectors is None:
        vectors = embedder.embed_passages([passage.text for passage in passages])
    similarities = claim_vectors @ vectors.T
    return {
        claim.id: _nearest(
            passages, row, named.get(claim.id, frozenset()), left_out.get(claim.id, frozenset())
        )
        for claim, row in zip(claims, similarities, strict=True)
    }


def _nearest(
    passages: Sequence[Passage],
    similarities: NDArray[np.float32],
    named: AbstractSet[str],
    left_out: AbstractSet[str],
) -> tuple[RankedPassage, ...]:
    chosen: list[RankedPassage] = []
    per_source: Counter[str] = Counter()
    room = PASSAGES_A_CLAIM
    for index in np.argsort(-similarities, kind="stable"):
        passage = passages[index]
        if passage.source_id in left_out:
            continue
        is_named = passage.source_id in named
        if room == 0 and not is_named:
            continue
        if per_source[passage.source_id] >= PASSAGES_A_SOURCE:
            continue
        if any(_overlap(passage, other.passage) for other in chosen):
            continue
        chosen.append(RankedPassage(passage, float(similarities[index])))
        per_source[passage.source_id] += 1
        room -= not is_named
        if room == 0 and not named:
            break
    return tuple(chosen)


def _overlap(one: Passage, other: Passage) -> bool:
    same_source = one.source_id == other.source_id
    return same_source and one.start < other.end and other.start < one.end
