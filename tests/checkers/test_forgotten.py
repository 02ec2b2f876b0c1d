from __future__ import annotations

import pytest

from checkers.forgotten import MASK, Forgotten, address_key, name_keys

PERSON = Forgotten(names=name_keys("Ana María Núñez"))


@pytest.mark.parametrize(
    "spelling",
    [
        "Ana María Núñez",
        "ANA MARIA NUNEZ",
        "Ana Mari\u0301a Nu\u0301n\u0303ez",
        "Núñez, Ana María",
        "A. M. Núñez",
        "A.M. Núñez",
        "A. María Núñez",
        "Núñez, A. M.",
        "María Núñez, Ana",
        "Ana\nMaría  Núñez",
        "Ana-María Núñez",
        "Ana Ma\u00adría Nú\u200bñez",
        "ana_maria_nunez",
    ],
)
def test_a_name_is_met_in_other_orders_initials_accents_and_breaks(spelling: str) -> None:
    text = f"Dijo {spelling} ayer."

    masked = PERSON.masked(text)

    assert len(masked) == len(text)
    assert not any(letter.isalnum() for letter in masked.removeprefix("Dijo ")[: len(spelling)])
    assert masked.startswith(f"Dijo {MASK}")
    assert masked.endswith(" ayer.")


@pytest.mark.parametrize(
    "text",
    [
        "Mariana María Núñez",
        "Ana María Núñezdóttir",
        "Ana. María. Núñez",
        "Ana María, la hija de Núñez",
        "Núñez",
        "María Núñez",
        "",
    ],
)
def test_another_name_or_a_part_of_it_is_left_as_it_is(text: str) -> None:
    assert PERSON.masked(text) == text


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a%C3%B1o/x",
        "https://www.EXAMPLE.com:443/a%c3%b1o/x/",
        "https://example.com/año/x?utm_source=z&fbclid=1#top",
    ],
)
def test_an_address_is_met_in_every_spelling(url: str) -> None:
    assert Forgotten(frozenset({address_key("https://example.com/año/x")})).has_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/año",
        "https://a.example.com/año/x",
        "https://example.com/año/x?p=2",
        None,
    ],
)
def test_another_page_is_another_address(url: str | None) -> None:
    assert not Forgotten(frozenset({address_key("https://example.com/año/x")})).has_address(url)
