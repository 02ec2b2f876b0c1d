from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.evidence.wordings import wording_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("El paro bajó al 11 % en mayo.", "El paro bajó al 11% en mayo"),
        ("«El paro bajó», dijo la ministra.", '"El paro bajó", dijo la ministra...'),
        ("EL PARO BAJÓ EN MAYO", "El paro bajó en mayo."),
        ("Lo dijo la ex-ministra [de Trabajo].", "Lo dijo la ex ministra (de Trabajo)."),
        ("Subió la luz;", "Subió la luz."),
    ],
)
def test_what_papers_change_when_they_take_a_sentence_over_is_the_same_wording(
    one: str, other: str
) -> None:
    assert wording_of(one) == wording_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("El paro subió en mayo.", "El paro bajó en mayo."),
        ("El paro bajó en mayo.", "El paro no bajó en mayo."),
        ("El paro es del 11 %.", "El paro es del 12 %."),
        ("El paro bajó al 11 %.", "El paro bajó un 11 %."),
        ("El paro bajó al 1,1 %.", "El paro bajó al 11 %."),
        ("La temperatura fue de -5 grados.", "La temperatura fue de 5 grados."),
        ("El Betis venció al Cádiz.", "El Cádiz venció al Betis."),
        ("Juan, a quien venció Pedro, dimitió.", "Juan, quien venció a Pedro, dimitió."),
        ("Voló de Lugo a Vigo.", "Voló a Lugo de Vigo."),
        ("Firmó con testigos.", "Firmó sin testigos."),
        ("Lo publico yo.", "Lo publicó yo."),
        ("¿Bajó el paro en mayo?", "Bajó el paro en mayo."),
        ("No, bajó el paro.", "No bajó el paro."),
        ("Cuesta 5 €.", "Cuesta 5 $."),
        ("IBEX 35 ↑ 2 %", "IBEX 35 ↓ 2 %"),
        ("A few survived.", "Few survived."),
    ],
)
def test_what_turns_a_sentence_is_another_wording(one: str, other: str) -> None:
    assert wording_of(one) != wording_of(other)


WORDS = st.lists(st.from_regex(r"[a-zñáéíóú]{1,8}|[1-9]\d{0,4}|no|sin", fullmatch=True), min_size=2)


@given(WORDS, st.data())
def test_not_a_word_can_be_taken_away_put_in_or_moved(
    words: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    shorter = words[:place] + words[place + 1 :]
    moved = data.draw(st.permutations(words))

    assert wording_of(" ".join(words)) == tuple(words)
    assert wording_of(" ".join(shorter)) != tuple(words)
    assert (wording_of(" ".join(moved)) == tuple(words)) is (moved == words)
