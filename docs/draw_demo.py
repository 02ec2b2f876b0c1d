"""Draw what `veredicto demo` prints as `docs/demo.svg`: run it from the repository's root.

python docs/draw_demo.py
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from rich.console import Console

from flows.check import run_check
from veredicto.demo.server import DemoServer
from veredicto.examples_folder import examples_folder
from veredicto.quiet import quieten
from veredicto.settings import load_settings
from veredicto.terminal import print_report
from veredicto.wire import build_parts

COLUMNS = 110


def main() -> None:
    """Run the demo and save its output as a picture."""
    quieten(verbose=False)
    examples = examples_folder()
    console = Console(highlight=False, record=True, width=COLUMNS, file=io.StringIO())
    with DemoServer(examples / "pages") as server, tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            warehouse=Path(folder) / "demo.duckdb",
            search=["searxng"],
            searxng_url=server.search_url,
            allow_hosts=sorted(server.hosts),
        )
        parts = build_parts(settings, lambda *_: None)
        with run_check(str(examples / "article.es.txt"), parts) as report:
            print_report(report, Path(".veredicto/demo.duckdb"), console)
    console.save_svg("docs/demo.svg", title="veredicto demo")


if __name__ == "__main__":
    main()
