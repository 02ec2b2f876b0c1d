"""A proxy on loopback that leads every host to one server of the test."""

from __future__ import annotations

import select
import socket
import threading
from types import TracebackType
from typing import Self

_CHUNK = 65_536


class Tunnel:
    """Answers CONNECT for any host with a connection to `port` on loopback; notes the hosts."""

    def __init__(self, port: int) -> None:
        self.hosts: list[str] = []
        self._port = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._accept)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                asking, _ = self._socket.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._serve, args=(asking,), daemon=True).start()

    def _serve(self, asking: socket.socket) -> None:
        with asking:
            asked = asking.recv(_CHUNK).split()
            if not asked or asked[0] != b"CONNECT":
                return
            self.hosts.append(asked[1].decode().rsplit(":", 1)[0])
            with socket.create_connection(("127.0.0.1", self._port)) as answering:
                asking.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._join(asking, answering)

    def _join(self, one: socket.socket, other: socket.socket) -> None:
        ends = {one: other, other: one}
        while not self._ended.is_set():
            readable, _, _ = select.select(ends, [], [], 0.1)
            for end in readable:
                try:
                    data = end.recv(_CHUNK)
                except ConnectionError:
                    return
                if not data:
                    return
                ends[end].sendall(data)
