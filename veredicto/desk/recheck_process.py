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

from checkers.labels import Outcome, Stage, Stance
from checkers.search.editor import page_address
from veredicto.desk.marking import _
from veredicto.desk.told import EXCLUDED, Told
from veredicto.settings import Settings
from warehouse.place import address_of

SECONDS = 300.0
ENDED_WITH_A_REPORT = frozenset({0, 3})
ENDED_WITH = _("It ended with status {status}.")
UNREADABLE = _("The re-check ended without a readable answer.")
JUST_LOOKED_AT = _("Another re-check has just looked at this claim.")
TOO_LONG = _("The re-check took more than {seconds} seconds and was ended. The verdict stands.")
STANDS = _("The verdict stands.")
NO_VERDICT_AS_BEFORE = _("There is no verdict, as before.")
SIDES = {
    frozenset({Stance.SUPPORTS}): _("{url}: supports the claim (passages that count: {count})."),
    frozenset({Stance.REFUTES}): _("{url}: refutes the claim (passages that count: {count})."),
    frozenset(Stance) - {Stance.NEUTRAL}: _(
        "{url}: supports and refutes the claim (passages that count: {count})."
    ),
}
NOT_HAD_BECAUSE = _("{url}: could not be had ({outcome}: {detail}).")
NOT_ASKED_BECAUSE = _("{where} could not be asked ({detail}).")
NOT_DONE_BECAUSE = _("Not everything could be done: {stage} ({detail}).")
SILENT = _("{url}: says nothing of the claim.")
SILENT_BECAUSE = _("{url}: says nothing of the claim ({excluded}).")
BARRED = _("{url}: does not count.")
BARRED_BECAUSE = _("{url}: does not count ({excluded}).")


class RecheckOutcome(StrEnum):
    """How a re-check ended; only `DONE` leaves another verdict than before."""

    DONE = "done"
    NOTHING_NEW = "nothing_new"
    FAILED = "failed"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Finished:
    """How a re-check ended, told to the editor.

    `run_id` is the run that was recorded, None where none was. `before` and `after` are labels,
    None without a verdict.
    """

    outcome: RecheckOutcome
    told: tuple[Told, ...]
    run_id: str | None = None
    before: str | None = None
    after: str | None = None


def start(
    settings: Settings,
    claim_id: str,
    url: str | None = None,
    *,
    without: str | None = None,
    asked_by: str,
    seconds: float = SECONDS,
) -> Finished:
    """What came of looking at the claim again, with a page as evidence or without one.

    It is waited for; after so many seconds it is killed with its children, and its run, if not
    recorded by then, never is.

    Args:
        settings: of the desk; what else the command reads is in its environment.
        claim_id: the whole identifier.
        url: of a page on the web that is to be evidence.
        without: that of a page that is to be none any more.
        asked_by: the identifier of the person.
        seconds: how long it may take.

    Raises:
        BadInput: the URL is no address of a page.
    """
    arguments = ["recheck", "--json", f"--claim={claim_id}", f"--asked-by={asked_by}"]
    if url is not None:
        arguments.append(f"--add={page_address(url)}")
    if without is not None:
        arguments.append(f"--without={page_address(without)}")
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
            told = Told.of(TOO_LONG, seconds=f"{seconds:.0f}")
            return Finished(RecheckOutcome.TIMEOUT, (told,))
    return read_report(process.returncode, out, err)


def read_report(status: int, out: str, err: str) -> Finished:
    """What a re-check of one claim says that ended with this status and output."""
    if status not in ENDED_WITH_A_REPORT:
        why = _last_line(err)
        ended = Told.of(why) if why else Told.of(ENDED_WITH, status=str(status))
        return Finished(RecheckOutcome.FAILED, (ended,))
    try:
        runs = json.loads(out)["runs"]
    except (ValueError, KeyError, TypeError):
        return Finished(RecheckOutcome.FAILED, (Told.of(UNREADABLE),))
    if not runs:
        return Finished(RecheckOutcome.NOTHING_NEW, (Told.of(_last_line(err) or JUST_LOOKED_AT),))
    (run,) = runs
    (claim,) = run["claims"]
    outcome, told = _outcome(claim, run["failures"])
    return Finished(outcome, told, run["id"], claim["before"]["label"], claim["after"]["label"])


