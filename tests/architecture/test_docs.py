from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from veredicto.cli.commands import COMMANDS, load_command
from veredicto.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_documented(readme: str) -> None:
    names = [f"VEREDICTO_{name.upper()}" for name in Settings.model_fields]

    assert [name for name in names if name not in readme] == []


def test_every_command_is_documented(readme: str) -> None:
    assert [name for name in COMMANDS if f"veredicto {name}" not in readme] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_how_its_own_help_begins(name: str) -> None:
    told = (load_command(name).help or "").partition("\n\n")[0]

    assert " ".join(told.split()) == COMMANDS[name].says


def test_the_two_commands_stand_first(readme: str) -> None:
    assert readme.index("make demo") < readme.index("make test") < readme.index("\n## ")


def test_every_decision_is_listed(root: Path) -> None:
    folder = root / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")

    assert [p.name for p in folder.glob("0*.md") if f"({p.name})" not in listed] == []


def test_links_of_documents_lead_somewhere_and_tests_that_they_name_are_there(root: Path) -> None:
    documents = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    missing = [
        f"{document.relative_to(root)}: {place.name}"
        for document in documents
        for place in named_in(document, root)
        if not place.exists()
    ]

    assert len(documents) > 30
    assert missing == []


def named_in(document: Path, root: Path) -> list[Path]:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(((?![a-z]+:|#)[^)#\s]+)", text)
    tests = re.findall(r"`(tests/[\w/.]+)`", text)
    return [*(document.parent / link for link in links), *(root / test for test in tests)]
