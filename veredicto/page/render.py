"""Renders the page of a run: one HTML file without scripts that asks nothing of any other."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checkers.evidence.figures import YEAR_UNIT
from checkers.labels import VerdictLabel
from checkers.nouns import Quantity, Report, Verdict
from checkers.verdicts.justify import why_excluded
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

_CITATION = re.compile(r"\[(\d{1,3})\]")
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
        signs=SIGNS,
        settings=dict(report.run.settings),
        search_setting=SEARCH,
        limit_setting=LIMIT,
        style=Markup(style),  # noqa: S704 (our own file)
        style_hash=_digest(style),
        parts=_cited_parts,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words, dates and numbers of a language."""

    language: str
    texts: dict[str, Any]

    @classmethod
    def of(cls, language: str) -> _Words:
        folder = files("veredicto.page") / "wording"
        known = (folder / f"{language}.toml").is_file()
        served = language if known else FALLBACK_LANGUAGE
        text = (folder / f"{served}.toml").read_text(encoding="utf-8")
        return cls(served, tomllib.loads(text))

    def day(self, time: datetime) -> str:
        """A date in words."""
        return format_date(time.astimezone(UTC), "long", locale=self.language)

    def moment(self, time: datetime) -> str:
        """A date with the hour."""
        when = format_datetime(time.astimezone(UTC), "d MMM y, HH:mm", locale=self.language)
        return f"{when} UTC"

    def number(self, value: float) -> str:
        """A number with two decimals at most."""
        return format_decimal(value, "#,##0.##", locale=self.language)

    def share(self, value: float) -> str:
        """A share in per cent."""
        return format_percent(value, locale=self.language)

    def amount(self, quantity: Quantity) -> str:
        """An amount in base units, as it was compared; empty for a year: its words say it all."""
        if quantity.unit == YEAR_UNIT:
            return ""
        value = format_decimal(quantity.value, "#,##0.######", locale=self.language)
        if quantity.upper is not None:
            value += f"–{format_decimal(quantity.upper, '#,##0.######', locale=self.language)}"
        comparator = "" if quantity.comparator in {"=", "range"} else f"{quantity.comparator} "
        parts = (f"{comparator}{value}", quantity.unit, quantity.time and f"({quantity.time})")
        return " ".join(part for part in parts if part)

    def confidence(self, statement: Statement) -> str | None:
        """In words how sure the verdict is, with the number; None where there is no verdict."""
        verdict = statement.assessment.verdict
        if verdict is None:
            return None
        wording: dict[str, str] = self.texts["confidence"]
        if abstains(verdict):
            return wording["none"]
        name = next(name for least, name in CONFIDENCE if verdict.confidence >= least)
        return f"{wording[name]} ({self.share(verdict.confidence)})"

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


def _cited_parts(text: str, statement: Statement) -> Iterator[tuple[str, int | None]]:
    """The text cut at its citations, each with the number of a passage that is shown."""
    numbers = {cited.number for cited in statement.cited}
    end = 0
    for found in _CITATION.finditer(text):
        number = int(found[1])
        if number in numbers:
            yield text[end : found.start()], None
            yield found[0], number
            end = found.end()
    yield text[end:], None


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
