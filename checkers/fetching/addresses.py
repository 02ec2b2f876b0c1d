"""The guard: which addresses may be connected to.

A URL on a page or in a search answer is a stranger's choice. Without a guard it could make this
program speak to services of the machine and the network it runs in (server-side request forgery).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address
from socket import SOCK_STREAM

import anyio
import httpx

from checkers.errors import BadSetting, FetchFailed, FetchRefused
from checkers.labels import Outcome

Resolver = Callable[[str, int], Awaitable[tuple[str, ...]]]
"""Gives the addresses of a host name, in the order to try; raises OSError where there is none."""

_SCHEMES = {"http": 80, "https": 443}
_LOOPBACK_NAME = "localhost"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/32")))
_ALLOCATED = ipaddress.IPv6Network("2000::/3")
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")
# Public by its number, yet it answers inside Azure's machines only.
_METADATA = frozenset({"168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254"})


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The host's addresses by the system's resolver; loopback for names under `.localhost`.

    RFC 6761 wants such names to be loopback's without asking the DNS; not every system does so.
    """
    if host == _LOOPBACK_NAME or host.endswith(f".{_LOOPBACK_NAME}"):
        return ("127.0.0.1",)
    found = await anyio.getaddrinfo(host, port, type=SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class AddressGuard:
    """Lets only public addresses through, and the "host:port" that an allow-list names.

    Raises:
        BadSetting: An entry of the allow-list is no "host:port".
    """

    def __init__(self, allow_hosts: Iterable[str], resolver: Resolver = resolve) -> None:
        self._allowed = frozenset(_entry(entry) for entry in allow_hosts)
        self._resolve = resolver

    def check_url(self, url: str) -> httpx.URL:
        """The parsed URL: http or https, with a host, without credentials.

        Raises:
            FetchRefused: It is anything else.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise _refused(f"{url!r} is no URL that can be fetched: {error}", url) from error
        if parsed.scheme not in _SCHEMES:
            raise _refused(f"{url!r} is not fetched: only http and https are", url)
        if parsed.userinfo:
            raise _refused("the URL holds a user name or password: give it without", url)
        if not parsed.host or "%" in parsed.host:
            raise _refused(f"{url!r} names no host that can be fetched from", url)
        if parsed.port == 0:
            raise _refused(f"{url!r} names port 0, where nothing can be fetched", url)
        return parsed

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of `host` to connect to, each of them checked.

        Raises:
            FetchRefused: One of them is not public and `host:port` is not allowed.
            FetchFailed: The name has no address.
        """
        name = _plain(host)
        where = f"{name}:{port}"
        try:
            found = await self._resolve(name, port)
        except (OSError, UnicodeError) as error:
            raise _unknown(name, where) from error
        if not found:
            raise _unknown(name, where)
        if where not in self._allowed:
            _check(name, where, found)
        return found


def forbidden_kind(address: str) -> str | None:
    """What makes an IP address none to connect to, in words; None for a public one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "malformed"
    if address in _METADATA:
        return "cloud metadata"
    return _kind4(parsed) if isinstance(parsed, IPv4Address) else _kind6(parsed)


def _kind4(address: IPv4Address) -> str | None:
    kinds = (
        (address.is_unspecified, "unspecified"),
        (address.is_loopback, "loopback"),
        (address.is_link_local, "link-local"),
        (address.is_multicast, "multicast"),
        (address.is_reserved, "reserved"),
        (address.is_private, "private"),
        (address in _RELAYS or not address.is_global, "not public"),
    )
    return next((kind for applies, kind in kinds if applies), None)


def _kind6(address: IPv6Address) -> str | None:
    inner = address.ipv4_mapped
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return forbidden_kind(str(inner))
    kinds = (
        (address.is_unspecified, "unspecified"),
        (address.is_loopback, "loopback"),
        (address.is_link_local or address.is_site_local, "link-local"),
        (address.is_multicast, "multicast"),
        (any(address in tunnel for tunnel in _TUNNELS), "tunnelled"),
        (address.is_private, "private"),
        (address not in _ALLOCATED or not address.is_global, "not public"),
    )
    return next((kind for applies, kind in kinds if applies), None)


def _check(name: str, where: str, found: tuple[str, ...]) -> None:
    # One forbidden address spoils the name: which one would be connected to is a matter of luck.
    for address in found:
        kind = forbidden_kind(address)
        if kind is not None:
            shown = name if name == address else f"{name} ({address})"
            message = (
                f"{shown} is a {kind} address and is not fetched; if it is yours and meant, "
                f"add {where} to VEREDICTO_ALLOW_HOSTS"
            )
            raise _refused(message, where)


def _plain(host: str) -> str:
    """The host as the allow-list writes it: lower case, no brackets, no final dot."""
    return host.strip("[]").rstrip(".").lower()


def _entry(entry: str) -> str:
    host, _, port = entry.strip().rpartition(":")
    if not host or not port.isdecimal():
        message = f"{entry!r} in VEREDICTO_ALLOW_HOSTS is no host:port, for example localhost:8080"
        raise BadSetting(message)
    return f"{_plain(host)}:{int(port)}"


def _unknown(name: str, url: str) -> FetchFailed:
    message = f"the host name {name} has no address"
    return FetchFailed(message, url=url, outcome=Outcome.UNREACHABLE)


def _refused(message: str, url: str) -> FetchRefused:
    return FetchRefused(message, url=url, outcome=Outcome.REFUSED_ADDRESS)
