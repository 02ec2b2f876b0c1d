"""Files that a user names: what is said where one cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checkers.errors import UnreadableInput
from veredicto.misspelt import question

NAMES_ALIKE = 75.0


@contextmanager
def told_if_unreadable(path: Path, *, wanted: str, pattern: str) -> Iterator[None]:
    """Turn whatever keeps `path` from being read into an error that says what to give instead.

    Args:
        path: the file that is being opened and read.
        wanted: what to give in place of a file that is not there.
        pattern: of the names of such files in a folder, as a shell expands it.

    Raises:
        UnreadableInput: it is missing, a folder, or not to be read.
    """
    try:
        yield
    except FileNotFoundError as error:
        asked = question(path.name, _names_beside(path), least=NAMES_ALIKE)
        message = f"{path} does not exist: {asked or f'give {wanted}'}"
        raise UnreadableInput(message) from error
    except IsADirectoryError as error:
        message = f"{path} is a folder: give the files in it, for example {path}/{pattern}"
        raise UnreadableInput(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise UnreadableInput(message) from error


def _names_beside(path: Path) -> list[str]:
    try:
        return [it.name for it in path.parent.iterdir()]
    except OSError:
        return []
