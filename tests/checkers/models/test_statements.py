from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from checkers.articles import Article
from checkers.claims.features import FEATURES, features_of, without_noise
from checkers.claims.find import find_claims
from checkers.claims.statements import StatementModel, load_statement_model
from checkers.claims.worth import weigh_claims
from checkers.errors import ModelError
from checkers.labels import StatementKind
from checkers.models.card import read_card, shipped
from checkers.models.embedder import Embedder
from checkers.models.statements import (
    ATTRIBUTED,
    CHECK_WORTHINESS,
    HeadCard,
    load_heads,
)

if TYPE_CHECKING:
    from pathlib import Path

    from checkers.evidence.gather import Judges

TWO_MEGABYTES = 2_000_000
WORTHY = {
    "es": "El Gobierno recortó 7.000 millones de euros en sanidad entre 2010 y 2014.",
    "en": "We have lost 2.7 million jobs in manufacturing since he took office in 2001.",
}
IDLE = {
    "es": "Muchas gracias a todos por venir esta noche.",
    "en": "Let me thank all of you for coming tonight.",
}
REPORTED = {
    "es": "El ministro aseguró que la reforma llegará al Congreso antes del verano.",
    "en": 'The senator said that the bill would reach the floor before the summer, "at last".',
}
TOLD = {
    "es": "El tren sale de la estación a las ocho de la mañana.",
    "en": "The train leaves the station at eight in the morning.",
}


@pytest.fixture(scope="session")
def statements(judges: Judges) -> StatementModel:
    return load_statement_model(judges.embedder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(shipped("statements"), tmp_path / "statements")


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_figure_is_worth_checking_and_a_greeting_is_not(
    statements: StatementModel, language: str
) -> None:
    worthy, idle = statements.score([WORTHY[language], IDLE[language]], language)

    threshold = statements.check_worthy_threshold(language)
    assert worthy.check_worthiness >= threshold > idle.check_worthiness


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_somebody_said_is_told_from_what_the_article_says(
    statements: StatementModel, language: str
) -> None:
    reported, told = statements.score([REPORTED[language], TOLD[language]], language)

    assert reported.attributed >= statements.attributed_threshold(language)
    assert reported.attributed > told.attributed


def test_scores_are_probabilities_even_of_odd_texts(statements: StatementModel) -> None:
    odd = ["", " ", "https://t.co/abc", "🔴", "¿?", "%%%", "a" * 5_000, "1.000.000"]

    scores = statements.score(odd, "es")

    assert len(scores) == len(odd)
    assert all(0 <= s.check_worthiness <= 1 and 0 <= s.attributed <= 1 for s in scores)


def test_no_texts_have_no_scores(statements: StatementModel) -> None:
    assert statements.score([], "en") == ()


def test_links_and_pictures_do_not_change_a_score(statements: StatementModel) -> None:
    plain, decorated = statements.score(
        [WORTHY["es"], f"🔴 {WORTHY['es']} https://t.co/IxHyDWdB0S"], "es"
    )

    assert without_noise("🔴 Sube el #IPC, dice @INE https://t.co/x") == "Sube el IPC, dice INE"
    assert decorated.check_worthiness == pytest.approx(plain.check_worthiness, abs=0.05)


def test_another_embedder_is_refused_with_what_happens_instead(judges: Judges) -> None:
    other = Embedder(judges.embedder._encoder, "intfloat/multilingual-e5-small")  # noqa: SLF001 (the same vectors under another name)

    with pytest.raises(ModelError, match="scored by rules instead"):
        load_statement_model(other)


def test_vectors_of_another_length_are_refused(judges: Judges) -> None:
    heads = load_heads(judges.embedder)

    with pytest.raises(ModelError, match="shipped embedder only"):
        heads.probabilities(CHECK_WORTHINESS, np.zeros((1, 768 + len(FEATURES))), "en")


def test_vectors_that_are_no_numbers_are_refused(judges: Judges) -> None:
    heads = load_heads(judges.embedder)

    with pytest.raises(ModelError, match="no numbers"):
        heads.probabilities(ATTRIBUTED, np.full((1, 384 + len(FEATURES)), np.nan), "en")


def test_damaged_heads_are_refused(folder: Path) -> None:
    with (folder / HeadCard.WEIGHTS).open("r+b") as file:
        file.seek(1_000)
        file.write(b"damage")

    with pytest.raises(ModelError, match="damaged"):
        read_card(folder, HeadCard)


def test_missing_heads_are_refused(folder: Path) -> None:
    (folder / HeadCard.WEIGHTS).unlink()

    with pytest.raises(ModelError, match="cannot be read"):
        read_card(folder, HeadCard)


def test_the_heads_are_small_and_fitted_on_the_features_of_this_version() -> None:
    folder = shipped("statements")

    assert sum(file.stat().st_size for file in folder.iterdir()) < TWO_MEGABYTES
    assert read_card(folder, HeadCard).features == FEATURES


def test_every_feature_has_its_name() -> None:
    (row,) = features_of(["«Subió un 3,5 % en 2024», dijo Ana Ruiz."], "es")
    told = dict(zip(FEATURES, row, strict=True))

    assert told["quantities"] == told["percentages"] == told["dates"] == 1
    assert told["attributed_by_rule"] == told["says"] == 1
    assert told["quoted"] == 2
    assert told["question"] == told["first_person"] == 0


def test_the_model_weighs_every_claim_and_the_kind_caps_it(statements: StatementModel) -> None:
    text = (
        "El paro bajó al 11,2 % en 2024, según el INE.\nEs una vergüenza intolerable para el país."
    )
    claims = find_claims(Article.of(text, language="es"))

    weighed = weigh_claims(claims, "es", statements)

    assert [claim.id for claim in weighed] == [claim.id for claim in claims]
    assert weighed[0].check_worthiness != claims[0].check_worthiness
    opinions = [claim for claim in weighed if claim.kind is StatementKind.OPINION]
    assert opinions
    assert all(claim.check_worthiness <= 0.3 for claim in opinions)


def test_without_a_model_the_rules_weigh() -> None:
    claims = find_claims(Article.of("El paro bajó al 11,2 % en 2024.", language="es"))

    assert weigh_claims(claims, "es", None) == claims
