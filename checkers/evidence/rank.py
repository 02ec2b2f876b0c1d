"""Which passages are worth the stance model's time for a claim."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from checkers.evidence.wordings import Wording, wording_of
from checkers.models.embedder import Embedder
from checkers.models.network import Floats
from checkers.nouns import Claim, Passage

PASSAGES_A_CLAIM = 14
PASSAGES_A_SOURCE = 3
COPIES = 5
"""Passages that are kept beside one whose words they have, at most."""
NOBODY: Mapping[str, AbstractSet[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with the cosine similarity of its embedding to the claim's (higher is nearer).

    `first` is the nearest passage that is in the same words, where that is another one.
    """

    passage: Passage
    similarity: float
    first: Passage | None = None

    @property
    def read(self) -> Passage:
        """The passage that is read beside the claim: what is in the same words is read once."""
        return self.first or self.passage


def rank_passages(
    claims: Sequence[Claim],
    passages: Sequence[Passage],
    embedder: Embedder,
    named: Mapping[str, AbstractSet[str]] = NOBODY,
    vectors: Floats | None = None,
    left_out: Mapping[str, AbstractSet[str]] = NOBODY,
    *,
    distinct: bool = True,
) -> dict[str, tuple[RankedPassage, ...]]:
    """For each claim's identifier its nearest passages, nearest first.

    At most `PASSAGES_A_SOURCE` of one source, none of them overlapping, and at most
    `PASSAGES_A_CLAIM` in all. Beside these stand the nearest ones of sources that somebody `named`
    as evidence of the claim, which no number of nearer ones crowds out; of those that somebody has
    `left_out` there is none. `vectors` are those of the passages, where they are known.

    A passage in the words of a nearer one takes no place: up to `COPIES` of other sources stand
    beside that one, and those of sources that were named. Unless they are to be `distinct`: then it
    takes a place like any other.

    Raises:
        ModelError: the embedder returned something that is no number.
    """
    if not claims or not passages:
        return {claim.id: () for claim in claims}
    claim_vectors = embedder.embed_claims([claim.wording for claim in claims])
    if vectors is None:
        vectors = embedder.embed_passages([passage.text for passage in passages])
    similarities = claim_vectors @ vectors.T
    wordings = [wording_of(one.text) if distinct else (one.id,) for one in passages]
    return {
        claim.id: _nearest(
            passages,
            wordings,
            row,
            named.get(claim.id, frozenset()),
            left_out.get(claim.id, frozenset()),
        )
        for claim, row in zip(claims, similarities, strict=True)
    }


def _nearest(
    passages: Sequence[Passage],
    wordings: Sequence[Wording],
    similarities: NDArray[np.float32],
    named: AbstractSet[str],
    left_out: AbstractSet[str],
) -> tuple[RankedPassage, ...]:
    chosen: list[RankedPassage] = []
    per_source: Counter[str] = Counter()
    said: defaultdict[Wording, list[Passage]] = defaultdict(list)
    room = PASSAGES_A_CLAIM
    for index in np.argsort(-similarities, kind="stable"):
        passage, same = passages[index], said[wordings[index]]
        is_named = passage.source_id in named
        if passage.source_id in left_out or per_source[passage.source_id] >= PASSAGES_A_SOURCE:
            continue
        if not is_named and (len(same) > COPIES if same else room == 0):
            continue
        if any(other.source_id == passage.source_id for other in same):
            continue
        if any(_overlap(passage, other.passage) for other in chosen):
            continue
        first = same[0] if same else None
        chosen.append(RankedPassage(passage, float(similarities[index]), first))
        per_source[passage.source_id] += 1
        same.append(passage)
        room -= first is None and not is_named
        if room == 0 and not named:
            break
    return tuple(chosen)


def _overlap(one: Passage, other: Passage) -> bool:
    same_source = one.source_id == other.source_id
    return same_source and one.start < other.end and other.start < one.end
