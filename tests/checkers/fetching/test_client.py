from __future__ import annotations

import asyncio
import gzip
import shutil
import subprocess
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import anyio
import brotli
import pytest
import zstandard
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from checkers.errors import FetchError, FetchFailed, FetchRefused
from checkers.fetching.addresses import AddressGuard
from checkers.fetching.client import GuardedClient, user_agent
from checkers.fetching.decoding import TooLarge, Undecodable, decompress
from checkers.fetching.document import Document
from checkers.fetching.limits import FetchLimits
from checkers.labels import Outcome
from servers.pages import PageServer

SMALL = FetchLimits(wire_bytes=2_000_000, decoded_bytes=4_000_000, per_host_delay_seconds=0.0)
BRIEF = replace(SMALL, total_seconds=0.6, connect_seconds=0.5)
BOMB_BYTES = 1_000_000_000
MEMORY = 40_000_000
DRIPPING_SECONDS = 15
Bomb = Callable[[], bytes]
Get = Callable[..., Document]


def failure(get: Get, url: str, server: PageServer, limits: FetchLimits = SMALL) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, server.allowed(), limits=limits)
    return caught.value


def gzip_bomb() -> bytes:
    # Where everything is flushed, the packed pieces are alike and can be repeated: packing a whole
    # gigabyte of zeros takes seconds.
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = bytes(10_000_000)
    first, again = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (BOMB_BYTES // len(piece) - 1) + packer.flush()


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    piece = bytes(10_000_000)
    parts = [packer.process(piece) for _ in range(BOMB_BYTES // len(piece))]
    return b"".join([*parts, packer.finish()])


def zstd_bomb() -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    piece = bytes(10_000_000)
    parts = [packer.compress(piece) for _ in range(BOMB_BYTES // len(piece))]
    return b"".join([*parts, packer.flush()])


def test_a_page_comes_with_where_and_when_it_was_had(server: PageServer, get: Get) -> None:
    server.serve("/new", "<p>Hola")
    url = server.redirect("/old", "/new", status=301)
    document = get(url, server.allowed())
    assert document.url == url
    assert document.final_url == server.url("/new")
    assert document.status_code == 200
    assert document.content_type == "text/html; charset=utf-8"
    assert document.body == b"<p>Hola"
    assert document.retrieved_at.tzinfo is UTC


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_followed(status: int, server: PageServer, get: Get) -> None:
    server.serve("/new", "<p>Hola")
    url = server.redirect("/old", "/new", status=status)
    assert get(url, server.allowed()).final_url == server.url("/new")


def test_the_client_names_itself_and_a_contact_and_keeps_no_cookies(
    server: PageServer, get: Get
) -> None:
    seen: list[tuple[str, str | None]] = []

    async def answer(request: Request) -> Response:
        seen.append((request.headers["user-agent"], request.headers.get("cookie")))
        if request.url.path == "/a":
            return Response(status_code=302, headers={"location": "/b", "set-cookie": "x=1"})
        return PlainTextResponse("Hola")

    url = server.route("/a", answer)
    server.route("/b", answer)
    get(url, server.allowed(), contact="desk@example.org")
    assert seen == [(user_agent("desk@example.org"), None)] * 2
    assert seen[0][0].startswith("veredicto")
    assert seen[0][0].endswith("(+desk@example.org)")


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("identity", bytes),
    ],
)
def test_compressed_pages_are_unpacked(
    encoding: str, pack: Callable[[bytes], bytes], server: PageServer, get: Get
) -> None:
    body = "<p>Añadió 4.000 millones</p>".encode() * 1000
    url = server.serve("/", pack(body), headers={"content-encoding": encoding})
    assert get(url, server.allowed()).body == body


@pytest.mark.parametrize(
    ("encoding", "bomb"), [("gzip", gzip_bomb), ("br", brotli_bomb), ("zstd", zstd_bomb)]
)
def test_a_bomb_ends_as_too_large_within_bounded_memory(encoding: str, bomb: Bomb) -> None:
    packed = bomb()
    assert len(packed) < 2_000_000
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decompress(packed, encoding, SMALL.decoded_bytes)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


@pytest.mark.parametrize(("encoding", "bomb"), [("gzip", gzip_bomb), ("zstd", zstd_bomb)])
def test_a_server_that_sends_a_bomb_is_recorded_as_too_large(
    encoding: str, bomb: Bomb, server: PageServer, get: Get
) -> None:
    url = server.serve("/", bomb(), headers={"content-encoding": encoding})
    limits = FetchLimits(per_host_delay_seconds=0)
    assert failure(get, url, server, limits).outcome is Outcome.TOO_LARGE


def test_a_bomb_within_a_bomb_is_too_large() -> None:
    packed = gzip.compress(gzip_bomb())
    with pytest.raises(TooLarge):
        decompress(packed, "gzip, gzip", SMALL.decoded_bytes)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"no gzip at all", "gzip"),
        (gzip.compress(b"Hola" * 1000, mtime=0)[:-20], "gzip"),
        (brotli.compress(b"Hola" * 1000)[:-5], "br"),
        (b"no brotli at all", "br"),
        (b"no zstd at all", "zstd"),
        (b"no deflate at all", "deflate"),
        (b"x", "compress"),
        (b"x", "gzip, gzip, gzip"),
        (gzip.compress(b"", mtime=0) * 1000, "gzip"),
    ],
)
def test_a_body_that_is_not_what_its_encoding_says_is_undecodable(
    body: bytes, encoding: str
) -> None:
    with pytest.raises(Undecodable):
        decompress(body, encoding, 1000)


