"""Debian's MediaWiki on loopback, with pages that a test writes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from servers.debian import demand, free_port
from servers.standing import Standing

INSTALLED = Path("/usr/share/mediawiki")
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


class MediaWiki(Standing):
    """A wiki of its own in `folder`, with `pages` by their titles."""

    def __init__(self, folder: Path, pages: Mapping[str, str], language: str = "es") -> None:
        self._program = demand("php", INSTALLED, packages="mediawiki php-cli php-sqlite3")
        self.url = f"http://127.0.0.1:{free_port()}"
        self._folder = folder
        self._environment = os.environ | {"MW_CONFIG_FILE": str(folder / "LocalSettings.php")}
        self._install(language)
        for title, text in pages.items():
            self._run("edit.php", "-u", "Editora", title, given=text)
        self._run("rebuildtextindex.php")
        router = folder / "router.php"
        router.write_text(ROUTER)
        super().__init__(
            (self._program, "-S", self.url.removeprefix("http://"), router),
            f"{self.url}/w/api.php",
            folder / "php.log",
            self._environment,
        )

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
            [self._program, INSTALLED / "maintenance" / script, *arguments],
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
