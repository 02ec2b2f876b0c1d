from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.articles import Article
from checkers.claims.find import find_claims
from checkers.labels import EntityType
from checkers.stated import Named

TEXT = (
    "La ministra de Sanidad, Ana Gil, firmó ayer el acuerdo con la empresa Navalia.\n"
    "Gil contrató a 320 personas en Lugo."
)


def names_in(text: str) -> dict[str, tuple[Named, ...]]:
    """What each claim of a text names, by its own words."""
    claims = find_claims(Article.of(text, language="es"))
    return {claim.text: claim.stated.names for claim in claims}


def test_a_surname_stands_for_the_whole_name_that_the_article_has() -> None:
    (named,) = (found for text, found in names_in(TEXT).items() if text.startswith("Gil"))

    assert [(it.name, it.text, it.type) for it in named] == [
        ("Ana Gil", "Gil", EntityType.PERSON),
        ("Lugo", "Lugo", EntityType.PLACE),
    ]


def test_who_is_only_in_the_wording_is_named_without_a_place() -> None:
    named = names_in("La empresa Navalia cerró en Lugo. Contrató a 320 personas en Vigo.")

    assert named["Contrató a 320 personas en Vigo."] == (
        Named("Vigo", EntityType.PLACE, "Vigo", 27, 31),
        Named("Navalia", EntityType.ORGANISATION),
    )


def test_two_people_of_one_surname_are_not_taken_for_one() -> None:
    text = "Habló la doctora Ana Gil. Habló el doctor Luis Gil. Gil calló."

    named = names_in(text)["Gil calló."]

    assert "Gil" in {it.name for it in named}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Ana Gil dijo, Lugo. «»\n“”ÑÁ\u200b\u202e😀", max_size=200))
def test_names_stand_at_their_places_and_each_once(text: str) -> None:
    for claim in find_claims(Article.of(text, language="es")):
        found = claim.stated.names
        assert len({it.name for it in found}) == len(found)
        assert all(it.text is None or claim.text[it.start : it.end] == it.text for it in found)
