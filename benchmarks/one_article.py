"""One article: `veredicto check` beside the script that a competent user would write.

    python -m benchmarks.one_article [--rounds 3] [--latency 0.3]

A generated article of 1,000 words with fifteen claims, whose verdicts are known, 120 pages of 40
hosts and 3,000 passages, served on loopback after a latency (`generated_town`, `loopback_web`).
Both sides start cold, in turns, each with an empty warehouse; the script is given the claims and
has the same networks in fp32 (`usual_script`, `fp32_models`). A Prefect server stands by, as where
articles are checked every day.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.floors import floors
from benchmarks.generated_town import GeneratedTown, generate_town
from benchmarks.interleaved import Timing, describe_machine, markdown
from benchmarks.loopback_web import LoopbackWeb, host_of, serving

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from servers.standing import Standing

RESULT = Path("benchmarks/results/one_article.md")
COMMAND = str(Path(sys.executable).with_name("veredicto"))
OURS, THEIRS = "`veredicto check`", "the usual script"
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one side made of the article."""

    seconds: float
    labels: tuple[str, ...]
    read: tuple[frozenset[str], ...]
    stages: dict[str, float]
    processor: float = 0.0
    """Seconds of the processor, which other processes hardly change."""
    size: int = 0
    """Bytes that the warehouse takes."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How right it was."""

    macro_f1: float
    recall: float


def main() -> None:
    """Measure, print and save."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--latency", type=float, default=0.3, help="seconds of each answer")
    given = asked.parse_args()
    text = measure(given.rounds, given.latency)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(rounds: int, latency: float) -> str:
    """Both tables in Markdown."""
    # Not above: the server's process imports this module again, and has no use for PyTorch.
    from benchmarks.fp32_models import write_models

    town = generate_town()
    found: dict[str, list[Outcome]] = {OURS: [], THEIRS: []}
    with tempfile.TemporaryDirectory() as name, serving((town,), latency) as web:
        folder = Path(name)
        write_models(folder / "models")
        with standing_prefect(folder) as api:
            for number in range(rounds):
                own = folder / f"round-{number}"
                own.mkdir()
                found[OURS].append(check(town, web, own, api))
                found[THEIRS].append(run_script(town, web, own, folder / "models"))
    return told(town, found, latency)


@contextmanager
def standing_prefect(folder: Path) -> Iterator[str]:
    """The address of the API of a Prefect server of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    prefect = str(Path(sys.executable).with_name("prefect"))
    command = [prefect, "server", "start", "--port", str(port), "--no-services"]
    home = os.environ | {"PREFECT_HOME": str(folder / "prefect")}
    with Standing(command, f"{api}/health", folder / "prefect.log", home):
        yield api


def check(town: GeneratedTown, web: LoopbackWeb, folder: Path, api: str | None) -> Outcome:
    """The article checked by the command, in a new folder."""
    article = folder / "article.txt"
    article.write_text(town.article, encoding="utf-8")
    environment = os.environ | {
        "VEREDICTO_SEARXNG_URL": web.search_url,
        "VEREDICTO_ALLOW_HOSTS": ",".join(web.hosts),
        "PREFECT_HOME": str(folder.parent / "prefect-client"),
        "PYTHONPATH": str(Path.cwd()),
    }
    environment |= {"PREFECT_API_URL": api} if api else {}
    command = [COMMAND, "check", str(article), "--search", "searxng", "--json"]
    seconds, processor, answer = _timed(command, folder, environment)
    stages: dict[str, float] = answer["run"]["seconds"]
    texts = {claim.text.rstrip("."): claim for claim in town.claims}
    by_text = {one["text"].rstrip("."): one for one in answer["claims"]}
    checked = [by_text[text] for text in texts]
    return Outcome(
        seconds,
        tuple((one["verdict"] or {}).get("label", one["status"]) for one in checked),
        tuple(_passages(one) for one in checked),
        {"start, flow and end": seconds - sum(stages.values())} | stages,
        processor,
        sum(path.stat().st_size for path in folder.glob("veredicto.duckdb*")),
    )


