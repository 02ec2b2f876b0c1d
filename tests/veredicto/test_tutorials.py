from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from document_shell import Shell, shell_of
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from command import Veredicto

ELSEWHERE = ("veredicto demo || test $? -eq 3",)
"""What other tests run."""


@pytest.fixture
def shell(veredicto: Veredicto) -> Iterator[Shell]:
    with shell_of(veredicto) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "checked", "replayed", "looked"),
    [
        ("first-morning.md", "2 supported, 1 refuted", "identical", "unchanged"),
        ("primera-manana.md", "2 supported, 1 refuted", "identical", "unchanged"),
    ],
)
def test_what_a_tutorial_has_one_type_works_and_shows_what_it_says(
    root: Path, shell: Shell, name: str, checked: str, replayed: str, looked: str
) -> None:
    text = (root / "docs" / "tutorial" / name).read_text(encoding="utf-8")
    blocks = [it.content for it in MarkdownIt().parse(text) if it.type == "fence"]
    said = [shell(block) for block in blocks if block.strip() not in ELSEWHERE]
    assert len(said) == len(blocks) - len(ELSEWHERE)
    for told in (checked, replayed, looked):
        assert any(told in one for one in said), said
