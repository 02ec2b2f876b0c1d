"""Free search engines, which cannot run here: by a proxy that leads to a server on loopback.

The page of results is of the form that the library reads, which is documented nowhere but there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from checkers.errors import SearchFailed
from checkers.nouns import Query
from checkers.search.ddgs import DdgsProvider
from servers.pages import PageServer
from servers.tunnel import Tunnel

QUERY = Query.of("claim", "Amazon invirtió en Anthropic", "es")
RESULTS = """<html><body>
<div class="result__body"><h2>Amazon <b>invierte</b> en Anthropic</h2>
<a href="https://faro.example/a">Amazon invirtió 4.000 millones en Anthropic.</a></div>
<div class="result__body"><h2>Anuncio</h2>
<a href="https://duckduckgo.com/y.js?ad=1">Compre tornillos</a></div>
<div class="result__body"><h2>Amazon script</h2><a href="javascript:alert(1)">Amazon</a></div>
</body></html>"""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def engines(authority: trustme.CA, tmp_path: Path) -> Iterator[PageServer]:
    """Stands for every engine; one that is given no page answers 404."""
    names = [f"*.{host}" for host in ("duckduckgo.com", "mojeek.com", "bing.com", "brave.com")]
    pem = tmp_path / "server.pem"
    authority.issue_cert(*names).private_key_and_cert_chain_pem.write_to_path(pem)
    with PageServer(pem) as running:
        yield running


@pytest.fixture
def tunnel(engines: PageServer) -> Iterator[Tunnel]:
    with Tunnel(engines.port) as running:
        yield running


@pytest.fixture
def ddgs(authority: trustme.CA, tunnel: Tunnel, tmp_path: Path) -> DdgsProvider:
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(trusted)
    return DdgsProvider(seconds=5, proxy=tunnel.url, certificates=str(trusted))


def test_pages_of_the_engines_become_results(
    ddgs: DdgsProvider, engines: PageServer, tunnel: Tunnel
) -> None:
    engines.serve("/html/", RESULTS)
    (result,) = ddgs.search(QUERY, limit=8)
    assert (result.url, result.provider, result.rank) == ("https://faro.example/a", "ddgs", 1)
    assert result.title == "Amazon invierte en Anthropic"
    assert result.snippet == "Amazon invirtió 4.000 millones en Anthropic."
    assert "html.duckduckgo.com" in tunnel.hosts


def test_engines_that_all_refuse_have_failed_and_not_found_nothing(ddgs: DdgsProvider) -> None:
    with pytest.raises(SearchFailed, match="gave nothing to use") as failure:
        ddgs.search(QUERY, limit=8)
    assert failure.value.provider == "ddgs"


def test_engines_that_cannot_be_reached_have_failed() -> None:
    with pytest.raises(SearchFailed, match="gave nothing to use"):
        DdgsProvider(seconds=2, proxy="http://127.0.0.1:9").search(QUERY, limit=8)
