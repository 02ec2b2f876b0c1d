from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from checkers.models.card import shipped
from checkers.models.network import Network

if TYPE_CHECKING:
    from pathlib import Path

    from checkers.models.network import Input

LONGEST = 64


def texts_of(root: Path) -> list[str]:
    """Sentences of all lengths, one of them longer than the network reads, one of a single word."""
    article = (root / "examples" / "article.es.txt").read_text(encoding="utf-8")
    sentences = [line.strip() for line in article.replace(". ", ".\n").splitlines()]
    return [*dict.fromkeys(filter(None, sentences)), "Sí.", article]


@pytest.mark.parametrize("model", ["embedder", "stance"])
def test_an_output_depends_on_its_input_alone_to_the_last_bit(root: Path, model: str) -> None:
    network = Network(shipped(model), longest=LONGEST, threads=2)
    texts = texts_of(root)
    inputs: list[Input] = [*texts]
    if model == "stance":
        inputs = [(text, texts[0]) for text in texts]
    alone = [network.run([one])[0] for one in inputs]
    every = range(len(inputs))
    for places in (every[::-1], every[::2], every[1::3], every[:2]):
        together = network.run([inputs[place] for place in places])
        for place, found in zip(places, together, strict=True):
            assert np.array_equal(alone[place], found), inputs[place]


def test_nothing_gives_nothing() -> None:
    assert Network(shipped("embedder"), longest=LONGEST).run([]).shape == (0, 384)
