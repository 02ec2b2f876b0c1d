from __future__ import annotations

from pathlib import Path

import pytest
from recorded_reports import make_report

from checkers.errors import BadInput, BadSetting, UnknownProvider
from checkers.nouns import Query
from checkers.reading.zim import ZimLibrary
from servers.zim import write_zim
from veredicto.providers import PROVIDERS, Access, build_engines
from veredicto.settings import Settings, load_settings
from warehouse.writer import Warehouse

KEYS = {"brave_key": "k1", "tavily_key": "k2", "google_factcheck_key": "k3"}


@pytest.fixture
def access(tmp_path: Path) -> Access:
    file = write_zim(tmp_path / "es.zim", {"Grindavík": "Un pueblo de Islandia."})
    return Access(lambda _: b"<rss/>", ZimLibrary(file))


@pytest.fixture
def everything(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Una página con texto.")
    return load_settings(
        warehouse=tmp_path / "w.duckdb",
        corpus=corpus,
        searxng_url="http://127.0.0.1:9",
        feeds="https://faro.example/rss, https://gaceta.example/atom",
        zim=tmp_path / "es.zim",
        **KEYS,
    )


def names(settings: Settings, access: Access) -> list[str]:
    return [engine.name for group in build_engines(settings, access) for engine in group]


def test_every_provider_can_be_named(everything: Settings, access: Access) -> None:
    wanted = everything.model_copy(update={"search": tuple(PROVIDERS)})
    assert names(wanted, access) == list(PROVIDERS)


def test_without_names_those_are_asked_that_are_configured(
    everything: Settings, access: Access
) -> None:
    configured = ["corpus", "zim", "feeds", "searxng", "brave", "tavily", "google_factcheck"]
    assert names(everything, access) == configured


def test_a_name_that_is_given_twice_is_asked_once(everything: Settings, access: Access) -> None:
    twice = everything.model_copy(update={"search": ("corpus", "wikipedia", "corpus")})
    assert names(twice, access) == ["corpus", "wikipedia"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("corpus", "--corpus FOLDER"),
        ("searxng", "VEREDICTO_SEARXNG_URL"),
        ("feeds", "VEREDICTO_FEEDS"),
        ("zim", "VEREDICTO_ZIM"),
        ("brave", "VEREDICTO_BRAVE_KEY"),
        ("tavily", "VEREDICTO_TAVILY_KEY"),
        ("google_factcheck", "VEREDICTO_GOOGLE_FACTCHECK_KEY"),
    ],
)
def test_a_provider_that_lacks_something_says_what(name: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        build_engines(Settings(search=(name,)), Access(lambda _: b"", None))


def test_an_unknown_name_is_told_those_there_are() -> None:
    with pytest.raises(UnknownProvider, match=r"'gopher'; there are: archive, .*wikipedia, zim"):
        build_engines(Settings(search=("gopher",)), Access(lambda _: b"", None))


def test_keys_are_in_no_text_of_the_settings(everything: Settings) -> None:
    noted = dict(everything.noted)
    assert noted["feeds"] == "https://faro.example/rss,https://gaceta.example/atom"
    for key in KEYS.values():
        assert key not in str(noted.values())
        assert key not in repr(everything)


def test_the_archive_finds_the_pages_of_earlier_runs(everything: Settings, access: Access) -> None:
    report = make_report()
    Warehouse(everything.warehouse).record(report)
    page = next(source for source in report.sources if source.retrieved)
    archive = everything.model_copy(update={"search": ("archive",)})
    ((engine,),) = build_engines(archive, access)
    query = Query.of("claim", page.text, page.language or "es")
    found = engine.ask(query, run="run", limit=8)
    assert page.url in {result.url for result in found.results}


def test_names_with_a_bar_between_them_are_alternatives(
    everything: Settings, access: Access
) -> None:
    wanted = everything.model_copy(update={"search": ("corpus", "zim | wikipedia|corpus", "zim")})
    groups = build_engines(wanted, access)
    assert [[engine.name for engine in group] for group in groups] == [
        ["corpus"],
        ["zim", "wikipedia"],
    ]
    assert wanted.searches("wikipedia")
    assert not wanted.searches("wiki")


def test_a_budget_is_for_each_provider_or_for_those_that_are_named(
    everything: Settings, access: Access
) -> None:
    settings = load_settings(search="corpus,zim,brave", search_budget="200, brave=40", **KEYS)
    wanted = everything.model_copy(
        update={"search": settings.search, "search_budget": settings.search_budget}
    )
    budgets = {e.name: e.budget for group in build_engines(wanted, access) for e in group}
    assert budgets == {"corpus": 200, "zim": 200, "brave": 40}


@pytest.mark.parametrize("budget", ["many", "brave=", "brave=0", "-3", "1.5"])
def test_a_budget_that_is_no_number_is_refused(budget: str) -> None:
    with pytest.raises(BadSetting, match="as in 200,brave=40"):
        build_engines(
            Settings(search=("wikipedia",), search_budget=(budget,)), Access(lambda _: b"", None)
        )


def test_a_budget_for_an_unknown_provider_is_refused() -> None:
    with pytest.raises(UnknownProvider, match="'gopher'"):
        build_engines(
            Settings(search=("wikipedia",), search_budget=("gopher=3",)),
            Access(lambda _: b"", None),
        )


def test_a_zim_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no ZIM file"):
        ZimLibrary(tmp_path / "nothing.zim")
