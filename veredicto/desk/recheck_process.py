"""A re-check of one claim in a process of its own, as the desk asks for it.

The models need more memory than a page server should hold, and a re-check that hangs must end
without taking the desk with it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checkers.labels import Stage
from checkers.search.editor import page_address
from veredicto.settings import Settings
from warehouse.place import address_of

SECONDS = 300.0
ENDED_WITH_A_REPORT = frozenset({0, 3})


class RecheckOutcome(StrEnum):
    """How a re-check ended; only `DONE` leaves another verdict than before."""

    DONE = "done"
    NOTHING_NEW = "nothing_new"
    FAILED = "failed"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Finished:
    """How a re-check ended, with `detail` in words for the editor.

    `run_id` is the run that was recorded, None where none was. `before` and `after` are labels,
    None without a verdict.
    """

    outcome: RecheckOutcome
    detail: str
    run_id: str | None = None
    before: str | None = None
    after: str | None = None


def start(
    settings: Settings,
    claim_id: str,
    url: str | None = None,
    *,
    asked_by: str,
    seconds: float = SECONDS,
) -> Finished:
    """What came of looking at the claim again, with the page at `url` as evidence.

    It is waited for; after so many seconds it is killed with its children, and its run, if not
    recorded by then, never is.

    Args:
        settings: of the desk; what else the command reads is in its environment.
        claim_id: the whole identifier.
        url: of a page on the web.
        asked_by: the identifier of the person.
        seconds: how long it may take.

    Raises:
        BadInput: the URL is no address of a page.
    """
    arguments = ["recheck", "--json", f"--claim={claim_id}", f"--asked-by={asked_by}"]
    if url is not None:
        arguments.append(f"--add={page_address(url)}")
    with subprocess.Popen(  # noqa: S603 - our own command; what people gave is in --name=value
        [sys.executable, "-P", "-m", "veredicto", *arguments],
        env=os.environ | _variables(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A group of its own, so that its children end with it.
        start_new_session=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            return Finished(
                RecheckOutcome.TIMEOUT,
                f"The re-check took more than {seconds:.0f} seconds and was ended. The verdict"
                " stands.",
            )
    return read_report(process.returncode, out, err)


def read_report(status: int, out: str, err: str) -> Finished:
    """What a re-check of one claim says that ended with this status and output."""
    if status not in ENDED_WITH_A_REPORT:
        return Finished(RecheckOutcome.FAILED, _last_line(err) or f"It ended with status {status}.")
    try:
        runs = json.loads(out)["runs"]
    except (ValueError, KeyError, TypeError):
        return Finished(RecheckOutcome.FAILED, "The re-check ended without a readable answer.")
    if not runs:
        why = _last_line(err) or "Another re-check has just looked at this claim."
        return Finished(RecheckOutcome.NOTHING_NEW, why)
    (run,) = runs
    (claim,) = run["claims"]
    outcome, detail = _outcome(claim, run["failures"])
    return Finished(outcome, detail, run["id"], claim["before"]["label"], claim["after"]["label"])


def _outcome(
    claim: Mapping[str, Any], failures: Sequence[Mapping[str, Any]]
) -> tuple[RecheckOutcome, str]:
    label, before = claim["after"]["label"], claim["before"]["label"]
    pages = " ".join(f"{page['url']}: {page['says']}." for page in claim["added"])
    missed = _missed(claim, failures)
    if any(page["outcome"] != "retrieved" for page in claim["added"]):
        return RecheckOutcome.FAILED, f"{pages} {_as_before(before)}"
    if label is None:
        reason = claim["after"]["reason"] or ""
        return RecheckOutcome.FAILED, " ".join(part for part in (pages, reason, missed) if part)
    if not claim["stands"]:
        now = (
            f"{_named(before)} → {_named(label)}."
            if before != label
            else f"{_named(label)}, as before."
        )
        return RecheckOutcome.DONE, " ".join(part for part in (pages, now, missed) if part)
    said = " ".join(part for part in (pages, _as_before(before), missed) if part)
    unasked = not claim["added"] and any(one["stage"] == Stage.SEARCH for one in failures)
    return RecheckOutcome.FAILED if unasked else RecheckOutcome.NOTHING_NEW, said


def _missed(claim: Mapping[str, Any], failures: Sequence[Mapping[str, Any]]) -> str:
    """What else could not be asked for."""
    added = {page["url"] for page in claim["added"]}
    others = [one for one in failures if one["url"] not in added or one["url"] is None]
    if not others:
        return ""
    reasons = "; ".join(
        f"{one['provider'] or one['url'] or one['stage']}: {one['reason']}" for one in others
    )
    return f"Not everything could be asked for ({reasons})."


def _as_before(label: str | None) -> str:
    return "There is no verdict, as before." if label is None else "The verdict stands."


def _named(label: str | None) -> str:
    return "no verdict" if label is None else label.replace("_", " ")


def _last_line(text: str) -> str:
    lines = [line.removeprefix("veredicto: ") for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _variables(settings: Settings) -> dict[str, str]:
    """What the desk was told on its own command line; not arguments, for all users see those."""
    given = {
        "VEREDICTO_WAREHOUSE": address_of(settings.warehouse),
        "VEREDICTO_SEARCH": ",".join(settings.search),
        "VEREDICTO_CORPUS": settings.corpus and str(settings.corpus),
    }
    return {name: value for name, value in given.items() if value}
