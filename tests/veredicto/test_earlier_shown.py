from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.console import Console

from builders import NOON
from checkers.labels import VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Rating
from veredicto.earlier_shown import print_earlier


def shown(rating: Rating, **changed: object) -> str:
    fact_check = FactCheck(
        id="one",
        claim_reviewed="El puente [bold]costó[/] 90 millones",
        url="https://contraste.example/1",
        publisher="contraste.example",
        rating=rating,
        imported_from="dump.json",
        imported_at=NOON,
        **changed,  # type: ignore[arg-type]  # each test names its own
    )
    console = Console(width=120, record=True, quiet=False, file=None)
    with console.capture() as captured:
        print_earlier([EarlierFactCheck("claim", fact_check, 1, 0.914, 0.1, 0.8)], console)
    return captured.get()


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        (Rating("Falso", 1, 5, 1, VerdictLabel.REFUTED), "“Falso”  read as refuted"),
        (Rating("Cuatro Pinochos", 4, None, None), "“Cuatro Pinochos”"),
        (Rating(None, 2.5, 5, 1), "2.5 on a scale from 1 (worst) to 5 (best)"),
        (Rating(None, 3, 5, None), "3 on a scale that is not given"),
        (Rating(), "no rating given"),
    ],
)
def test_a_rating_is_shown_in_its_own_words_and_a_number_with_its_scale(
    rating: Rating, words: str
) -> None:
    lines = [line.strip() for line in shown(rating).splitlines()]

    assert words in lines
    assert "«El puente [bold]costó[/] 90 millones»" in lines


def test_who_said_it_and_who_reviewed_it_is_shown_with_the_dates() -> None:
    day = datetime(2025, 2, 27, tzinfo=UTC)
    text = shown(
        Rating("Falso"), publisher_name="Contraste", claimed_at=day, reviewed_at=day, claimant="Ana"
    )

    assert "Contraste, contraste.example, published 2025-02-27, said by Ana 2025-02-27" in text
    assert "said by someone 2025-02-27" in shown(Rating("Falso"), claimed_at=day)
