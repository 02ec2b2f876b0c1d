"""A ZIM file with pages that a test writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from libzim.writer import Creator, Hint, Item, StringProvider


class Page(Item):
    """An HTML page of the file."""

    def __init__(self, path: str, title: str, html: str) -> None:
        super().__init__()
        self._path, self._title, self._html = path, title, html

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return "text/html"

    def get_contentprovider(self) -> Any:
        return StringProvider(self._html)

    def get_hints(self) -> dict[Hint, bool]:
        return {Hint.FRONT_ARTICLE: True}


def write_zim(
    path: Path, pages: Mapping[str, str], *, canonical: str | None = None, language: str = "spa"
) -> Path:
    """Writes pages by their titles; with `canonical` they say that they are copies of it/TITLE."""
    with Creator(path).config_indexing(True, language) as creator:  # noqa: FBT003 (libzim's own)
        for title, text in pages.items():
            name = title.replace(" ", "_")
            link = f'<link rel="canonical" href="{canonical}/{name}">' if canonical else ""
            html = (
                f'<html lang="es"><head><title>{title}</title>{link}</head>'
                f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
            )
            creator.add_item(Page(name, title, html))
        creator.add_redirection("Alias", "Un alias", next(iter(pages)).replace(" ", "_"), {})
        creator.set_mainpath(next(iter(pages)).replace(" ", "_"))
    return path
