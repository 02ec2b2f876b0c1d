"""Debian's nginx on loopback, serving the files of a folder."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from servers.debian import demand, free_port

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
START_SECONDS = 10.0
CONFIGURATION = """
load_module {brotli};
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    types {{ text/html html; text/plain txt; }}
    log_format asked escape=json '{{"path":"$uri","status":$status,'
        '"if_none_match":"$http_if_none_match","encoding":"$sent_http_content_encoding"}}';
    access_log {folder}/access.log asked;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/pages;
        {directives}
    }}
}}
"""


class Nginx:
    """A server of its own in `folder`; `directives` are those of its server block."""

    def __init__(self, folder: Path, directives: str = "") -> None:
        self._program = demand(
            "nginx", BROTLI, packages="nginx-light libnginx-mod-http-brotli-filter"
        )
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.pages = folder / "pages"
        self.pages.mkdir(parents=True)
        text = CONFIGURATION.format(folder=folder, port=port, brotli=BROTLI, directives=directives)
        (folder / "nginx.conf").write_text(text)

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            [self._program, "-p", self._folder, "-c", self._folder / "nginx.conf"],
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(self.url("/"))
            except httpx.TransportError:
                error = (self._folder / "error.log").read_text() if self._server.poll() else ""
                assert time.monotonic() < deadline, f"nginx did not start: {error}"
                time.sleep(0.02)
            else:
                return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.terminate()
        self._server.wait()

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def asked(self, path: str) -> list[dict[str, object]]:
        """The requests for `path` so far."""
        lines = (self._folder / "access.log").read_text().splitlines()
        return [entry for line in lines if (entry := json.loads(line))["path"] == path]
