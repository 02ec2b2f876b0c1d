from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pdfs import paragraph, pdf_of
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from checkers.errors import FetchRefused, WarehouseError
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.identifiers import hash_text, identify
from checkers.labels import Outcome
from checkers.nouns import Source
from checkers.reading.article import parse_article
from servers.pages import PageServer

Fetcher = Callable[..., PageFetcher]
PAST = datetime(2020, 1, 1, tzinfo=UTC)
SENTENCE = (
    "La compañía cerró el ejercicio de 2024 con unos ingresos de 4.000 millones de dólares, según "
    "las cuentas que presentó este martes ante el regulador del mercado de valores. "
)
PAGE = f"""<!doctype html><html lang="es"><head><title>Ingresos récord</title>
<meta property="article:published_time" content="2025-02-01T09:00:00Z"></head>
<body><nav>Portada Deportes</nav><article><h1>Ingresos récord</h1>
<p>{SENTENCE * 2}</p><p>{SENTENCE}</p></article></body></html>"""


def test_a_page_becomes_a_source_with_text_and_snapshot(
    server: PageServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    url = server.redirect("/old", "/new")
    server.serve("/new", PAGE)
    (source,) = fetcher(server.allowed()).fetch_all([url], since=PAST)
    document = SnapshotStore(tmp_path / "snapshots").get(source.snapshot or "")
    assert source.outcome is Outcome.RETRIEVED
    assert SENTENCE.strip() in source.text
    assert "Deportes" not in source.text
    assert (source.url, source.final_url) == (url, server.url("/new"))
    assert source.id == identify(
        "source", url, document.sha256, source.extractor, hash_text(source.text)
    )
    assert source.sha256 == document.sha256
    assert document.body == PAGE.encode()
    assert source.title == "Ingresos récord"
    assert source.language == "es"
    assert source.published_at == datetime(2025, 2, 1, 9, tzinfo=UTC)
    assert source.publisher == "127.0.0.1"
    assert source.status_code == 200
    assert source.retrieved_at.tzinfo is not None
    assert (source.extractor or "").startswith("trafilatura")


def test_plain_text_is_taken_as_it_is(server: PageServer, fetcher: Fetcher) -> None:
    url = server.serve("/", SENTENCE.encode("latin-1"), content_type="text/plain; charset=latin-1")
    (source,) = fetcher(server.allowed()).fetch_all([url], since=PAST)
    assert source.text == SENTENCE.strip()


def test_what_fails_is_a_source_with_its_outcome_and_the_others_are_fetched(
    server: PageServer, fetcher: Fetcher
) -> None:
    missing = server.url("/missing")
    forbidden = "http://169.254.169.254/"
    empty = server.serve("/empty", "<html><body></body></html>")
    pdf = server.serve("/pdf", b"%PDF-1.7", content_type="application/pdf")
    good = server.serve("/good", PAGE)
    urls = [missing, forbidden, "no url", empty, pdf, good]
    sources = fetcher(server.allowed()).fetch_all(urls, since=PAST)
    assert [source.url for source in sources] == urls
    assert [source.outcome for source in sources] == [
        Outcome.HTTP_ERROR,
        Outcome.REFUSED_ADDRESS,
        Outcome.REFUSED_ADDRESS,
        Outcome.NO_TEXT,
        Outcome.UNSUPPORTED_CONTENT,
        Outcome.RETRIEVED,
    ]
    failed = sources[0]
    assert failed.status_code == 404
    assert failed.id == identify("source", missing, failed.outcome, failed.detail)
    assert all(source.detail and not source.text for source in sources[:-1])


def test_an_address_given_twice_is_fetched_once(server: PageServer, fetcher: Fetcher) -> None:
    url, other = server.serve("/a", PAGE), server.serve("/b", PAGE)
    done: list[Source] = []
    sources = fetcher(server.allowed()).fetch_all(
        [url, other, url], since=PAST, on_done=done.append
    )
    assert [source.url for source in sources] == [url, other, url]
    assert server.requests["/a"] == 1
    assert {source.url for source in done} == {url, other}
    assert len(done) == 2


def test_no_address_gives_no_source(fetcher: Fetcher) -> None:
    assert fetcher().fetch_all([], since=PAST) == ()


def test_a_run_that_goes_on_after_a_crash_repeats_no_finished_fetch(
    server: PageServer, fetcher: Fetcher
) -> None:
    started = datetime.now(UTC)
    done = [server.serve(f"/{number}", PAGE) for number in range(3)]
    first = fetcher(server.allowed()).fetch_all(done, since=started)
    rest = server.serve("/rest", PAGE)
    second = fetcher(server.allowed()).fetch_all([*done, rest], since=started)
    assert [server.requests[f"/{number}"] for number in range(3)] == [1, 1, 1]
    assert server.requests["/rest"] == 1
    assert second[:3] == first


def test_a_later_run_fetches_pages_again(server: PageServer, fetcher: Fetcher) -> None:
    url = server.serve("/", PAGE)
    fetcher(server.allowed()).fetch_all([url], since=PAST)
    fetcher(server.allowed()).fetch_all([url], since=datetime.now(UTC))
    assert server.requests["/"] == 2


def test_hosts_are_fetched_from_side_by_side(server: PageServer, fetcher: Fetcher) -> None:
    hosts = [f"diario{number}.localhost" for number in range(12)]
    all_there = asyncio.Barrier(len(hosts))

    async def with_the_others(_: Request) -> Response:
        async with asyncio.timeout(15), all_there:
            return PlainTextResponse(SENTENCE)

    server.route("/together", with_the_others)
    urls = [server.url("/together", host=host) for host in hosts]
    sources = fetcher(server.allowed(*hosts)).fetch_all(urls, since=PAST)
    assert all(source.retrieved for source in sources)
    assert {source.publisher for source in sources} == set(hosts)


def test_a_host_keeps_its_connection_until_many_others_were_asked(
    server: PageServer, fetcher: Fetcher
) -> None:
    ports: dict[str, set[int]] = defaultdict(set)
    most = 0

    async def answer(request: Request) -> Response:
        nonlocal most
        assert request.client is not None
        ports[str(request.url.hostname)].add(request.client.port)
        most = max(most, server.connections)
        return PlainTextResponse(SENTENCE)

    for page in ("/1", "/2"):
        server.route(page, answer)
    hosts = [f"diario{number}.localhost" for number in range(60)]
    urls = [server.url(page, host=host) for host in hosts for page in ("/1", "/2")]
    limits = FetchLimits(connections=3, per_host_connections=1, per_host_delay_seconds=0)

    sources = fetcher(server.allowed(*hosts), limits=limits).fetch_all(urls, since=PAST)

    assert all(source.retrieved for source in sources)
    assert len(ports) == len(hosts)
    assert most < 12


def test_pages_of_one_host_come_over_one_connection(server: PageServer, fetcher: Fetcher) -> None:
    ports = set()

    async def answer(request: Request) -> Response:
        assert request.client is not None
        ports.add(request.client.port)
        return PlainTextResponse(SENTENCE)

    urls = [server.route(f"/{number}", answer) for number in range(4)]
    limits = FetchLimits(per_host_connections=1, per_host_delay_seconds=0)

    sources = fetcher(server.allowed(), limits=limits).fetch_all(urls, since=PAST)

    assert all(source.retrieved for source in sources)
    assert len(ports) == 1


def test_what_a_listener_raises_comes_out_as_it_is(server: PageServer, fetcher: Fetcher) -> None:
    url = server.serve("/", PAGE)

    def full(_: Source) -> None:
        raise WarehouseError("no room")

    with pytest.raises(WarehouseError, match="no room"):
        fetcher(server.allowed()).fetch_all([url], since=PAST, on_done=full)


def test_snapshots_that_cannot_be_kept_stop_the_run_with_one_error(
    server: PageServer, fetcher: Fetcher, tmp_path: Path
) -> None:
    (tmp_path / "snapshots").write_text("in the way")
    urls = [server.serve(f"/{number}", PAGE) for number in range(3)]
    with pytest.raises(WarehouseError, match="cannot be kept"):
        fetcher(server.allowed()).fetch_all(urls, since=PAST)


def test_an_article_may_be_a_pdf_and_evidence_may_not(server: PageServer, fetcher: Fetcher) -> None:
    pdf = pdf_of(paragraph(SENTENCE, y=700))
    url = server.serve("/nota.pdf", pdf, content_type="application/pdf")
    document = fetcher(server.allowed()).fetch_article(url)
    article = parse_article(document.body, name=url, content_type=document.content_type)
    assert article.text == SENTENCE.strip()
    other = server.serve("/otra.pdf", pdf, content_type="application/pdf")
    (source,) = fetcher(server.allowed()).fetch_all([other], since=PAST)
    assert source.outcome is Outcome.UNSUPPORTED_CONTENT


def test_an_article_is_fetched_or_the_error_says_why(server: PageServer, fetcher: Fetcher) -> None:
    url = server.serve("/", PAGE)
    assert fetcher(server.allowed()).fetch_document(url).body == PAGE.encode()
    with pytest.raises(FetchRefused, match="VEREDICTO_ALLOW_HOSTS"):
        fetcher().fetch_document(url)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "más").mkdir(parents=True)
    return folder


