from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from checkers.errors import BadSetting
from veredicto.settings import load_settings, unknown_variables


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_flag_goes_before_a_variable_and_a_variable_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("veredicto.toml").write_text(
        'searxng_url = "http://file"\ncontact = "file"\nembedder = "file"\n', encoding="utf-8"
    )
    monkeypatch.setenv("VEREDICTO_CONTACT", "variable")
    monkeypatch.setenv("VEREDICTO_EMBEDDER", "variable")

    settings = load_settings(embedder="flag")

    assert (settings.searxng_url, settings.contact, settings.embedder) == (
        "http://file",
        "variable",
        "flag",
    )


def test_names_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEREDICTO_SEARCH", "corpus, searxng")

    assert load_settings().search == ("corpus", "searxng")
    assert load_settings(search=["searxng,corpus"]).search == ("searxng", "corpus")


def test_a_date_without_zone_gets_one() -> None:
    limit = load_settings(published_before="2024-05-01").published_before

    assert limit is not None
    assert isinstance(limit.utcoffset(), timedelta)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"results_a_claim": "many"}, "results_a_claim"),
        ({"published_before": "yesterday"}, "published_before"),
        ({"warehouse": "ducklake:postgres:dbname=x"}, "has no data_path"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(flags: dict[str, str], words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        load_settings(**flags)


def test_a_file_that_is_no_toml_is_named() -> None:
    Path("veredicto.toml").write_text("this is = = no toml", encoding="utf-8")

    with pytest.raises(BadSetting, match=r"veredicto\.toml"):
        load_settings()


def test_what_a_run_notes_holds_no_address_of_a_person() -> None:
    settings = load_settings(contact="editor@example.org", search=["corpus"])

    assert "contact" not in dict(settings.noted)


def test_a_key_is_noted_nowhere_and_shown_in_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEREDICTO_LLM_KEY", "sk-secret-0123456789")
    settings = load_settings(llm_base_url="http://127.0.0.1:1/v1", llm_model="tiny")

    assert dict(settings.noted)["llm_model"] == "tiny"
    assert "sk-secret" not in f"{settings!r}{settings.noted}{settings.model_dump(mode='json')}"
    monkeypatch.delenv("VEREDICTO_LLM_KEY")
    Path("veredicto.toml").write_text("llm_key = 123456789012\n", encoding="utf-8")
    with pytest.raises(BadSetting, match="llm_key") as raised:
        load_settings()
    assert "123456789012" not in str(raised.value)


def test_a_judge_that_is_not_asked_is_not_noted() -> None:
    assert "llm_model" not in dict(load_settings(llm_model="tiny").noted)


def test_a_judge_must_be_given_some_time() -> None:
    with pytest.raises(BadSetting, match="llm_seconds"):
        load_settings(llm_seconds=0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('serch = "corpus"', "there is no setting 'serch': is it 'search' that is meant?"),
        ("[zzz]", "there is no setting 'zzz'$"),
    ],
)
def test_a_line_of_the_file_that_is_no_setting_is_told_with_the_one_that_may_be_meant(
    line: str, says: str
) -> None:
    Path("veredicto.toml").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(BadSetting, match=says):
        load_settings()


def test_a_variable_that_is_no_setting_is_told_and_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VEREDICTO_SERCH", "corpus")
    monkeypatch.setenv("VEREDICTO_CONTACT", "editora@periodico.example")

    assert load_settings().contact == "editora@periodico.example"
    assert unknown_variables() == (
        "VEREDICTO_SERCH is no setting: is it 'VEREDICTO_SEARCH' that is meant?",
    )
