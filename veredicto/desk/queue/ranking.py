"""How much a claim needs a person: by the harm it may do, how far it reaches, how open it is.

Each is from 0 to 1. Harm is half what the claim is worth checking and half its theme; reach grows
with the logarithm of the outlets and articles that say the same; doubt is the entropy of the
probabilities of the four labels, and whole where there is no verdict.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float32]

HARM, REACH, DOUBT = 0.5, 0.25, 0.25
"""What each counts for in the order of the queue."""
WIDEST = 16
"""So many outlets or articles are the whole reach."""
PROBABILITIES = ("p_supported", "p_refuted", "p_conflicting", "p_nee")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What claims are ranked by, each an array of floats from 0 to 1, a number a claim."""

    harm: Floats
    reach: Floats
    doubt: Floats

    @property
    def need(self) -> Floats:
        """The three together, from 0 to 1."""
        need = HARM * self.harm + REACH * self.reach + DOUBT * self.doubt
        return np.asarray(need, np.float32)


def rank_claims(rows: pa.Table, folded: list[str]) -> Ranking:
    """The ranking of the rows of a queue; `folded` are their texts as `fold` gives them."""
    worth = _floats(rows, "check_worthiness")
    languages = rows.column("language").to_pylist()
    themes = np.array(
        [theme_weight(text, name) for text, name in zip(folded, languages, strict=True)], np.float32
    )
    wide = np.maximum(_floats(rows, "outlets"), _floats(rows, "repeats"))
    reach = np.minimum(np.log2(np.maximum(wide, 1)) / np.log2(WIDEST), 1)
    harm = np.asarray((worth + themes) / 2, np.float32)
    return Ranking(harm, np.asarray(reach, np.float32), _doubt(rows))


def fold(text: str) -> str:
    """The text in lower case without accents, as it is searched in."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def theme_weight(folded: str, language: str) -> float:
    """What harm the gravest theme of a text may do, 0 where it has none."""
    found = _themes(language)
    pattern = found.pattern
    if pattern is None:
        return 0.0
    return max((found.weights[it.lastgroup or ""] for it in pattern.finditer(folded)), default=0.0)


@dataclass(frozen=True, slots=True)
class _Themes:
    pattern: re.Pattern[str] | None
    weights: dict[str, float]


@cache
def _themes(language: str) -> _Themes:
    text = (files("veredicto.desk.queue") / "harm.toml").read_text(encoding="utf-8")
    themes = tomllib.loads(text)
    groups = [
        f"(?P<{name}>{'|'.join(map(re.escape, theme[language]))})"
        for name, theme in themes.items()
        if language in theme
    ]
    pattern = re.compile(rf"\b(?:{'|'.join(groups)})") if groups else None
    return _Themes(pattern, {name: float(theme["weight"]) for name, theme in themes.items()})


def _doubt(rows: pa.Table) -> Floats:
    given = np.stack([_floats(rows, name) for name in PROBABILITIES], axis=1)
    total = given.sum(axis=1)
    judged = total > 0
    shares = given / np.where(judged, total, 1)[:, None]
    logs = np.log(np.where(shares > 0, shares, 1))
    entropy = -(shares * logs).sum(axis=1) / np.log(len(PROBABILITIES))
    return np.asarray(np.where(judged, entropy, 1), np.float32)


def _floats(rows: pa.Table, name: str) -> Floats:
    filled = rows.column(name).cast(pa.float32()).fill_null(0)
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.float32)
