from __future__ import annotations

from pathlib import Path

import pytest

from checkers.errors import BadSetting
from checkers.factchecks.readings import read_rating
from checkers.labels import VerdictLabel
from checkers.nouns import Rating
from warehouse.export import ratings
from warehouse.export.ratings import load_ratings

SHIPPED = Path(ratings.__file__).with_name("ratings.toml")


def test_every_label_has_words_in_both_languages_that_our_importer_reads_as_that_label() -> None:
    for label in VerdictLabel:
        for language in ("es", "en"):
            assert read_rating(load_ratings().rate(label, language).words) is label


def test_a_label_without_a_number_stands_beside_the_scale() -> None:
    scale = load_ratings()
    assert scale.rate(VerdictLabel.NOT_ENOUGH_EVIDENCE, "en") == Rating(
        "Not enough evidence", reading=VerdictLabel.NOT_ENOUGH_EVIDENCE
    )
    assert scale.rate(VerdictLabel.REFUTED, "pt") == Rating("False", 1, 5, 1, VerdictLabel.REFUTED)


def test_a_newsroom_has_a_scale_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    own.write_text(text.replace('"Falso"', '"Bulo"').replace("value = 1", "value = 2"), "utf-8")
    assert load_ratings(own).rate(VerdictLabel.REFUTED, "es").words == "Bulo"
    assert load_ratings(own).rate(VerdictLabel.REFUTED, "es").value == 2


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value = 5", "value = 9", "is no scale of ratings: .*supported.value is 9, not between"),
        ('es = "Falso"', "", "is no scale of ratings: refuted.es: "),
        ("worst = 1", "wurst = 1", "is no scale of ratings: "),
        ("worst = 1", "worst = ", "cannot be read as a scale"),
    ],
)
def test_a_scale_that_cannot_be_used_says_what_is_wrong(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new), "utf-8")
    with pytest.raises(BadSetting, match=message):
        load_ratings(own)


def test_a_scale_that_is_not_there_is_a_bad_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read as a scale"):
        load_ratings(tmp_path / "none.toml")
