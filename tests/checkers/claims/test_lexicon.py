from __future__ import annotations

import pytest

from checkers.claims.lexicon import base_form, is_known


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("word", ["\0", "a\0", "\0\0", "casa\0perro"])
def test_a_word_with_the_end_of_a_key_in_it_is_in_no_dictionary(word: str, language: str) -> None:
    assert base_form(word, language) == word
    assert not is_known(word, language)


def test_a_word_has_the_form_of_its_dictionary() -> None:
    assert base_form("casas", "es") == "casa"
    assert is_known("casa", "es")
    assert not is_known("casaxq", "es")
