"""An additional judge's answer: a stranger's text, of which only what can be checked is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from checkers.labels import Stance, VerdictLabel
from checkers.nouns import OpinionQuote
from checkers.opinions.brief import Brief
from checkers.opinions.wordings import wording_in
from checkers.reading.normalise import normalise
from checkers.verdicts.quotations import MARKS, is_in_any, misquotations

LONGEST_EXPLANATION = 600
_READ_OF_EXPLANATION = 4_000
_MOST_QUOTES = 16
_ALL_MARKS = MARKS | {'"': '"'}
_TERMINAL_CODES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_NEEDS = {
    VerdictLabel.SUPPORTED: ("supports", {Stance.SUPPORTS}),
    VerdictLabel.REFUTED: ("refutes", {Stance.REFUTES}),
    VerdictLabel.CONFLICTING_EVIDENCE: ("both_sides", {Stance.SUPPORTS, Stance.REFUTES}),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: ("", set[Stance]()),
}


class AnswerRejected(ValueError):
    """The answer says nothing that holds; the message says why, in the article's language."""


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """What is left of an answer: every quote is verbatim in its passage."""

    label: VerdictLabel
    explanation: str | None
    quotes: tuple[OpinionQuote, ...]


def _as_a_name(value: object) -> object:
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


class _Quote(BaseModel):
    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    passage: int
    quote: str
    stance: Annotated[Stance, BeforeValidator(_as_a_name)]


class _Answer(BaseModel):
    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    label: Annotated[VerdictLabel, BeforeValidator(_as_a_name)]
    explanation: str
    quotes: list[_Quote]

    @model_validator(mode="before")
    @classmethod
    def _may_be_brief(cls, data: dict[str, object]) -> dict[str, object]:
        """The schema wants every field, since servers do; an answer may leave these out."""
        given = {name: value for name, value in data.items() if value is not None}
        return {"explanation": "", "quotes": []} | given


ANSWER_SCHEMA: dict[str, Any] = _Answer.model_json_schema()
"""The form of an answer, for servers that hold a model to one."""


def check_answer(content: str, brief: Brief) -> CheckedAnswer:
    """What holds of an answer to `brief`.

    A quote that is not verbatim in the passage it names is left out, and so is an explanation with
    a quotation that is neither in a passage nor in the claim.

    Raises:
        AnswerRejected: It is no answer, or its label lacks a verbatim quote for a side it needs.
    """
    answer = _parse(content, brief.language)
    quotes = tuple(
        dict.fromkeys(
            found
            for quote in answer.quotes[:_MOST_QUOTES]
            if (found := find_quote(brief, quote.passage, quote.quote, quote.stance)) is not None
        )
    )
    reason, needed = _NEEDS[answer.label]
    if not needed <= {quote.stance for quote in quotes}:
        raise AnswerRejected(wording_in(brief.language).why_rejected(reason))
    return CheckedAnswer(answer.label, _explanation(answer.explanation, brief), quotes)


def find_quote(brief: Brief, number: int, words: str, stance: Stance) -> OpinionQuote | None:
    """The words in the passage of that number, from 1; None where they are not verbatim in it."""
    if not words.strip() or not 1 <= number <= len(brief.passages):
        return None
    cited = brief.passages[number - 1]
    place = cited.passage.text.find(words)
    if place < 0:
        return None
    start = cited.passage.start + place
    return OpinionQuote(cited.evidence_id, words, start, start + len(words), stance)


def _parse(content: str, language: str) -> _Answer:
    wording = wording_in(language)
    text = _THOUGHTS.sub("", content)
    start, end = text.find("{"), text.rfind("}")
    try:
        # Models put their JSON into fences and between courtesies.
        return _Answer.model_validate_json(text[start : end + 1] if start >= 0 else "")
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "json_invalid":
        raise AnswerRejected(wording.why_rejected("no_json"))
    if first["loc"] == ("label",):
        raise AnswerRejected(wording.why_rejected("label"))
    what = ".".join(map(str, first["loc"])) or "{}"
    raise AnswerRejected(wording.why_rejected("shape", what=what))


def _explanation(said: str, brief: Brief) -> str | None:
    """The explanation as one plain line; None where there is none or where it misquotes."""
    text = normalise(_TERMINAL_CODES.sub("", said[:_READ_OF_EXPLANATION])).replace("\n", " ")
    known = is_in_any([brief.claim.wording, *(one.passage.text for one in brief.passages)])
    if not text or len(said) > _READ_OF_EXPLANATION or misquotations(text, known, _ALL_MARKS):
        return None
    return text if len(text) <= LONGEST_EXPLANATION else f"{text[: LONGEST_EXPLANATION - 1]}…"
