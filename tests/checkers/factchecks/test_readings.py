from __future__ import annotations

import pytest

from checkers.factchecks.readings import read_rating
from checkers.labels import VerdictLabel


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Falso", VerdictLabel.REFUTED),
        ("  ¡FALSO! ❌ ", VerdictLabel.REFUTED),
        ("Pants on Fire!", VerdictLabel.REFUTED),
        ("Verdadero.", VerdictLabel.SUPPORTED),
        ("It’s true", VerdictLabel.SUPPORTED),
        ("Engañoso", VerdictLabel.CONFLICTING_EVIDENCE),
        ("Mostly True", VerdictLabel.CONFLICTING_EVIDENCE),
        ("Half-True", VerdictLabel.CONFLICTING_EVIDENCE),
        ("Sin pruebas", VerdictLabel.NOT_ENOUGH_EVIDENCE),
        ("Falso: la foto es de 2015", None),
        ("Not false", None),
        ("Sátira", None),
        ("3/5", None),
        ("!?", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_whole_rating_that_is_listed_has_a_reading(
    words: str | None, label: VerdictLabel | None
) -> None:
    assert read_rating(words) is label
