"""Refuses bodies that are larger than any form of the desk."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 256 * 1024
MESSAGE = f"The desk takes no more than {LARGEST // 1024} kB at once."


class TooLarge(HTTPException):
    """More came than was announced or is let through; FastAPI lets such an error through."""

    def __init__(self) -> None:
        super().__init__(413, MESSAGE)


class LimitedBodies:
    """Answers 413 to a body of more than `largest` bytes, announced or not."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the app does, or with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced[:20]) > self._largest:
            await _refused()(scope, receive, send)
            return
        came = 0

        async def limited() -> Message:
            nonlocal came
            message = await receive()
            if message["type"] == "http.request":
                came += len(message.get("body", b""))
                if came > self._largest:
                    raise TooLarge
            return message

        await self._app(scope, limited, send)


def _refused() -> PlainTextResponse:
    return PlainTextResponse(f"{MESSAGE}\n", status_code=413)
