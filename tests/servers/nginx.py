"""Debian's nginx on loopback, serving the files of a folder."""

from __future__ import annotations

import json
from pathlib import Path

from servers.debian import demand, free_port
from servers.standing import Standing

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")
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


class Nginx(Standing):
    """A server of its own in `folder`; `directives` are those of its server block."""

    def __init__(self, folder: Path, directives: str = "") -> None:
        program = demand("nginx", BROTLI, packages="nginx-light libnginx-mod-http-brotli-filter")
        self._folder = folder
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.pages = folder / "pages"
        self.pages.mkdir(parents=True)
        text = CONFIGURATION.format(folder=folder, port=port, brotli=BROTLI, directives=directives)
        settings = folder / "nginx.conf"
        settings.write_text(text)
        command = (program, "-p", folder, "-c", settings)
        super().__init__(command, self.url("/"), folder / "error.log")

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def asked(self, path: str) -> list[dict[str, object]]:
        """The requests for `path` so far."""
        lines = (self._folder / "access.log").read_text().splitlines()
        return [entry for line in lines if (entry := json.loads(line))["path"] == path]
