from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from veredicto.cli.main import app
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
    commands = app.registered_commands
    names = [one.name or one.callback.__name__ for one in commands if one.callback is not None]

    assert names
    assert [name for name in names if f"veredicto {name}" not in readme] == []


def test_the_two_commands_stand_first(readme: str) -> None:
    assert readme.index("make demo") < readme.index("make test") < readme.index("\n## ")


def test_every_decision_is_listed(root: Path) -> None:
    folder = root / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")

    assert [p.name for p in folder.glob("0*.md") if f"({p.name})" not in listed] == []
