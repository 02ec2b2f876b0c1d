from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from almorva import write_article, write_corpus

from veredicto.cli.options import SEARCHES
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
