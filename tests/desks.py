"""Desks that are served on loopback, with accounts of each role and claims to decide on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from bs4 import BeautifulSoup
from fastapi import FastAPI
from fastapi.routing import APIRoute
from limits import RateLimitItem
from prepared_warehouses import prepared

from benchmarks.desk_warehouse import fill
from checkers.nouns import Report
from veredicto.desk.app import PAGES
from veredicto.desk.book.jobs import Job
from veredicto.desk.book.opened import Book
from veredicto.desk.desk import Desk
from veredicto.desk.guard.forms import mark_of
from veredicto.desk.guard.rates import Rates
from veredicto.desk.keeper import Keeper
from veredicto.desk.nouns import ClaimState, Person, Role
from veredicto.desk.serve import THE_DESK, Address, build, opened_desk
from veredicto.desk.visit import SESSION
from veredicto.refreshing import public_copy, refresh_now
from veredicto.settings import Settings, load_settings
from warehouse.writer import Warehouse

PASSWORD = "cuatro palabras nada secretas"  # noqa: S105 (of accounts that live as long as a test)
CLAIMS = 120
SECONDS = 30.0


class AsOftenAsWanted(Rates):
    """Lets everything through, for tests that send more than people do."""

    def allows(self, limit: RateLimitItem, *who: str) -> bool:
        del self, limit, who
        return True


@dataclass
class Somebody:
    """A browser, and who is signed in with it if anybody is."""

    client: httpx.Client
    person: Person | None = None
    token: str = ""

    @property
    def mark(self) -> str:
        """What the forms of the session carry."""
        return mark_of(self.token)

    @property
    def id(self) -> str:
        assert self.person is not None, "nobody is signed in"
        return self.person.id

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def page(self, path: str, *, status: int = 200, **more: Any) -> BeautifulSoup:
        """A page of the desk, read."""
        return page_of(self.get(path, **more), status)

    def send(self, path: str, fields: Mapping[str, object] | None = None) -> httpx.Response:
        """Sends a form with the mark of the session; a list is a field that is there often."""
        body = urlencode(
            {"mark": self.mark} | dict(fields or {}), doseq=True, errors="surrogatepass"
        )
        form = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(path, content=body, headers=form)


@dataclass
class ServedDesk:
    """A desk that answers on loopback."""

    settings: Settings
    desk: Desk
    keeper: Keeper
    address: Address
    app: FastAPI
    jobs: list[Job]
    _stack: ExitStack = field(repr=False)

    @property
    def url(self) -> str:
        return self.address.url

    @property
    def book(self) -> Book:
        return self.desk.book

    @property
    def forms(self) -> tuple[str, ...]:
        """The paths that take forms, with the names of what is left to fill in."""
        routes = [route for page in PAGES for route in page.router.routes]
        return tuple(
            route.path
            for route in routes
            if isinstance(route, APIRoute) and "POST" in route.methods
        )

    @property
    def warehouse(self) -> Warehouse:
        assert isinstance(self.settings.warehouse, Path)
        return Warehouse(self.settings.warehouse, patience_seconds=self.settings.patience_seconds)

    def nobody(self, **headers: str) -> Somebody:
        """A browser in which nobody is signed in; it follows no redirect by itself."""
        # Also where browsers reach it by another address.
        here = f"http://{self.address.host}:{self.address.port}"
        client = httpx.Client(base_url=here, trust_env=False, timeout=SECONDS, headers=headers)
        return Somebody(self._stack.enter_context(client))

    def somebody(self, role: Role = Role.EDITOR, name: str | None = None) -> Somebody:
        """A browser in which a new person of that role is signed in."""
        name = name or f"{role} {self.desk.book.people.count() + 1}"
        # Known from elsewhere: no password, whose hashing takes most of what a test takes.
        person = self.desk.book.people.from_outside(f"test {name}", name, role)
        return self.signed_in(person)

    def signed_in(self, person: Person) -> Somebody:
        """Another browser of a person."""
        here = self.nobody()
        here.person, here.token = person, self.desk.book.sessions.open(person.id)
        here.client.cookies.set(SESSION, here.token, domain=self.address.host, path="/")
        return here

    def with_password(self, role: Role = Role.EDITOR, name: str | None = None) -> Person:
        """An account that can be signed in to with `PASSWORD`."""
        name = name or f"Nuria Palabra {self.desk.book.people.count() + 1}"
        token = self.desk.book.people.invite(role, by=THE_DESK)
        return self.desk.book.people.join(token, name, PASSWORD)

    def fresh_claim(self, label: str | None = None) -> str:
        """A claim with a verdict, of that label if one is named, on which nothing was done yet."""
        for row in self._rows:
            fine = row["verdict_id"] and row["decision"] is None and label in {None, row["label"]}
            if fine and not self.state(row["claim_id"]).version:
                return str(row["claim_id"])
        raise AssertionError("all claims are taken: make CLAIMS larger")

    def unjudged_claim(self) -> str:
        """A claim without a verdict."""
        return next(str(row["claim_id"]) for row in self._rows if row["verdict_id"] is None)

    @property
    def _rows(self) -> list[dict[str, Any]]:
        return self.desk.reader.queue().table.to_pylist()

    def state(self, claim_id: str) -> ClaimState:
        return self.desk.book.actions.state(claim_id)

    def verdict(self, claim_id: str) -> tuple[str, str]:
        """The newest verdict on a claim: its identifier and its label."""
        row = self.desk.line.row(claim_id)
        assert row is not None
        return row["verdict_id"], row["label"]

    def confirm(self, who: Somebody, claim_id: str, **more: object) -> httpx.Response:
        """Sends the form that confirms the verdict on a claim."""
        return self.decide(who, claim_id, "confirm", **more)

    def decide(
        self, who: Somebody, claim_id: str, decision: str, *, to: str = "decide", **more: object
    ) -> httpx.Response:
        """Sends the form of a decision, as the page of the claim would now."""
        fields = {"decision": decision, "verdict": self.verdict(claim_id)[0]} | more
        return self.change(who, claim_id, to, **fields)

    def change(self, who: Somebody, claim_id: str, what: str, **fields: object) -> httpx.Response:
        """Sends a form of a claim's page as it would be now."""
        version = {"version": self.state(claim_id).version}
        return who.send(f"/claims/{claim_id}/{what}", version | fields)

    def record(self, *reports: Report) -> None:
        """Records runs in the warehouse, and has the desk look."""
        for report in reports:
            self.warehouse.record(report)
        self.keeper.look()


