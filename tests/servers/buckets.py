"""Object storage on loopback: moto's server, which speaks S3's protocol and keeps all in memory."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx
from moto.server import ThreadedMotoServer


class Buckets:
    """A server without buckets; `variables` are what tools for S3 reach it with."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def __enter__(self) -> Self:
        self._server.start()
        host, port = self._server.get_host_and_port()
        self._address = f"http://{host}:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a program that is to use it."""
        return {
            "AWS_ACCESS_KEY_ID": "veredicto",
            "AWS_SECRET_ACCESS_KEY": "no es un secreto",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self._address,
        }

    def make(self, bucket: str) -> None:
        """Makes a bucket."""
        httpx.put(f"{self._address}/{bucket}").raise_for_status()

    def names(self, bucket: str) -> tuple[str, ...]:
        """What the objects in a bucket are called, in order."""
        listed = httpx.get(f"{self._address}/{bucket}?list-type=2").raise_for_status().text
        return tuple(part.partition("</Key>")[0] for part in listed.split("<Key>")[1:])
