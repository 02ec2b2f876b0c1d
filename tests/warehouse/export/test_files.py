from __future__ import annotations

from pathlib import Path

import pytest

from checkers.errors import BadInput
from warehouse.export.addresses import is_web_address
from warehouse.export.files import write_texts

MARK = "of ours"


def write_text(out: Path, text: str, *, mark: str, force: bool) -> None:
    write_texts({out: text}, mark=mark, force=force)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_text_is_left_whole_in_a_folder_that_is_made(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b.txt"
    write_text(out, "ñ of ours \ud800", mark=MARK, force=False)
    write_text(out, "otra", mark=MARK, force=False)
    assert out.read_text(encoding="utf-8") == "otra"
    assert left(out.parent) == ["b.txt"]


def test_what_somebody_else_wrote_stays_unless_forced(tmp_path: Path) -> None:
    out = tmp_path / "mine.txt"
    out.write_text("mine")
    with pytest.raises(BadInput, match=r"mine.txt is there .* --force to replace it"):
        write_text(out, "x", mark=MARK, force=False)
    assert out.read_text() == "mine"
    write_text(out, "x", mark=MARK, force=True)
    assert out.read_text() == "x"
    assert left(tmp_path) == ["mine.txt"]


def test_of_several_texts_none_is_left_where_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(BadInput, match="b is there"):
        write_texts({tmp_path / "a": "x", tmp_path / "b": "x"}, mark=MARK, force=False)
    assert left(tmp_path) == ["b"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder: name a file"):
        write_text(tmp_path, "x", mark=MARK, force=True)


def test_a_place_under_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadInput, match=r"cannot be written .*: name another place"):
        write_text(tmp_path / "file" / "x", "x", mark=MARK, force=False)
    assert left(tmp_path) == ["file"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be written .*name too long"):
        write_text(tmp_path / ("x" * 255), "x", mark=MARK, force=False)
    assert left(tmp_path) == []


@pytest.mark.parametrize("url", ["http://a.example", "https://a.example/ñ?q=1#f", "https://[::1]/"])
def test_a_web_address_may_be_linked(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//a.example/x",
        "/x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://a.example/\u202e",
        "https://a.example/a b",
        "https://[a",
    ],
)
def test_nothing_else_may_be_linked(url: str | None) -> None:
    assert not is_web_address(url)
