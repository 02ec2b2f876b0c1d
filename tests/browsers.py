"""Debian's Chromium looking at desks, and what it complains of meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desks import ServedDesk, served
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from benchmarks.desk_warehouse import fill
from servers.debian import demand
from veredicto.desk.nouns import DeskState, Person
from veredicto.desk.queue.line import Waiting
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.visit import SESSION
from veredicto.refreshing import refresh_now
from veredicto.settings import load_settings

CLAIMS = 180
"""Of nine articles, one of which repeats another."""
WIDE = {"width": 1400, "height": 900}
_REFUSED_PAGE = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser. Nothing else may run a loop of its own in the thread meanwhile."""
    program = demand("chromium", packages="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class Windows:
    """Windows on a desk; `troubles` is what the browser complained of in them.

    That a page was refused with a status of its own is no trouble.
    """

    browser: Browser
    desk: ServedDesk
    troubles: list[str] = field(default_factory=list)
    _open: list[BrowserContext] = field(default_factory=list)

    def open(self, person: Person | None = None, **options: Any) -> Page:
        """A window in which that person is signed in, in a browser of its own."""
        settings = {"viewport": WIDE, "locale": "es-ES", "reduced_motion": "reduce"} | options
        context = self.browser.new_context(base_url=self.desk.url, **settings)
        context.set_default_timeout(10_000)
        self._open.append(context)
        if person is not None:
            token = self.desk.book.sessions.open(person.id)
            context.add_cookies([{"name": SESSION, "value": token, "url": self.desk.url}])
        context.on("console", self._note)
        context.on("weberror", lambda it: self.troubles.append(f"error: {it.error}"))
        context.on(
            "dialog", lambda it: (self.troubles.append(f"dialog: {it.message}"), it.dismiss())
        )
        return context.new_page()

    def close(self) -> None:
        for context in self._open:
            context.close()
        self._open.clear()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _REFUSED_PAGE.match(message.text):
            self.troubles.append(f"{message.type}: {message.text} ({message.location['url']})")


@contextmanager
def filled_desk(folder: Path, **settings: Any) -> Iterator[ServedDesk]:
    """Serves a desk with `CLAIMS` claims of made-up articles."""
    for name, content in _filled().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    with served(folder, **settings) as desk:
        yield desk


@cache
def _filled() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "veredicto.duckdb"
        fill(path, CLAIMS, datetime.now(UTC).replace(microsecond=0))
        refresh_now(load_settings(warehouse=path))
        return {
            str(it.relative_to(folder)): it.read_bytes()
            for it in Path(folder).rglob("*")
            if it.is_file()
        }


def hears_keys(page: Page) -> None:
    """Waits until the script of the page that is there listens to keys."""
    expect(page.locator("html.js")).to_be_attached()


def waiting(desk: ServedDesk, **facets: str) -> list[Waiting]:
    """The claims that nobody has decided and that have these values, in the order of the queue."""
    wanted = Wanted.of({"state": DeskState.OPEN, **facets}.items())
    line = desk.desk.line
    return [it for found in line.all_of(wanted) if (it := line.find(found)) is not None]
