from __future__ import annotations

import sys
from pathlib import Path

import pytest

from checkers.errors import BadInput, BadSetting
from checkers.nouns import Query
from checkers.reading.zim import ZimLibrary
from checkers.search.zim import ZimProvider
from servers.zim import write_zim

PAGES = {
    "Anthropic": (
        "Anthropic es una empresa de inteligencia artificial fundada en 2021. Amazon invirtió "
        "4.000 millones de dólares en ella en marzo de 2024."
    ),
    "Amazon": "Amazon es una empresa de comercio de Seattle, con ventas de 638.000 millones.",
    "Erupciones de Grindavík": "Grindavík es un pueblo de pescadores que fue evacuado.",
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zim(tmp_path_factory.mktemp("zim") / "enciclopedia es.zim", PAGES)


@pytest.fixture(scope="module")
def library(file: Path) -> ZimLibrary:
    return ZimLibrary(file)


def found(library: ZimLibrary, text: str) -> list[str | None]:
    results = ZimProvider(library).search(Query.of("claim", text, "es"), limit=5)
    assert [result.rank for result in results] == list(range(1, len(results) + 1))
    return [result.title for result in results]


def test_the_entry_that_holds_the_words_comes_first(library: ZimLibrary) -> None:
    assert found(library, "¿Quién invirtió en la empresa Anthropic?")[0] == "Anthropic"


def test_entries_on_what_a_sentence_names_are_found(library: ZimLibrary) -> None:
    sentence = "La compañía Amazon compró ayer tornillos de oro."
    assert found(library, sentence) == ["Amazon"]


def test_nothing_is_found_where_there_is_nothing(library: ZimLibrary) -> None:
    assert found(library, "Zutano vendió tornillos") == []
    assert found(library, "de la el") == []


def test_an_entry_is_read_by_the_address_of_its_result(library: ZimLibrary) -> None:
    (result, *_) = ZimProvider(library).search(Query.of("c", "Grindavík", "es"), limit=5)
    assert result.url == "zim://enciclopedia%20es/Erupciones_de_Grindav%C3%ADk"
    entry = library.get(result.url)
    assert entry.title == "Erupciones de Grindavík"
    assert entry.content_type == "text/html"
    assert "pueblo de pescadores" in entry.body.decode()


def test_a_redirect_leads_to_its_entry(library: ZimLibrary) -> None:
    assert "inteligencia artificial" in library.get("zim://enciclopedia%20es/Alias").body.decode()


@pytest.mark.parametrize("url", ["zim://enciclopedia%20es/Nada", "zim://otra/Anthropic", "zim:"])
def test_an_entry_that_is_not_there_is_a_key_error(url: str, library: ZimLibrary) -> None:
    with pytest.raises(KeyError):
        library.get(url)


def test_a_folder_gives_all_its_files(tmp_path: Path) -> None:
    write_zim(tmp_path / "a.zim", {"Grindavík": "Un pueblo."})
    write_zim(tmp_path / "b.zim", {"Volcán": "El volcán de Grindavík."})
    assert set(found(ZimLibrary(tmp_path), "Grindavík")) == {"Grindavík", "Volcán"}


def test_a_path_without_a_zim_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.zim"):
        with pytest.raises(BadInput, match="there is no ZIM file at"):
            ZimLibrary(path)


def test_a_file_that_is_no_zim_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zim").write_bytes(b"no ZIM file" * 50)
    with pytest.raises(BadInput, match="is no ZIM file that can be read"):
        ZimLibrary(tmp_path / "a.zim")


def test_without_libzim_the_extra_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libzim.reader", None)
    with pytest.raises(BadSetting, match=r"pip install 'veredicto\[zim\]'"):
        ZimLibrary(file)
