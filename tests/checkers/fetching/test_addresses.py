from __future__ import annotations

from collections.abc import Callable

import pytest

from checkers.errors import BadSetting, FetchError, FetchFailed, FetchRefused
from checkers.fetching.addresses import AddressGuard, forbidden_kind
from checkers.fetching.document import Document
from checkers.labels import Outcome
from servers.pages import PageServer

Get = Callable[..., Document]

# {port} is where a real server listens on loopback: were one form to get through, it would answer.
FORBIDDEN = (
    "http://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://LOCALHOST:{port}/",
    "http://gaceta.localhost:{port}/",
    "http://gaceta.localhost.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://[::]:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:53aa:64c::]:{port}/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[100::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://[::ffff:169.254.169.254]/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.88.99.1/",
    "http://198.18.0.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "https://127.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://user:secret@example.com/",
    "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127.0.0.1:0/",
    "http:///etc/passwd",
    "http://:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "data:text/html,hola",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "http://127.0.0.1:{port}/\r\nHost: x",
    "",
)


@pytest.mark.parametrize("form", FORBIDDEN)
def test_no_form_of_a_forbidden_address_is_fetched(form: str, server: PageServer, get: Get) -> None:
    with pytest.raises(FetchRefused) as refusal:
        get(form.format(port=server.port))
    assert refusal.value.outcome is Outcome.REFUSED_ADDRESS
    assert not server.requests


def test_a_refusal_names_the_kind_of_address_and_the_setting(get: Get) -> None:
    with pytest.raises(FetchRefused, match=r"link-local address.*VEREDICTO_ALLOW_HOSTS"):
        get("http://169.254.10.10/")


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_public_addresses_are_let_through(address: str) -> None:
    assert forbidden_kind(address) is None


def test_an_allowed_host_and_port_is_fetched(server: PageServer, get: Get) -> None:
    url = server.serve("/", "<p>Hola")
    assert get(url, server.allowed()).body == b"<p>Hola"


def test_another_port_of_an_allowed_host_is_not(server: PageServer, get: Get) -> None:
    with PageServer() as other, pytest.raises(FetchRefused):
        get(other.url(), server.allowed())
    assert not other.requests


def test_another_name_of_an_allowed_address_is_not(server: PageServer, get: Get) -> None:
    with pytest.raises(FetchRefused):
        get(server.url(host="localhost"), server.allowed("127.0.0.1"))
    assert not server.requests


def test_names_under_localhost_are_loopback_without_the_dns(server: PageServer, get: Get) -> None:
    server.serve("/", "<p>Hola")
    document = get(server.url(host="gaceta.localhost"), server.allowed("gaceta.localhost"))
    assert document.status_code == 200


def test_redirects_are_checked_at_each_hop(server: PageServer, get: Get) -> None:
    with PageServer() as private:
        server.redirect("/first", "/second")
        server.redirect("/second", "/third")
        server.redirect("/third", private.url("/secret"))
        with pytest.raises(FetchRefused) as refusal:
            get(server.url("/first"), server.allowed())
    assert refusal.value.outcome is Outcome.REFUSED_ADDRESS
    assert server.requests["/third"] == 1
    assert not private.requests


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "//[::1]/",
        "http://user@127.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://0x7f.1/",
        "http://[64:ff9b::10.0.0.1]/",
    ],
)
def test_a_redirect_to_a_forbidden_address_is_refused(
    location: str, server: PageServer, get: Get
) -> None:
    url = server.redirect("/away", location)
    with pytest.raises(FetchRefused) as refusal:
        get(url, server.allowed())
    assert refusal.value.outcome is Outcome.REFUSED_ADDRESS


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(
    server: PageServer, get: Get
) -> None:
    server.serve("/", "<p>secret")
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        # Public when it is looked at, loopback ever after.
        return ("1.1.1.1",) if len(asked) == 1 else ("127.0.0.1",)

    with pytest.raises((FetchFailed, FetchRefused)):
        get(f"http://rebind.example:{server.port}/", resolver=rebinding)
    assert asked
    assert not server.requests


def test_one_forbidden_address_spoils_a_name(server: PageServer, get: Get) -> None:
    async def mixed(_host: str, _port: int) -> tuple[str, ...]:
        return ("1.1.1.1", "127.0.0.1")

    with pytest.raises(FetchRefused, match="loopback"):
        get(f"http://mixed.example:{server.port}/", resolver=mixed)
    assert not server.requests


@pytest.mark.parametrize("found", [(), ("no address",)])
def test_a_resolver_that_gives_nothing_to_connect_to_ends_in_an_error_of_ours(
    found: tuple[str, ...], get: Get
) -> None:
    async def odd(_host: str, _port: int) -> tuple[str, ...]:
        return found

    with pytest.raises(FetchError, match=r"has no address|malformed"):
        get("http://odd.example/", resolver=odd)


def test_a_name_without_an_address_is_unreachable(get: Get) -> None:
    async def nowhere(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchFailed) as failure:
        get("http://no-such-name.example/", resolver=nowhere)
    assert failure.value.outcome is Outcome.UNREACHABLE


def test_an_address_of_bytes_that_are_no_text_is_refused() -> None:
    with pytest.raises(FetchRefused, match="no URL"):
        AddressGuard(()).check_url("https://faro.example/\udcf5")


@pytest.mark.parametrize("entry", ["localhost", "localhost:http", ":80", ""])
def test_an_entry_of_the_allow_list_without_host_and_port_is_a_bad_setting(entry: str) -> None:
    with pytest.raises(BadSetting, match="VEREDICTO_ALLOW_HOSTS"):
        AddressGuard({entry})


def test_entries_of_the_allow_list_may_be_spelled_as_urls_spell_hosts(
    server: PageServer, get: Get
) -> None:
    server.serve("/", "<p>Hola")
    allowed = frozenset({f" LOCALHOST.:{server.port}"})
    assert get(server.url(host="localhost"), allowed).status_code == 200
