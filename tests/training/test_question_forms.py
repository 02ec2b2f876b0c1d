from __future__ import annotations

import random

import pytest

from training.pair import NEUTRAL, REFUTES, SUPPORTS, Pair
from training.questions import answered, in_other_forms

CLAIM = "The bridge is closed to traffic."


def test_yes_supports_no_refutes_and_the_answer_to_something_else_does_neither() -> None:
    pairs = list(answered([CLAIM], [(CLAIM, "The road was widened.")], "en", random.Random(3)))

    assert [pair.label for pair in pairs] == [SUPPORTS, REFUTES, NEUTRAL]
    assert [pair.passage.rstrip(".").rpartition(" ")[2] for pair in pairs][:2] == ["Yes", "No"]
    assert all("?" in pair.passage for pair in pairs)
    assert "road" in pairs[2].passage


@pytest.mark.parametrize("language", ["es", "en"])
def test_other_forms_keep_claims_and_labels_and_change_some_passages(language: str) -> None:
    pairs = [
        Pair(f"Marta Ruiz paid {n} euros", f"She paid {n}.", n % 3, "x", f"{language}-{language}")
        for n in range(400)
    ]

    dressed = in_other_forms(pairs, random.Random(5))

    assert [(p.claim, p.label) for p in dressed] == [(p.claim, p.label) for p in pairs]
    changed = [p for p, before in zip(dressed, pairs, strict=True) if p.passage != before.passage]
    assert 60 < len(changed) < 140
    assert all("Marta Ruiz" in p.passage for p in dressed)


def test_a_name_keeps_its_capital_inside_a_question() -> None:
    pairs = answered(["Obama signed it.", "The law passed."], [], "en", random.Random(1))

    passages = [pair.passage for pair in pairs]
    assert all("Obama" in passage for passage in passages[:2])
    assert all("the law" in passage for passage in passages[2:])