def test_a_damaged_body_is_unsupported_content(server: PageServer, get: Get) -> None:
    url = server.serve("/", b"no gzip at all", headers={"content-encoding": "gzip"})
    assert failure(get, url, server).outcome is Outcome.UNSUPPORTED_CONTENT


def test_gzip_files_of_several_members_are_read_whole() -> None:
    assert decompress(gzip.compress(b"Ho") + gzip.compress(b"la"), "gzip", 100) == b"Hola"


def test_a_body_that_drips_ends_within_the_time_limit(server: PageServer, get: Get) -> None:
    async def drip(_: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            for _ in range(10 * DRIPPING_SECONDS):
                yield b"<"
                await asyncio.sleep(0.1)

        return StreamingResponse(body(), media_type="text/html")

    url = server.route("/", drip)
    start = time.monotonic()
    error = failure(get, url, server, BRIEF)
    assert error.outcome is Outcome.TIMEOUT
    assert error.transient
    assert time.monotonic() - start < DRIPPING_SECONDS


def test_a_silent_server_ends_within_the_time_limit(server: PageServer, get: Get) -> None:
    async def silence(_: Request) -> Response:
        await asyncio.sleep(DRIPPING_SECONDS)
        return PlainTextResponse("late")

    start = time.monotonic()
    assert failure(get, server.route("/", silence), server, BRIEF).outcome is Outcome.TIMEOUT
    assert time.monotonic() - start < DRIPPING_SECONDS


def test_chunks_without_end_are_too_large(server: PageServer, get: Get) -> None:
    async def endless(_: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 50_000
                await asyncio.sleep(0.001)

        return StreamingResponse(body(), media_type="text/html")

    limits = FetchLimits(wire_bytes=500_000, per_host_delay_seconds=0)
    assert failure(get, server.route("/", endless), server, limits).outcome is Outcome.TOO_LARGE


def test_a_declared_length_over_the_limit_is_not_even_read(server: PageServer, get: Get) -> None:
    url = server.serve("/", b"x" * 3_000_000)
    assert failure(get, url, server).outcome is Outcome.TOO_LARGE


def test_a_redirect_loop_ends(server: PageServer, get: Get) -> None:
    server.redirect("/a", "/b")
    server.redirect("/b", "/a")
    error = failure(get, server.url("/a"), server)
    assert error.outcome is Outcome.TOO_MANY_REDIRECTS
    assert not error.transient
    assert server.requests["/a"] + server.requests["/b"] == SMALL.redirects + 1


@pytest.mark.parametrize(
    ("status", "transient"),
    [(404, False), (410, False), (403, False), (500, True), (502, True), (299, None)],
)
def test_a_status_says_whether_a_retry_can_help(
    status: int, *, transient: bool | None, server: PageServer, get: Get
) -> None:
    url = server.serve("/", "<p>Hola", status=status)
    if transient is None:
        assert get(url, server.allowed()).status_code == status
        return
    error = failure(get, url, server)
    assert error.outcome is Outcome.HTTP_ERROR
    assert error.transient is transient
    assert str(status) in str(error)
    assert server.requests["/"] == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(status: int, server: PageServer, get: Get) -> None:
    async def busy_once(_: Request) -> Response:
        if server.requests["/"] == 1:
            return PlainTextResponse("", status, headers={"retry-after": "0"})
        return PlainTextResponse("Hola")

    url = server.route("/", busy_once)
    assert get(url, server.allowed()).body == b"Hola"
    assert server.requests["/"] == 2


def test_a_busy_server_is_asked_three_times_at_most(server: PageServer, get: Get) -> None:
    url = server.serve("/", "", status=429, headers={"retry-after": "0"})
    error = failure(get, url, server, FetchLimits(per_host_delay_seconds=0))
    assert isinstance(error, FetchFailed)
    assert server.requests["/"] == 3


@pytest.mark.parametrize(
    "wait", ["3600", format_datetime(datetime(2100, 1, 1, tzinfo=UTC), usegmt=True), "soon"]
)
def test_a_server_wanting_a_long_wait_is_left_alone(
    wait: str, server: PageServer, get: Get
) -> None:
    url = server.serve("/", "", status=429, headers={"retry-after": wait})
    failure(get, url, server)
    assert server.requests["/"] == 1


def test_a_closed_port_is_unreachable(get: Get) -> None:
    with PageServer() as closed:
        url, allowed = closed.url(), closed.allowed()
    with pytest.raises(FetchFailed) as caught:
        get(url, allowed)
    assert caught.value.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("image/png", b"\x89PNG"),
        ("application/json", b"{}"),
        ("text/html", b"%PDF-1.7 pretending"),
        ("text/html", b"\x00\x01\x02\x03"),
        ("", b"\x7fELF\x00\x00"),
    ],
)
def test_no_text_is_unsupported(
    content_type: str, body: bytes, server: PageServer, get: Get
) -> None:
    url = server.serve("/", body, content_type=content_type)
    assert failure(get, url, server).outcome is Outcome.UNSUPPORTED_CONTENT


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "TEXT/HTML;charset=utf-8",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
    ],
)
def test_text_is_supported(content_type: str, server: PageServer, get: Get) -> None:
    url = server.serve("/", "<p>Hola", content_type=content_type)
    assert get(url, server.allowed()).body == b"<p>Hola"