def run_script(town: GeneratedTown, web: LoopbackWeb, folder: Path, models: Path) -> Outcome:
    """The same claims by the script."""
    claims = folder / "claims.json"
    claims.write_text(json.dumps([claim.text for claim in town.claims]), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.usual_script"]
    command += [str(claims), web.search_url, str(models), str(folder)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    seconds, processor, answer = _timed(command, Path.cwd(), environment)
    verdicts = answer["verdicts"]
    within = sum(answer["seconds"].values())
    return Outcome(
        seconds,
        tuple(one["label"] for one in verdicts),
        tuple(frozenset(one["read"]) for one in verdicts),
        {"imports": seconds - within} | answer["seconds"],
        processor,
    )


def quality_of(town: GeneratedTown, outcome: Outcome) -> Quality:
    """Macro-F1 of the labels, and the share of telling sentences among the passages read."""
    from sklearn.metrics import f1_score

    right = [str(claim.label) for claim in town.claims]
    hits = [
        any(sentence in passage for passage in read)
        for claim, read in zip(town.claims, outcome.read, strict=True)
        for sentence in claim.evidence
    ]
    f1 = f1_score(right, outcome.labels, labels=sorted(set(right)), average="macro")
    return Quality(float(f1), float(np.mean(hits)))


def told(town: GeneratedTown, found: dict[str, list[Outcome]], latency: float) -> str:
    """The comparison, and where the time of each side went."""
    timings = {
        name: Timing(tuple(one.seconds for one in outcomes)) for name, outcomes in found.items()
    }
    rows = []
    for name, timing in timings.items():
        quality = quality_of(town, found[name][-1])
        rows.append(
            (
                name,
                f"{timing.median:.1f}",
                f"{timing.spread:.0%}",
                f"{timings[THEIRS].median / timing.median:.1f}",
                f"{np.median([one.processor for one in found[name]]):.1f}",
                f"{quality.macro_f1:.3f}",
                f"{quality.recall:.3f}",
            )
        )
    header = (
        "one article",
        "median s",
        "spread",
        "times as fast",
        "processor s",
        "macro-F1",
        "recall",
    )
    least = floors_of(town, found[OURS][-1], latency)
    stages = [
        (
            name,
            stage,
            f"{np.median([one.stages[stage] for one in outcomes]):.2f}",
            f"{least[stage]:.2f}" if name == OURS and stage in least else "",
        )
        for name, outcomes in found.items()
        for stage in outcomes[-1].stages
    ]
    rounds = len(found[OURS])
    return (
        f"# One article beside the usual script\n\n{describe_machine()}, {rounds} rounds in turns;"
        f" {len(town.claims)} claims, {len(town.pages)} pages, each answer after"
        f" {latency * 1000:.0f} ms\n\n{markdown(header, rows)}\n\n"
        f"{markdown(('side', 'stage', 'median s', 'floor s'), stages)}\n"
    )


def floors_of(town: GeneratedTown, outcome: Outcome, latency: float) -> dict[str, float]:
    """What our stages could not take less than."""
    pairs = [
        (passage, claim.text)
        for claim, read in zip(town.claims, outcome.read, strict=True)
        for passage in sorted(read)
    ]
    return floors(town, [f"//{host_of(path)}" for path in town.pages], pairs, latency, outcome.size)


def _passages(claim: dict[str, Any]) -> frozenset[str]:
    verdict = claim["verdict"] or {}
    return frozenset(one["passage"] for one in verdict.get("evidence", ()))


def _timed(
    command: list[str], folder: Path, environment: dict[str, str]
) -> tuple[float, float, dict[str, Any]]:
    """Seconds, those of the processor, and what the command printed."""
    began, before = time.perf_counter(), _processor()
    ended = subprocess.run(  # noqa: S603 (the two commands of this file)
        command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False
    )
    seconds, processor = time.perf_counter() - began, _processor() - before
    try:
        return seconds, processor, json.loads(ended.stdout)
    except ValueError:
        sys.stderr.write(ended.stderr.decode())
        raise


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
