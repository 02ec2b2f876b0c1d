"""What a run does, as lines of JSON on standard error, where `VEREDICTO_LOG` is `json`.

Each line is an object with `time`, `level`, `event`, and whatever of `run`, `article`, `claim`,
`stage`, `provider`, `seconds`, `outcome` belongs to it. Else nothing is logged, and people read
sentences.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import typer

from checkers.labels import Stage
from warehouse.place import without_password

if TYPE_CHECKING:
    from datetime import datetime

    from checkers.articles import Article
    from checkers.nouns import Assessment, Claim, Failure, Report
    from veredicto.settings import LogFormat

LOG = logging.getLogger("veredicto")


def begin_logs(kind: LogFormat) -> None:
    """Has the events of this process go to standard error as JSON, if that is wanted.

    Before Prefect is imported, so that it writes its lines so, too.
    """
    if kind != "json" or is_json():
        return
    from pythonjsonlogger.json import JsonFormatter

    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER", "json")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(levelname)s %(message)s",
            rename_fields={"levelname": "level", "message": "event", "timestamp": "time"},
            timestamp=True,
            json_ensure_ascii=False,
        )
    )
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False


def is_json() -> bool:
    """Whether events go to standard error as JSON."""
    return bool(LOG.handlers)


def complain(message: str, *, colour: str = typer.colors.YELLOW, **fields: object) -> None:
    """Says on standard error what went wrong: a line for people, or an event."""
    line = " ".join(message.split())
    if is_json():
        LOG.warning("trouble", extra={"detail": line, **fields})
    else:
        # https://no-color.org, which rich respects and click does not.
        plain = os.environ.get("NO_COLOR")
        line = f"veredicto: {line}"
        typer.echo(line if plain else typer.style(line, fg=colour), err=True)


def log_article(article: Article, seconds: float) -> None:
    """Tells that an article was read."""
    _log("article read", article=article.id, url=article.url, stage=Stage.READ, seconds=seconds)


def log_run(report: Report, seconds: float) -> None:
    """Tells what a run found, once it is recorded, which took so many seconds."""
    if not is_json():
        return
    run = {"run": report.run.id, "article": report.article.id}
    to_check = sum(claim.to_check for claim in report.claims)
    _log("claims found", **run, claims=len(report.claims), to_check=to_check)
    for failure in report.run.failures:
        _log_failure(failure, run)
    for claim, assessment in zip(report.claims, report.assessments, strict=True):
        _log_claim(claim, assessment, run)
    for stage, took in report.run.seconds:
        _log("stage ended", **run, stage=stage, seconds=took)
    _log(
        "recorded",
        **run,
        stage=Stage.RECORD,
        seconds=seconds,
        run_seconds=_between(report.run.started_at, report.run.finished_at),
        outcome="with_failures" if report.run.failures else "complete",
        failures=len(report.run.failures),
    )


def _log_failure(failure: Failure, run: dict[str, str]) -> None:
    LOG.warning(
        "failed",
        extra=_fields(
            **run,
            claim=failure.claim_id,
            stage=failure.stage,
            provider=failure.provider,
            url=failure.url,
            detail=failure.reason,
        ),
    )


def _log_claim(claim: Claim, assessment: Assessment, run: dict[str, str]) -> None:
    verdict = assessment.verdict
    _log(
        "claim checked",
        **run,
        claim=claim.id,
        outcome=assessment.status,
        verdict=verdict.label if verdict else None,
        verdict_id=verdict.id if verdict else None,
        confidence=verdict.confidence if verdict else None,
    )


def _log(event: str, **fields: object) -> None:
    if is_json():
        LOG.info(event, extra=_fields(**fields))


def _fields(**fields: object) -> dict[str, object]:
    """Those that there are, seconds to the millisecond, addresses without passwords."""
    said: dict[str, object] = {}
    for name, value in fields.items():
        if isinstance(value, float):
            said[name] = round(value, 3)
        elif value is not None:
            said[name] = without_password(str(value)) if isinstance(value, str) else value
    return said


def _between(first: datetime, last: datetime) -> float:
    return (last - first).total_seconds()
