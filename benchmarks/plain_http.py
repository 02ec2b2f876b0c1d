"""A client that costs little beside the server that it asks: HTTP/1.1 on connections that stay."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_STATUS = slice(9, 12)

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class PlainClient:
    """Connections to one server, as many as are needed at once; the idle ones are used again."""

    host: str
    port: int
    _idle: deque[Connection] = field(default_factory=deque)

    def request(self, method: str, path: str, cookies: str, form: str = "") -> bytes:
        """A request as it is sent."""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"host: {self.host}:{self.port}",
            "accept: text/html",
            "accept-language: es",
            f"cookie: {cookies}",
        ]
        if method == "POST":
            lines.append("content-type: application/x-www-form-urlencoded")
            lines.append(f"content-length: {len(form)}")
        return ("\r\n".join(lines) + f"\r\n\r\n{form}").encode()

    async def ask(self, request: bytes) -> int:
        """The status of the answer, once all of it is there.

        Raises:
            OSError: There is no answer.
            EOFError: It breaks off.
        """
        while True:
            known = bool(self._idle)
            connection = self._idle.pop() if known else await self._connected()
            try:
                status = await _answer(connection, request)
            except (EOFError, ConnectionError):
                connection[1].close()
                if not known:
                    raise
                continue  # the server had closed it, as it does with idle ones
            self._idle.append(connection)
            return status

    def close(self) -> None:
        """Closes all connections."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _connected(self) -> Connection:
        return await asyncio.open_connection(self.host, self.port, limit=2**20)


async def _answer(connection: Connection, request: bytes) -> int:
    reader, writer = connection
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None:
        raise EOFError("the server does not say how long its answer is")
    await reader.readexactly(int(length[1]))
    return int(head[_STATUS])
