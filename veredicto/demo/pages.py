"""The pages of the demo's web, and how its server treats single ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from checkers.errors import BadSetting

SNIPPET_LENGTH = 240
UNSEEN = ("script", "style", "template", "noscript", "head")


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One page of the folder: its markup, and what a search engine knows of it.

    `text` is all that a reader sees, menus and boxes included. `published` is an ISO 8601 time.
    """

    host: str
    slug: str
    html: str
    title: str
    description: str
    language: str
    published: str | None
    text: str

    @property
    def name(self) -> str:
        """The page in `server.toml`: host and slug."""
        return f"{self.host}/{self.slug}"

    @classmethod
    def read(cls, path: Path) -> DemoPage:
        """The page of an HTML file that lies in a folder named as its host."""
        html = path.read_text(encoding="utf-8")
        soup = BeautifulSoup(html, "lxml")
        about = {
            str(tag.get("name") or tag.get("property")): str(tag.get("content") or "")
            for tag in soup.find_all("meta")
        }
        root = soup.find("html")
        title = soup.title.get_text(strip=True) if soup.title else path.stem
        for tag in soup(UNSEEN):
            tag.decompose()
        text = soup.get_text(" ", strip=True)
        return cls(
            host=path.parent.name,
            slug=path.stem,
            html=html,
            title=title,
            description=about.get("description") or text[:SNIPPET_LENGTH],
            language=str(root.get("lang", "es"))[:2] if isinstance(root, Tag) else "es",
            published=about.get("article:published_time") or None,
            text=text,
        )


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How single pages are served: status by failing page, new slug by old address."""

    failing: Mapping[str, int]
    moved: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Behaviour:
        """What `server.toml` says; nothing special where there is no such file.

        Raises:
            BadSetting: the file is not TOML of that form.
        """
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
            failing = {str(page): int(status) for page, status in told.get("failing", {}).items()}
            moved = {str(old): str(slug) for old, slug in told.get("moved", {}).items()}
        except (ValueError, TypeError, AttributeError, OSError) as error:
            message = f"{path} must hold the tables [failing] and [moved]: {error}"
            raise BadSetting(message) from error
        return cls(failing=failing, moved=moved)

    def listed_as(self, page: DemoPage) -> str:
        """Host and slug under which the search lists the page: its old address if it has moved."""
        for old, slug in self.moved.items():
            host, _, _ = old.partition("/")
            if (host, slug) == (page.host, page.slug):
                return old
        return page.name


def read_pages(folder: Path) -> tuple[DemoPage, ...]:
    """Every `<host>/<slug>.html` of the folder.

    Raises:
        BadSetting: there is none, or one cannot be read.
    """
    paths = sorted(folder.glob("*/*.html"))
    if not paths:
        message = f"{folder} holds no pages: give a folder with <host>/<slug>.html in it"
        raise BadSetting(message)
    try:
        return tuple(DemoPage.read(path) for path in paths)
    except (OSError, UnicodeDecodeError) as error:
        message = f"a page under {folder} cannot be read: {error}"
        raise BadSetting(message) from error
