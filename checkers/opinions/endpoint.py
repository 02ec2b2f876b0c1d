"""A chat endpoint as OpenAI's API describes it: Ollama, vLLM, llama.cpp or a vendor.

`POST {base}/chat/completions`, https://platform.openai.com/docs/api-reference/chat. The host is the
operator's own setting, so it may be on loopback; redirects are not followed. Nothing that the
server says goes into a message unless it was stripped of control characters, cut and cleared of
the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import anyio
import httpx
import stamina
from pydantic import BaseModel, Field, SecretStr, ValidationError

from checkers.errors import BadSetting, OpinionFailed
from checkers.opinions.answer import ANSWER_SCHEMA
from checkers.opinions.prompt import Message
from checkers.reading.normalise import normalise
from checkers.retry_after import BUSY, seconds_to_wait

MOST_BYTES = 256_000
_MOST_TOKENS = 2_000
_SEED = 1
_TRIES = 3
_FIRST_WAIT_SECONDS = 0.3
_LONGEST_WAIT_SECONDS = 30.0
_CONNECT_SECONDS = 10.0
_SHOWN = 200
_SHORTEST_SECRET = 8  # "ollama" and the like are no secrets, and ordinary words
_UNLIKED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_ADVICE = {
    HTTPStatus.UNAUTHORIZED: "check VEREDICTO_LLM_KEY",
    HTTPStatus.FORBIDDEN: "check VEREDICTO_LLM_KEY and what it may use",
    HTTPStatus.NOT_FOUND: "check VEREDICTO_LLM_BASE_URL and VEREDICTO_LLM_MODEL",
    HTTPStatus.METHOD_NOT_ALLOWED: "check VEREDICTO_LLM_BASE_URL",
}
_NO_ADDRESS = (
    "VEREDICTO_LLM_BASE_URL is no address of an endpoint, such as http://127.0.0.1:11434/v1"
)
_FORMS: tuple[dict[str, Any], ...] = (
    {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "opinion", "strict": True, "schema": ANSWER_SCHEMA},
        }
    },
    {"response_format": {"type": "json_object"}},
    {},
)
"""How the answer's form is asked for: as strictly as the server knows."""


class _Turn(BaseModel):
    content: str | None


class _Choice(BaseModel):
    message: _Turn


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class _Fault(BaseModel):
    message: str


class _Refusal(BaseModel):
    error: _Fault | str


class _Unliked(OpinionFailed):
    """The server does not take the request in this form."""


class _Passing(OpinionFailed):
    """A failure that another try may mend, after `wait` seconds or as soon as is decent."""

    def __init__(self, message: str, *, lasting: bool, wait: float | None = None) -> None:
        super().__init__(message, lasting=lasting)
        self.wait = wait


