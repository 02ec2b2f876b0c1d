from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx
import pytest

from checkers.articles import Article
from checkers.labels import SearchOutcome, StatementKind
from checkers.nouns import Claim, ClaimSearch, Query
from checkers.search.ask import Bounds, search_claim
from checkers.search.engine import Engine
from checkers.search.searxng import SearxngProvider

QUERY = Query.of("claim", "volcán de Grindavík", "es")
ARTICLE = Article.of("El volcán de Grindavík entró en erupción en 2024.", language="es")
FOUND = {"results": [{"url": "https://faro.example/volcan", "title": "El volcán"}]}
NOTHING: dict[str, object] = {"results": []}


def a_claim(number: int = 0) -> Claim:
    return Claim(
        id=f"{number:024x}",
        article_id=ARTICLE.id,
        text=ARTICLE.text,
        start=0,
        end=len(ARTICLE.text),
        kind=StatementKind.FACTUAL,
        check_worthiness=0.9,
    )


@dataclass
class Instance:
    """A SearXNG whose answers are set; `asked` holds the queries that reached it."""

    answer: object = field(default_factory=lambda: FOUND)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.params["q"])
        return httpx.Response(self.status, json=self.answer, headers=self.headers)


class Named(SearxngProvider):
    """A SearXNG under a name of its own."""

    def __init__(self, name: str, client: httpx.Client) -> None:
        super().__init__("http://searx.example", client)
        self.name = name


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 27, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clients() -> Iterator[list[httpx.Client]]:
    made: list[httpx.Client] = []
    yield made
    for client in made:
        client.close()


def engine(
    instance: Instance,
    clients: list[httpx.Client],
    clock: Clock | None = None,
    *,
    name: str = "searxng",
    budget: int | None = None,
) -> Engine:
    client = httpx.Client(transport=httpx.MockTransport(instance))
    clients.append(client)
    return Engine(Named(name, client), budget=budget, clock=clock or Clock())


def outcomes(search: ClaimSearch) -> list[tuple[str, SearchOutcome]]:
    return [(answer.provider, answer.outcome) for answer in search.answers]


def search(engines: Sequence[tuple[Engine, ...]], number: int = 0, claims: int = 1) -> ClaimSearch:
    return search_claim(a_claim(number), ARTICLE, engines, Bounds("run", claims, 8))


def test_answers_and_silence_are_told_apart(clients: list[httpx.Client]) -> None:
    full = engine(Instance(), clients).ask(QUERY, run="run", limit=8)
    empty = engine(Instance(NOTHING), clients).ask(QUERY, run="run", limit=8)
    broken = engine(Instance(status=400), clients).ask(QUERY, run="run", limit=8)
    assert [one.answer.outcome for one in (full, empty, broken)] == [
        SearchOutcome.ANSWERED,
        SearchOutcome.EMPTY,
        SearchOutcome.FAILED,
    ]
    assert [one.answered for one in (full, empty, broken)] == [True, True, False]
    assert full.answer.results == len(full.results) == 1
    assert "answered 400" in broken.answer.detail


def test_three_failures_in_a_row_earn_a_rest_and_then_one_trial(
    clients: list[httpx.Client], clock: Clock
) -> None:
    instance = Instance(status=400)
    one = engine(instance, clients, clock)
    for _ in range(5):
        last = one.ask(QUERY, run="run", limit=8)
    assert len(instance.asked) == 3
    assert last.answer.outcome is SearchOutcome.RESTING
    assert "left alone until 12:01:00 UTC" in last.answer.detail
    assert "answered 400" in last.answer.detail

    clock.pass_by(61)
    assert one.ask(QUERY, run="run", limit=8).answer.outcome is SearchOutcome.FAILED
    clock.pass_by(61)
    resting = one.ask(QUERY, run="run", limit=8)
    assert resting.answer.outcome is SearchOutcome.RESTING, "the second rest is twice as long"

    clock.pass_by(60)
    instance.status = 200
    assert one.ask(QUERY, run="run", limit=8).answered
    instance.status = 400
    assert one.ask(QUERY, run="run", limit=8).answer.outcome is SearchOutcome.FAILED
    instance.status = 200
    assert one.ask(QUERY, run="run", limit=8).answered, "one failure after an answer is no row"


