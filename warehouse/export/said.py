"""What is published of a finding in words: the reason, whose it is, and when it was given."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files

from checkers.labels import VerdictLabel
from warehouse.export.findings import Finding

FALLBACK_LANGUAGE = "en"


def explanation(finding: Finding) -> str:
    """Why the label is what it is: in the editor's words where the editor gave another."""
    if finding.review is not None and finding.label is not finding.verdict.label:
        return finding.review.reason
    return finding.verdict.justification


def decided_at(finding: Finding) -> datetime:
    """When what stands was decided, by an editor where there is a decision."""
    return finding.verdict.decided_at if finding.review is None else finding.review.reviewed_at


def unreviewed_author(language: str) -> str:
    """Who speaks where no editor has."""
    return _wording(language)["author"]


def unreviewed_note(finding: Finding) -> str:
    """That no editor has seen it, and how sure the program is of what it did not leave open."""
    wording = _wording(finding.article.language)
    if finding.label is VerdictLabel.NOT_ENOUGH_EVIDENCE:
        return wording["note"]
    confidence = round(finding.verdict.confidence * 100)
    return f"{wording['note']} {wording['confidence'].format(confidence=confidence)}"


@cache
def _wording(language: str) -> dict[str, str]:
    text = (files("warehouse.export") / "unreviewed.toml").read_text(encoding="utf-8")
    wording: dict[str, dict[str, str]] = tomllib.loads(text)
    return wording.get(language, wording[FALLBACK_LANGUAGE])
