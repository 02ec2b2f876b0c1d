"""The documentation as a site: `make site`, into `docs/_build`."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "veredicto"
author = "veredicto"
version = release = version_of("veredicto")
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True
language = "en"

myst_heading_anchors = 3
myst_enable_extensions = ["strikethrough"]
# Diagrams stay as they are written: to draw them a page would load a program from elsewhere.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "veredicto"
html_copy_source = False
html_show_copyright = False

_OUTSIDE = re.compile(r"\[([^\]]+)\]\((\.\./\.\./[^)#]+\.md)\)")


def setup(app: Sphinx) -> None:
    """Let results of benchmarks and the like, which are no pages of the site, be downloaded."""
    app.connect("source-read", _offer)


def _offer(_app: Sphinx, _name: str, source: list[str]) -> None:
    source[0] = _OUTSIDE.sub(r"{download}`\1 <\2>`", source[0])
