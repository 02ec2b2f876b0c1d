"""Claims that were true once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checkers.evidence.intervals import agreement
from checkers.labels import Stance, VerdictLabel
from checkers.nouns import Evidence, Outdated, WeighedEvidence
from checkers.verdicts.weigh import OUTDATED, Grounds, evidence_time


def find_outdated(
    label: VerdictLabel,
    evidence: Sequence[Evidence],
    weighed: Sequence[WeighedEvidence],
    grounds: Grounds,
) -> Outdated | None:
    """What bore a refuted claim out earlier, beside what denies it now; None where nothing did.

    It was borne out by a figure of an older period that agrees with the claim's, or by passages
    that newer refutations have overtaken.
    """
    if label is not VerdictLabel.REFUTED:
        return None
    pairs = list(zip(evidence, weighed, strict=True))
    now = _newest((p for p, w in pairs if w.weight > 0 and p.stance is Stance.REFUTES), grounds)
    once = _newest((p for p, w in pairs if w.excluded == OUTDATED or _had_been_so(p)), grounds)
    if now is None or once is None or once[1] >= now[1]:
        return None
    return Outdated(once[0].id, once[1], now[0].id, now[1])


def _had_been_so(piece: Evidence) -> bool:
    """Whether the passage has the claim's figure, of an older period than the newest known."""
    compared = piece.comparison
    if compared is None or compared.agrees is not None or compared.claim.time is not None:
        return False
    return compared.source.time is not None and agreement(compared.claim, compared.source) is True


def _newest(pieces: Iterable[Evidence], grounds: Grounds) -> tuple[Evidence, str] | None:
    dated = [(time, piece) for piece in pieces if (time := _time(piece, grounds)) is not None]
    if not dated:
        return None
    time, piece = max(dated, key=lambda one: one[0])
    return piece, time


def _time(piece: Evidence, grounds: Grounds) -> str | None:
    """The year of the passage's figure, or the date of its page; as text both sort by time."""
    if piece.comparison is not None and piece.comparison.source.time:
        return piece.comparison.source.time[:4]
    at = evidence_time(piece, grounds)
    return None if at is None else at.date().isoformat()