def page_of(response: httpx.Response, status: int = 200) -> BeautifulSoup:
    """The page that was answered, read."""
    assert response.status_code == status, (response.status_code, response.text[:600])
    assert response.headers["content-type"].startswith("text/html")
    return BeautifulSoup(response.text, "html.parser")


@contextmanager
def served(
    folder: Path,
    *reports: Report,
    rates: Rates | None = None,
    address: Callable[[int], Address] = lambda port: Address("127.0.0.1", port),
    do_job: Callable[[Job], tuple[str, str]] | None = None,
    **settings: Any,
) -> Iterator[ServedDesk]:
    """Serves a desk whose warehouse is in the folder; one that is there already stays as it is.

    Its keeper looks only when it is told to (`keeper.look()`, or `start` and `wake`).
    """
    path = folder / "veredicto.duckdb"
    if not path.exists():
        write_warehouse(folder, *reports)
    given = load_settings(
        warehouse=path,
        patience_seconds=2.0,
        newsroom="La Redacción",
        newsroom_url="https://redaccion.example",
        **settings,
    )
    done: list[Job] = []

    def noted(job: Job) -> tuple[str, str]:
        done.append(job)
        return ("done", "") if do_job is None else do_job(job)

    with opened_desk(given) as desk:
        desk.rates = rates or AsOftenAsWanted()

        def refresh() -> None:
            public_copy(given).refresh_database()

        keeper = Keeper(
            desk,
            Warehouse(path, patience_seconds=given.patience_seconds),
            refresh=refresh,
            do_job=noted,
            every_seconds=0.2,
        )
        config = uvicorn.Config(
            lambda: None, host="127.0.0.1", port=0, log_level="warning", access_log=False
        )
        with config.bind_socket() as socket:
            where = address(socket.getsockname()[1])
            config.app = app = build(desk, where, given)
            with _answering(uvicorn.Server(config), [socket]), ExitStack() as stack:
                yield ServedDesk(given, desk, keeper, where, app, done, stack)


@contextmanager
def _answering(server: uvicorn.Server, sockets: list[Any]) -> Iterator[None]:
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive(), "the server did not end"


def write_warehouse(folder: Path, *reports: Report) -> None:
    """A warehouse with the reports, or a made-up one, and the copy for readers."""
    path = folder / "veredicto.duckdb"
    if not reports:
        for name, content in _made_up().items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return
    warehouse = prepared(path)
    for report in reports:
        warehouse.record(report)
    refresh_now(load_settings(warehouse=path))


@cache
def _made_up() -> dict[str, bytes]:
    """The files of a warehouse with `CLAIMS` claims, of which editors decided some."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "veredicto.duckdb"
        fill(path, CLAIMS, datetime.now(UTC))
        refresh_now(load_settings(warehouse=path))
        return {
            str(it.relative_to(folder)): it.read_bytes()
            for it in Path(folder).rglob("*")
            if it.is_file()
        }
