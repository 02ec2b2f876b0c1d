"""`veredicto demo`: the main job with no key and no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from veredicto.cli.options import Json, Quiet, Verbose


def demo(
    *,
    as_json: Json = False,
    article: Annotated[
        Path | None,
        typer.Option(help="Check this article against the demo's pages.", show_default=False),
    ] = None,
    warehouse: Annotated[
        str, typer.Option(help="DuckDB file that keeps everything.")
    ] = ".veredicto/demo.duckdb",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check an example article against example pages, served on this machine only.

    A server on loopback plays the web: pages of several publishers and a search engine. The
    pipeline is the real one, over real HTTP. One of the pages fails to load on purpose, so that the
    exit status is 3.
    """
    from veredicto.cli.check import check_inputs
    from veredicto.demo.server import DemoServer
    from veredicto.examples_folder import examples_folder
    from veredicto.settings import load_settings

    examples = examples_folder()
    with DemoServer(examples / "pages") as server:
        settings = load_settings(
            warehouse=warehouse,
            search=["searxng"],
            searxng_url=server.search_url,
            allow_hosts=sorted(server.hosts),
        )
        # Nobody is to be told what an example says.
        settings = settings.model_copy(update={"notify": None})
        inputs = [str(article or examples / "article.es.txt")]
        status = check_inputs(inputs, settings, as_json=as_json, quiet=quiet, verbose=verbose)
    raise typer.Exit(status)
