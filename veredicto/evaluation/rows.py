"""The labelled rows of each task, as they are read from JSON.

Every class is a stdlib dataclass that pydantic reads: `Field` names the field of the JSON and
`SHAPE` says what a line of the file looks like. Fields that a task does not need are left unread.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from checkers.labels import Stance, VerdictLabel
from checkers.reading.languages import SERVED, primary_subtag

NLI_LABELS = {
    "entailment": Stance.SUPPORTS,
    "neutral": Stance.NEUTRAL,
    "contradiction": Stance.REFUTES,
}
STANCE_LABELS = {
    "supported": Stance.SUPPORTS,
    "not_enough_evidence": Stance.NEUTRAL,
    "irrelevant": Stance.NEUTRAL,
    "refuted": Stance.REFUTES,
}
VERDICT_LABELS = {
    "Supported": VerdictLabel.SUPPORTED,
    "Refuted": VerdictLabel.REFUTED,
    "Conflicting Evidence/Cherrypicking": VerdictLabel.CONFLICTING_EVIDENCE,
    "Not Enough Evidence": VerdictLabel.NOT_ENOUGH_EVIDENCE,
    **{label.value: label for label in VerdictLabel},
}
UNANSWERABLE = "Unanswerable"
_LONGEST_SHOWN = 40
L = TypeVar("L", bound=StrEnum)


def _worded(text: str) -> str:
    if not text.strip():
        message = "it is empty"
        raise ValueError(message)
    return text


def _among(labels: Mapping[str, L]) -> Callable[[object], L]:
    def read(value: object) -> L:
        if not isinstance(value, str) or value not in labels:
            shown = repr(value)[:_LONGEST_SHOWN]
            message = f"{shown} is no label of this task, which has {', '.join(labels)}"
            raise ValueError(message)
        return labels[value]

    return read


Text = Annotated[str, AfterValidator(_worded)]
Language = Annotated[str | None, AfterValidator(primary_subtag)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(ABC):
    """A labelled row; `language` is an ISO 639-1 code, None where nothing tells it."""

    SHAPE: ClassVar[str]
    LANGUAGES: ClassVar[tuple[str, ...]] = ()
    """The languages that the task can be done in; any where there is none."""

    language: Language = None

    @property
    @abstractmethod
    def wording(self) -> str:
        """The text that tells the row's language."""

    @property
    def decides(self) -> bool:
        """Whether the row can be scored without the others."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow(Row):
    """A passage, a claim, and what the first says of the second."""

    passage: Text
    claim: Text
    gold: Stance

    @property
    def wording(self) -> str:
        """The claim."""
        return self.claim


@dataclass(frozen=True, slots=True, kw_only=True)
class NliRow(PairRow):
    """A pair of natural language inference."""

    SHAPE: ClassVar[str] = f'"premise", "hypothesis" and "label" ({", ".join(NLI_LABELS)})'

    passage: Annotated[Text, Field(validation_alias="premise")]
    claim: Annotated[Text, Field(validation_alias="hypothesis")]
    gold: Annotated[Stance, BeforeValidator(_among(NLI_LABELS)), Field(validation_alias="label")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceRow(PairRow):
    """A claim with a passage of evidence."""

    SHAPE: ClassVar[str] = f'"claim", "evidence" and "label" ({", ".join(STANCE_LABELS)})'

    passage: Annotated[Text, Field(validation_alias="evidence")]
    gold: Annotated[Stance, BeforeValidator(_among(STANCE_LABELS)), Field(validation_alias="label")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(Row):
    """A sentence, and whether it is of the kind that the task looks for."""

    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    text: Text
    gold: bool

    @property
    def wording(self) -> str:
        """The sentence."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckworthyRow(StatementRow):
    """A sentence, and whether it is worth checking."""

    SHAPE: ClassVar[str] = '"text" and "check_worthy" (0 or 1)'

    gold: Annotated[bool, Field(validation_alias="check_worthy")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionRow(StatementRow):
    """A sentence, and whether it reports what somebody says."""

    SHAPE: ClassVar[str] = '"text" and "attributed" (0 or 1)'

    gold: Annotated[bool, Field(validation_alias="attributed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRow(Row):
    """A question with a passage; `right` where the passage answers it."""

    SHAPE: ClassVar[str] = '"question", "passage" and, for a wrong answer, "label": 0'

    question: Text
    passage: Text
    right: Annotated[bool, Field(validation_alias="label")] = True

    @property
    def wording(self) -> str:
        """The question."""
        return self.question

    @property
    def decides(self) -> bool:
        """Whether there is an answer to find; a wrong one is only a passage among the others."""
        return self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that an annotator found; `explanation` goes with a yes or no."""

    answer: str
    kind: Annotated[str, Field(validation_alias="answer_type")] = ""
    url: Annotated[str, Field(validation_alias="source_url")] = ""
    explanation: Annotated[str | None, Field(validation_alias="boolean_explanation")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredQuestion:
    """A question about a claim, with its answers."""

    question: str
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AveritecRow(Row):
    """A claim with the questions and answers that its verdict rests on (Schlichtkrull 2023)."""

    SHAPE: ClassVar[str] = f'"claim", "questions" and "label" ({", ".join(VERDICT_LABELS)})'
    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    claim: Text
    questions: tuple[AnsweredQuestion, ...]
    gold: Annotated[
        VerdictLabel, BeforeValidator(_among(VERDICT_LABELS)), Field(validation_alias="label")
    ]

    @property
    def wording(self) -> str:
        """The claim."""
        return self.claim


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomicFact:
    """A fact of a sentence, worded by a person so that it says one thing."""

    claim: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DecompositionRow(Row):
    """A sentence with its atomic facts (FActScore, Min 2023)."""

    SHAPE: ClassVar[str] = '"text" and "facts", each with its "claim"'
    LANGUAGES: ClassVar[tuple[str, ...]] = SERVED

    text: Text
    facts: Annotated[tuple[AtomicFact, ...], Field(min_length=1)]

    @property
    def wording(self) -> str:
        """The sentence."""
        return self.text
