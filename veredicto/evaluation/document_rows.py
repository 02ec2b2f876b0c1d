"""Whole texts with their claims, pages and labels: Factcheck-Bench's rows (Wang et al. 2024)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from checkers.labels import VerdictLabel
from checkers.reading.languages import SERVED
from veredicto.evaluation.rows import Row, Text

Factuality = bool | Literal["unknown", "Unknown", "NA"]
DECIDING = frozenset({"completely-support", "partially-support", "refute"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSentence:
    """A sentence of the text; the lists after `claims` have an entry for each claim."""

    text: str
    check_worthiness: Annotated[str, Field(validation_alias="sentence_checkworthiness")]
    claims: tuple[str, ...] = ()
    factuality: Annotated[
        tuple[Factuality, ...], Field(validation_alias="claims_factuality_label")
    ] = ()
    passages: Annotated[tuple[tuple[str, ...], ...], Field(validation_alias="auto_evidence")] = ()
    urls: Annotated[tuple[tuple[str, ...], ...], Field(validation_alias="auto_evidence_url")] = ()
    stances: Annotated[
        tuple[tuple[str, ...], ...], Field(validation_alias="stance_claim_autoEvid")
    ] = ()


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A decontextualised claim with its factuality and the passages that decide it."""

    text: str
    gold: VerdictLabel
    deciding: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow(Row):
    """A text, its sentences, and the web passages that annotators judged for each claim."""

    SHAPE: ClassVar[str] = '"response" and "sentences", each with its claims, labels and evidence'
    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    text: Annotated[Text, Field(validation_alias="response")]
    sentences: dict[str, DocumentSentence]

    @property
    def wording(self) -> str:
        """The text."""
        return self.text

    @property
    def claims(self) -> tuple[LabelledClaim, ...]:
        """Every claim of the text, in its order, each once."""
        found: dict[str, LabelledClaim] = {}
        for sentence in self.sentences.values():
            columns = (sentence.claims, sentence.factuality, sentence.passages, sentence.stances)
            for text, factuality, passages, stances in zip(*columns, strict=False):
                deciding = tuple(
                    passage
                    for passage, stance in zip(passages, stances, strict=False)
                    if stance in DECIDING
                )
                found.setdefault(text, LabelledClaim(text, _label(factuality), deciding))
        return tuple(found.values())

    @property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """The passages of every page by its address, in order, each once."""
        found: dict[str, dict[str, None]] = {}
        for sentence in self.sentences.values():
            for passages, urls in zip(sentence.passages, sentence.urls, strict=False):
                for passage, url in zip(passages, urls, strict=False):
                    found.setdefault(url, {})[passage] = None
        return {url: tuple(passages) for url, passages in found.items()}


def _label(factuality: Factuality) -> VerdictLabel:
    if not isinstance(factuality, bool):
        return VerdictLabel.NOT_ENOUGH_EVIDENCE
    return VerdictLabel.SUPPORTED if factuality else VerdictLabel.REFUTED
