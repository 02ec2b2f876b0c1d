"""Write the pages of the reference that come from the code: run it from the repository's root.

    python -m docs.write_reference

`docs/reference/commands.md` is what the commands say of themselves, `settings.md` what the settings
do. A test compares both with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from veredicto.cli.commands import COMMANDS, load_command
from veredicto.settings import TOML_FILE, Settings

FOLDER = Path("docs/reference")
OTHER_FLAGS = {
    "desk_url": "--url",
    "keep_snapshots_days": "--keep-days",
    "keep_snapshots_mb": "--keep-mb",
    "newsroom_url": "--base-url",
}
"""Flags that are not called as their setting is."""


def main() -> None:
    """Write both."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


def pages() -> dict[str, str]:
    """The text of each page by the name of its file."""
    return {
        "commands.md": "\n".join(_commands()) + "\n",
        "settings.md": "\n".join(_settings()) + "\n",
    }


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "What `veredicto COMMAND --help` says. Made by `python -m docs.write_reference`.\n"
    yield (
        "Exit status: 0 done, 1 the job failed, 2 wrong usage or input, 3 done but some retrievals"
        " failed.\n"
    )
    for name in COMMANDS:
        yield from _command(load_command(name), f"veredicto {name}", "##")


def _command(command: Any, called: str, heading: str) -> Iterator[str]:  # noqa: ANN401 (Typer's own copy of click has no public name)
    yield f"{heading} `{called}`\n"
    for paragraph in (command.help or "").replace("\b", "").split("\n\n"):
        yield f"{_one_line(paragraph)}\n"
    if isinstance(command, TyperGroup):
        for name, one in command.commands.items():
            yield from _command(one, f"{called} {name}", f"{heading}#")
        return
    context = command.context_class(command, info_name=command.name)
    usage = " ".join((called, *command.collect_usage_pieces(context)))
    yield f"```text\n{usage}\n```\n"
    yield "| | |\n|---|---|"
    for parameter in command.params:
        told = parameter.get_help_record(context)
        if told:
            names, says = told
            yield f"| `{names.replace('|', '/')}` | {_one_line(says).replace('|', '/')} |"
    yield ""


def _settings() -> Iterator[str]:
    flags = {name for command in COMMANDS for name in _flags(load_command(command))}
    yield "# Settings\n"
    yield (
        f"From flags, then the environment, then `{TOML_FILE}` in the working folder, where a"
        " setting is its name without `VEREDICTO_`, in small letters. Made by"
        " `python -m docs.write_reference`.\n"
    )
    yield "| variable | flag | unless set | means |\n|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        flag = OTHER_FLAGS.get(name, f"--{name.replace('_', '-')}")
        shown = f"`{flag}`" if flag in flags else ""
        means = _one_line(field.description)
        yield f"| `VEREDICTO_{name.upper()}` | {shown} | {_default(field.default)} | {means} |"


def _flags(command: Any) -> set[str]:  # noqa: ANN401 (Typer's own copy of click has no public name)
    if isinstance(command, TyperGroup):
        return {flag for one in command.commands.values() for flag in _flags(one)}
    return {name for parameter in command.params for name in parameter.opts}


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    shown = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"`{shown.lower() if isinstance(value, bool) else shown}`"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    main()
