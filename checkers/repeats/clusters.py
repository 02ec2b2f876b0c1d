"""Which cluster a claim belongs to: that of the first claim that said the same.

A claim is compared with the first claims of clusters only, never with those that joined later: a
chain of small differences cannot lead from one claim to another, and no cluster ever changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from checkers.before import ClaimTrace
from checkers.claims.differences import Said
from checkers.models.stance import StanceModel
from checkers.repeats.same import Match, Pair, find_same
from checkers.repeats.traces import centred


@dataclass(frozen=True, slots=True)
class Wording:
    """A claim's words beside its trace."""

    said: Said
    trace: ClaimTrace


def assign(
    wordings: Sequence[Wording],
    firsts: Mapping[str, Sequence[Wording]],
    stance: StanceModel,
) -> tuple[ClaimTrace, ...]:
    """The traces of the claims in their order, each with its cluster.

    Args:
        wordings: the claims that have no cluster yet.
        firsts: for the identifier of each the first claims of clusters that it may belong to.
        stance: says whether one claim bears another out.

    Raises:
        ModelError: the stance model returned something that is no number.
    """
    candidates = [
        (wording, first)
        for place, wording in enumerate(wordings)
        for first in (*firsts.get(wording.trace.claim_id, ()), *wordings[:place])
    ]
    similarities = _similarities(candidates)
    pairs = [
        Pair(first.said, wording.said, similarity)
        for (wording, first), similarity in zip(candidates, similarities, strict=True)
    ]
    found: dict[str, list[tuple[str, Match]]] = {}
    for (wording, first), match in zip(candidates, find_same(pairs, stance), strict=True):
        if match is not None:
            found.setdefault(wording.trace.claim_id, []).append((first.trace.claim_id, match))
    return _joined([wording.trace for wording in wordings], found)


def _similarities(candidates: Sequence[tuple[Wording, Wording]]) -> list[float]:
    if not candidates:
        return []
    sides = [_near([pair[side].trace for pair in candidates]) for side in (0, 1)]
    return [float(cosine) for cosine in (sides[0] * sides[1]).sum(axis=1)]


def _near(traces: Sequence[ClaimTrace]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    kept = np.array([trace.vector for trace in traces], np.int8)
    return centred(kept, [trace.language for trace in traces])


def _joined(
    traces: Sequence[ClaimTrace], found: Mapping[str, Sequence[tuple[str, Match]]]
) -> tuple[ClaimTrace, ...]:
    """One after the other: a claim that has joined a cluster is no longer one to join."""
    joined: dict[str, ClaimTrace] = {}
    for trace in traces:
        open_ = [one for one in found.get(trace.claim_id, ()) if one[0] not in joined]
        # The surest; of equals the one that was met first.
        best = max(open_, key=lambda one: one[1].score, default=None)
        if best is not None:
            first, match = best
            joined[trace.claim_id] = replace(
                trace, cluster_id=first, similarity=match.similarity, agreement=match.agreement
            )
    return tuple(joined.get(trace.claim_id, trace) for trace in traces)
