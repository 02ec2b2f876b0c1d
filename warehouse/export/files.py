"""Files that an export leaves: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from checkers.errors import BadInput

MARK_WITHIN = 4_096
"""Bytes at the beginning of a file in which the mark of an earlier export is looked for."""

# What would end the script element that JSON-LD is put into, or break its line, written otherwise.
_ESCAPES = str.maketrans(
    {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
)


def json_text(document: Mapping[str, Any]) -> str:
    """JSON that may stand in an HTML `script` element as it is."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return text.translate(_ESCAPES) + "\n"


def write_texts(texts: Mapping[Path, str], *, mark: str, force: bool) -> None:
    """Leaves each text in its file, in UTF-8, all of them or none.

    Args:
        texts: What is to stand in which file; a folder that is not there is made.
        mark: What tells an earlier export, which is replaced, from a file of somebody else.
        force: Whether to replace that, too.

    Raises:
        BadInput: Somebody else's file is there, or a file cannot be written.
    """
    with ExitStack() as finished:
        for out, text in texts.items():
            ours = _begins_with(out, mark)
            unfinished = finished.enter_context(replacing(out, ours=ours, force=force))
            # Half a surrogate pair, which a page may contain, has no bytes.
            unfinished.write_bytes(text.encode("utf-8", "replace"))


@contextmanager
def replacing(out: Path, *, ours: bool, force: bool) -> Iterator[Path]:
    """A path to write to; what is there at the end of the block takes the place of `out`.

    Raises:
        BadInput: `out` is there and neither `ours` nor to be replaced by `force`, or it cannot be
            written.
    """
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        if out.is_dir():
            raise BadInput(f"{out} is a folder: name a file.")
        if out.exists() and not ours and not force:
            raise BadInput(
                f"{out} is there and no earlier export of this kind: name another file, or give"
                " --force to replace it."
            )
        out.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        unfinished.replace(out)
    except OSError as error:
        raise BadInput(
            f"{out} cannot be written ({error.strerror or error}): name another place."
        ) from error
    finally:
        _discard(unfinished)


def _discard(unfinished: Path) -> None:
    try:
        unfinished.unlink(missing_ok=True)
    except OSError:
        # Its folder is none or cannot be written: it was never made.
        return


def _begins_with(out: Path, mark: str) -> bool:
    try:
        with out.open("rb") as file:
            return mark.encode() in file.read(MARK_WITHIN)
    except OSError:
        return False