def _outcome(
    claim: Mapping[str, Any], failures: Sequence[Mapping[str, Any]]
) -> tuple[RecheckOutcome, tuple[Told, ...]]:
    if claim["left_out"]:
        return _without(claim)
    label, before = claim["after"]["label"], claim["before"]["label"]
    pages = tuple(_page(page) for page in claim["added"])
    missed = _missed(claim, failures)
    as_before = Told.of(NO_VERDICT_AS_BEFORE if before is None else STANDS)
    if any(page["outcome"] != Outcome.RETRIEVED for page in claim["added"]):
        return RecheckOutcome.FAILED, (*pages, as_before)
    if label is None:
        reason = claim["after"]["reason"]
        return RecheckOutcome.FAILED, (*pages, *([Told.of(reason)] if reason else []), *missed)
    if not claim["stands"]:
        return RecheckOutcome.DONE, (*pages, _now(before, label), *missed)
    unasked = not claim["added"] and any(one["stage"] == Stage.SEARCH for one in failures)
    outcome = RecheckOutcome.FAILED if unasked else RecheckOutcome.NOTHING_NEW
    return outcome, (*pages, as_before, *missed)


def _without(claim: Mapping[str, Any]) -> tuple[RecheckOutcome, tuple[Told, ...]]:
    """What came of leaving pages out; that there is no verdict then is an end like any other."""
    label, before = claim["after"]["label"], claim["before"]["label"]
    pages = tuple(
        Told.of(_("{url}: left out of the evidence."), url=it) for it in claim["left_out"]
    )
    if claim["stands"]:
        return RecheckOutcome.NOTHING_NEW, (*pages, Told.of(STANDS))
    if label is not None:
        return RecheckOutcome.DONE, (*pages, _now(before, label))
    reason = claim["after"]["reason"]
    if before is None or not reason:
        return RecheckOutcome.DONE, (*pages, Told.of(NO_VERDICT_AS_BEFORE))
    return RecheckOutcome.DONE, (*pages, Told.of(reason))


def _now(before: str | None, label: str) -> Told:
    if before == label:
        return Told.of(_("{after}, as before."), after=label)
    if before is None:
        return Told.of(_("No verdict before, now: {after}."), after=label)
    return Told.of(_("{before} → {after}."), before=before, after=label)


def _page(page: Mapping[str, Any]) -> Told:
    """What a page that was added gave."""
    url = page["url"]
    if page["outcome"] != Outcome.RETRIEVED:
        had = {"url": url, "outcome": page["outcome"]}
        if not page["detail"]:
            return Told.of(_("{url}: could not be had ({outcome})."), **had)
        return Told.of(NOT_HAD_BECAUSE, **had, detail=page["detail"])
    if page["counted"]:
        text = SIDES[frozenset(map(Stance, page["stances"]))]
        return Told.of(text, url=url, count=str(page["counted"]))
    reasons = " ".join(page["why_not"])
    if page["silent"]:
        text = SILENT_BECAUSE if reasons else SILENT
    else:
        text = BARRED_BECAUSE if reasons else BARRED
    return Told.of(text, url=url, **({EXCLUDED: reasons} if reasons else {}))


def _missed(claim: Mapping[str, Any], failures: Sequence[Mapping[str, Any]]) -> tuple[Told, ...]:
    """What else could not be asked for."""
    added = {page["url"] for page in claim["added"]}
    others = [one for one in failures if one["url"] not in added or one["url"] is None]
    return tuple(_not_had(one) for one in others)


def _not_had(failure: Mapping[str, Any]) -> Told:
    where, detail = failure["provider"] or failure["url"], failure["reason"]
    if where is None:
        return Told.of(NOT_DONE_BECAUSE, stage=failure["stage"], detail=detail)
    return Told.of(NOT_ASKED_BECAUSE, where=where, detail=detail)


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
