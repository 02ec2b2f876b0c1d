from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from builders import an_article
from flows.journal import Journal

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = (("search", "corpus"),)


class Killed(Exception):
    pass


def cut_off(journal: Journal) -> str:
    begun = []
    with pytest.raises(Killed):
        _die_in_a_run(journal, begun)
    return begun[0]


def _die_in_a_run(journal: Journal, begun: list[str]) -> None:
    with journal.run(an_article(), SETTINGS) as run:
        begun.append(run.id)
        journal.results.mkdir(parents=True, exist_ok=True)
        (journal.results / f"{run.id}-split_claims").write_bytes(b"x")
        raise Killed


def test_a_run_that_was_cut_off_goes_on_under_its_name(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    killed = cut_off(journal)

    with journal.run(an_article(), SETTINGS) as run:
        assert (run.id, run.resumed) == (killed, True)


def test_a_run_that_ended_takes_its_results_away(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    killed = cut_off(journal)
    with journal.run(an_article(), SETTINGS):
        assert list(journal.results.glob(f"{killed}*"))

    with journal.run(an_article(), SETTINGS) as run:
        assert run.id != killed
        assert not run.resumed
        assert not list(journal.results.glob(f"{killed}*"))


@pytest.mark.parametrize(
    ("text", "settings"),
    [("Otro texto.", SETTINGS), ("Un texto cualquiera.", (("search", "searxng"),))],
)
def test_another_article_or_other_settings_are_another_run(
    tmp_path: Path, text: str, settings: tuple[tuple[str, str], ...]
) -> None:
    journal = Journal(tmp_path)
    killed = cut_off(journal)

    with journal.run(an_article(text), settings) as run:
        assert run.id != killed


def test_a_torn_entry_is_begun_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    killed = cut_off(journal)
    (entry,) = (tmp_path / "open-runs").glob("*.json")
    entry.write_text('{"id": "', encoding="utf-8")

    with journal.run(an_article(), SETTINGS) as run:
        assert run.id != killed


def test_two_processes_at_one_article_are_two_runs(tmp_path: Path, root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builders import an_article\n"
        "from flows.journal import Journal\n"
        f"with Journal(Path({str(tmp_path)!r})).run(an_article(), {SETTINGS!r}) as run:\n"
        "    print(run.id, run.resumed)"
    )
    with Journal(tmp_path).run(an_article(), SETTINGS) as run:
        shown = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": f"{root}:{root / 'tests'}"},
        ).stdout.split()

    assert shown == [shown[0], "False"]
    assert shown[0] != run.id
