"""The report of a soak in Markdown."""

from __future__ import annotations

import statistics
from collections import Counter

from benchmarks.interleaved import markdown
from benchmarks.soak.checking import ENDED, MOST_STARTS, Checkers
from benchmarks.soak.faults import Faults
from benchmarks.soak.services import Taken
from benchmarks.soak.verdict import Found

MOST_LINES, LINE = 8, 160


def faults_made(made: Counter[str], faults: Faults) -> str:
    """How often each fault was made, and which could not be."""
    table = markdown(("fault", "times"), [(name, str(made[name])) for name in sorted(made)])
    missing = [
        what
        for what, there in (
            ("a full disk (no disk may be mounted here)", faults.disk),
            ("jumps of the clock (there is no C compiler)", faults.clock),
        )
        if there is None
    ]
    return f"{table}\n\nNot made: {', '.join(missing)}." if missing else table


def ended(checkers: Checkers) -> str:
    """How the commands ended, and what the failed ones said."""
    ledger = checkers.ledger
    rows = [
        (f"{ENDED.get(how, _other(how))}", str(ledger.ends[how])) for how in sorted(ledger.ends)
    ]
    told = Counter(complaint[:LINE] for complaint in ledger.complaints)
    lines = [f"- {times} times: `{line}`" for line, times in told.most_common(MOST_LINES)]
    given_up = f"Articles given up after {MOST_STARTS} starts: {len(ledger.given_up)}."
    table = markdown(("how checks ended", "times"), rows)
    return "\n\n".join((table, "What the failed ones said last:", "\n".join(lines), given_up))


def _other(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"failed, status {status}"


def compared(found: Found) -> str:
    """What was acknowledged beside what is recorded."""
    rows = [
        ("articles acknowledged", found.acknowledged),
        ("of them with failed retrievals", found.with_failures),
        ("verdicts acknowledged", found.verdicts),
        ("runs in the warehouse", found.runs),
        ("acknowledged runs that are lost", found.lost_runs),
        ("acknowledged verdicts that are lost or others", found.lost_verdicts),
        ("runs too many", found.runs_twice),
        ("runs made anew, the clock being over a day later", found.begun_anew),
        ("runs by half", found.halves),
        ("ended well where a retrieval had failed", found.green_that_were_not),
    ]
    return markdown(("", "count"), [(name, str(count)) for name, count in rows])


def kept_flat(taken: dict[str, tuple[Taken, int]], peaks_kb: list[int]) -> str:
    """Memory and open files, early and late."""
    half = max(1, len(peaks_kb) // 2)
    rows = [
        (
            name,
            f"{it.early[0]:.0f} → {it.late[0]:.0f}",
            f"{it.early[1]:.0f} → {it.late[1]:.0f}",
            str(errors),
        )
        for name, (it, errors) in taken.items()
    ]
    early, late = (statistics.median(part) / 1e3 for part in (peaks_kb[:half], peaks_kb[-half:]))
    rows.append(("a check, at its most", f"{early:.0f} → {late:.0f}", "", ""))
    header = ("process", "memory, MB", "open files", "unanswered")
    words = "Second and last quarter of the time, medians; for checks its halves."
    return f"{markdown(header, rows)}\n\n{words}"
