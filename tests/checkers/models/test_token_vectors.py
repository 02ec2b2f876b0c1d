from __future__ import annotations

import shutil
from copy import copy
from typing import TYPE_CHECKING

import numpy as np
import pytest

from checkers.errors import ModelError
from checkers.models.card import shipped
from checkers.models.token_vectors import TASK, TokenVectorsCard, load_token_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from checkers.evidence.gather import Judges
    from checkers.models.token_vectors import TokenVectors

CLAIM = "El telescopio James Webb despegó en diciembre de 2021."


@pytest.fixture(scope="module")
def tokens(judges: Judges) -> TokenVectors:
    return load_token_vectors(judges.embedder)


def test_vectors_of_texts_have_length_1_and_that_of_nothing_has_none(tokens: TokenVectors) -> None:
    vectors = tokens.embed([CLAIM, "x", ""])

    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0], atol=1e-5)


def test_the_same_fact_is_nearest_in_the_other_language(tokens: TokenVectors) -> None:
    passages = tokens.embed(
        [
            "The price of olive oil went up again in March.",
            "The James Webb telescope was launched in December 2021.",
            "La liga de fútbol empieza en agosto.",
        ]
    )

    assert int(np.argmax(tokens.embed([CLAIM]) @ passages.T)) == 1


def test_the_vector_of_a_text_is_the_same_whatever_it_comes_with(tokens: TokenVectors) -> None:
    among = tokens.embed(["Llueve. " * 40, CLAIM, "Nieva."])[1]

    assert np.array_equal(among, tokens.embed([CLAIM])[0])


def test_another_embedder_has_no_use_for_them(judges: Judges) -> None:
    other = copy(judges.embedder)
    other.title = "another one 1 (0123456789ab)"

    with pytest.raises(ModelError, match="not by another one"):
        load_token_vectors(other)


def test_a_damaged_table_is_refused(judges: Judges, tmp_path: Path) -> None:
    folder = tmp_path / TASK
    shutil.copytree(shipped(TASK), folder)
    with (folder / TokenVectorsCard.WEIGHTS).open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")

    with pytest.raises(ModelError, match="damaged"):
        load_token_vectors(judges.embedder, folder)
