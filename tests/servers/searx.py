"""Debian's searx on loopback, asking what a test gives it for engines and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from servers.debian import demand, free_port
from servers.standing import Standing

PYTHON = "/usr/bin/python3"
SHARED = Path("/usr/share/python3-searx")


class Searx(Standing):
    """An instance with its settings in `folder`; `engines` are YaCys, by name where they are."""

    def __init__(self, folder: Path, engines: dict[str, str]) -> None:
        program = demand("searx-run", SHARED, packages="searx")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        settings = folder / "settings.yml"
        # JSON is YAML.
        settings.write_text(json.dumps(_settings(port, engines)))
        super().__init__(
            # Neither this environment's Python nor its variables, a proxy among them.
            (PYTHON, "-I", program),
            f"{self.url}/healthz",
            folder / "searx.log",
            {"SEARX_SETTINGS_PATH": str(settings)},
        )


def _settings(port: int, engines: dict[str, str]) -> dict[str, object]:
    """All that searx reads; it has no settings to start from but these."""
    return {
        "general": {"debug": False, "instance_name": "searx"},
        "search": {
            "safe_search": 0,
            "autocomplete": "",
            "default_lang": "",
            "ban_time_on_fail": 5,
            "max_ban_time_on_fail": 120,
        },
        "server": {
            "port": port,
            "bind_address": "127.0.0.1",
            "secret_key": "no es un secreto",
            "base_url": False,
            "http_protocol_version": "1.0",
        },
        "ui": {
            "static_path": str(SHARED / "static"),
            "templates_path": str(SHARED / "templates"),
            "default_theme": "oscar",
            "default_locale": "",
        },
        "outgoing": {"request_timeout": 2.0},
        "locales": {"en": "English", "es": "Español"},
        "doi_resolvers": {"doi.org": "https://doi.org/"},
        "default_doi_resolver": "doi.org",
        "engines": [
            {
                "name": name,
                "engine": "yacy",
                "shortcut": name,
                "categories": "general",
                "base_url": url,
                "enable_http": True,
            }
            for name, url in engines.items()
        ],
    }
