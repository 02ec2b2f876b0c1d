"""What a piece of evidence is worth, and why some are worth nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.special import expit, logit

from checkers.claims.attribution import find_attribution
from checkers.evidence.figures import Pairing, comparable_figures, years_of
from checkers.evidence.intervals import agreement
from checkers.labels import Stance
from checkers.nouns import Claim, Evidence, Passage, Source, WeighedEvidence
from checkers.reading.languages import SERVED
from checkers.verdicts.attributed import repeats_attribution, same_speaker
from checkers.verdicts.policy import Policy
from checkers.verdicts.publishers import kind_of

SURE = 1e-4
"""Probabilities are kept this far from 0 and 1, where log odds have no end."""
NEAR, TENTH = 0.9, 0.1
OUTDATED = "outdated"
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Grounds:
    """What verdicts of one article are drawn from, by identifier."""

    passages: Mapping[str, Passage]
    sources: Mapping[str, Source]
    voices: Mapping[str, str]
    copies: AbstractSet[str]
    """Sources that are the article itself or a copy of it."""
    language: str = "es"
    """Of the article."""
    published_at: datetime | None = None
    """When the article was; evidence is as old as it is before then."""
    published_before: datetime | None = None
    said_first: Mapping[str, str] = field(default_factory=dict)
    """By evidence, the source of a nearer passage that is in the same words."""

    def voice_of(self, piece: Evidence) -> str:
        """Whose voice a piece is: that of its source, unless a nearer one said it in its words."""
        return self.voices[self.said_first.get(piece.id, piece.source_id)]


def weigh(
    claim: Claim, evidence: Sequence[Evidence], grounds: Grounds, policy: Policy
) -> tuple[WeighedEvidence, ...]:
    """Each piece of evidence with its weight in [0, 1], in the order given.

    The weight is what the piece adds to its side; of one voice only the weightiest piece a side
    counts, and what several say in the same words is one voice.
    """
    standing = _Standing.of(claim, evidence, grounds, policy)
    strengths = [strength(claim, piece, grounds, policy) for piece in evidence]
    reasons = [
        _exclusion(claim, piece, grounds, standing, policy)
        or ("uncertain" if weight < policy.least_weight else None)
        for piece, weight in zip(evidence, strengths, strict=True)
    ]
    reasons = _without_outdated(claim, evidence, reasons, grounds, policy)
    strengths = [
        0.0 if reason else weight for weight, reason in zip(strengths, reasons, strict=True)
    ]
    strongest: dict[tuple[str, Stance], int] = {}
    for index, piece in enumerate(evidence):
        side = (grounds.voice_of(piece), piece.stance)
        if side not in strongest or strengths[index] > strengths[strongest[side]]:
            strongest[side] = index
    return tuple(
        _weighed(piece, index, reasons[index], strengths[index], strongest, grounds)
        for index, piece in enumerate(evidence)
    )


def certainty(piece: Evidence) -> float:
    """Probability in [0, 1] of the stance that the piece takes."""
    comparison = piece.comparison
    if comparison is not None and comparison.agrees is not None:
        return comparison.same_thing
    return piece.probabilities.of(piece.stance)


def _without_outdated(
    claim: Claim,
    evidence: Sequence[Evidence],
    reasons: Sequence[str | None],
    grounds: Grounds,
    policy: Policy,
) -> list[str | None]:
    """The reasons, with support that newer refutations have overtaken left out as well.

    Only where the claim names no year, so that it speaks of now. An old refutation stays: a hoax
    that is told again is no newer truth.
    """
    counted = [
        (at, piece.stance, index)
        for index, (piece, reason) in enumerate(zip(evidence, reasons, strict=True))
        if reason is None and (at := evidence_time(piece, grounds)) is not None
    ]
    found = list(reasons)
    if years_of(claim.wording):
        return found
    newest = max((at for at, stance, _ in counted if stance is Stance.REFUTES), default=None)
    supports = [(at, index) for at, stance, index in counted if stance is Stance.SUPPORTS]
    overtaken = timedelta(days=policy.ageing.outdated_days)
    if newest is None or any(newest - at < overtaken for at, _ in supports):
        return found
    for _, index in supports:
        found[index] = OUTDATED
    return found


def evidence_time(piece: Evidence, grounds: Grounds) -> datetime | None:
    """The year that the passage's figure is of, or when its page was published."""
    year = piece.comparison.source.time if piece.comparison else None
    if year and year[:4].isdigit():
        return datetime(int(year[:4]), 1, 1, tzinfo=UTC)
    return grounds.sources[piece.source_id].published_at


def strength(claim: Claim, piece: Evidence, grounds: Grounds, policy: Policy) -> float:
    """The weight in [0, 1] of a piece that counts: how far it is believed about its side.

    A logistic function of the stance's log odds, of nearness and of translation, at most
    `policy.trust`, less for kinds of publishers that are less relied on and for age.
    """
    source = grounds.sources[piece.source_id]
    decided = piece.comparison is not None and piece.comparison.agrees is not None
    reliability = policy.figures if decided else policy.stance
    believed = expit(
        reliability.intercept
        + reliability.certainty * logit(np.clip(certainty(piece), SURE, 1 - SURE))
        + reliability.nearness * (piece.similarity - NEAR) / TENTH
        + reliability.translation * _is_translated(piece, grounds)
    )
    kept = policy.source_kinds.get(kind_of(source), 1.0) * _freshness(
        claim, source, grounds, policy
    )
    return float(policy.trust * believed * kept)


def _freshness(claim: Claim, source: Source, grounds: Grounds, policy: Policy) -> float:
    """Share in [0, 1] that a page keeps which is older than what the claim speaks of."""
    spoken_of = _time_of(claim, grounds)
    if source.published_at is None or spoken_of is None:
        return 1.0
    years = (spoken_of - source.published_at).days / DAYS_A_YEAR
    halvings = max(0.0, years) / policy.ageing.half_life_years
    return max(policy.ageing.least, float(0.5**halvings))


