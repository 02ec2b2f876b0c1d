"""Fuzzes one target under libFuzzer: `python -m fuzzing.one TARGET FOLDER [LIBFUZZER ARGUMENTS]`.

It does not stop at a crash: the first input of each place that raised is left in FOLDER/crashes
with what it raised, and it goes on.
"""

from __future__ import annotations

import hashlib
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

import atheris

OURS = ("checkers", "flows", "veredicto", "warehouse", "webvtt", "warcio", "protego", "courlan")
SLOW_SECONDS = 3.0
"""Of processor time: an input that takes longer is told as a crash is."""


def main() -> None:
    """Never returns: libFuzzer ends the process."""
    name, folder, *arguments = sys.argv[1:]
    crashes = Path(folder) / "crashes"
    crashes.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=list(OURS)):
        from fuzzing.families import target

        wanted = target(name)
        from veredicto.quiet import quieten

    quieten(verbose=False)
    # What the tests ignore, too; every other warning would be shown to a user.
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", "'imghdr' is deprecated")
    warnings.filterwarnings("ignore", "SOCKS support in urllib3")
    seen: set[str] = set()

    def one(data: bytes) -> None:
        begun = time.thread_time()
        try:
            wanted.try_out(data)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 (whatever it raises is what is looked for)
            _note(crashes, seen, data, error)
        if time.thread_time() - begun > SLOW_SECONDS:
            _note(crashes, seen, data, TimeoutError("slow"))

    _fuzz([f"fuzzing.{name}", *arguments], one)


def _fuzz(arguments: list[str], one: Callable[[bytes], None]) -> None:
    atheris.Setup(arguments, one)
    atheris.Fuzz()


def _note(crashes: Path, seen: set[str], data: bytes, error: BaseException) -> None:
    """Leaves the input, unless one that raised the same in the same place was left before."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{type(error).__name__} " + " ".join(
        f"{it.filename}:{it.lineno}" for it in frames[-2:]
    )
    if where in seen:
        return
    seen.add(where)
    name = hashlib.sha256(where.encode()).hexdigest()[:12]
    (crashes / f"{name}.input").write_bytes(data)
    said = "".join(traceback.format_exception(error))
    (crashes / f"{name}.txt").write_text(said, encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
