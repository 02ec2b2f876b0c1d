"""Translation of claims for queries, by programs that a machine may have."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

Translate = Callable[[str, str], str | None]
"""Gives the English for a text in a language (ISO 639-1), or None where it cannot."""

_PAIRS = {"es": "spa-eng"}
_SECONDS = 20


def no_translation(_text: str, _language: str) -> None:
    """None: there is nothing that translates."""
    return


class Apertium:
    """Debian's `apertium-eng-spa`, a separate program: rough, without a network or a model."""

    def __init__(self, program: str) -> None:
        self._program = program

    @classmethod
    def installed(cls) -> Apertium | None:
        """The program of this machine, where it has a pair of languages that is of use."""
        program = shutil.which("apertium")
        if program is None:
            return None
        pairs = _run([program, "-l"], "") or ""
        return cls(program) if set(_PAIRS.values()) & set(pairs.split()) else None

    def __call__(self, text: str, language: str) -> str | None:
        """The English, on one line; None for a language without a pair, or where it fails."""
        pair = _PAIRS.get(language)
        if pair is None:
            return None
        # A last line without an end loses its full stop.
        english = _run([self._program, "-u", pair], " ".join(text.split()) + "\n")
        return " ".join(english.split()) or None if english else None


def _run(command: list[str], given: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 (what a page says goes in by standard input only)
            command, input=given, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError, UnicodeError):
        return None
    return done.stdout