def test_robots_may_keep_a_page_from_us(server: PageServer, get: Get) -> None:
    rules = "User-agent: *\nDisallow: /private\n\nUser-agent: veredicto\nDisallow: /no-checks\n"
    server.serve("/robots.txt", rules, content_type="text/plain")
    url = server.serve("/no-checks", "<p>Hola")
    error = failure(get, url, server)
    assert error.outcome is Outcome.ROBOTS
    assert server.requests["/no-checks"] == 0
    assert get(server.serve("/private", "<p>Hola"), server.allowed()).status_code == 200


def test_robots_hold_for_the_target_of_a_redirect_too(server: PageServer, get: Get) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
    server.serve("/private", "<p>Hola")
    error = failure(get, server.redirect("/open", "/private"), server)
    assert error.outcome is Outcome.ROBOTS
    assert server.requests["/private"] == 0


@pytest.mark.parametrize(
    ("status", "fetched"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_missing_rules_allow_everything_and_failing_ones_nothing(
    status: int, *, fetched: bool, server: PageServer, get: Get
) -> None:
    server.serve("/robots.txt", "", status=status, headers={"retry-after": "60"})
    url = server.serve("/", "<p>Hola")
    if fetched:
        assert get(url, server.allowed()).status_code == 200
    else:
        assert failure(get, url, server).outcome is Outcome.ROBOTS
        assert server.requests["/"] == 0


def test_rules_at_a_forbidden_address_are_not_followed(server: PageServer, get: Get) -> None:
    with PageServer() as private:
        server.redirect("/robots.txt", private.url("/robots.txt"))
        error = failure(get, server.serve("/", "<p>Hola"), server)
        assert not private.requests
    assert error.outcome is Outcome.REFUSED_ADDRESS
    assert server.requests["/"] == 0


def get_all(urls: list[str], allowed: frozenset[str], limits: FetchLimits) -> None:
    async def run() -> None:
        async with (
            GuardedClient(limits, AddressGuard(allowed), None) as client,
            anyio.create_task_group() as group,
        ):
            for url in urls:
                group.start_soon(client.get, url)

    anyio.run(run)


def test_rules_are_fetched_once_an_origin_and_their_delay_is_kept(server: PageServer) -> None:
    server.serve("/robots.txt", "User-agent: *\nCrawl-delay: 0.2", content_type="text/plain")
    urls = [server.serve(f"/{number}", "<p>Hola") for number in range(4)]
    get_all(urls, server.allowed(), FetchLimits(per_host_delay_seconds=0))
    assert server.requests["/robots.txt"] == 1
    pages = server.times[1:]
    assert pages[-1] - pages[0] >= 0.55


def test_a_host_sees_few_requests_at_once(server: PageServer) -> None:
    at_once = most = 0

    async def slow(_: Request) -> Response:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1
        return PlainTextResponse("Hola")

    urls = [server.route(f"/{number}", slow) for number in range(8)]
    get_all(urls, server.allowed(), FetchLimits(per_host_delay_seconds=0))
    assert most == 2


def test_waiting_for_a_turn_takes_no_time_from_a_page(server: PageServer) -> None:
    async def slow(_: Request) -> Response:
        await asyncio.sleep(0.3)
        return PlainTextResponse("Hola")

    urls = [server.route(f"/{number}", slow) for number in range(8)]
    limits = FetchLimits(total_seconds=2.0, per_host_connections=1, per_host_delay_seconds=0)
    get_all(urls, server.allowed(), limits)
    assert sum(server.requests[f"/{number}"] for number in range(8)) == 8


def test_no_proxy_of_the_environment_is_used(
    server: PageServer, get: Get, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login reporter password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    seen: list[str | None] = []

    async def answer(request: Request) -> Response:
        seen.append(request.headers.get("authorization"))
        return PlainTextResponse("Hola")

    get(server.route("/", answer), server.allowed())
    assert seen == [None]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(get: Get, tmp_path: Path) -> None:
    pem = tmp_path / "self-signed.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext"
    names = ["subjectAltName=DNS:localhost", "-keyout", str(pem), "-out", str(pem) + ".crt"]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + Path(str(pem) + ".crt").read_bytes())
    with PageServer(pem) as secure:
        secure.serve("/", "<p>Hola")
        with pytest.raises(FetchFailed, match="CERTIFICATE_VERIFY_FAILED") as caught:
            get(f"https://localhost:{secure.port}/", secure.allowed("localhost"))
        assert not secure.requests
    assert caught.value.outcome is Outcome.UNREACHABLE


def test_rules_that_lead_in_a_circle_forbid_nothing(server: PageServer, get: Get) -> None:
    server.redirect("/robots.txt", "/robots.txt")
    assert get(server.serve("/", "<p>Hola"), server.allowed()).status_code == 200


def test_a_busy_server_may_name_a_date_or_nothing(server: PageServer, get: Get) -> None:
    async def busy_twice(_: Request) -> Response:
        if server.requests["/"] == 1:
            return PlainTextResponse("", 503)
        if server.requests["/"] == 2:
            past = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
            return PlainTextResponse("", 503, headers={"retry-after": past})
        return PlainTextResponse("Hola")

    assert get(server.route("/", busy_twice), server.allowed()).body == b"Hola"


def test_a_status_that_no_standard_knows_is_an_error(server: PageServer, get: Get) -> None:
    error = failure(get, server.serve("/", "", status=599), server)
    assert (error.outcome, str(error)) == (Outcome.HTTP_ERROR, "the server answered 599")


def test_a_refused_page_says_that_a_retry_cannot_help(server: PageServer, get: Get) -> None:
    url = server.serve("/", b"%PDF-1.7", content_type="application/pdf")
    assert isinstance(failure(get, url, server), FetchRefused)
