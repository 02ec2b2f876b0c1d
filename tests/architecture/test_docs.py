from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from typer.core import TyperGroup

from docs.write_reference import pages
from veredicto.cli.commands import COMMANDS, load_command
from veredicto.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def guides(root: Path) -> str:
    """What is written by hand for those who use it, all in one."""
    found = [p for p in (root / "docs").rglob("*.md") if p.name != "commands.md"]
    return "\n".join(p.read_text(encoding="utf-8") for p in found)


@pytest.mark.parametrize("name", ["commands.md", "settings.md"])
def test_the_reference_says_what_the_code_does(root: Path, name: str) -> None:
    written = (root / "docs" / "reference" / name).read_text(encoding="utf-8")

    # If this fails: python -m docs.write_reference
    assert written == pages()[name]


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, it in Settings.model_fields.items() if not it.description] == []


def test_every_command_is_shown_in_a_guide(guides: str) -> None:
    assert [name for name in COMMANDS if f"veredicto {name}" not in guides] == []


def test_calls_in_the_documents_are_of_commands_and_options_that_there_are(root: Path) -> None:
    documents = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    calls = [
        (document, call)
        for document in documents
        for token in MarkdownIt().parse(document.read_text(encoding="utf-8"))
        if token.type == "fence" and token.info == "sh"
        for call in calls_of(token.content)
    ]
    wrong = [
        f"{document.name}: {' '.join(call)}: {why}"
        for document, call in calls
        if (why := objection_to(call))
    ]

    assert len(calls) > 90
    assert wrong == []


def calls_of(code: str) -> list[list[str]]:
    """The words after each `veredicto` of a piece of shell code."""
    joined = re.sub(r"\\\n\s*", " ", code)
    lines = re.findall(r"(?:^|[\s(])veredicto ((?:\"[^\"]*\"|'[^']*'|[^#\n|<>&;)])*)", joined)
    return [shlex.split(line.replace("…", "x")) for line in lines]


def objection_to(call: list[str]) -> str | None:
    """What a command says against its options; None where it takes them."""
    if call[:1] == ["--help"]:
        return None
    if call[0] not in COMMANDS:
        return "no such command"
    command: Any = load_command(call[0])
    rest = call[1:]
    if isinstance(command, TyperGroup) and rest:
        command, rest = command.commands.get(rest[0]), rest[1:]
    if command is None:
        return "no such command"
    known = {name for it in command.params for name in (*it.opts, *it.secondary_opts)}
    used = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
    return f"no options {used - known}" if used - known - {"--help"} else None


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


def test_the_site_is_built_without_a_warning(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", root / "docs", tmp_path]
    built = subprocess.run(command, capture_output=True, text=True, check=False)

    assert built.returncode == 0, built.stderr
    assert (tmp_path / "tutorial" / "primera-manana.html").exists()
