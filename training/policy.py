"""Fit the verdict policy on claims with several passages, and draw what its confidence is worth.

    python -m training.policy --data ../shared/data

Half of the claims, chosen by hash, fit the numbers; the other half calibrates the confidence by
language and is what the figures are of. Relevance stays as it was set by hand: looser limits fit
these claims as well, but on whole pages of news they let passages count that are about something
else. `--calibrate` keeps the shipped numbers and calibrates alone. The judged cases are kept in
`training/build/policy`.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sklearn.metrics import accuracy_score, f1_score

from checkers.evidence.gather import Judges
from checkers.models.embedder import load_embedder
from checkers.models.stance import load_stance_model
from checkers.verdicts.calibrate import ORDER, recalibrated
from checkers.verdicts.policy import Calibration, Policy, shipped_policy
from training.policy_file import write_policy
from training.policy_fit import decided, fit
from training.policy_pictures import draw_reliability, draw_risk
from training.verdict_cases import Labelled, labelled_cases
from veredicto.evaluation.metrics import expected_calibration_error


def report(name: str, cases: Sequence[Labelled], policy: Policy) -> None:
    """Print accuracy, macro F1 and ECE, in all and by language."""
    for language in ("", "es", "en"):
        some = [one for one in cases if language in {"", one.language}]
        found, gold = decided(some, policy)
        said = found.argmax(axis=1)
        ece = expected_calibration_error(found.max(axis=1), said == gold)
        macro = f1_score(gold, said, average="macro")
        each = f1_score(gold, said, average=None, labels=range(len(ORDER)))
        print(
            f"{name} {language or 'all'}: n {len(some)}, "
            f"accuracy {accuracy_score(gold, said):.3f}, macro F1 {macro:.3f}, ECE {ece:.3f}, "
            f"F1 of {', '.join(f'{o} {x:.2f}' for o, x in zip(ORDER, each, strict=True))}"
        )


def in_first_half(one: Labelled) -> bool:
    """Whether the claim's hash says that it fits the numbers."""
    return hashlib.sha256(one.case.claim.text.encode()).digest()[1] % 2 == 0


def load_cases(data: Path, build: Path, seed: int) -> list[Labelled]:
    """The judged cases, from `build` where the same models judged them already."""
    judges = Judges(load_embedder(), load_stance_model())
    key = hashlib.sha256(repr((judges.titles, seed)).encode()).hexdigest()[:12]
    path = build / f"cases-{key}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())  # noqa: S301 (written below, by this program)
    cases = []
    for one in labelled_cases(data, judges, random.Random(seed)):
        cases.append(one)
        if len(cases) % 100 == 0:
            print(f"{len(cases)} cases judged", flush=True)
    build.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(cases))
    return cases


def main() -> None:
    """Fit, calibrate, print, draw, and write the shipped policy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--build", type=Path, default=Path("training/build/policy"))
    parser.add_argument("--out", type=Path, default=Path("checkers/verdicts/policy.toml"))
    parser.add_argument("--pictures", type=Path, default=Path("docs/models"))
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--calibrate", action="store_true", help="keep the shipped numbers")
    arguments = parser.parse_args()
    cases = load_cases(arguments.data, arguments.build, arguments.seed)
    fitting = [one for one in cases if in_first_half(one)]
    checking = [one for one in cases if not in_first_half(one)]
    begun = replace(
        shipped_policy(),
        calibration={language: Calibration(1.0) for language in ("es", "en")},
        source_kinds=dict.fromkeys(shipped_policy().source_kinds, 1.0),
    )
    report("shipped before", checking, shipped_policy())
    policy = begun
    if not arguments.calibrate:
        policy, loss = fit(fitting, begun)
        print(f"balanced log loss {loss:.4f} nats on {len(fitting)} claims")
        report("fitted, on the half it was fitted on", fitting, policy)
    report("not calibrated", checking, policy)
    for language in ("es", "en"):
        some = [one for one in checking if one.language == language]
        policy = recalibrated(policy, language, *decided(some, policy))
    report("calibrated", checking, policy)
    write_policy(replace(policy, source_kinds=shipped_policy().source_kinds), arguments.out)
    shown = {
        language: decided([c for c in checking if c.language == language], policy)
        for language in ("es", "en")
    }
    draw_reliability(shown, arguments.pictures / "verdict-reliability.svg")
    draw_risk(shown, arguments.pictures / "verdict-risk-coverage.svg")


if __name__ == "__main__":
    main()
