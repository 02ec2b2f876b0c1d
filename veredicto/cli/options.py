"""The options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DATES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
SEARCHES = (
    "archive",
    "brave",
    "corpus",
    "ddgs",
    "feeds",
    "gdelt",
    "google_factcheck",
    "searxng",
    "tavily",
    "wikidata",
    "wikipedia",
    "zim",
)


def _searches(begun: str) -> list[str]:
    before, comma, last = begun.rpartition(",")
    return [f"{before}{comma}{name}" for name in SEARCHES if name.startswith(last)]


WarehouseFile = Annotated[
    str | None,
    typer.Option(
        help="DuckDB file, or ducklake: address, that keeps everything.", show_default=False
    ),
]
WarehouseToRead = Annotated[
    str | None, typer.Option(help="DuckDB file, or ducklake: address, to read.", show_default=False)
]
Search = Annotated[
    list[str] | None,
    typer.Option(
        help=f"Search provider, several comma separated or repeated: {', '.join(SEARCHES)}.",
        show_default=False,
        autocompletion=_searches,
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option(help="Folder of pages for the provider corpus.", show_default=False),
]
Zim = Annotated[
    Path | None,
    typer.Option(help="ZIM file, or folder of some, for the provider zim.", show_default=False),
]
Threads = Annotated[
    int | None,
    typer.Option(help="Threads of the models; one a core if unset.", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON alone on standard output.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Show no progress; errors and results are shown.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show Prefect's log on standard error.")
]
