"""What a claim has in common with claims that were checked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checkers.labels import ClaimStatus, Decision, VerdictLabel


@dataclass(frozen=True, slots=True)
class ClaimTrace:
    """What a claim is found by when another says the same, and the cluster that it belongs to.

    `vector` is that of the wording by the model of title `embedder`, scaled to int8; `bands` and
    `sketch` are made of its bits (`checkers.repeats.traces`). `cluster_id` is the claim that the
    cluster began with, `similarity` the cosine to it and `agreement` the probability that each
    follows from the other: None for the first itself, and `agreement` where the words are the same.
    """

    claim_id: str
    embedder: str
    language: str
    vector: tuple[int, ...]
    bands: tuple[int, ...]
    sketch: tuple[int, ...]
    cluster_id: str
    similarity: float | None = None
    agreement: float | None = None


@dataclass(frozen=True, slots=True)
class CheckedBefore:
    """How a claim that says the same was checked earlier, in another article.

    `label` is that of its newest verdict, `decided` the editor's where there is a `decision`.
    `outlet` is the publisher of the article or the host of its address.
    """

    claim_id: str
    earlier_id: str
    wording: str
    language: str
    article_title: str | None
    article_url: str | None
    outlet: str | None
    run_id: str
    checked_at: datetime
    status: ClaimStatus
    verdict_id: str | None
    label: VerdictLabel | None
    confidence: float | None
    decision: Decision | None
    decided: VerdictLabel | None
    decided_at: datetime | None
