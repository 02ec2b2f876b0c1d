from __future__ import annotations

import pytest

from checkers.reading.datelines import dateline_length


@pytest.mark.parametrize(
    "dateline",
    [
        "Madrid, 16 nov (Meridiano).- ",
        "MADRID, 16 Nov. (EUROPA PRESS) - ",
        "WASHINGTON (AP) — ",
        "LONDON, Nov 16 (Reuters) - ",
        "Londres (EFE).- ",
    ],
)
def test_place_day_and_agency_are_a_dateline(dateline: str) -> None:
    assert dateline_length(f"{dateline}El pleno votó la ley.") == len(dateline)


@pytest.mark.parametrize(
    "text",
    [
        "El PSOE (Partido Socialista) ganó - dijo Gil - en Soria.",
        "Ganó Gil (PSOE).",
        "el río (Duero) - ancho - crece",
        "",
    ],
)
def test_brackets_inside_a_sentence_are_none(text: str) -> None:
    assert dateline_length(text) == 0
