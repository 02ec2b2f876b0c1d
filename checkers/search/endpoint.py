"""The HTTP API of a search provider, asked within bounds and with patience."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeVar

import httpx
import stamina
from pydantic import BaseModel, ValidationError

from checkers.errors import SearchFailed
from checkers.retry_after import BUSY, seconds_to_wait

Answer = TypeVar("Answer", bound=BaseModel)

_MOST_BYTES = 2_000_000
_TRIES = 3
_FIRST_WAIT_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 5.0
_NONE: Mapping[str, str] = MappingProxyType({})
_NO_HINTS: Mapping[HTTPStatus, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back with status 200."""

    body: bytes
    headers: httpx.Headers


class _Passing(SearchFailed):
    """A failure that another try may mend, after `wait` seconds or as soon as is decent."""

    def __init__(
        self, message: str, *, provider: str, busy: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(message, provider=provider, busy=busy, rest_seconds=wait)
        self.wait = wait


class Endpoint:
    """The API of `provider` at `base_url`.

    Args:
        provider: Its name, as settings and results carry it.
        base_url: Where it answers, without a slash at the end.
        client: Asks; its timeouts hold for each try.
        secrets: Headers that no message and no other host may see. With them no redirect is
            followed.
        hints: What a status may mean, for the messages.
        pause_seconds: The least time between two requests.
    """

    def __init__(
        self,
        provider: str,
        base_url: str,
        client: httpx.Client,
        *,
        secrets: Mapping[str, str] = _NONE,
        hints: Mapping[HTTPStatus, str] = _NO_HINTS,
        pause_seconds: float = 0.0,
    ) -> None:
        self.base = base_url.rstrip("/")
        self._provider = provider
        self._client = client
        self._secrets = secrets
        self._hints = hints
        self._pause = pause_seconds
        self._turn = threading.Lock()
        self._next = 0.0

    @property
    def setting(self) -> str:
        """The variable that says where the provider is."""
        return f"VEREDICTO_{self._provider.upper()}_URL"

    def get(self, path: str, parameters: Mapping[str, str | int]) -> bytes:
        """The body of the answer to a GET of `path` below the base URL; raises as `reply`."""
        return self.reply(path, parameters).body

    def reply(self, path: str, parameters: Mapping[str, str | int]) -> Reply:
        """The answer to a GET of `path` below the base URL.

        Raises:
            SearchFailed: It cannot be reached, is busy, or answered with another status than 200
                or with too much.
        """
        return self._ask("GET", path, params=dict(parameters))

    def post(self, path: str, question: Mapping[str, object]) -> bytes:
        """The body of the answer to a POST of `question` as JSON; raises as `reply`."""
        return self._ask("POST", path, json=dict(question)).body

    def read(self, answer: type[Answer], body: bytes) -> Answer:
        """The body as an `answer`.

        Raises:
            SearchFailed: It is something else.
        """
        try:
            return answer.model_validate_json(body)
        except ValidationError as error:
            said = " ".join(body[:200].decode(errors="replace").split())
            message = (
                f"{self.base} answered with something else than {self._provider}'s JSON"
                f" ({said!r}): check {self.setting}"
            )
            raise self.failed(message) from error

    def failed(self, message: str) -> SearchFailed:
        """The failure of this provider that no other try mends now."""
        return SearchFailed(message, provider=self._provider)

    def _ask(self, method: str, path: str, **content: object) -> Reply:
        attempts = stamina.retry_context(
            on=_worth_waiting,
            attempts=_TRIES,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_FIRST_WAIT_SECONDS,
        )
        for attempt in attempts:
            with attempt:
                self._await_turn()
                return self._request(method, path, content)
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    def _await_turn(self) -> None:
        if self._pause:
            with self._turn:
                time.sleep(max(0.0, self._next - time.monotonic()))
                self._next = time.monotonic() + self._pause

    def _request(self, method: str, path: str, content: dict[str, object]) -> Reply:
        try:
            url, headers = _reachable(self.base)
            with self._client.stream(
                method,
                url + path,
                headers={**headers, **self._secrets},
                follow_redirects=not self._secrets,
                **content,  # type: ignore[arg-type]  # params or json, as `reply` and `post` say
            ) as response:
                self._check_status(response)
                return Reply(self._body(response), response.headers)
        except httpx.TransportError as error:
            message = f"{self.base} cannot be reached: {str(error) or type(error).__name__}"
            raise _Passing(message, provider=self._provider) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"{self.base} cannot be searched: {error}; check {self.setting}"
            raise self.failed(message) from error

    def _body(self, response: httpx.Response) -> bytes:
        whole = bytearray()
        for part in response.iter_bytes():
            whole += part
            if len(whole) > _MOST_BYTES:
                raise self.failed(f"{self.base} answered with more than {_MOST_BYTES} bytes")
        return bytes(whole)

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        asked_to_wait = response.headers.get("retry-after", "").strip()
        message = f"{self.base} answered {status} {response.reason_phrase}".rstrip()
        if asked_to_wait:
            message += f", to be asked again after: {asked_to_wait}"
        for hinted, hint in self._hints.items():
            if status == hinted:
                message += f"; {hint}"
        if status not in BUSY:
            raise self.failed(message)
        wait = seconds_to_wait(asked_to_wait, usual=_FIRST_WAIT_SECONDS, patience=math.inf)
        if wait is not None and wait <= _LONGEST_WAIT_SECONDS:
            raise _Passing(message, provider=self._provider, busy=True, wait=wait)
        raise SearchFailed(message, provider=self._provider, busy=True, rest_seconds=wait)


def refused_key(provider: str) -> Mapping[HTTPStatus, str]:
    """What a service with keys means by refusing one."""
    hint = f"check VEREDICTO_{provider.upper()}_KEY"
    return {HTTPStatus.UNAUTHORIZED: hint, HTTPStatus.FORBIDDEN: hint}


def _worth_waiting(error: Exception) -> bool | float:
    if not isinstance(error, _Passing):
        return False
    return True if error.wait is None else error.wait


def _reachable(base: str) -> tuple[str, dict[str, str]]:
    """Where to connect and with which headers.

    Names under `.localhost` are loopback's by RFC 6761, but not every system resolves them.
    """
    # Compressed answers could grow beyond what is read of them.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    url = httpx.URL(base)
    if not url.host.endswith(".localhost"):
        return base, headers
    return str(url.copy_with(host="127.0.0.1")).rstrip("/"), headers | {"Host": url.netloc.decode()}
