"""`veredicto metrics`: figures for Prometheus."""

from __future__ import annotations

from typing import Annotated

import typer

from veredicto.cli.options import WarehouseToRead

PORT = 9187


def metrics(
    *,
    warehouse: WarehouseToRead = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at.", min=1, max=65535)] = PORT,
) -> None:
    """Serve what was recorded, counted, at /metrics for Prometheus.

    It reads the copy for readers, or the lake, so that no writer ever waits for it; its figures
    are as fresh as that copy. There is no password: beyond this machine, let only Prometheus in.
    """
    from veredicto.desk.serve import Address, serve, tell
    from veredicto.metrics.app import build_app
    from veredicto.settings import load_settings

    settings = load_settings(warehouse=warehouse)
    address = Address(host, port)
    app = build_app(settings, loopback=address.is_loopback)
    serve(
        app,
        address,
        lambda: tell(f"Figures are at {address.url}/metrics"),
        what="veredicto metrics",
    )