def test_while_one_trial_is_under_way_the_others_wait(
    clients: list[httpx.Client], clock: Clock
) -> None:
    one = engine(Instance(status=400), clients, clock)
    for _ in range(3):
        one.ask(QUERY, run="run", limit=8)
    clock.pass_by(61)
    breaker = one._breaker  # noqa: SLF001 (what two threads at once would ask)
    assert breaker.rest(clock().timestamp()) is None
    assert breaker.rest(clock().timestamp()) is not None


@pytest.mark.parametrize("status", [HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE])
def test_a_server_that_names_a_time_is_left_alone_for_it_at_once(
    status: HTTPStatus, clients: list[httpx.Client], clock: Clock
) -> None:
    instance = Instance(status=status, headers={"Retry-After": "600"})
    one = engine(instance, clients, clock)
    assert one.ask(QUERY, run="run", limit=8).answer.outcome is SearchOutcome.RATE_LIMITED
    clock.pass_by(599)
    assert one.ask(QUERY, run="run", limit=8).answer.outcome is SearchOutcome.RESTING
    assert len(instance.asked) == 1
    clock.pass_by(2)
    instance.status = 200
    assert one.ask(QUERY, run="run", limit=8).answered


def test_a_budget_is_spent_by_one_run_and_shared_by_its_claims(
    clients: list[httpx.Client],
) -> None:
    instance = Instance()
    one = engine(instance, clients, budget=5)
    first, second, third = (search([(one,)], number, claims=2) for number in range(3))
    assert [len(found.answers) for found in (first, second, third)] == [2, 2, 2]
    assert len(instance.asked) == 5
    assert third.answers[-1].outcome is SearchOutcome.OVER_BUDGET
    assert "the 5 queries that a run may ask searxng are spent" in third.failures[0].reason
    other = search_claim(a_claim(), ARTICLE, [(one,)], Bounds("another run", 1, 8))
    assert other.failures == ()


def test_a_claim_that_the_budget_leaves_nothing_for_has_no_answer(
    clients: list[httpx.Client],
) -> None:
    one = engine(Instance(), clients, budget=1)
    search([(one,)], 0, claims=2)
    assert search([(one,)], 1, claims=2).answered == 0


def test_alternatives_take_turns_and_one_that_fails_hands_over(
    clients: list[httpx.Client],
) -> None:
    left, right = Instance(), Instance()
    group = (
        engine(left, clients, name="left"),
        engine(right, clients, name="right"),
    )
    searches = [search([group], number) for number in range(20)]
    asked = [{answer.provider for answer in found.answers} for found in searches]
    assert {"left"} in asked
    assert {"right"} in asked
    assert all(len(providers) == 1 for providers in asked)

    left.status = 400
    again = [search([group], number) for number in range(20)]
    assert all(found.results and not found.failures for found in again)
    assert ("left", SearchOutcome.FAILED) in [pair for found in again for pair in outcomes(found)]
    assert len([q for found in again for q in found.answers if q.provider == "left"]) < 20


def test_an_alternative_that_finds_nothing_hands_over_too(clients: list[httpx.Client]) -> None:
    group = (
        engine(Instance(NOTHING), clients, name="left"),
        engine(Instance(), clients, name="right"),
    )
    for number in range(6):
        found = search([group], number)
        assert found.results
        assert found.failures == ()


def test_nothing_found_beside_a_failure_is_no_silence(clients: list[httpx.Client]) -> None:
    group = (
        engine(Instance(NOTHING), clients, name="empty"),
        engine(Instance(status=400), clients, name="broken"),
    )
    for number in range(6):
        found = search([group], number)
        assert [failure.provider for failure in found.failures] == ["broken"]


def test_all_alternatives_failing_are_all_failures(clients: list[httpx.Client]) -> None:
    group = (
        engine(Instance(status=400), clients, name="left"),
        engine(Instance(status=403), clients, name="right"),
    )
    found = search([group])
    assert {failure.provider for failure in found.failures} == {"left", "right"}
    assert found.answered == 0
