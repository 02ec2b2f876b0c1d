"""Renders the page of a run: one HTML file without scripts that asks nothing of any other."""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checkers.labels import VerdictLabel
from checkers.nouns import Report, Verdict
from checkers.verdicts.justify import why_excluded
from veredicto.formats import Formats
from veredicto.page.citations import cited_parts
from veredicto.page.shown import State, Statement, show
from warehouse.current import CurrentClaim
from warehouse.export.addresses import is_web_address

FALLBACK_LANGUAGE = "en"
MARK = '<meta name="generator" content="veredicto'
"""What a page of ours begins with, and a file of somebody else does not."""

SIGNS = {
    State.SUPPORTED: "✓",
    State.REFUTED: "✗",
    State.CONFLICTING_EVIDENCE: "≠",
    State.NOT_ENOUGH_EVIDENCE: "?",
    State.RETRIEVAL_FAILED: "!",
    State.AMBIGUOUS: "~",
    State.WITHDRAWN: "–",
    State.NOT_CHECKED: "–",
}
# Words for a calibrated probability, from the surest down.
CONFIDENCE = ((0.75, "high"), (0.5, "moderate"), (0.0, "low"))
# Settings of a run that a reader may see; others hold paths and addresses of the newsroom.
SEARCH, LIMIT = "search", "published_before"

# What HTML cannot hold, and what would not be seen.
_UNPRINTABLE = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if code not in {9, 10}}


def render_page(report: Report, current: Iterable[CurrentClaim] = ()) -> str:
    """The page of a run, in the language of its article.

    Args:
        report: The run, whole.
        current: What is said of its claims now; the decisions of editors come from here.
    """
    language = report.article.language
    words = _Words.of(language)
    style = _style()
    template = _environment().get_template("page.html.j2")
    return template.render(
        shown=show(report, current),
        report=report,
        article=report.article,
        language=words.language,
        t=words.texts,
        words=words,
        formats=words.formats,
        signs=SIGNS,
        settings=dict(report.run.settings),
        search_setting=SEARCH,
        limit_setting=LIMIT,
        style=Markup(style),  # noqa: S704 (our own file)
        style_hash=_digest(style),
        parts=cited_parts,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of a language."""

    language: str
    texts: dict[str, Any]

    @classmethod
    def of(cls, language: str) -> _Words:
        folder = files("veredicto.page") / "wording"
        known = (folder / f"{language}.toml").is_file()
        served = language if known else FALLBACK_LANGUAGE
        text = (folder / f"{served}.toml").read_text(encoding="utf-8")
        return cls(served, tomllib.loads(text))

    @property
    def formats(self) -> Formats:
        """How the language writes dates and numbers."""
        return Formats(self.language)

    def confidence(self, statement: Statement) -> str | None:
        """In words how sure the verdict is, with the number; None where there is no verdict."""
        verdict = statement.assessment.verdict
        if verdict is None:
            return None
        wording: dict[str, str] = self.texts["confidence"]
        if abstains(verdict):
            return wording["none"]
        name = next(name for least, name in CONFIDENCE if verdict.confidence >= least)
        return f"{wording[name]} ({self.formats.share(verdict.confidence)})"

    def state(self, state: State, count: int = 1) -> str:
        """What a state is called, of one statement or several."""
        text: str = self.texts["state" if count == 1 else "state_many"][state]
        return text

    def why_excluded(self, reason: str) -> str:
        """Why a piece of evidence did not count."""
        return why_excluded(reason, self.language)

    def role(self, name: str) -> str:
        """What a model is for; its own name where there is no word."""
        text: str = self.texts["role"].get(name, name)
        return text


def abstains(verdict: Verdict) -> bool:
    """Whether there is no evidence to be confident in."""
    return verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("veredicto.page", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printable,
    )
    environment.tests["web_address"] = is_web_address
    return environment


def _printable(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_UNPRINTABLE)
    return value


@cache
def _style() -> str:
    return (files("veredicto.page") / "page.css").read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
