"""The words around an opinion, in the language of the article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words: what the judge is told, and why its answer is not accepted."""

    instructions: str
    claim: str
    passage: str
    page: str
    rejected: tuple[tuple[str, str], ...]

    def why_rejected(self, reason: str, **values: str) -> str:
        """The words for a reason."""
        return dict(self.rejected)[reason].format(**values)


@cache
def wording_in(language: str) -> Wording:
    """The words in a language, in English where it has none."""
    folder = files("checkers.opinions") / "wording"
    file = folder / f"{language}.toml"
    if not file.is_file():
        file = folder / f"{FALLBACK_LANGUAGE}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    prompt = read["prompt"]
    return Wording(
        instructions=prompt["instructions"].strip(),
        claim=prompt["claim"],
        passage=prompt["passage"],
        page=prompt["page"],
        rejected=tuple(read["rejected"].items()),
    )
