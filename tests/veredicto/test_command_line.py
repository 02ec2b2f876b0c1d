from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING, Any

import pytest
from almorva import write_article, write_corpus
from typer.core import TyperGroup

from command import COMMAND
from veredicto.cli import working as working_module
from veredicto.cli.commands import COMMANDS, load_command
from veredicto.cli.options import SEARCHES
from veredicto.cli.working import working
from veredicto.providers import PROVIDERS

if TYPE_CHECKING:
    from command import Veredicto

ON_A_TERMINAL = {"TTY_COMPATIBLE": "1"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("veredicto che", ["check"]),
        ("veredicto check --max-c", ["--max-claims"]),
        ("veredicto check --search archive,wikip", ["archive,wikipedia"]),
        ("veredicto factchecks i", ["import"]),
        ("veredicto sql verdict_", ["verdict_history"]),
    ],
)
def test_a_shell_completes_commands_options_and_names(
    without_flows: Veredicto, line: str, expected: list[str]
) -> None:
    completed = without_flows(
        _VEREDICTO_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(line.count(" "))
    )
    assert completed.out.split() == expected


def test_the_searches_that_the_help_names_are_those_that_there_are() -> None:
    assert sorted(PROVIDERS) == list(SEARCHES)


def test_a_terminal_is_told_what_is_under_way_unless_it_wants_quiet(veredicto: Veredicto) -> None:
    article, pages = write_article(veredicto.folder), write_corpus(veredicto.folder)
    call = ("check", str(article), "--corpus", str(pages))

    told = veredicto(*call, **ON_A_TERMINAL)
    quiet = veredicto(*call, "--quiet", **ON_A_TERMINAL)

    assert told.status == quiet.status == 0
    assert "loading" in told.err
    assert quiet.err == ""
    assert "supported" in quiet.out


def test_no_colour_where_none_is_wanted(without_flows: Veredicto) -> None:
    wanted = without_flows("doctor", **ON_A_TERMINAL)
    plain = without_flows("doctor", **ON_A_TERMINAL, NO_COLOR="1")
    piped = without_flows("doctor")

    assert "\x1b[3" in wanted.out
    assert "\x1b[3" not in plain.out
    assert "\x1b" not in piped.out


@pytest.mark.parametrize("no_color", ["", "1"])
def test_an_error_is_coloured_on_a_terminal_unless_no_colour_is_wanted(
    without_flows: Veredicto, no_color: str
) -> None:
    terminal, end = os.openpty()
    environment = without_flows.environment | {"NO_COLOR": no_color}

    subprocess.run([COMMAND, "sql", "nothing"], stderr=end, env=environment, check=False)
    said = os.read(terminal, 10_000).decode()
    os.close(terminal)
    os.close(end)

    assert "there is no question 'nothing'" in said
    assert ("\x1b" in said) is not bool(no_color)


SHORT = {"audit list", "metrics", "models list", "review", "snapshot show"}
"""Commands that end at once, or stand until they are ended."""


def test_every_command_that_may_take_a_while_can_be_quiet() -> None:
    def options(command: Any, called: str) -> dict[str, set[str]]:
        if isinstance(command, TyperGroup):
            inner = command.commands.items()
            return {k: v for name, it in inner for k, v in options(it, f"{called} {name}").items()}
        return {called: {option for it in command.params for option in it.opts}}

    found = {k: v for name in COMMANDS for k, v in options(load_command(name), name).items()}

    assert {name for name, has in found.items() if not {"--quiet", "-q"} <= has} == SHORT


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working_module, "AT_ONCE_SECONDS", 0)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")


@pytest.mark.usefixtures("at_once")
def test_work_that_takes_a_while_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    told = ""
    with working("copying") as say:
        while "copying" not in told:
            told += capsys.readouterr().err
        say("counting")
        while "counting" not in told:
            told += capsys.readouterr().err

    assert "\x1b[2K" in capsys.readouterr().err  # the line is gone


@pytest.mark.usefixtures("at_once")
def test_work_is_not_told_where_it_is_quiet_or_over_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with working("copying", quiet=True):
        assert not [it for it in threading.enumerate() if isinstance(it, threading.Timer)]
    monkeypatch.setattr(working_module, "AT_ONCE_SECONDS", 60)
    with working("copying"):
        pass

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ("chek article.txt", "Did you mean 'check'"),
        ("check --serch corpus article.txt", "--search"),
        ("check articel.txt --corpus .", "is it 'article.txt' that is meant?"),
        ("eval nli articel.txt", "is it 'article.txt' that is meant?"),
        ("sql verdict_curent", "is it 'verdicts_current' that is meant?"),
        ("export csv histroy -o out/", "is it 'history' that is meant?"),
        ("export cvs", "Did you mean 'csv'"),
    ],
)
def test_what_is_misspelt_is_told_with_what_may_be_meant(
    without_flows: Veredicto, call: str, meant: str
) -> None:
    (without_flows.folder / "article.txt").write_text("El puente costó 12 millones.")

    ended = without_flows(*call.split())

    assert ended.status == 2
    assert meant in ended.err
