from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.claims.naming import find_entities
from veredicto.evaluation.article_rows import EntityRow
from veredicto.evaluation.entities import EntityScorer
from veredicto.evaluation.files import read_labelled

FOLDER = Path(__file__).parents[2] / "data" / "claims"
FLOORS = {"development.es": 0.85, "development.en": 0.7, "held_out.es": 0.8, "held_out.en": 0.7}
CASES = [
    ("es", "Lo dijo el ministro Julio Sanz.", "Julio Sanz", "person"),
    ("es", "La empresa Norvia cerró ayer.", "Norvia", "organisation"),
    ("es", "El Tribunal de Cuentas lo niega.", "Tribunal de Cuentas", "organisation"),
    ("es", "Llovió en Alcorrea toda la noche.", "Alcorrea", "place"),
    ("es", "Viven en la calle Mayor.", "calle Mayor", "place"),
    ("es", "Lo aportó Norvia Web Services.", "Norvia Web Services", "organisation"),
    ("es", "Es propietaria de la totalidad de Norvia.", "Norvia", "organisation"),
    ("es", "Atracó en el puerto de Alcorrea.", "Alcorrea", "place"),
    ("es", "Escribió la novela «Los días largos».", "Los días largos", "work"),
    ("es", "Lo publica la revista Dendra.", "Dendra", "work"),
    ("en", "It was Senator Callum Brae who asked.", "Callum Brae", "person"),
    ("en", "The retailer Solkorn closed.", "Solkorn", "organisation"),
    ("en", "It rained near Lake Osterby.", "Lake Osterby", "place"),
    ("en", 'She wrote the novel "Long Days".', "Long Days", "work"),
    ("en", "Thornmere city council voted.", "Thornmere city council", "organisation"),
]


@pytest.mark.parametrize(("language", "text", "name", "kind"), CASES)
def test_a_name_is_told_by_what_stands_beside_and_in_it(
    language: str, text: str, name: str, kind: str
) -> None:
    assert [(one.text, one.type) for one in find_entities(text, language)] == [(name, kind)]


def test_a_surname_is_of_what_its_whole_name_is_of() -> None:
    text = "Habló la doctora Sabela Outeiro. Más tarde, en la sala, Outeiro calló."

    assert {one.text: one.type for one in find_entities(text, "es")} == {
        "Sabela Outeiro": "person",
        "Outeiro": "person",
    }


def test_days_demonyms_and_events_are_no_entities() -> None:
    assert not find_entities("On Tuesday the British weather improved.", "en")
    assert not find_entities("El Maratón de Vegarrasa fue el domingo.", "es")


@pytest.mark.parametrize("split", FLOORS)
def test_entities_of_the_labelled_articles_are_found(split: str) -> None:
    rows = read_labelled(FOLDER / f"{split}.jsonl", EntityRow).rows

    scored = EntityScorer().score(rows, None, lambda _done, _total: None).whole

    own = {metric.name: metric.value for metric in scored.metrics}
    plain = {metric.name: metric.value for metric in scored.baselines[0].metrics}
    assert own["f1"] >= FLOORS[split]
    assert own["f1"] > plain["f1"]
    assert sum(one.support for one in scored.classes) == sum(len(row.entities) for row in rows)


def test_a_labelled_entity_that_is_not_at_its_place_is_refused(tmp_path: Path) -> None:
    good = {"text": "Ada Lund left.", "entities": [], "language": "en"}
    bad = good | {"entities": [{"start": 1, "end": 4, "text": "Ada", "type": "person"}]}
    path = tmp_path / "names.jsonl"
    path.write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n", encoding="utf-8")

    file = read_labelled(path, EntityRow)

    assert (len(file.rows), len(file.unreadable)) == (1, 1)
    assert "is not 'Ada'" in file.unreadable[0].reason


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["es", "en"]))
def test_any_text_is_read_with_exact_places_that_do_not_overlap(text: str, language: str) -> None:
    found = find_entities(text, language)

    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.start <= b.start for a, b in pairwise(found))
