"""Take pictures of each page of the desk for `docs/desk/`: run it from the repository's root.

    python -m docs.take_screenshots [--to docs/desk] [--png]

A desk on a made-up warehouse is served on loopback while Debian's Chromium looks at it: in Spanish
at three widths, in light and in dark, and the queue and a claim in English at the widest.
"""

from __future__ import annotations

import argparse
import base64
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.desk_warehouse import fill
from checkers.labels import Decision, VerdictLabel
from veredicto.desk.desk import Desk
from veredicto.desk.nouns import ActionKind, ClaimState, DeskState, Person, Role
from veredicto.desk.queue.line import Waiting
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.readings import content_of_reading
from veredicto.desk.serve import Address, build, opened_desk
from veredicto.desk.visit import SESSION
from veredicto.quiet import quieten
from veredicto.settings import Settings, load_settings

Scheme = Literal["light", "dark"]

CHROMIUM = "/usr/bin/chromium"
CLAIMS = 400
WIDTHS = {1400: 900, 820: 1100, 390: 844}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TALLEST = 1200
"""Longer pages are cut off below."""
QUALITY = 32
REASON = "La fuente oficial da otra cifra para ese año, y el artículo la confunde con la de enero."


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: the name of its pictures, its address, who looks and what is pressed there."""

    name: str
    path: str
    who: Person | None
    press: tuple[str, ...] = ()
    language: str = "es"


def main() -> None:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("docs/desk"), help="the folder")
    parser.add_argument("--png", action="store_true", help="as PNG instead of WebP")
    given = parser.parse_args()
    quieten(verbose=False)
    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder) / "desk.duckdb"
        fill(warehouse, CLAIMS, datetime.now(UTC))
        settings = load_settings(warehouse=warehouse, second_reading=["refuted"])
        with opened_desk(settings) as desk, sync_playwright() as playwright:
            pictures = tuple(worth_showing(desk))
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            with serving(desk, settings) as address:
                for picture in pictures:
                    take(browser, desk, address, picture, given.to, png=given.png)
            browser.close()
    sizes = [file.stat().st_size for file in given.to.iterdir()]
    print(f"{given.to}: {len(sizes)} pictures, {sum(sizes) / 1e6:.1f} MB")


@contextmanager
def serving(desk: Desk, settings: Settings) -> Iterator[str]:
    """Serves the desk on loopback; gives its address."""
    socket = uvicorn.Config("", host="127.0.0.1", port=0, log_level="warning").bind_socket()
    address = Address("127.0.0.1", socket.getsockname()[1])
    app = build(desk, address, settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield address.url
    finally:
        server.should_exit = True
        thread.join()


def worth_showing(desk: Desk) -> Iterator[Picture]:
    """Lets some people work at the desk; gives the pages that are shown of it then."""
    chief, ivan, marta = (
        _joined(desk, Role.CHIEF, "Lucía Ferrer"),
        _joined(desk, Role.EDITOR, "Iván Sanz"),
        _joined(desk, Role.EDITOR, "Marta Gil"),
    )
    _joined(desk, Role.READER, "Sam Porter")
    spanish = [it for it in _open(desk) if it.language == "es"]
    english = [it for it in _open(desk) if it.language == "en"]
    supported, refuted, mixed = (
        [it for it in spanish if it.label is label]
        for label in (
            VerdictLabel.SUPPORTED,
            VerdictLabel.REFUTED,
            VerdictLabel.CONFLICTING_EVIDENCE,
        )
    )
    for claim in supported[:6]:
        _decide(desk, ivan, claim, Decision.CONFIRM)
    for claim in supported[:4]:
        desk.act(ivan, ActionKind.PUBLISH, claim.claim_id, content={})
    desk.act(marta, ActionKind.ASSIGN, mixed[0].claim_id, content={"to": marta.id})
    desk.act(
        marta, ActionKind.REWORD, supported[6].claim_id, content={"wording": supported[6].wording}
    )
    # One that waits for a second reader, and one that two readers see differently.
    _decide(desk, ivan, refuted[1], Decision.CONFIRM)
    _decide(desk, ivan, refuted[2], Decision.CONFIRM)
    _decide(desk, marta, refuted[2], Decision.OVERRULE, VerdictLabel.SUPPORTED)
    desk.book.saved.save("Sanidad en Levante", "verdict=refuted", by=chief.id, shared=True)
    claim = f"/claims/{refuted[0].claim_id}"
    done = _decide(desk, chief, supported[7], Decision.CONFIRM).version
    following = f"/claims/{supported[8].claim_id}?done={done}"
    yield Picture("entrar", "/sign-in", None)
    yield Picture(
        "cuenta-nueva", f"/join/{desk.book.people.invite(Role.EDITOR, by=chief.id)}", None
    )
    yield Picture("cola", "/queue", chief)
    yield Picture("queue", "/queue", chief, language="en")
    yield Picture("afirmacion", claim, chief)
    yield Picture("afirmacion-corregir", claim, chief, press=("o", "1"))
    yield Picture("afirmacion-siguiente", following, chief)
    yield Picture("claim", f"/claims/{english[0].claim_id}", chief, language="en")
    yield Picture("afirmacion-publicada", f"/claims/{supported[0].claim_id}", chief)
    yield Picture("desacuerdo", f"/claims/{refuted[2].claim_id}", chief)
    yield Picture("teclas", claim, chief, press=("?",))
    yield Picture("segundas-lecturas", "/disagreements", chief)
    yield Picture("graficos", "/charts", chief)
    yield Picture("buscadores", "/health", chief)
    yield Picture("registro", "/record", chief)
    yield Picture("personas", "/people", chief)
    yield Picture("cuenta", "/account", chief)


def take(
    browser: Browser, desk: Desk, address: str, picture: Picture, to: Path, *, png: bool
) -> None:
    """Takes the pictures of a page, at each width, in light and in dark."""
    widths = WIDTHS if picture.language == "es" else {1400: WIDTHS[1400]}
    for width, height in widths.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale=picture.language,
                reduced_motion="reduce",
            )
            if picture.who is not None:
                token = desk.book.sessions.open(picture.who.id)
                context.add_cookies([{"name": SESSION, "value": token, "url": address}])
            page = context.new_page()
            page.goto(picture.path)
            for key in picture.press:
                page.keyboard.press(key)
            dialog = page.locator("dialog[open]").count() > 0
            file = to / f"{picture.name}-{width}-{scheme}.{'png' if png else 'webp'}"
            file.write_bytes(shot(page, width, height if dialog else None, png=png))
            context.close()


def shot(page: Page, width: int, height: int | None, *, png: bool) -> bytes:
    """The page as a picture, down to the height; to its end or `TALLEST` where none is given."""
    whole = page.evaluate("document.documentElement.scrollHeight")
    kind: Mapping[str, str | int] = (
        {"format": "png"} if png else {"format": "webp", "quality": QUALITY}
    )
    clip = {"x": 0, "y": 0, "width": width, "height": height or min(whole, TALLEST), "scale": 1}
    answer = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {**kind, "captureBeyondViewport": True, "clip": clip}
    )
    return base64.b64decode(answer["data"])


def _joined(desk: Desk, role: Role, name: str) -> Person:
    link = desk.book.people.invite(role, by="desk")
    return desk.book.people.join(link, name, "una contraseña de las largas")


def _open(desk: Desk) -> list[Waiting]:
    wanted = Wanted.of([("state", DeskState.OPEN)])
    found = (desk.line.find(it) for it in desk.line.all_of(wanted))
    return [it for it in found if it is not None]


def _decide(
    desk: Desk,
    person: Person,
    claim: Waiting,
    decision: Decision,
    label: VerdictLabel | None = None,
) -> ClaimState:
    row = desk.line.row(claim.claim_id) or {}
    reason = "" if decision is Decision.CONFIRM else REASON
    content = content_of_reading(desk, claim.claim_id, decision, label, reason, row["verdict_id"])
    again = desk.book.actions.state(claim.claim_id).state is DeskState.SECOND_READING
    kind = ActionKind.SECOND_READING if again else ActionKind.DECIDE
    return desk.act(person, kind, claim.claim_id, content=content, evidence=row["verdict_id"])


if __name__ == "__main__":
    main()
