from __future__ import annotations

from pathlib import Path

import pytest

from checkers.errors import BadInput
from checkers.nouns import Query
from checkers.search.corpus import CorpusProvider
from checkers.search.words import index_words


def best(folder: Path, text: str, language: str) -> str:
    results = CorpusProvider(folder).search(Query.of("claim", text, language), limit=3)
    return Path(results[0].url).name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("inversiones de Amazon en Anthropic", "es", "amazon.html"),
        ("tasas de paro españolas", "es", "paro.html"),
        ("el Gobierno reformó las pensiones", "es", "nota.txt"),
        ("eruptions of the volcano", "en", "volcano.html"),
        ("annual operating profit of the cloud division", "en", "revenue.html"),
    ],
)
def test_the_right_page_comes_first_in_its_own_language(
    text: str, language: str, name: str, corpus: Path
) -> None:
    assert best(corpus, text, language) == name


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("el volcán de Grindavík entró en erupción", "es", "volcano.html"),
        ("Anthropic received money", "en", "amazon.html"),
        ("ventas de 570.000", "es", "revenue.html"),
    ],
)
def test_names_and_figures_match_across_languages(
    text: str, language: str, name: str, corpus: Path
) -> None:
    assert best(corpus, text, language) == name


def test_results_are_ranked_and_lead_to_files(corpus: Path) -> None:
    query = Query.of("claim", "Amazon dólares Anthropic sales", "es")
    results = CorpusProvider(corpus).search(query, limit=8)
    assert [result.rank for result in results] == list(range(1, len(results) + 1))
    assert len(results) == 2
    first = results[0]
    assert first.url == (corpus / "amazon.html").as_uri()
    assert first.provider == "corpus"
    assert first.query_id == query.id
    assert first.title == "Amazon invierte en Anthropic"
    assert "4.000 millones" in (first.snippet or "")


def test_the_limit_holds(corpus: Path) -> None:
    query = Query.of("claim", "Amazon", "es")
    assert len(CorpusProvider(corpus).search(query, limit=1)) == 1


@pytest.mark.parametrize("text", ["xilófono", "", "de la que", "?!"])
def test_a_query_that_matches_nothing_has_an_empty_answer(text: str, corpus: Path) -> None:
    assert CorpusProvider(corpus).search(Query.of("claim", text, "es"), limit=3) == ()


def test_the_index_is_built_once(corpus: Path) -> None:
    provider = CorpusProvider(corpus)
    query = Query.of("claim", "Anthropic", "es")
    before = provider.search(query, limit=3)
    (corpus / "amazon.html").unlink()
    assert provider.search(query, limit=3) == before


def test_links_out_of_the_folder_are_not_searched(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("El xilófono es secreto.")
    (corpus / "link.txt").symlink_to(tmp_path / "secret.txt")
    query = Query.of("claim", "xilófono", "es")
    assert CorpusProvider(corpus).search(query, limit=3) == ()


def test_a_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        CorpusProvider(tmp_path / "nowhere")


def test_a_folder_without_pages_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    with pytest.raises(BadInput, match="holds no page"):
        CorpusProvider(tmp_path)


def test_a_folder_of_empty_pages_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("")
    with pytest.raises(BadInput, match="holds text"):
        CorpusProvider(tmp_path).search(Query.of("claim", "Amazon", "es"), limit=1)


def test_words_are_there_plain_and_stemmed_without_stop_words() -> None:
    assert index_words("Las inversiones de 4.000 millones", "es") == [
        "inversiones",
        "4000",
        "millones",
        "inversion",
        "millon",
    ]
    assert index_words("Investitionen 1.5", "de") == ["investitionen"]
