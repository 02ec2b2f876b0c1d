"""Where the example article and its pages lie."""

from __future__ import annotations

from pathlib import Path

from checkers.errors import VeredictoError


def examples_folder() -> Path:
    """`examples/` of the source tree, or its copy in the installed package.

    Raises:
        VeredictoError: neither is there.
    """
    package = Path(__file__).parent
    for folder in (package / "examples", package.parent / "examples"):
        if (folder / "pages").is_dir():
            return folder
    message = "the example pages are missing: install veredicto again"
    raise VeredictoError(message)
