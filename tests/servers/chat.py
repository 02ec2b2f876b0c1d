"""A chat endpoint on loopback, as OpenAI's API describes it, that answers as a test wants.

What it is asked is kept in `asked`. A way to answer is a function from the request's JSON to a
response; `completion` wraps a model's words in the form of the API.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio
import anyio.lowlevel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from servers.pages import PageServer

PATH = "/v1/chat/completions"
Way = Callable[[Any], Response | Awaitable[Response]]


class ChatServer:
    """Answers `POST {base}/chat/completions` in one way until it is given another."""

    def __init__(self, server: PageServer) -> None:
        self.asked: list[Any] = []
        self.keys: list[str | None] = []
        self.base = server.url("/v1")
        self.way: Way = lambda _: completion(an_answer())
        self._server = server
        server.route(PATH, self._answer)

    @property
    def settings(self) -> dict[str, str]:
        return {"VEREDICTO_LLM_BASE_URL": self.base, "VEREDICTO_LLM_MODEL": "tiny:1b"}

    async def _answer(self, request: Request) -> Response:
        asked = await request.json()
        self.asked.append(asked)
        self.keys.append(request.headers.get("authorization"))
        answer = self.way(asked)
        return answer if isinstance(answer, Response) else await answer


def an_answer(label: str = "not_enough_evidence", **more: Any) -> str:
    return json.dumps({"label": label, "explanation": "", "quotes": []} | more, ensure_ascii=False)


def completion(content: str | None) -> Response:
    message = {"role": "assistant", "content": content}
    return JSONResponse({"object": "chat.completion", "choices": [{"message": message}]})


def status(code: int, message: str = "", **headers: str) -> Response:
    return JSONResponse({"error": {"message": message}}, code, headers=headers)


async def endless(_: Any) -> Response:
    """A body that never ends, fast enough to fill any memory."""

    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 50_000
            await anyio.lowlevel.checkpoint()

    return StreamingResponse(parts(), media_type="application/json")


async def dripping(_: Any) -> Response:
    """A body that never ends, slow enough to outlast the patience between two bytes."""

    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await anyio.sleep(0.05)

    return StreamingResponse(parts(), media_type="application/json")


async def silent(_: Any) -> Response:
    await anyio.sleep(30)
    return completion("too late")


def half_sent(_: Any) -> Response:
    """A body that breaks off before the length it announced."""
    body = completion(an_answer()).body

    async def parts() -> AsyncIterator[bytes]:
        yield bytes(body)[: len(body) // 2]
        raise ConnectionResetError

    headers = {"content-length": str(len(body))}
    return StreamingResponse(parts(), media_type="application/json", headers=headers)


def strict_about(*forms: str) -> Way:
    """Refuses a `response_format` that is not among `forms`, as servers do that do not know it."""

    def way(asked: Any) -> Response:
        form = asked.get("response_format", {}).get("type")
        if form is not None and form not in forms:
            return status(400, f"response_format.type {form} is not supported")
        return completion(an_answer())

    return way


def in_turn(*ways: Way) -> Way:
    """Answers in these ways one after the other, and then in the last one."""
    left = list(ways)

    def way(asked: Any) -> Response | Awaitable[Response]:
        return (left.pop(0) if len(left) > 1 else left[0])(asked)

    return way
