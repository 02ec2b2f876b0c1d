from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checkers.labels import Stage, StatementKind
from checkers.nouns import Article, Claim, Query, SearchResult, identify
from checkers.search.ask import Bounds, search_claim
from checkers.search.corpus import CorpusProvider
from checkers.search.engine import Engine
from checkers.search.merge import merge_rankings
from checkers.search.queries import make_queries
from checkers.search.searxng import SearxngProvider
from servers.pages import PageServer

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
    assert found.answered == len(found.queries) == 3
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


def test_queries_are_the_wording_its_words_and_its_names_and_figures() -> None:
    claim = a_claim()
    assert make_queries(claim, ARTICLE) == tuple(
        Query.of(claim.id, text, "es")
        for text in (
            WORDING,
            "Amazon invertido 4.000 millones dólares Anthropic 2023",
            "Amazon 4.000 Anthropic 2023",
        )
    )


def test_equal_queries_are_made_once() -> None:
    assert [query.text for query in make_queries(a_claim("Amazon"), ARTICLE)] == ["Amazon"]


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
