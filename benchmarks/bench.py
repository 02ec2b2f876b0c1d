"""All ratios in one table: what `make bench` prints and saves, in under 20 minutes on two cores.

    python -m benchmarks.bench [--rounds 2]

One article beside the usual script, each part beside others of its kind, and how a process starts.
Each comes from a module of its own, which does it alone with more rounds.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from benchmarks import one_article, parts, start

RESULT = Path("benchmarks/results/bench.md")
LATENCY_SECONDS = 0.3


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=2)
    rounds: int = asked.parse_args().rounds
    began = time.monotonic()
    load = os.getloadavg()[0]
    pieces = [
        start.measure(rounds),
        one_article.measure(rounds, LATENCY_SECONDS),
        parts.told(tuple(parts.measure(rounds + 1, rounds)), rounds + 1),
    ]
    minutes = (time.monotonic() - began) / 60
    pieces.append(f"In {minutes:.0f} minutes, with a load of {load:.1f} at the beginning.\n")
    text = "\n".join(pieces)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
