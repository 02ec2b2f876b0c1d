from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checkers.articles import Article
from checkers.identifiers import identify
from checkers.labels import Stage, StatementKind
from checkers.nouns import Claim, Query, SearchResult
from checkers.search.ask import Bounds, search_claim
from checkers.search.corpus import CorpusProvider
from checkers.search.engine import Engine
from checkers.search.merge import merge_rankings
from checkers.search.queries import make_queries
from checkers.search.searxng import SearxngProvider
from checkers.search.translation import Apertium
from servers.debian import demand
from servers.pages import PageServer

APERTIUM = Path("/usr/share/apertium/modes/spa-eng.mode")
TEXT = "Ha invertido 4.000 millones en Anthropic desde 2023."
WORDING = "Amazon ha invertido 4.000 millones de dólares en Anthropic desde 2023."
ARTICLE = Article.of(TEXT, language="es")
BOUNDS = Bounds(run="run", claims=1, results=8)


def a_claim(wording: str = WORDING) -> Claim:
    return Claim(
        id=identify(wording),
        article_id=ARTICLE.id,
        text=TEXT,
        start=0,
        end=len(TEXT),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.9,
        decontextualised=wording,
    )


def a_result(url: str, rank: int, provider: str = "corpus") -> SearchResult:
    return SearchResult("query", provider, url, None, None, rank)


@pytest.fixture
def dead() -> Iterator[SearxngProvider]:
    with PageServer() as closed:
        url = closed.url()
    with httpx.Client() as client:
        yield SearxngProvider(url, client)


def test_a_dead_provider_is_recorded_once_and_the_living_one_answers(
    corpus: Path, dead: SearxngProvider
) -> None:
    claim = a_claim()
    engines = [(Engine(dead),), (Engine(CorpusProvider(corpus)),)]
    found = search_claim(claim, ARTICLE, engines, BOUNDS)
    (failure,) = found.failures
    assert (failure.stage, failure.provider) == (Stage.SEARCH, "searxng")
    assert failure.claim_id == claim.id
    assert "cannot be reached" in failure.reason
    assert found.answered == len(found.queries) == 4
    assert Path(found.results[0].url).name == "amazon.html"


def test_with_every_provider_dead_no_search_was_answered(dead: SearxngProvider) -> None:
    found = search_claim(a_claim(), ARTICLE, [(Engine(dead),)], BOUNDS)
    assert (found.answered, found.results) == (0, ())
    assert len(found.failures) == 1


def test_an_empty_answer_counts_as_an_answer(corpus: Path) -> None:
    claim = a_claim("Xilófonos y ornitorrincos.")
    found = search_claim(claim, ARTICLE, [(Engine(CorpusProvider(corpus)),)], BOUNDS)
    assert found.results == ()
    assert found.failures == ()
    assert found.answered == len(found.queries)


def test_results_are_at_most_the_limit(corpus: Path) -> None:
    bounds = Bounds("run", 1, 1)
    found = search_claim(a_claim("Amazon"), ARTICLE, [(Engine(CorpusProvider(corpus)),)], bounds)
    assert len(found.results) == 1


def queries_of(wording: str, language: str = "es") -> list[tuple[str, str]]:
    article = Article.of(TEXT, language=language)
    return [(query.text, query.language) for query in make_queries(a_claim(wording), article)]


def test_a_claim_is_searched_for_by_wording_words_question_and_in_english() -> None:
    claim = a_claim()
    assert make_queries(claim, ARTICLE) == tuple(
        Query.of(claim.id, text, language)
        for text, language in (
            (WORDING, "es"),
            ("Amazon invertido 4.000 millones dólares Anthropic 2023", "es"),
            ("¿Amazon ha invertido cuánto en Anthropic desde 2023?", "es"),
            ("Amazon Anthropic 2023 4 billion dollars", "en"),
        )
    )


@pytest.mark.parametrize(
    ("wording", "question"),
    [
        (
            "El paro subió un 12,5 % en marzo de 2024.",
            "¿El paro subió cuánto en marzo de 2024?",
        ),
        (
            "La huelga de Renfe afectó a más de 3.000 trenes.",
            "¿La huelga de Renfe afectó a cuántos trenes?",
        ),
    ],
)
def test_the_question_asks_for_the_amounts(wording: str, question: str) -> None:
    assert (question, "es") in queries_of(wording)


