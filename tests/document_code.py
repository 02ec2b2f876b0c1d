"""The code that documents have one type, and somebody who types it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from document_shell import Shell
from markdown_it import MarkdownIt

from command import Veredicto
from veredicto.settings import Settings

ROOT = Path(__file__).parent.parent
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


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


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
