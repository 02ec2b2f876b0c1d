"""What comes from the network before it is a page: addresses, headers, compression, records."""

from __future__ import annotations

import asyncio
import io
import ipaddress
import math
from datetime import UTC, datetime

import httpx

from checkers.errors import BadSetting, FetchFailed, FetchRefused
from checkers.fetching.addresses import AddressGuard, forbidden_kind
from checkers.fetching.content import ARTICLES, check_body, check_declared, media_type, read_body
from checkers.fetching.decoding import TooLarge, Undecodable, decompress
from checkers.fetching.document import Document
from checkers.fetching.freshness import is_fresh
from checkers.fetching.publisher import publisher_of
from checkers.fetching.robots import Robots
from checkers.fetching.warc import DamagedSnapshot, read_warc, write_warc
from checkers.forgotten import Forgotten, canonical, name_keys, words_of
from checkers.retry_after import seconds_to_wait
from fuzzing.target import Target, of_text, parts

AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
LIMIT = 100_000
_GUARD = AddressGuard(("localhost:8080",))


def _document(data: bytes) -> Document:
    address, name, value, body = parts(data, 4)
    return Document(
        url=f"https://a.example/{address.decode('utf-8', 'replace')}",
        final_url="https://a.example/",
        status_code=200,
        headers=((name.decode("latin-1"), value.decode("latin-1")),),
        content_type=value.decode("latin-1") or None,
        body=body,
        retrieved_at=AT,
    )


def url(text: str) -> None:
    """An address that is let through is of the web, names a host and no user."""
    found = _GUARD.check_url(text)
    assert found.scheme in {"http", "https"}
    assert found.host
    assert not found.userinfo
    publisher_of(text)


def guarded(text: str) -> None:
    """Only public addresses are connected to, however they are spelled."""

    async def resolver(host: str, port: int) -> tuple[str, ...]:
        del port
        return (host,)

    host = text.partition("\n")[0]
    found = asyncio.run(AddressGuard((), resolver).addresses(host, 443))
    for address in found:
        assert ipaddress.ip_address(address.partition("%")[0]).is_global


def forbidden(text: str) -> None:
    """What is not forbidden is a public address."""
    if forbidden_kind(text) is None:
        assert ipaddress.ip_address(text.partition("%")[0]).is_global


def allowed_hosts(text: str) -> None:
    """An allow-list is one, or it is refused with what is wrong."""
    AddressGuard(text.split(","))


def robots(data: bytes) -> None:
    """Rules let a page be fetched after a pause, or not."""
    rules, path = parts(data, 2)

    async def fetch(address: str) -> Document:
        return Document(address, address, 200, (), "text/plain", rules, AT)

    page = httpx.URL("https://a.example/").copy_with(path=f"/{path.hex()}")
    delay = asyncio.run(Robots(fetch).delay(page))
    assert 0 <= delay <= 5


def compressed(data: bytes) -> None:
    """Decompression ends at its limit."""
    header, body = parts(data, 2)
    assert len(decompress(body, header.decode("latin-1"), LIMIT)) <= LIMIT


def retry_after(text: str) -> None:
    """A wait is a number of seconds that can be waited."""
    for patience in (5.0, math.inf):
        wait = seconds_to_wait(text, usual=1.0, patience=patience)
        assert wait is None or (wait > 0 and wait <= patience)


def content(data: bytes) -> None:
    """A body is read as what it is declared, or refused."""
    header, body = parts(data, 2)
    declared = header.decode("latin-1")
    assert media_type(declared) == media_type(declared).lower()
    check_declared(declared, "https://a.example", ARTICLES)
    check_body(body, "https://a.example", declared)
    read_body(body, url="https://a.example", content_type=declared)


def fresh(data: bytes) -> None:
    """Headers say whether a stored page may be used, whatever they say."""
    is_fresh(_document(data))


def warc_read(data: bytes) -> None:
    """A file is a record of ours, or damaged."""
    read_warc(io.BytesIO(data))


def warc_written(data: bytes) -> None:
    """What is written is read again as it was."""
    document, file = _document(data), io.BytesIO()
    write_warc(document, file)
    file.seek(0)
    again = read_warc(file)
    assert (again.url, again.body, again.retrieved_at) == (document.url, document.body, AT)
    assert again.content_type == document.content_type


def forgotten(text: str) -> None:
    """What was forgotten is known again in any spelling of it."""
    assert canonical(canonical(text)) == canonical(canonical(canonical(text)))
    if words_of(text):
        keys = name_keys(" ".join(words_of(text)[:4]))
        masked = Forgotten(names=keys).masked(text)
        assert len(masked) == len(text)


def _record() -> bytes:
    file = io.BytesIO()
    write_warc(_document(b"a\x00Content-Type\x00text/html\x00<p>a"), file)
    return file.getvalue()


