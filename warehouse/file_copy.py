"""Copies files that DuckDB may have open, and sees that names outlast a power cut."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

# Closing any descriptor of a file takes away every POSIX lock that the process has on it, and with
# it DuckDB's. Another process may read without harm.
_COPY = """
import os, shutil, sys
source, copy = sys.argv[1:]
try:
    shutil.copy(source, copy)
    with open(copy, "rb+") as written:
        os.fsync(written.fileno())
except OSError as error:
    sys.exit(error.errno)
"""


def copy_file(source: Path, target: Path) -> None:
    """Copies the bytes to the disk; no lock of this process on the file is lost.

    Raises:
        OSError: The one cannot be read or the other not written.
    """
    failure = subprocess.run(  # noqa: S603 - this interpreter, on two paths
        [sys.executable, "-I", "-S", "-c", _COPY, str(source), str(target)],
        check=False,
        capture_output=True,
    ).returncode
    if failure in errno.errorcode:
        raise OSError(failure, os.strerror(failure), str(target))
    if failure:
        raise OSError(errno.EIO, f"the copying process ended with status {failure}", str(target))


def sync_folder(folder: Path) -> None:
    """Makes new names in the folder outlast a power cut, where folders can be synced."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
