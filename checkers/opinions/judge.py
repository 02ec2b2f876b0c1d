"""The additional judge: one question a claim, and its answer checked like any other stranger's."""

from __future__ import annotations

from datetime import UTC, datetime

from checkers.errors import OpinionFailed
from checkers.identifiers import identify
from checkers.labels import OpinionOutcome
from checkers.nouns import Opinion
from checkers.opinions.answer import AnswerRejected, CheckedAnswer, check_answer
from checkers.opinions.brief import Brief
from checkers.opinions.endpoint import ChatEndpoint
from checkers.opinions.prompt import ask


class OpinionJudge:
    """Asks for opinions in one run; after a lasting failure it asks no more."""

    def __init__(self, endpoint: ChatEndpoint) -> None:
        self._endpoint = endpoint
        self._gave_up: str | None = None

    @property
    def title(self) -> str:
        """Which model it is, and where."""
        return self._endpoint.title

    def anew(self) -> OpinionJudge:
        """The same judge for another run, where it may answer again."""
        return OpinionJudge(self._endpoint)

    def opine(self, brief: Brief) -> Opinion:
        """The opinion on the brief's claim; one that failed or was rejected says why."""
        try:
            content = self._complete(brief)
            return self._opinion(
                brief, OpinionOutcome.ACCEPTED, answer=check_answer(content, brief)
            )
        except OpinionFailed as error:
            return self._opinion(brief, OpinionOutcome.FAILED, reason=str(error))
        except AnswerRejected as error:
            return self._opinion(brief, OpinionOutcome.REJECTED, reason=str(error))

    def _complete(self, brief: Brief) -> str:
        if self._gave_up is not None:
            raise OpinionFailed(self._gave_up, lasting=True)
        try:
            return self._endpoint.complete(ask(brief))
        except OpinionFailed as error:
            if error.lasting:
                self._gave_up = str(error)
            raise

    def _opinion(
        self,
        brief: Brief,
        outcome: OpinionOutcome,
        *,
        answer: CheckedAnswer | None = None,
        reason: str | None = None,
    ) -> Opinion:
        verdict = brief.verdict
        return Opinion(
            id=identify("opinion", verdict.id, self.title, outcome, answer, reason),
            claim_id=brief.claim.id,
            verdict_id=verdict.id,
            model=self.title,
            outcome=outcome,
            asked_at=datetime.now(UTC),
            reason=reason,
            label=answer.label if answer else None,
            explanation=answer.explanation if answer else None,
            quotes=answer.quotes if answer else (),
            agrees=answer.label is verdict.label if answer else None,
        )
