from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from checkers.errors import BadSetting, ModelError
from checkers.labels import Stance
from checkers.models.card import NetworkCard, list_shipped, read_card, shipped
from checkers.models.embedder import load_embedder
from checkers.models.stance import as_sentence, load_stance_model, stance_order

if TYPE_CHECKING:
    from pathlib import Path

    from checkers.evidence.gather import Judges

HUNDRED_MEGABYTES = 100_000_000


def test_the_weights_take_less_than_100_megabytes_together() -> None:
    assert sum(weights.size for weights in list_shipped()) < HUNDRED_MEGABYTES


@pytest.mark.parametrize("task", ["embedder", "stance"])
def test_the_weights_are_those_of_their_card(task: str) -> None:
    assert read_card(shipped(task), NetworkCard).task == task


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_damaged_weights_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "stance"
    shutil.copytree(shipped("stance"), folder)
    with (folder / name).open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")

    with pytest.raises(ModelError, match=f"damaged.*{name}"):
        read_card(folder, NetworkCard)


def test_embeddings_are_unit_vectors_that_put_the_same_fact_nearest(judges: Judges) -> None:
    claim = judges.embedder.embed_claims(["El telescopio despegó en diciembre de 2021."])
    passages = judges.embedder.embed_passages(
        [
            "The telescope was launched in December 2021.",
            "La liga de fútbol empieza en agosto.",
            "El precio del aceite volvió a subir.",
        ]
    )

    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert int(np.argmax(claim @ passages.T)) == 0


def test_stances_are_probabilities(judges: Judges) -> None:
    (row,) = judges.stance.judge([("Es falso que llueva en Marte.", "Llueve en Marte.")], ["es"])

    assert row.supports + row.neutral + row.refutes == pytest.approx(1)
    assert row.stance is Stance.REFUTES


def test_no_pairs_give_no_stances(judges: Judges) -> None:
    assert judges.stance.judge([], []) == ()


def test_the_labels_of_another_model_are_read_in_its_order() -> None:
    order = stance_order({0: "CONTRADICTION", 1: "neutral", 2: "entailment"}, "other")

    assert order == (Stance.REFUTES, Stance.NEUTRAL, Stance.SUPPORTS)


def test_a_model_with_other_labels_is_refused() -> None:
    with pytest.raises(ModelError, match="entailment, neutral and contradiction"):
        stance_order({0: "positive", 1: "negative"}, "sentiment")


@pytest.mark.parametrize("load", [load_embedder, load_stance_model])
def test_a_model_that_is_not_there_is_named(load: object, tmp_path: Path) -> None:
    assert callable(load)
    with pytest.raises(BadSetting, match="cannot be loaded: there is no such folder"):
        load(str(tmp_path / "nowhere"))


def test_a_claim_longer_than_the_window_is_judged_all_the_same(judges: Judges) -> None:
    long = "La ministra dijo que el plan de vivienda sigue adelante. " * 60

    (row,) = judges.stance.judge([(long, long)], ["es"])

    assert row.supports + row.neutral + row.refutes == pytest.approx(1)


def test_what_a_pair_is_judged_with_does_not_change_its_stance(judges: Judges) -> None:
    pair = ("El paro bajó un 3 % en marzo.", "El paro subió un 3 % en marzo.")
    others = [("Llueve. " * n, f"La sequía dura ya {n} años.") for n in range(2, 17)]

    (alone,) = judges.stance.judge([pair], ["es"])
    among = judges.stance.judge([*others, pair], ["es"] * 16)[-1]

    assert among.refutes == pytest.approx(alone.refutes, abs=1e-5)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("el puente costó 12 millones", "El puente costó 12 millones."),
        ("El puente costó 12 millones.", "El puente costó 12 millones."),
        ("¿Costó 12 millones?", "¿Costó 12 millones?"),
        ("dijo «costó 12 millones»", "Dijo «costó 12 millones»"),
        ("iba a costar menos… ", "Iba a costar menos…"),
        ("", ""),
    ],
)
def test_a_clause_is_read_as_a_sentence(claim: str, sentence: str) -> None:
    assert as_sentence(claim) == sentence


def test_the_same_words_support_each_other_without_a_full_stop(judges: Judges) -> None:
    passage = (
        "El telescopio espacial James Webb despegó el 25 de diciembre de 2021 a bordo de un cohete"
        " Ariane 5."
    )
    claim = passage.removesuffix(".").replace("El telescopio", "el telescopio")

    clause, sentence = judges.stance.judge([(passage, claim), (passage, passage)], ["es", "es"])

    assert clause == sentence
    assert clause.supports > 0.9
