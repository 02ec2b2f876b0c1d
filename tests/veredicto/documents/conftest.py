from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from document_code import Reader
from document_folder import World, standing_world, write_folder
from document_programs import programs_for
from document_shell import shell_of
from recorded_reports import make_review

from checkers.labels import Decision
from command import Veredicto
from servers.postgres import PASSWORD, USER, Postgres
from warehouse.writer import Warehouse


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="session")
def prepared_folder(
    tmp_path_factory: pytest.TempPathFactory,
    prefect_home: Path,
    prefect_api: str,
    world: World,
    root: Path,
) -> Path:
    """A folder where an article was checked and an editor has confirmed what was found."""
    folder = tmp_path_factory.mktemp("documents")
    write_folder(folder, root)
    veredicto = Veredicto(folder, prefect_home, prefect_api)
    ended = veredicto("check", "article.txt", "--corpus", str(world.corpus))
    assert ended.status == 0, ended.err
    file = folder / "veredicto.duckdb"
    Warehouse(file).record_review(make_review(_one(folder, "id FROM verdicts"), Decision.CONFIRM))
    shutil.copy(file, folder / ".veredicto" / "demo.duckdb")
    return folder


def _one(folder: Path, what: str) -> str:
    with duckdb.connect(folder / "veredicto.duckdb", read_only=True) as warehouse:
        rows = warehouse.execute(f"SELECT {what}").fetchall()
    return str(rows[0][0])


@pytest.fixture
def postgres(document: Path) -> Iterator[Postgres | None]:
    """Debian's, for what makes a database on it."""
    if "createdb" in document.read_text(encoding="utf-8"):
        with Postgres() as postgres:
            yield postgres
    else:
        yield None


@pytest.fixture
def reader(
    veredicto: Veredicto,
    prepared_folder: Path,
    prefect_api: str,
    world: World,
    root: Path,
    postgres: Postgres | None,
) -> Iterator[Reader]:
    shutil.copytree(prepared_folder, veredicto.folder, dirs_exist_ok=True)
    veredicto.environment |= world.settings | {"HF_HOME": str(veredicto.folder / "hf")}
    stand_ins = world.stand_ins | {
        "http://127.0.0.1:4200/api": prefect_api,
        "80c15600": _one(prepared_folder, "id FROM runs")[:8],
        "3f9c2a71": _one(prepared_folder, "claim_id FROM verdicts")[:8],
        "1b97da3a": _one(prepared_folder, "id FROM sources WHERE snapshot IS NOT NULL")[:8],
    }
    (veredicto.folder / "urls.txt").write_text(world.server.url("/story"), encoding="utf-8")
    if postgres is not None:
        stand_ins["host=db.example.org user=news"] = (
            f"host=127.0.0.1 port={postgres.port} user={USER}"
        )
        stand_ins["PGPASSWORD=…"] = f"PGPASSWORD='{PASSWORD}'"
    with shell_of(veredicto, programs_for(veredicto, root, postgres)) as shell:
        yield Reader(veredicto, shell, stand_ins)
