"""Where messages arrive on loopback: a web hook that keeps what it gets, and a mail server."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Hook:
    """A web hook: what was posted to it, and the status that it answers with."""

    port: int = 0
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    tries: int = 0

    @property
    def address(self) -> str:
        return f"json://caller:s3cr3tpass@127.0.0.1:{self.port}/t0kenT0ken"


@contextmanager
def hook() -> Iterator[Hook]:
    it = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            it.tries += 1
            if it.status < 400:
                it.bodies.append(json.loads(body))
            self.send_response(it.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        it.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield it
        server.shutdown()
        thread.join()


@dataclass
class Mails:
    """A mail server: the mails that it took."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        return (
            f"mailto://127.0.0.1:{self.port}/"
            "?from=veredicto@newsroom.example&to=desk@newsroom.example,chief@newsroom.example"
        )

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it so)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(message_from_bytes(content, policy=policy.default))
        return "250 taken"


@contextmanager
def mails() -> Iterator[Mails]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        it = Mails(free.getsockname()[1])
    controller = Controller(it, hostname="127.0.0.1", port=it.port)
    controller.start()
    yield it
    controller.stop()
