"""Fuzzes every parser in turn: `make fuzz`, or `python -m fuzzing --help`.

Each target is fuzzed in a process of its own with coverage as its guide, from a seed, beginning
with what is kept in `tests/fuzzing/corpus`. What crashes is left in a folder with what it raised.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from fuzzing.corpus import FORMER, KEPT, read
from fuzzing.families import FAMILIES, all_targets, targets_of
from fuzzing.report import report
from fuzzing.target import Target

OUT = Path("build/fuzzing")
HANGS_AFTER = 120
"""Seconds after which an input that does not end is a hang."""
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_FAILED = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What came of fuzzing a target: `crashes` are the places that raised what they may not.

    The seconds are of the processor.
    """

    name: str
    executions: int
    seconds: float
    crashes: int
    ended: bool


def main() -> int:
    """The exit status: 0, or 3 where something crashed or hung."""
    given = _arguments()
    targets = all_targets() if not given.only else {
        name: it
        for family in FAMILIES
        for name, it in targets_of(family).items()
        if any(name.startswith(wanted) for wanted in given.only)
    }  # fmt: skip
    shares = sum(it.share for it in targets.values())
    bad = 0
    for at, (name, target) in enumerate(targets.items()):
        runs = max(1, round(given.runs * target.share / shares))
        done = fuzz(name, target, given.out, runs=runs, seconds=given.seconds, seed=given.seed + at)
        with (given.out / "counts.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(done)) + "\n")
        kept = keep(name, given.out) if given.keep else len(read(KEPT, name))
        print(  # noqa: T201 (a line a target, as it goes)
            f"{name:28} {done.executions:>9,} executions {done.seconds:7.1f} s {kept:3} kept"
            f" {done.crashes} crashes{'' if done.ended else ', did not end'}",
            flush=True,
        )
        bad += bool(done.crashes) or not done.ended
    if given.report:
        given.report.write_text(report(given.out / "counts.jsonl"), encoding="utf-8")
    return _FAILED if bad else 0


def fuzz(name: str, target: Target, out: Path, *, runs: int, seconds: int, seed: int) -> Done:
    """Fuzzes a target for that many executions, or seconds if they come first."""
    folder = out / name
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    beginning = (*target.first, *read(KEPT, name), *read(FORMER, name))
    for at, data in enumerate(beginning):
        (inputs / f"begin-{at}").write_bytes(data)
    words = folder / "words"
    # libFuzzer refuses an empty dictionary.
    listed = "".join(f'"{_quoted(word)}"\n' for word in target.words or ("a",))
    words.write_text(listed, encoding="ascii")
    command = [
        sys.executable, "-m", "fuzzing.one", name, str(folder),
    f"-runs={runs}", f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={target.longest}",
    f"-timeout={HANGS_AFTER}", f"-dict={words}", f"-artifact_prefix={folder}/",
    "-rss_limit_mb=4096",
        "-print_final_stats=1", "-verbosity=0", "-len_control=20", str(inputs),
    ]  # fmt: skip
    begun = _processor_seconds()
    ended = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    found = _DONE.search(ended.stderr)
    (folder / "log").write_text(ended.stderr[-20_000:], encoding="utf-8")
    return Done(
        name,
        executions=int(found[1]) if found else 0,
        seconds=_processor_seconds() - begun,
        crashes=len(list((folder / "crashes").glob("*.input"))),
        ended=ended.returncode == 0 and found is not None,
    )


def keep(name: str, out: Path) -> int:
    """Keeps what is worth keeping of the inputs that were found; gives how many are kept now."""
    command = [sys.executable, "-m", "fuzzing.picking", name, str(out / name / "inputs")]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(ended.stdout.split()[-1])


def _processor_seconds() -> float:
    """What processes that ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _quoted(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzzing", description=__doc__)
    parser.add_argument("only", nargs="*", help="targets, or beginnings of their names: reading.")
    parser.add_argument("--runs", type=int, default=1_000_000, help="executions in all")
    parser.add_argument("--seconds", type=int, default=600, help="at most so long a target")
    some = random.SystemRandom().randrange(2**31)
    parser.add_argument("--seed", type=int, default=some, help="for a repetition")
    parser.add_argument("--out", type=Path, default=OUT, help="where crashes and inputs are left")
    parser.add_argument(
        "--keep", action="store_true", help="put what is new into tests/fuzzing/corpus"
    )
    parser.add_argument("--report", type=Path, help="a Markdown file for the counts of all calls")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    return given


if __name__ == "__main__":
    sys.exit(main())
