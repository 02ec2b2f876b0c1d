from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veredicto.evaluation.metrics import (
    expected_calibration_error,
    measure_classes,
    measure_positive,
)
from veredicto.evaluation.scores import Metric

NAMES = ("supports", "neutral", "refutes")


def named(metrics: tuple[Metric, ...]) -> dict[str, float]:
    return {metric.name: metric.value for metric in metrics}


def test_calibration_error_is_the_gap_of_each_bin_by_its_share() -> None:
    probability = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, False, True, True])

    # Bin 0.9-1.0: |0.95 - 0.5|, bin 0.5-0.6: |0.55 - 1|, half of the rows each.
    assert expected_calibration_error(probability, right) == pytest.approx(0.45)


def test_a_certainty_falls_into_the_last_bin() -> None:
    assert expected_calibration_error(np.array([1.0, 0.91]), np.array([True, True])) == (
        pytest.approx(0.045)
    )


@settings(deadline=None)  # a first call, or a busy machine, is no failure
@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50),
    st.integers(1, 20),
)
def test_calibration_error_lies_between_0_and_1_and_under_the_mean_gap(
    rows: list[tuple[float, bool]], bins: int
) -> None:
    probability, right = (np.array(column) for column in zip(*rows, strict=True))

    error = expected_calibration_error(probability.astype(float), right.astype(bool), bins)

    assert 0 <= error <= np.abs(probability - right).mean() + 1e-9


def test_classes_are_measured_as_by_hand() -> None:
    gold = np.array([0, 0, 1, 2])
    guessed = np.array([0, 1, 1, 2])
    probabilities = np.array([[0.8, 0.1, 0.1], [0.4, 0.5, 0.1], [0.2, 0.6, 0.2], [0, 0, 1.0]])

    measured = measure_classes(gold, probabilities, guessed, NAMES)

    metrics = named(measured.metrics)
    assert metrics["accuracy"] == 0.75
    assert metrics["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert metrics["log_loss"] == pytest.approx(
        -(math.log(0.8) + math.log(0.4) + math.log(0.6)) / 4
    )
    supports = measured.classes[0]
    assert (supports.name, supports.precision, supports.recall, supports.support) == (
        "supports",
        1.0,
        0.5,
        2,
    )


def test_always_saying_the_most_frequent_class_is_the_baseline() -> None:
    gold = np.array([0, 0, 1, 2])
    probabilities = np.full((4, 3), 1 / 3)

    (majority,) = measure_classes(gold, probabilities, gold, NAMES).baselines

    metrics = named(majority.metrics)
    assert majority.name == "majority"
    assert metrics["accuracy"] == 0.5
    assert metrics["macro_f1"] == pytest.approx((2 / 3) / 3)
    assert metrics["ece"] == pytest.approx(0)
    assert metrics["log_loss"] == pytest.approx(1.5 * math.log(2))


def test_a_file_without_a_class_is_not_punished_for_it() -> None:
    gold = np.array([0, 0, 2, 2])
    probabilities = np.eye(3)[gold]

    measured = measure_classes(gold, probabilities, gold, NAMES)

    assert named(measured.metrics)["macro_f1"] == 1.0
    assert [one.support for one in measured.classes] == [2, 0, 2]


def test_guessing_an_absent_class_costs_recall() -> None:
    gold = np.array([0, 0, 2, 2])
    guessed = np.array([0, 1, 2, 1])

    measured = measure_classes(gold, np.eye(3)[guessed], guessed, NAMES)

    assert named(measured.metrics)["macro_f1"] == pytest.approx(2 / 3)


def test_a_positive_class_is_measured_as_by_hand() -> None:
    gold = np.array([True, False, True, False])
    probability = np.array([0.9, 0.8, 0.7, 0.1])

    metrics = named(measure_positive(gold, probability, probability >= 0.75, ("no", "yes")).metrics)

    assert (metrics["precision"], metrics["recall"], metrics["f1"]) == (0.5, 0.5, 0.5)
    assert metrics["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert metrics["accuracy"] == 0.5


def test_the_baseline_of_a_rare_class_finds_none_of_it() -> None:
    gold = np.array([True, False, False, False])

    (majority,) = measure_positive(gold, np.full(4, 0.5), gold, ("no", "yes")).baselines

    metrics = named(majority.metrics)
    assert (metrics["f1"], metrics["accuracy"], metrics["average_precision"]) == (0, 0.75, 0.25)


@pytest.mark.parametrize("value", [True, False])
def test_rows_of_one_class_alone_have_figures(*, value: bool) -> None:
    gold = np.full(3, value)

    measured = measure_positive(gold, np.array([0.0, 0.5, 1.0]), gold, ("no", "yes"))

    assert all(math.isfinite(metric.value) for metric in measured.metrics)


@settings(deadline=None)  # a first call, or a busy machine, is no failure
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.tuples(*[st.floats(0.01, 1)] * 3)),
        min_size=1,
        max_size=30,
    )
)
def test_every_figure_of_classes_is_a_number_in_its_range(
    rows: list[tuple[int, tuple[float, float, float]]],
) -> None:
    gold = np.array([label for label, _ in rows])
    weights = np.array([one for _, one in rows])
    probabilities = weights / weights.sum(axis=1, keepdims=True)

    measured = measure_classes(gold, probabilities, probabilities.argmax(axis=1), NAMES)

    for metrics in (measured.metrics, measured.baselines[0].metrics):
        found = named(metrics)
        assert found.pop("log_loss") >= 0
        assert all(0 <= value <= 1 + 1e-9 for value in found.values())
    assert sum(one.support for one in measured.classes) == len(rows)
