from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trafilatura
from bs4 import BeautifulSoup

from checkers.errors import BadSetting
from veredicto.demo.server import SEARCH_HOST, DemoServer

PAGES = Path(__file__).parents[2] / "examples" / "pages"
PATHS = sorted(PAGES.glob("*/*.html"))
CLUTTER = ("cookie", "whatsapp", "newsletter", "correo electrónico", "e-mail address")
BOXES = "aside p, aside li, .related-posts li, nav li, .ad-slot, .advertisement p, footer p"
FACTS = (
    ("Amazon facturó 638.000 millones de dólares en 2024", "638.000 millones"),
    ("Amazon Web Services aportó el 58 % del beneficio operativo de Amazon en 2024", "58 %"),
    ("inversión adicional de 4.000 millones en Anthropic", "otros 2.750 millones"),
    ("Amazon es propietaria de la totalidad de Anthropic", "inversor minoritario"),
    ("Partido Popular elecciones generales 23 de julio de 2023 escaños", "137"),
    ("El PSOE obtuvo 150 escaños en las elecciones generales", "121"),
    ("Pedro Sánchez investido presidente del Gobierno 179 votos a favor", "171 en contra"),
    ("Un millón de personas se manifestó en Madrid contra la amnistía", "170.000 personas"),
    ("Un millón de personas se manifestó en Madrid contra la amnistía", "Un millón de personas"),
    ("telescopio espacial James Webb despegó cohete Ariane 5", "25 de diciembre de 2021"),
    ("El espejo primario del telescopio James Webb mide 8 metros", "6,5 metros"),
    ("James Webb primary mirror diameter", "6.5 metres"),
    ("La sonda india Chandrayaan-3 aterrizó cerca del polo sur de la Luna", "23 de agosto de 2023"),
    ("India fue el cuarto país que logró posarse en la Luna", "cuarto país"),
)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(PAGES) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: DemoServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as opened:
        yield opened


def get(client: httpx.Client, host: str, path: str, **headers: str) -> httpx.Response:
    name = host if host == SEARCH_HOST else f"{host}.localhost"
    address = f"{name}:{client.base_url.port}"
    return client.get(path, headers={"host": address, **headers})


def search(client: httpx.Client, query: str) -> Any:
    path = str(httpx.URL("/search", params={"q": query, "format": "json"}))
    return get(client, SEARCH_HOST, path).json()


