"""The quote gate: no verdict is recorded on words that are not in the stored page.

What a verdict cites is looked up in the text that its snapshot gives when it is extracted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checkers.errors import WarehouseError
from checkers.evidence.gather import EvidenceSet
from checkers.fetching.stored import StoredPages
from checkers.labels import ClaimStatus, Stage
from checkers.nouns import Assessment, Claim, Evidence, Failure, Passage, Source, Verdict
from checkers.verdicts.quotations import cited_numbers, misquoted

QUOTE_NOT_FOUND = {
    "es": "Una cita del veredicto no se encontró en la página guardada ({where}), así que no vale.",
    "en": "A quote of the verdict was not found in the stored page ({where}), so it does not hold.",
}
MISQUOTED = {
    "es": "La justificación cita lo que no está en sus pasajes, así que el veredicto no vale.",
    "en": "The justification quotes what is not in its passages, so the verdict does not hold.",
}


@dataclass(frozen=True, slots=True)
class Gated:
    """What came through the gate, and what did not as failures of the run."""

    assessments: tuple[Assessment, ...]
    found: EvidenceSet
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a verdict is refused; `url` is that of the page, None where no page is at fault."""

    reason: str
    url: str | None


def let_through(
    claims: Sequence[Claim],
    assessments: Sequence[Assessment],
    sources: Sequence[Source],
    found: EvidenceSet,
    pages: StoredPages,
    language: str,
) -> Gated:
    """The assessments, in order, with those verdicts only whose quotes are in the stored pages.

    A claim whose verdict is refused is `RETRIEVAL_FAILED`; its evidence is left out, since nothing
    rests on it. Only pages that counted in a verdict or are cited in it are extracted again.
    """
    checked = _Checked(claims, sources, found, pages)
    kept: list[Assessment] = []
    failures: list[Failure] = []
    for assessment in assessments:
        faults = checked.faults(assessment.verdict) if assessment.verdict else ()
        kept.append(_refused(assessment, faults, language) if faults else assessment)
        failures += [
            Failure(Stage.VERDICTS, fault.reason, url=fault.url, claim_id=assessment.claim_id)
            for fault in faults
        ]
    refused = frozenset(failure.claim_id for failure in failures)
    return Gated(tuple(kept), _without(found, refused) if refused else found, tuple(failures))


def why_not_verbatim(passage: Passage, source: Source | None, pages: StoredPages) -> str | None:
    """What keeps a passage from being a quote of its stored page; None where nothing does."""
    if source is None:
        return "the passage cited is of no page of this run"
    try:
        text = pages.text_of(source)
    except WarehouseError as error:
        return str(error)
    if not passage.text or text[passage.start : passage.end] != passage.text:
        return (
            f"the passage cited is not in the stored page {source.snapshot} at "
            f"{passage.start}–{passage.end}"
        )
    return None


class _Checked:
    """Looks up what the verdicts of one run cite."""

    def __init__(
        self,
        claims: Iterable[Claim],
        sources: Iterable[Source],
        found: EvidenceSet,
        pages: StoredPages,
    ) -> None:
        self._wordings = {claim.id: claim.wording for claim in claims}
        self._sources = {source.id: source for source in sources if source.retrieved}
        self._passages = {passage.id: passage for passage in found.passages}
        self._evidence = {piece.id: piece for piece in found.evidence}
        self._pages = pages

    def faults(self, verdict: Verdict) -> tuple[_Fault, ...]:
        """What is wrong with the quotes of the verdict, each fault once."""
        numbers = cited_numbers(verdict.justification)
        cited = {
            number: self._evidence[weighed.evidence_id]
            for number, weighed in enumerate(verdict.evidence, start=1)
            if weighed.weight > 0 or number in numbers
        }
        found = [fault for piece in cited.values() for fault in self._of_piece(piece)]
        return tuple(dict.fromkeys(found or self._of_justification(verdict, cited)))

    def _of_piece(self, piece: Evidence) -> Iterator[_Fault]:
        passage, source = self._passages[piece.passage_id], self._sources.get(piece.source_id)
        url = source.url if source else None
        reason = why_not_verbatim(passage, source, self._pages)
        if reason is not None:
            yield _Fault(reason, url)
        figure = piece.comparison.source if piece.comparison else None
        if figure is not None and passage.text[figure.start : figure.end] != figure.text:
            reason = f"the figure {figure.text!r} is not in its passage where it is said to be"
            yield _Fault(reason, url)

    def _of_justification(
        self, verdict: Verdict, cited: Mapping[int, Evidence]
    ) -> Iterator[_Fault]:
        texts = {number: self._passages[piece.passage_id].text for number, piece in cited.items()}
        wording = self._wordings[verdict.claim_id]
        for words in misquoted(verdict.justification, texts, wording):
            yield _Fault(f"the justification quotes {words!r}, which is not where it says", None)


def _refused(assessment: Assessment, faults: Sequence[_Fault], language: str) -> Assessment:
    where = ", ".join(dict.fromkeys(fault.url for fault in faults if fault.url))
    reason = (QUOTE_NOT_FOUND if where else MISQUOTED)["es" if language == "es" else "en"]
    return Assessment(
        assessment.claim_id, ClaimStatus.RETRIEVAL_FAILED, reason.format(where=where), None
    )


def _without(found: EvidenceSet, claims: frozenset[str | None]) -> EvidenceSet:
    evidence = tuple(piece for piece in found.evidence if piece.claim_id not in claims)
    used = {piece.passage_id for piece in evidence}
    return EvidenceSet(tuple(p for p in found.passages if p.id in used), evidence)
