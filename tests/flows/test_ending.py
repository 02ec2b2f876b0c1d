from __future__ import annotations

from dataclasses import replace

from prefect.states import StateType
from recorded_reports import make_report

from checkers.errors import UnreadableInput
from checkers.labels import Stage
from checkers.nouns import Failure, Report
from flows.ending import Unchecked, ending


def with_failures(*failures: Failure) -> Report:
    report = make_report()
    return replace(report, run=replace(report.run, failures=failures))


def test_a_run_in_which_everything_answered_is_completed() -> None:
    state = ending([with_failures()])

    assert (state.type, state.name) == (StateType.COMPLETED, "Completed")


def test_a_run_whose_searches_failed_is_not_green_and_names_the_providers() -> None:
    silent = Failure(Stage.SEARCH, "429", provider="searxng")

    state = ending([with_failures(silent, silent), with_failures()])

    assert (state.type, state.name) == (StateType.FAILED, "SearchesFailed")
    assert state.message == "2 searches failed: searxng 2"


def test_a_run_some_of_whose_pages_failed_says_so() -> None:
    pages = [Failure(Stage.FETCH, f"http_error: {n}", url="https://a.example") for n in range(5)]

    state = ending([with_failures(*pages)])

    assert (state.type, state.name) == (StateType.COMPLETED, "PagesFailed")
    assert state.message is not None
    assert state.message.endswith("http_error: 2; and 2 more")


def test_an_article_that_failed_alone_is_told_with_its_reason() -> None:
    state = ending([with_failures()], [Unchecked("a.txt", UnreadableInput("it is empty"))])

    assert (state.type, state.name) == (StateType.FAILED, "ArticlesFailed")
    assert state.message == "1 of 2 articles failed: a.txt: it is empty"


def test_searches_that_found_nothing_at_all_are_told() -> None:
    report = with_failures()
    empty = tuple(replace(search, results=()) for search in report.searches)

    state = ending([replace(report, searches=empty)])

    assert (state.type, state.name) == (StateType.COMPLETED, "NothingFound")
