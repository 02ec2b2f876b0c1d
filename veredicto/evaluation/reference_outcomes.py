"""How what references stand for came out in the claims of an article, by type of reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum

from checkers.nouns import Claim
from veredicto.evaluation.article_rows import LabelledClaim, LabelledReference, ReferenceType
from veredicto.evaluation.claim_matches import Compared
from veredicto.evaluation.scores import Count, Metric, Tally


class Outcome(StrEnum):
    """What became of a labelled reference."""

    RIGHT = "right"
    WRITTEN = "as_written"
    AMBIGUOUS = "ambiguous"
    WRONG = "wrong"
    LOST = "claim_not_found"


def tally_references(compared: Sequence[Compared]) -> tuple[Tally, ...]:
    """How often the references of each type came out so, those of claims not found included."""
    counted = Counter(told for one in compared for told in _outcomes(one))
    return tuple(_tally(type_, counted) for type_ in ReferenceType)


def _tally(type_: ReferenceType, counted: Counter[tuple[ReferenceType, Outcome]]) -> Tally:
    counts = [Count(outcome.value, counted[type_, outcome]) for outcome in Outcome]
    return Tally(type_.value, sum(one.value for one in counts), tuple(counts))


def _outcomes(compared: Compared) -> Iterator[tuple[ReferenceType, Outcome]]:
    found = {id(match.labelled): match.found for match in compared.matches}
    for labelled in compared.labels:
        for one in labelled.references:
            yield one.type, _outcome(one, found.get(id(labelled)))


def _outcome(reference: LabelledReference, claim: Claim | None) -> Outcome:
    if claim is None:
        return Outcome.LOST
    if claim.ambiguous:
        return Outcome.AMBIGUOUS
    wording = claim.wording.casefold()
    if any(form.casefold() in wording for form in reference.forms):
        return Outcome.RIGHT
    return Outcome.WRONG if _put_in(reference, claim) else Outcome.WRITTEN


def _put_in(reference: LabelledReference, claim: Claim) -> bool:
    """Whether the claim has something in the place of the mention, which is then the wrong one."""
    mention = reference.mention.casefold()
    for one in claim.references:
        text = one.text.casefold()
        omitted = not text and reference.type is ReferenceType.ELLIPSIS
        if omitted or (text and (text in mention or mention in text)):
            return True
    return False


def ambiguity(compared: Sequence[Compared]) -> tuple[Metric, Metric]:
    """Precision and recall of calling a claim ambiguous; 0 where there is none to be right about.

    Precision is of the labelled claims that were found, recall of all that are labelled ambiguous.
    """
    matches = [match for one in compared for match in one.matches]
    both = sum(m.found.ambiguous and m.labelled.missing is not None for m in matches)
    called = sum(match.found.ambiguous for match in matches)
    labelled = sum(_is_ambiguous(label) for one in compared for label in one.labels)
    return (
        Metric("ambiguous_precision", both / called if called else 0.0),
        Metric("ambiguous_recall", both / labelled if labelled else 0.0),
    )


def _is_ambiguous(claim: LabelledClaim) -> bool:
    return claim.missing is not None
