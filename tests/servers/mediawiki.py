"""Debian's MediaWiki on loopback, with pages that a test writes."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from servers.debian import demand, free_port

INSTALLED = Path("/usr/share/mediawiki")
START_SECONDS = 20.0
ROUTER = f"""<?php
error_reporting(0);
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path === '/w/api.php') {{
    $_SERVER['SCRIPT_NAME'] = '/w/api.php';
    require '{INSTALLED}/api.php';
}} elseif (preg_match('#^/wiki/(.+)#', $path, $match)) {{
    $_GET['title'] = $_REQUEST['title'] = urldecode($match[1]);
    $_SERVER['SCRIPT_NAME'] = '/w/index.php';
    require '{INSTALLED}/index.php';
}} else {{
    http_response_code(404);
}}
"""


class MediaWiki:
    """A wiki of its own in `folder`, with `pages` by their titles."""

    def __init__(self, folder: Path, pages: Mapping[str, str], language: str = "es") -> None:
        demand("php", INSTALLED, packages="mediawiki php-cli php-sqlite3")
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self._environment = os.environ | {"MW_CONFIG_FILE": str(folder / "LocalSettings.php")}
        self._install(language)
        for title, text in pages.items():
            self._run("edit.php", "-u", "Editora", title, given=text)
        self._run("rebuildtextindex.php")
        (folder / "router.php").write_text(ROUTER)
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            ["php", "-S", self.url.removeprefix("http://"), self._folder / "router.php"],  # noqa: S607 (found above)
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                httpx.get(f"{self.url}/w/api.php").raise_for_status()
            except httpx.TransportError:
                assert time.monotonic() < deadline, "MediaWiki did not start"
                time.sleep(0.05)
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

    def _install(self, language: str) -> None:
        arguments = {
            "dbtype": "sqlite",
            "dbpath": self._folder / "database",
            "dbname": "wiki",
            "confpath": self._folder,
            "scriptpath": "/w",
            "server": self.url,
            "lang": language,
            "pass": "una clave que es larga",
        }
        options = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
        # The installer makes the settings, and refuses where there are some.
        environment = {k: v for k, v in self._environment.items() if k != "MW_CONFIG_FILE"}
        self._php("install.php", *options, "Enciclopedia", "Editora", environment=environment)
        with (self._folder / "LocalSettings.php").open("a") as settings:
            settings.write('\n$wgArticlePath = "/wiki/$1";\n')

    def _run(self, script: str, *arguments: str, given: str | None = None) -> None:
        self._php(script, *arguments, environment=self._environment, given=given)

    def _php(
        self, script: str, *arguments: str, environment: dict[str, str], given: str | None = None
    ) -> None:
        done = subprocess.run(
            ["php", INSTALLED / "maintenance" / script, *arguments],  # noqa: S607 (found above)
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
