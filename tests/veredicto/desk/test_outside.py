from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from desks import ServedDesk, served

from checkers.errors import BadSetting
from servers.oidc import CLIENT, KEY, OidcProvider
from servers.pages import PageServer
from veredicto.desk.nouns import Role
from veredicto.desk.pages.outside import outside_of

ANA = {"sub": "ana-1", "name": "Ana Núñez"}


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with PageServer() as server:
        yield OidcProvider(server)


@contextmanager
def desk_with(folder: Path, provider: OidcProvider, **more: str) -> Iterator[ServedDesk]:
    given = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_key": KEY} | more
    with served(folder, **given) as desk:
        yield desk


def come(browser: httpx.Client, back: str = "/queue") -> httpx.Response:
    return browser.get("/sign-in/outside", params={"back": back}, follow_redirects=True)


def test_whoever_the_newsroom_knows_gets_an_account_the_first_time_and_the_same_one_later(
    tmp_path: Path, provider: OidcProvider
) -> None:
    provider.lets_in = ANA
    with desk_with(tmp_path, provider, oidc_role="editor") as desk:
        assert "/sign-in/outside" in desk.nobody().get("/sign-in").text
        for _ in range(2):
            browser = desk.nobody().client
            page = come(browser, "/record?kind=join")
            assert page.url.path == "/record"
            assert "Ana Núñez" in page.text
        (ana,) = desk.book.people.all()
        assert (ana.name, ana.role) == ("Ana Núñez", Role.EDITOR)


def test_nobody_is_let_in_whom_the_newsroom_refuses_or_whose_account_was_ended(
    tmp_path: Path, provider: OidcProvider
) -> None:
    with desk_with(tmp_path, provider) as desk:
        refused = come(desk.nobody().client)
        assert refused.status_code == 400
        assert desk.book.people.count() == 0

        provider.lets_in = ANA
        come(desk.nobody().client)
        desk.somebody(Role.CHIEF)
        ana = desk.book.people.named("Ana Núñez")
        assert ana is not None
        desk.book.people.disable(ana.id, by="desk")
        assert come(desk.nobody().client).status_code == 400


@pytest.mark.parametrize("wrong", [{"aud": "somebody-else"}, {"nonce": "another"}, {"exp": 1}])
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    tmp_path: Path, provider: OidcProvider, wrong: dict[str, object]
) -> None:
    provider.lets_in = ANA | wrong
    with desk_with(tmp_path, provider) as desk:
        assert come(desk.nobody().client).status_code == 400
        assert desk.book.people.count() == 0


def test_an_answer_that_nobody_asked_for_lets_nobody_in(
    tmp_path: Path, provider: OidcProvider
) -> None:
    provider.lets_in = ANA
    with desk_with(tmp_path, provider) as desk:
        stray = desk.nobody().get("/sign-in/outside/back", params={"code": "x", "state": "y"})
        assert stray.status_code == 400
        assert desk.book.people.count() == 0


def test_a_provider_that_is_not_there_is_told(tmp_path: Path) -> None:
    given = {"oidc_client_id": CLIENT, "oidc_key": KEY}
    with served(tmp_path, oidc_issuer="http://127.0.0.1:9", **given) as desk:
        assert come(desk.nobody().client).status_code == 400


def test_it_leads_back_into_the_desk_only(tmp_path: Path, provider: OidcProvider) -> None:
    provider.lets_in = ANA
    with desk_with(tmp_path, provider) as desk:
        page = come(desk.nobody().client, "//evil.example/")
        assert (page.url.host, page.url.path) == ("127.0.0.1", "/queue")


def test_settings_that_are_not_enough_are_refused() -> None:
    assert outside_of(None, None, None, "reader", None) is None
    with pytest.raises(BadSetting, match="VEREDICTO_OIDC_CLIENT_ID"):
        outside_of("https://accounts.example", None, "x", "reader", None)
    with pytest.raises(BadSetting, match="VEREDICTO_OIDC_ROLE"):
        outside_of("https://accounts.example", "x", "x", "king", None)