def _time_of(claim: Claim, grounds: Grounds) -> datetime | None:
    """The beginning of the newest year that the claim names, or when its article was published."""
    years = years_of(claim.wording)
    if years:
        return datetime(int(max(years)), 1, 1, tzinfo=UTC)
    return grounds.published_at


def _weighed(
    piece: Evidence,
    index: int,
    reason: str | None,
    strength: float,
    strongest: Mapping[tuple[str, Stance], int],
    grounds: Grounds,
) -> WeighedEvidence:
    voice = grounds.voice_of(piece)
    if reason is None and strongest[voice, piece.stance] != index:
        reason = "same_voice"
    return WeighedEvidence(piece.id, voice, 0.0 if reason else strength, reason)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a piece of evidence is seen against: the claim, and the others on it."""

    speaker: str | None
    """Who, by the claim, says something; None where the claim is no report of words."""
    nearest: float
    agreeing: AbstractSet[str]
    """Voices that have the claim's figure."""

    @classmethod
    def of(
        cls, claim: Claim, evidence: Sequence[Evidence], grounds: Grounds, policy: Policy
    ) -> _Standing:
        saying = find_attribution(claim.wording, grounds.language)
        nearest = max((piece.similarity for piece in evidence), default=0.0)
        return cls(
            speaker=saying.who if saying is not None and claim.attributed_to is None else None,
            nearest=nearest,
            agreeing={
                grounds.voices[piece.source_id]
                for piece in evidence
                if piece.comparison is not None
                and piece.comparison.agrees is True
                and piece.comparison.same_thing >= policy.least_same_thing
                and not _is_far(piece, grounds, nearest, policy)
            },
        )


def _exclusion(
    claim: Claim, piece: Evidence, grounds: Grounds, standing: _Standing, policy: Policy
) -> str | None:
    """Why the piece does not count, as a word that `justify` puts into the reader's language."""
    source = grounds.sources[piece.source_id]
    compared = piece.comparison
    checks = (
        ("article_itself", source.id in grounds.copies),
        ("repeats_attribution", _repeats(claim, piece, grounds)),
        ("other_speaker", _is_of_another_speaker(piece, grounds, standing)),
        ("published_later", _too_late(source, grounds.published_before)),
        ("off_topic", _is_far(piece, grounds, standing.nearest, policy)),
        ("open_comparison", compared is not None and compared.agrees is None),
        ("neutral", piece.stance is Stance.NEUTRAL),
        ("figure_missing", _lacks_what_is_claimed(claim, piece, grounds)),
        ("other_figure", _is_about_another_figure(claim, piece, grounds, standing)),
    )
    return next((reason for reason, applies in checks if applies), None)


def _repeats(claim: Claim, piece: Evidence, grounds: Grounds) -> bool:
    """Whether the passage has from the same mouth what the claim says."""
    if claim.attributed_to is None or piece.stance is not Stance.SUPPORTS:
        return False
    text, language = _read(piece, grounds)
    return repeats_attribution(claim.attributed_to, text, language)


def _is_of_another_speaker(piece: Evidence, grounds: Grounds, standing: _Standing) -> bool:
    """Whether the claim is that somebody says something, and the passage speaks of nobody like it.

    That what is said is wrong does not mean that it was not said.
    """
    if standing.speaker is None:
        return False
    text, _ = _read(piece, grounds)
    return not same_speaker(standing.speaker, text, grounds.language)


def _read(piece: Evidence, grounds: Grounds) -> tuple[str, str]:
    """The passage and the language that it is read in."""
    language = grounds.sources[piece.source_id].language
    served = language if language in SERVED else grounds.language
    return grounds.passages[piece.passage_id].text, served


def _too_late(source: Source, limit: datetime | None) -> bool:
    return limit is not None and source.published_at is not None and source.published_at >= limit


def _is_far(piece: Evidence, grounds: Grounds, nearest: float, policy: Policy) -> bool:
    limits = policy.relevance
    translated = _is_translated(piece, grounds)
    behind = limits.behind_in_translation if translated else limits.behind
    return piece.similarity < max(limits.least_similarity, nearest - behind)


def _is_translated(piece: Evidence, grounds: Grounds) -> bool:
    return grounds.sources[piece.source_id].language not in {None, grounds.language}


def _lacks_what_is_claimed(claim: Claim, piece: Evidence, grounds: Grounds) -> bool:
    """A passage without the claim's figure, or of another year, bears nothing out."""
    if piece.stance is not Stance.SUPPORTS:
        return False
    compared = piece.comparison is not None and piece.comparison.agrees is True
    if claim.quantities and not compared:
        return True
    said, found = years_of(claim.wording), years_of(grounds.passages[piece.passage_id].text)
    return bool(said and found and not said & found)


def _is_about_another_figure(
    claim: Claim, piece: Evidence, grounds: Grounds, standing: _Standing
) -> bool:
    """A passage whose figures are not of the claim's subject.

    They are not where its own voice has the claim's figure elsewhere, nor where the substitution
    found none of them to be. A passage that names the claim's own figure may still deny it.
    """
    if not claim.quantities or piece.stance is not Stance.REFUTES:
        return False
    if grounds.voices[piece.source_id] in standing.agreeing:
        return True
    if piece.comparison is not None:
        return False
    language = grounds.sources[piece.source_id].language or grounds.language
    pair = Pairing(claim, grounds.language, grounds.passages[piece.passage_id], language)
    figures = comparable_figures(pair)
    return bool(figures) and not any(agreement(said, alike[0]) for said, alike in figures)
