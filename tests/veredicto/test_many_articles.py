"""What a process has open and alive does not grow with the articles that it has checked."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
from town import EVIDENCE, page

if TYPE_CHECKING:
    from town import Town

FEW, MORE = 2, 3
OURS = ("checkers.", "flows.", "warehouse.", "veredicto.")
LONG_LIVED = "checkers.claims."
"""Words and their readings are kept, so many of them; each article brings new figures."""


@dataclass(frozen=True, slots=True)
class Held:
    """How many objects of each of our types are alive, and how much is open."""

    objects: Counter[str]
    files: int
    threads: int


def check(town: Town, numbers: range) -> None:
    for number in numbers:
        bridge = f"El puente de Almorva costó {number} millones de euros en 2024."
        market = f"El mercado de Almorva recibió {number}.000 visitantes en 2025."
        town.publish(bridge, market)
        for path, said in zip(EVIDENCE, (bridge, market), strict=True):
            town.server.serve(path, page(f"Documento {number}", said, f"Así consta en {path}."))
        report = town.check("/balance")
        assert report.evidence
        assert str(number) in report.article.text


def held() -> Held:
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)
    ours = (it for it in names if it.startswith(OURS) and not it.startswith(LONG_LIVED))
    process = psutil.Process()
    return Held(Counter(ours), process.num_fds(), process.num_threads())


def test_nothing_of_an_article_stays_when_others_are_checked(town: Town) -> None:
    check(town, range(12, 12 + FEW))
    before = held()
    check(town, range(20, 20 + MORE))
    after = held()

    assert after.objects - before.objects == Counter()
    assert after.files <= before.files
    # DuckDB begins some of its own when it likes.
    assert after.threads < before.threads + MORE
