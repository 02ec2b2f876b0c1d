"""Texts, claims and pages of `veredicto eval documents` in rough Spanish, by Apertium.

    python -m benchmarks.documents_in_spanish ../shared/data/documents_factcheckbench.en.jsonl OUT

Nobody has labelled the claims of whole Spanish texts with the pages that decide them, so what the
pipeline makes of Spanish is measured on these: labels stay as they are. OUT ends in `.es.jsonl`.
Needs Debian's `apertium-eng-spa`, a separate program.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from training.translate import to_spanish

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"
WORDED = frozenset({"response", "text", "claims", "auto_evidence"})
"""Fields whose texts the pipeline reads."""


def translated(value: Json, say: Callable[[str], str], *, worded: bool = False) -> Json:
    """The same with what is said in the place of each text that the pipeline reads."""
    if isinstance(value, dict):
        return {k: translated(v, say, worded=k in WORDED) for k, v in value.items()}
    if isinstance(value, list):
        return [translated(inner, say, worded=worded) for inner in value]
    return say(value) if worded and isinstance(value, str) else value


def main() -> None:
    """Write the rows again, in Spanish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.rows.open(encoding="utf-8")]
    lines: set[str] = set()

    def note(text: str) -> str:
        lines.update(line for line in text.split("\n") if line.strip())
        return text

    translated(rows, note)
    spanish = to_spanish(sorted(lines))

    def say(text: str) -> str:
        return "\n".join(spanish.get(line, line) for line in text.split("\n"))

    with arguments.out.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(translated(row, say), ensure_ascii=False) + "\n")
    print(f"{len(rows)} rows, {len(spanish):,} lines, in {arguments.out}")


if __name__ == "__main__":
    main()