_PLAIN_WARC = (
    "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
    "WARC-Date: 2026-11-28T10:00:00Z\r\nVeredicto-Requested-URI: https://a.example/\r\n"
    "Veredicto-Final-URI: https://a.example/\r\nWARC-Target-URI: https://a.example/\r\n"
    "Content-Type: application/http; msgtype=response\r\nContent-Length: 40\r\n\r\n"
    "HTTP/1.1 200 OK\r\nA: b\r\n\r\n<p>hello</p>\r\n\r\n\r\n"
)

TARGETS = (
    Target(
        "url",
        of_text(url),
        allowed=(FetchRefused,),
        seeds=("https://a.example:8443/b?c#d", "http://user@0x7f.1/", "http://[::ffff:127.0.0.1]/"),
        words=(
            "http://",
            "https://",
            "@",
            "[::1]",
            "%25",
            "localhost",
            "0x7f",
            ":0",
            "//",
            "xn--",
            "。",
        ),
        share=4,
        longest=200,
    ),
    Target(
        "guarded",
        of_text(guarded),
        allowed=(FetchRefused, FetchFailed),
        seeds=("8.8.8.8", "127.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
        words=(
            "::",
            "ffff:",
            "169.254.",
            "fe80::",
            "%eth0",
            "0x7f",
            "2002:",
            "fd00:",
            "[",
            "]",
            ".",
        ),
        share=0.4,
        longest=60,
    ),
    Target(
        "forbidden",
        of_text(forbidden),
        seeds=("8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "fe80::1%eth0"),
        words=("::", "ffff:", "169.254.", "fe80::", "%eth0", "64:ff9b:", "2002:", "fd00:", "."),
        share=8,
        longest=60,
    ),
    Target(
        "allowed_hosts",
        of_text(allowed_hosts),
        allowed=(BadSetting,),
        seeds=("localhost:8080,[::1]:80", "a.example.:443"),
        words=(":", ",", "[::1]", "\u00b2", "\u0663", "99999999999"),
        share=6,
        longest=100,
    ),
    Target(
        "robots",
        robots,
        allowed=(FetchRefused, FetchFailed),
        seeds=(
            "User-agent: *\nDisallow: /a*$\nCrawl-delay: 2\n\x00a",
            "User-agent: veredicto\nAllow: /",
        ),
        words=(
            "User-agent:",
            "Disallow:",
            "Allow:",
            "Crawl-delay:",
            "*",
            "$",
            "Request-rate: 1/10s",
            "inf",
        ),
        share=0.4,
    ),
    Target(
        "compressed",
        compressed,
        allowed=(TooLarge, Undecodable),
        seeds=(
            b"gzip\x00"
            + bytes.fromhex("1f8b0800000000000003cb48cdc9c95728cf2fca490100852b5a2e0b000000"),
            b"br\x00\x0b\x02\x80hello\x03",
            b"deflate\x00x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15",
            b"zstd\x00(\xb5/\xfd \x05)\x00\x00hello",
        ),
        words=("gzip", "br", "zstd", "deflate", ",", "identity", "x-gzip", "\x1f\u008b"),
        share=3,
    ),
    Target(
        "retry_after",
        of_text(retry_after),
        seeds=("120", "Sat, 28 Nov 2026 10:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2359"),
        words=("GMT", "Sat, ", "9999", "-9999", "\u0663", "inf", "1e9", "EST"),
        share=8,
        longest=80,
    ),
    Target(
        "content",
        content,
        allowed=(FetchRefused,),
        seeds=(
            "text/html; charset=utf-8\x00<p>a",
            "text/plain\x00a\nb",
            "application/pdf\x00%PDF-1.4",
        ),
        words=("text/html", "text/markdown", "charset=", ";", "%PDF-", "<html>"),
        share=0.2,
    ),
    Target(
        "fresh",
        fresh,
        seeds=(
            "a\x00Cache-Control\x00max-age=60, private\x00b",
            "a\x00Expires\x00Sat, 28 Nov 2026\x00",
        ),
        words=(
            "Cache-Control",
            "max-age=",
            "Expires",
            "Age",
            "Vary",
            "*",
            "no-store",
            "s-maxage",
            '"',
            ",",
        ),
        share=0.5,
        longest=300,
    ),
    Target(
        "warc_read",
        warc_read,
        allowed=(DamagedSnapshot,),
        seeds=(_record(), _PLAIN_WARC),
        words=(
            "WARC/1.1",
            "WARC-Type: ",
            "Content-Length: ",
            "\r\n\r\n",
            "HTTP/1.1 200",
            "-1",
            "revisit",
        ),
        share=1.5,
    ),
    Target(
        "warc_written",
        warc_written,
        seeds=("a\x00Content-Encoding\x00text/html\x00body", "ñ?b=c#d\x00\x00\x00"),
        words=("\r\n", "%00", "\u00f1", ":", "Content-Length"),
        share=0.5,
        longest=300,
    ),
    Target(
        "forgotten",
        of_text(forgotten),
        seeds=(
            "Núñez, Ana María",
            "https://www.a.example:80/b/?utm_source=c#d",
            "A. M. Núñez dijo.",
        ),
        words=("http://", ", ", ". ", "-", "\u200b", "\u0301", "[::1]", "%2f"),
        longest=200,
    ),
)