def test_the_question_is_in_the_language_of_the_article() -> None:
    queries = queries_of("Amazon has invested 4 billion dollars in Anthropic.", "en")
    assert ("Amazon has invested how much in Anthropic?", "en") in queries
    assert {language for _, language in queries} == {"en"}


def test_without_amounts_names_and_years_are_asked_for_alone() -> None:
    queries = queries_of("Pedro Sánchez visitó Pekín en 2024 y defendió el comercio.")
    assert ("Pedro Sánchez Pekín 2024", "es") in queries
    assert not any("?" in text for text, _ in queries)


@pytest.mark.parametrize(
    ("wording", "english"),
    [
        (
            "La inflación de Argentina bajó entre un 3 % y un 4 % según el INDEC.",
            "Argentina INDEC 3 4 %",
        ),
        (
            "Estados Unidos cobró a Países Bajos 1,5 millones de euros en marzo de 2024.",
            "United States Netherlands March 2024 1.5 million euros",
        ),
    ],
)
def test_names_amounts_and_times_are_put_into_english(wording: str, english: str) -> None:
    assert (english, "en") in queries_of(wording)


def test_the_english_query_has_the_words_that_a_translator_gives() -> None:
    def translate(text: str, language: str) -> str:
        assert language == "es"
        assert text == claim.wording
        return "The drought reduced the flow of the Ebro by 40 % in 2023."

    claim = a_claim("La sequía redujo el caudal del Ebro un 40 % en 2023.")
    queries = make_queries(claim, ARTICLE, translate)
    assert queries[-1].text == "drought reduced flow Ebro 40 % 2023"


def test_apertium_translates_and_is_silent_about_other_languages() -> None:
    demand("apertium", APERTIUM, packages="apertium-eng-spa")
    translate = Apertium.installed()
    assert translate is not None
    english = translate("La sequía redujo el caudal\ndel Ebro; $(touch /tmp/no) --help", "es")
    assert english is not None
    assert "drought" in english.casefold()
    assert "\n" not in english
    assert translate("La sécheresse", "fr") is None


def test_a_translator_that_fails_leaves_names_amounts_and_times(tmp_path: Path) -> None:
    program = tmp_path / "apertium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    queries = make_queries(a_claim(), ARTICLE, Apertium(str(program)))
    assert queries[-1].text == "Amazon Anthropic 2023 4 billion dollars"


def test_equal_queries_are_made_once() -> None:
    assert queries_of("Amazon") == [("Amazon", "es")]


def test_a_long_wording_is_trimmed_to_whole_words() -> None:
    text = make_queries(a_claim("palabra larga " * 40), ARTICLE)[0].text
    assert len(text) <= 200
    assert text.split()[-1] in {"palabra", "larga"}
    assert len(make_queries(a_claim("x" * 300), ARTICLE)[0].text) == 200


def test_a_page_that_two_rankings_hold_goes_before_one_that_heads_one() -> None:
    first = [a_result("https://a.example/", 1), a_result("https://b.example/", 2)]
    second = [a_result("https://c.example/", 1), a_result("https://b.example/", 2)]
    merged = merge_rankings([first, second], limit=3)
    assert [result.url for result in merged] == [
        "https://b.example/",
        "https://a.example/",
        "https://c.example/",
    ]


def test_spellings_of_one_address_are_one_result_of_the_provider_that_ranks_it_best() -> None:
    first = [a_result("https://a.example/x?utm_source=feed#part", 4, "searxng")]
    second = [a_result("https://A.example/x", 2, "corpus")]
    (result,) = merge_rankings([first, second], limit=8)
    assert (result.provider, result.rank) == ("corpus", 2)


def test_a_repetition_within_one_ranking_earns_nothing() -> None:
    first = [a_result("https://a.example/#1", 2), a_result("https://a.example/#2", 3)]
    second = [a_result("https://b.example/", 1)]
    assert merge_rankings([first, second], limit=1)[0].url == "https://b.example/"


@pytest.mark.parametrize("url", ["file:///c/a.html", "http://[broken", "nothing"])
def test_addresses_that_cannot_be_normalised_stay_as_they_are(url: str) -> None:
    assert merge_rankings([[a_result(url, 1)]], limit=1)[0].url == url