def folder(root: Path, **files: str) -> Path:
    (root / "solo.localhost").mkdir()
    for name, text in files.items():
        (root / "solo.localhost" / f"{name}.html").write_text(text, encoding="utf-8")
    return root


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_the_example_pages_are_of_many_publishers_in_two_languages() -> None:
    languages = [BeautifulSoup(p.read_text(encoding="utf-8"), "lxml").html for p in PATHS]

    assert len(PATHS) >= 14
    assert len({path.parent.name for path in PATHS}) >= 7
    assert {str(html["lang"]) for html in languages if html} == {"es", "en"}


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_a_page_gives_its_body_without_the_clutter_around_it(path: Path) -> None:
    body = trafilatura.extract(
        path.read_text(encoding="utf-8"), include_comments=False, favor_recall=True
    )

    assert body
    assert len(body.split()) >= 100
    assert not [word for word in CLUTTER if word in body.casefold()]


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_related_headlines_menus_and_advertisements_are_no_part_of_the_body(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    body = trafilatura.extract(html, include_comments=False, favor_recall=True) or ""
    items = BeautifulSoup(html, "lxml").select(BOXES)

    assert len(items) > 10
    assert not [item for item in items if item.get_text(" ", strip=True) in body.splitlines()]


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_the_date_of_a_page_is_that_of_its_json_ld(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    script = BeautifulSoup(html, "lxml").find("script", type="application/ld+json")
    told = json.loads(script.get_text() if script else "")
    article = next(n for n in told.get("@graph", [told]) if n["@type"] == "NewsArticle")

    found = trafilatura.extract_metadata(html)

    assert article["publisher"]["name"]
    assert found.date == article["datePublished"][:10]
    assert article["datePublished"] <= article["dateModified"]


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_a_page_says_that_it_is_an_example(path: Path) -> None:
    footer = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").select_one(".site-footer")

    assert footer is not None
    assert "veredicto" in footer.get_text()


@pytest.mark.parametrize(("query", "fact"), FACTS)
def test_the_search_finds_a_page_with_the_fact_among_the_first_five(
    client: httpx.Client, query: str, fact: str
) -> None:
    urls = [httpx.URL(result["url"]) for result in search(client, query)["results"][:5]]
    hosts = [url.host.removesuffix(".localhost") for url in urls]
    pages = [get(client, host, url.path) for host, url in zip(hosts, urls, strict=True)]
    moved = [
        get(client, host, page.headers["location"]) if page.is_redirect else page
        for host, page in zip(hosts, pages, strict=True)
    ]

    assert any(fact in page.text for page in moved)


def test_a_result_has_the_form_of_searxng(client: httpx.Client, server: DemoServer) -> None:
    answer = search(client, "telescopio espacial")

    first = answer["results"][0]
    assert answer["query"] == "telescopio espacial"
    assert answer["number_of_results"] >= len(answer["results"])
    assert httpx.URL(first["url"]).netloc.decode() in server.hosts
    assert first["title"]
    assert first["content"]
    assert first["publishedDate"].startswith("20")
    assert first["engine"]


def test_a_second_page_of_results_goes_on_after_the_first(client: httpx.Client) -> None:
    first = get(client, SEARCH_HOST, "/search?q=2023&format=json").json()
    second = get(client, SEARCH_HOST, "/search?q=2023&format=json&pageno=2").json()

    seen = {result["url"] for result in first["results"]}
    assert second["results"]
    assert not seen & {result["url"] for result in second["results"]}


def test_a_query_that_no_page_shares_a_word_with_finds_nothing(client: httpx.Client) -> None:
    assert search(client, "xilófono zumbante")["results"] == []


def test_a_search_without_a_query_or_in_another_format_is_refused(client: httpx.Client) -> None:
    assert get(client, SEARCH_HOST, "/search?format=json").status_code == 400
    assert get(client, SEARCH_HOST, "/search?q=luna").status_code == 403


def test_the_failing_page_is_listed_and_answers_503(client: httpx.Client) -> None:
    listed = [result["url"] for result in search(client, "ventas netas de Amazon 2024")["results"]]

    assert any("/amazon-ventas-2024" in url for url in listed)
    assert get(client, "el-correo-del-duero", "/amazon-ventas-2024").status_code == 503


def test_the_moved_page_is_listed_under_its_old_address_and_redirects(
    client: httpx.Client,
) -> None:
    listed = [result["url"] for result in search(client, "Webb golden mirror segments")["results"]]
    answer = get(client, "orbitnews", "/webb-mirror")

    assert any(url.endswith("/webb-mirror") for url in listed)
    assert answer.status_code == 301
    assert get(client, "orbitnews", answer.headers["location"]).status_code == 200


def test_unknown_paths_and_hosts_are_not_found(client: httpx.Client) -> None:
    assert get(client, "orbitnews", "/nada").status_code == 404
    assert get(client, "orbitnews", "/").status_code == 404
    assert get(client, "nadie", "/webb-launch-ariane-5").status_code == 404


def test_a_page_belongs_to_its_own_host_only(client: httpx.Client) -> None:
    assert get(client, "orbitnews", "/webb-launch-ariane-5").status_code == 200
    assert get(client, "civicdata", "/webb-launch-ariane-5").status_code == 404


def test_robots_may_read_every_host(client: httpx.Client, server: DemoServer) -> None:
    for address in server.hosts:
        host = address.rpartition(":")[0].removesuffix(".localhost")
        assert "Allow: /" in get(client, host, "/robots.txt").text


def test_a_page_names_the_origin_it_is_served_from(
    client: httpx.Client, server: DemoServer
) -> None:
    html = get(client, "orbitnews", "/webb-launch-ariane-5").text

    origin = f"http://orbitnews.localhost:{server.port}"
    assert f'<link rel="canonical" href="{origin}/webb-launch-ariane-5">' in html
    assert "{{" not in html


def test_a_page_comes_with_the_headers_of_a_real_server(client: httpx.Client) -> None:
    answer = get(client, "orbitnews", "/webb-launch-ariane-5")
    again = get(
        client, "orbitnews", "/webb-launch-ariane-5", **{"if-none-match": answer.headers["etag"]}
    )

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert "max-age" in answer.headers["cache-control"]
    assert again.status_code == 304
    assert again.content == b""


def test_two_servers_stand_side_by_side_and_give_their_ports_back() -> None:
    with DemoServer(PAGES) as one, DemoServer(PAGES) as other:
        assert one.port != other.port

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{one.port}/robots.txt", trust_env=False)


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="holds no pages"):
        DemoServer(tmp_path)


def test_a_page_that_is_no_utf8_is_refused_by_name(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "solo.localhost" / "rota.html").write_bytes(b"\xff\xfe\xfa")

    with pytest.raises(BadSetting, match="cannot be read"):
        DemoServer(tmp_path)


@pytest.mark.parametrize("told", ["failing = 503", '[failing]\n"a/b" = "often"', "[failing"])
def test_a_server_file_of_another_form_is_refused(tmp_path: Path, told: str) -> None:
    folder(tmp_path, nota="<title>Nota</title><p>Una nota sobre el río.</p>")
    (tmp_path / "server.toml").write_text(told, encoding="utf-8")

    with pytest.raises(BadSetting, match=r"server\.toml"):
        DemoServer(tmp_path)


def test_a_bare_page_without_metadata_is_served_and_found(tmp_path: Path) -> None:
    folder(
        tmp_path,
        nota="<p>Una nota breve sobre el río Almorva.</p>",
        otra="<p>La cosecha de aceitunas fue buena.</p>",
        tercera="<p>El mercado abre los sábados.</p>",
    )

    with (
        DemoServer(tmp_path) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client,
    ):
        (result,) = search(client, "Almorva")["results"]
        assert result["url"] == f"http://solo.localhost:{server.port}/nota"
        assert result["title"] == "nota"
        assert "Almorva" in result["content"]
        assert result["publishedDate"] is None
