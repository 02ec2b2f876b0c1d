"""The documentation as a site: `make site`, into `docs/_build`."""

from __future__ import annotations

from importlib.metadata import version as version_of

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
