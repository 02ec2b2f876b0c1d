from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from checkers.search.searxng import SearxngProvider
from servers.pages import PageServer

PAGES = {
    "amazon.html": (
        "es",
        "Amazon invierte en Anthropic",
        (
            "Amazon completó una inversión de 4.000 millones de dólares en Anthropic, la "
            "empresa de inteligencia artificial fundada por antiguos empleados de OpenAI, en "
            "marzo de 2024."
        ),
    ),
    "revenue.html": (
        "en",
        "Amazon reports annual revenue",
        (
            "Amazon reported net sales of 570,000 million dollars for the full year, and said "
            "that its cloud division earned more than half of the operating profits of the "
            "whole company."
        ),
    ),
    "volcano.html": (
        "en",
        "Volcano erupts in Iceland",
        (
            "Lava flows reached the outskirts of Grindavík after the volcano erupted for a "
            "third time this winter, forcing the evacuation of the harbour and of several "
            "hundred residents."
        ),
    ),
    "nested/paro.html": (
        "es",
        "El paro baja en España",
        (
            "La tasa de paro de España bajó hasta el 11,2 % en el tercer trimestre, según la "
            "Encuesta de Población Activa que publica cada tres meses el Instituto Nacional de "
            "Estadística."
        ),
    ),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Four pages in two languages and one text, beside files that are no pages."""
    folder = tmp_path / "corpus"
    for name, (language, title, text) in PAGES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"<html lang='{language}'><head><title>{title}</title></head>"
            f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>",
            encoding="utf-8",
        )
    (folder / "nota.txt").write_text("El gobierno aprobó la reforma de las pensiones el martes.")
    (folder / "image.png").write_bytes(b"\x89PNG")
    (folder / "empty.html").write_text("")
    return folder


@pytest.fixture
def searxng(server: PageServer) -> Iterator[SearxngProvider]:
    with httpx.Client(timeout=20.0) as client:
        yield SearxngProvider(server.url().rstrip("/"), client)
