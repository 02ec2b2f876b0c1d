"""Writes a policy as the TOML file that ships."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from checkers.verdicts.policy import Policy

HEADING = """\
# What evidence is worth, and when it is enough; checkers/verdicts/policy.py says what each number
# means. Fitted and written by `python -m training.policy`, but for least_confidence, relevance,
# ageing and source_kinds, which are set by hand.
"""


def write_policy(policy: Policy, path: Path) -> None:
    """Replace the file at `path`."""
    lines = [HEADING]
    lines += [
        f"{name} = {value if not isinstance(value, str) else repr(value).replace(chr(39), chr(34))}"
        for name in (
            "title",
            "trust",
            "doubt",
            "least_weight",
            "least_same_thing",
            "least_confidence",
        )
        for value in [getattr(policy, name)]
    ]
    for name in ("stance", "figures", "relevance", "ageing"):
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {value}" for key, value in asdict(getattr(policy, name)).items()]
    lines += ["", "[source_kinds]"]
    lines += [f"{kind} = {share}" for kind, share in policy.source_kinds.items()]
    for language, calibration in policy.calibration.items():
        lines += ["", f"[calibration.{language}]", f"temperature = {calibration.temperature}"]
        lines += ["risks = ["]
        lines += [
            f"  {{ confidence = {p.confidence}, risk = {p.risk}, coverage = {p.coverage} }},"
            for p in calibration.risks
        ]
        lines += ["]"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
