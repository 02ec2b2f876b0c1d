"""An article about a bridge, and a folder of pages that say what it cost."""

from __future__ import annotations

from pathlib import Path

PUENTE = """\
El puente de Almorva cumple un año

El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación provincial.
"""
PAGES = {
    "acta.html": """<html lang="es"><head><title>Acta de la diputación</title></head><body><main>
<article><h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 12 millones de euros en
2024, según el acta de liquidación que aprobó el pleno de la diputación provincial.</p><p>La obra
duró catorce meses y dio trabajo a una treintena de vecinos de la comarca, que llevaba décadas
pidiendo un paso sobre el río.</p></article></main></body></html>""",
    "nota.txt": "El mercado de Almorva abre los sábados junto al ayuntamiento viejo.\n",
}


def write_article(folder: Path) -> Path:
    """The article, in a file of the folder."""
    path = folder / "puente.txt"
    path.write_text(PUENTE, encoding="utf-8")
    return path


def write_corpus(folder: Path) -> Path:
    """The pages, in a folder of the folder."""
    pages = folder / "pages"
    pages.mkdir()
    for name, text in PAGES.items():
        (pages / name).write_text(text, encoding="utf-8")
    return pages
