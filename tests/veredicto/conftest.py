from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from almorva import write_article, write_corpus
from prefect.settings import PREFECT_API_URL, PREFECT_LOCAL_STORAGE_PATH, temporary_settings

from command import COMMAND, Finished, Veredicto
from flows.server_database import lay_out
from servers.standing import Standing

if TYPE_CHECKING:
    from town import Town


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standing server, so that not every call starts one of its own; the demo's does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    environment = os.environ | {
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    prefect = COMMAND.with_name("prefect")
    command = [prefect, "server", "start", "--port", str(port), "--no-services"]
    lay_out(f"sqlite+aiosqlite:///{folder}/prefect.db")
    url = f"http://127.0.0.1:{port}/api"
    with Standing(command, f"{url}/health", folder / "server.log", environment):
        yield url


@pytest.fixture
def veredicto(tmp_path: Path, prefect_home: Path, prefect_api: str) -> Veredicto:
    return Veredicto(tmp_path, prefect_home, prefect_api)


@pytest.fixture
def without_flows(tmp_path: Path, prefect_home: Path) -> Veredicto:
    """The command for what runs no flow, and so needs no server."""
    return Veredicto(tmp_path, prefect_home)


@pytest.fixture(scope="session")
def demo(
    tmp_path_factory: pytest.TempPathFactory, prefect_home: Path
) -> tuple[Veredicto, Finished]:
    command = Veredicto(tmp_path_factory.mktemp("demo"), prefect_home)
    return command, command("demo", "--json")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path)


@pytest.fixture
def town(tmp_path: Path, prefect_api: str) -> Iterator[Town]:
    from town import standing_town

    settings = {PREFECT_API_URL: prefect_api, PREFECT_LOCAL_STORAGE_PATH: tmp_path / "results"}
    with temporary_settings(settings), standing_town(tmp_path) as town:
        yield town


@pytest.fixture(scope="session")
def checked_folder(
    tmp_path_factory: pytest.TempPathFactory, prefect_home: Path, prefect_api: str
) -> Path:
    folder = tmp_path_factory.mktemp("checked")
    arguments = (write_article(folder).name, "--corpus", write_corpus(folder).name)
    ended = Veredicto(folder, prefect_home, prefect_api)("check", *arguments)
    assert ended.status == 0, ended.err
    return folder


@pytest.fixture
def checked(checked_folder: Path, veredicto: Veredicto) -> Veredicto:
    """The command where `puente.txt` was checked against `pages`: a copy of a real check."""
    shutil.copytree(checked_folder, veredicto.folder, dirs_exist_ok=True)
    return veredicto