class ChatEndpoint:
    """Asks one model at one address.

    Args:
        base_url: What comes before `/chat/completions`, as in http://127.0.0.1:11434/v1.
        model: The name that the server knows it by.
        key: Sent as a bearer token; None where the server wants none.
        seconds: How long a whole answer may take, waiting for a busy server included.

    Raises:
        BadSetting: The address or the key cannot be used.
    """

    def __init__(self, base_url: str, model: str, *, key: SecretStr | None, seconds: float) -> None:
        self._url = _checked_url(base_url)
        self._model = model
        self._key = _checked_key(key)
        self._seconds = seconds

    @property
    def title(self) -> str:
        """The model and the host that it is asked at."""
        return f"{self._model} ({self._url.netloc.decode()})"

    def complete(self, messages: Sequence[Message]) -> str:
        """What the model answers, as it is.

        Raises:
            OpinionFailed: It cannot be reached, refused, was too slow, or spoke something else.
        """
        return anyio.run(self._complete, tuple(messages))

    async def _complete(self, messages: tuple[Message, ...]) -> str:
        try:
            with anyio.fail_after(self._seconds):
                return await self._in_some_form(messages)
        except TimeoutError as error:
            message = (
                f"{self.title} did not answer within {self._seconds:g} s: check that it runs, or "
                "give it longer with VEREDICTO_LLM_SECONDS"
            )
            raise OpinionFailed(message, lasting=True) from error

    async def _in_some_form(self, messages: tuple[Message, ...]) -> str:
        timeout = httpx.Timeout(None, connect=_CONNECT_SECONDS)
        async with httpx.AsyncClient(follow_redirects=False, timeout=timeout) as client:
            *strict, plain = _FORMS
            for form in strict:
                try:
                    return await self._patiently(client, messages, form)
                except _Unliked:
                    continue
            return await self._patiently(client, messages, plain)

    async def _patiently(
        self, client: httpx.AsyncClient, messages: tuple[Message, ...], form: dict[str, Any]
    ) -> str:
        attempts = stamina.retry_context(
            on=_worth_waiting,
            attempts=_TRIES,
            timeout=self._seconds,
            wait_initial=_FIRST_WAIT_SECONDS,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=_FIRST_WAIT_SECONDS,
        )
        async for attempt in attempts:
            with attempt:
                return self._content(await self._request(client, messages, form))
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    async def _request(
        self, client: httpx.AsyncClient, messages: tuple[Message, ...], form: dict[str, Any]
    ) -> bytes:
        # Compressed answers could grow beyond what is read of them.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key.get_secret_value()}"
        body = {
            "model": self._model,
            "messages": [asdict(message) for message in messages],
            "temperature": 0,
            "seed": _SEED,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
            **form,
        }
        try:
            async with client.stream("POST", self._url, json=body, headers=headers) as response:
                whole = await self._read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            message = (
                f"{self.title} cannot be reached: {_plain(str(error) or type(error).__name__)}"
            )
            raise _Passing(message, lasting=True) from error
        except httpx.HTTPError as error:
            message = f"the connection to {self.title} broke off: {type(error).__name__}"
            raise _Passing(message, lasting=False) from error
        if response.status_code != HTTPStatus.OK:
            raise self._refused(response, whole)
        return whole

    async def _read(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            message = f"{self.title} answered compressed, which it was asked not to"
            raise OpinionFailed(message, lasting=True)
        whole = bytearray()
        async for part in response.aiter_raw():
            whole += part
            if len(whole) > MOST_BYTES:
                message = f"{self.title} answered with more than {MOST_BYTES} bytes"
                raise OpinionFailed(message, lasting=False)
        return bytes(whole)

    def _content(self, body: bytes) -> str:
        try:
            completion = _Completion.model_validate_json(body)
        except ValidationError as error:
            message = (
                f"{self.title} answered with something else than a chat completion: check "
                "VEREDICTO_LLM_BASE_URL"
            )
            raise OpinionFailed(message, lasting=True) from error
        return self._without_key(completion.choices[0].message.content or "")

    def _refused(self, response: httpx.Response, body: bytes) -> OpinionFailed:
        status = response.status_code
        message = f"{self.title} answered {_named(status)}{self._said(body)}"
        if response.is_redirect:
            message += "; redirects are not followed: check VEREDICTO_LLM_BASE_URL"
            return OpinionFailed(message, lasting=True)
        if status in _UNLIKED:
            return _Unliked(message, lasting=False)
        if status in BUSY:
            wait = seconds_to_wait(
                response.headers.get("retry-after"),
                usual=_FIRST_WAIT_SECONDS,
                patience=min(_LONGEST_WAIT_SECONDS, self._seconds),
            )
            if wait is not None:
                return _Passing(message, lasting=False, wait=wait)
        advice = _ADVICE.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
        return OpinionFailed(
            message + (f": {advice}" if advice else ""), lasting=advice is not None
        )

    def _said(self, body: bytes) -> str:
        """The server's own words on an error, fit to be shown; empty where there are none."""
        try:
            error = _Refusal.model_validate_json(body).error
        except ValidationError:
            return ""
        said = self._without_key(error if isinstance(error, str) else error.message)
        return f" ({_plain(said)})" if said.strip() else ""

    def _without_key(self, text: str) -> str:
        """The text without the key, which a server may give back."""
        secret = self._key.get_secret_value() if self._key else ""
        return text.replace(secret, "…") if len(secret) >= _SHORTEST_SECRET else text


def _checked_url(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise BadSetting(_NO_ADDRESS) from error
    if url.userinfo or url.query or url.fragment:
        message = (
            "VEREDICTO_LLM_BASE_URL holds a password, a query or a fragment: give the address "
            "alone, and the key in VEREDICTO_LLM_KEY"
        )
        raise BadSetting(message)
    if url.scheme not in {"http", "https"} or not url.host:
        raise BadSetting(_NO_ADDRESS)
    return url.copy_with(path=f"{url.path.rstrip('/')}/chat/completions")


def _checked_key(key: SecretStr | None) -> SecretStr | None:
    """The key without spaces around it; None for an empty one."""
    secret = key.get_secret_value().strip() if key else ""
    if not (secret.isascii() and secret.isprintable()):
        # The message must not hold it, and what is raised when it is sent would.
        message = "VEREDICTO_LLM_KEY holds characters that no key has: check how it was set"
        raise BadSetting(message)
    return SecretStr(secret) if secret else None


def _plain(said: str) -> str:
    """A stranger's words on one line of at most `_SHOWN` characters."""
    text = normalise(said).replace("\n", " ")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _named(status: int) -> str:
    """The status with the name that the standard gives it; a server may call it anything."""
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)


def _worth_waiting(error: Exception) -> bool | float:
    if not isinstance(error, _Passing):
        return False
    return True if error.wait is None else error.wait
