"""The code of every document, executed: the tutorials are in `test_tutorials.py`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from document_folder import World, standing_world, write_folder
from document_programs import programs_for
from document_shell import Shell, shell_of
from markdown_it import MarkdownIt
from recorded_reports import make_review

from checkers.labels import Decision
from command import Veredicto
from servers.postgres import PASSWORD, USER, Postgres
from veredicto.settings import Settings
from warehouse.writer import Warehouse

ROOT = Path(__file__).parent.parent.parent
NOT_CODE = {
    "": "a drawing",
    "text": "how a command is called, written and compared by tests/architecture/test_docs.py",
    "mermaid": "the tables, written and compared by tests/warehouse/",
    "{toctree}": "the site, built by tests/architecture/test_docs.py",
}
ELSEWHERE = {
    "VEREDICTO_STANCE_MODEL=": "to load a pulled model takes PyTorch ten seconds:"
    " tests/checkers/models/test_other_models.py",
}
"""How lines begin that other tests execute, and why these do not."""


@dataclass(frozen=True)
class Block:
    """A piece of code of a document, and the language that it says to be in."""

    language: str
    code: str


def blocks_of(document: Path) -> list[Block]:
    tokens = MarkdownIt().parse(document.read_text(encoding="utf-8"))
    found = [
        Block(it.info if it.type == "fence" else "indented", it.content)
        for it in tokens
        if it.type in {"fence", "code_block"}
    ]
    return [it for it in found if it.language not in NOT_CODE]


WITH_CODE = [
    it
    for it in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
    if "tutorial" not in it.parts and "_build" not in it.parts and blocks_of(it)
]
TRANSLATED = [it for it in WITH_CODE if it.name.endswith(".es.md")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing_world(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
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


@dataclass(frozen=True)
class Reader:
    """Somebody who types what a document has one type."""

    veredicto: Veredicto
    shell: Shell
    stand_ins: dict[str, str]

    def __call__(self, block: Block) -> None:
        lines = block.code.splitlines()
        code = "\n".join(it for it in lines if not it.startswith(tuple(ELSEWHERE)))
        for written, real in self.stand_ins.items():
            code = code.replace(written, real)
        RUN[block.language](self, code)


def in_a_shell(reader: Reader, code: str) -> None:
    reader.shell(code)


def in_python(reader: Reader, code: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=reader.veredicto.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def as_settings(_: Reader, code: str) -> None:
    """Lines of a file of variables: all are settings, and their values can be used."""
    names, values = zip(*(line.split("=", 1) for line in code.splitlines()), strict=True)
    fields = [name.removeprefix("VEREDICTO_").lower() for name in names]
    assert set(fields) <= set(Settings.model_fields)
    Settings(**dict(zip(fields, values, strict=True)))


def in_prometheus(reader: Reader, code: str) -> None:
    """Queries for Prometheus: they ask for figures that there are."""
    from starlette.testclient import TestClient

    from veredicto.desk.book.opened import Book
    from veredicto.metrics.app import build_app
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=reader.veredicto.folder / "veredicto.duckdb")
    Book(settings.desk).close()
    base = "http://127.0.0.1:9187"
    with TestClient(build_app(settings, loopback=True), base_url=base) as client:
        served = client.get("/metrics").text
    assert set(re.findall(r"\bveredicto_\w+", code)) <= set(re.findall(r"\bveredicto_\w+", served))


def in_a_page(reader: Reader, code: str) -> None:
    """A script element: veredicto itself finds the exported fact-check in a page that has it."""
    (file,) = (reader.veredicto.folder / "checks").glob("*.json")
    page = reader.veredicto.folder / "page.html"
    page.write_text(code.replace("… the file, as it is …", file.read_text(encoding="utf-8")))
    ended = reader.veredicto("factchecks", "import", page.name)
    assert (ended.status, "1 new" in ended.out) == (0, True), ended.out + ended.err


RUN: dict[str, Callable[[Reader, str], None]] = {
    "sh": in_a_shell,
    "python": in_python,
    "ini": as_settings,
    "promql": in_prometheus,
    "html": in_a_page,
}


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


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", [it for it in WITH_CODE if it not in TRANSLATED], ids=name_of)
def test_what_a_document_has_one_type_works(document: Path, reader: Reader) -> None:
    for block in blocks_of(document):
        reader(block)


@pytest.mark.parametrize("document", TRANSLATED, ids=name_of)
def test_a_translation_has_one_type_the_same(document: Path) -> None:
    original = document.with_name(document.name.replace(".es.md", ".md"))

    assert [typed(it) for it in blocks_of(document)] == [typed(it) for it in blocks_of(original)]


def typed(block: Block) -> str:
    """The code without its remarks."""
    return re.sub(r"\s+# .*", "", block.code)


def test_what_is_left_to_other_tests_is_in_a_document() -> None:
    lines = [
        it for document in WITH_CODE for b in blocks_of(document) for it in b.code.splitlines()
    ]

    assert [it for it in ELSEWHERE if not any(line.startswith(it) for line in lines)] == []
