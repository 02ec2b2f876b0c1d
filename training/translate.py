"""Rough Spanish from English, and back, by Apertium (`apertium-eng-spa`), a separate program."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

COMMAND = ("apertium", "-u", "-f", "line")
SENTENCE_ENDS = ".?!"


def to_spanish(texts: Sequence[str]) -> dict[str, str]:
    """Each English text with its translation."""
    return _translate(texts, "eng-spa")


def to_english(texts: Sequence[str]) -> dict[str, str]:
    """Each Spanish text with its translation."""
    return _translate(texts, "spa-eng")


def in_other_words(texts: Sequence[str]) -> dict[str, str]:
    """Each Spanish text with what two translations, there and back, make of it."""
    english = to_english(texts)
    spanish = to_spanish(list(english.values()))
    return {text: spanish[english[text]] for text in texts}


def _translate(texts: Sequence[str], direction: str) -> dict[str, str]:
    """Line for line, so the order cannot slip.

    Raises:
        FileNotFoundError: Apertium is not installed.
        ValueError: Apertium gave another number of lines than it got.
    """
    if not texts:
        return {}
    result = subprocess.run(  # noqa: S603 (a fixed command, the texts go to its standard input)
        (*COMMAND, direction),
        input="\n".join(texts) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    lines = result.stdout.removesuffix("\n").split("\n")
    if len(lines) != len(texts):
        message = f"apertium returned {len(lines)} lines for {len(texts)}"
        raise ValueError(message)
    return {text: _finish(text, line) for text, line in zip(texts, lines, strict=True)}


def _finish(text: str, line: str) -> str:
    """`line` with collapsed spaces and the final stop that Apertium drops."""
    line = " ".join(line.split())
    if text[-1:] in SENTENCE_ENDS and line[-1:] not in SENTENCE_ENDS:
        line += text[-1]
    return line