def test_a_corpus_page_is_a_source_under_the_address_it_declares(
    corpus: Path, fetcher: Fetcher
) -> None:
    path = corpus / "más" / "ingresos 2024.html"
    link = '<link rel="canonical" href="https://www.example.com/ingresos"></head>'
    path.write_text(PAGE.replace("</head>", link), encoding="utf-8")
    (source,) = fetcher(corpus=corpus).fetch_all([path.as_uri()], since=PAST)
    assert source.outcome is Outcome.RETRIEVED
    assert source.url == "https://www.example.com/ingresos"
    assert source.final_url == path.as_uri()
    assert source.publisher == "example.com"
    assert source.snapshot
    assert source.status_code is None


@pytest.mark.parametrize("name", ["ingresos.html", "ingresos.txt", "ingresos.md", "ingresos.HTM"])
def test_a_corpus_page_without_an_address_goes_by_its_file(
    name: str, corpus: Path, fetcher: Fetcher
) -> None:
    path = corpus / name
    path.write_text(PAGE, encoding="utf-8")
    (source,) = fetcher(corpus=corpus).fetch_all([path.as_uri()], since=PAST)
    assert source.outcome is Outcome.RETRIEVED
    assert (source.url, source.publisher) == (path.as_uri(), "ingresos")


def test_files_outside_the_corpus_are_refused(
    corpus: Path, fetcher: Fetcher, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    (corpus / "link.txt").symlink_to(secret)
    urls = [
        secret.as_uri(),
        (corpus / "link.txt").as_uri(),
        f"{corpus.as_uri()}/../secret.txt",
        f"{corpus.as_uri()}/%2e%2e/secret.txt",
        f"{corpus.as_uri()}-other/x.txt",
        "file:///etc/passwd",
        f"file://elsewhere{secret}",
        "file:///a%00b.txt",
        f"FILE://{secret}",
    ]
    sources = fetcher(corpus=corpus).fetch_all(urls, since=PAST)
    assert {source.outcome for source in sources} == {Outcome.REFUSED_ADDRESS}
    (without,) = fetcher().fetch_all([secret.as_uri()], since=PAST)
    assert without.outcome is Outcome.REFUSED_ADDRESS


def test_a_page_of_the_web_cannot_lead_into_the_corpus(
    corpus: Path, server: PageServer, fetcher: Fetcher
) -> None:
    (corpus / "a.txt").write_text(SENTENCE, encoding="utf-8")
    url = server.redirect("/", (corpus / "a.txt").as_uri())
    (source,) = fetcher(server.allowed(), corpus).fetch_all([url], since=PAST)
    assert source.outcome is Outcome.REFUSED_ADDRESS


def test_corpus_files_that_are_no_pages_have_their_outcomes(corpus: Path, fetcher: Fetcher) -> None:
    (corpus / "a.exe").write_bytes(b"MZ")
    (corpus / "b.txt").write_bytes(b"\x00\x01\x02")
    (corpus / "c.txt").write_text(SENTENCE)
    limits = replace(FetchLimits(), decoded_bytes=100)
    names = ["a.exe", "b.txt", "c.txt", "gone.txt"]
    urls = [(corpus / name).as_uri() for name in names]
    sources = fetcher(corpus=corpus, limits=limits).fetch_all(urls, since=PAST)
    assert [source.outcome for source in sources] == [
        Outcome.UNSUPPORTED_CONTENT,
        Outcome.UNSUPPORTED_CONTENT,
        Outcome.TOO_LARGE,
        Outcome.UNREACHABLE,
    ]
