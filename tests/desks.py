"""Desks that are served on loopback, with accounts of each role and claims to decide on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import httpx
import uvicorn
from bs4 import BeautifulSoup
from limits import RateLimitItem
from recorded_reports import make_report

from checkers.labels import VerdictLabel
from checkers.nouns import Report
from veredicto.desk.book.jobs import Job
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
LABELS = (
    VerdictLabel.SUPPORTED,
    VerdictLabel.REFUTED,
    VerdictLabel.CONFLICTING_EVIDENCE,
    VerdictLabel.SUPPORTED,
)
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
    jobs: list[Job]
    _stack: ExitStack = field(repr=False)

    @property
    def url(self) -> str:
        return self.address.url

    @property
    def book(self) -> Any:
        return self.desk.book

    @property
    def warehouse(self) -> Warehouse:
        assert isinstance(self.settings.warehouse, Path)
        return Warehouse(self.settings.warehouse, patience_seconds=self.settings.patience_seconds)

    def nobody(self, **headers: str) -> Somebody:
        """A browser in which nobody is signed in; it follows no redirect by itself."""
        client = httpx.Client(base_url=self.url, trust_env=False, timeout=SECONDS, headers=headers)
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
        here.client.cookies.set(SESSION, here.token)
        return here

    def with_password(self, role: Role = Role.EDITOR, name: str = "Nuria Palabra") -> Person:
        """An account that can be signed in to with `PASSWORD`."""
        token = self.desk.book.people.invite(role, by=THE_DESK)
        return self.desk.book.people.join(token, name, PASSWORD)

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that have a verdict, newest first."""
        rows = self.desk.reader.queue().table.select(["claim_id", "verdict_id"]).to_pylist()
        return tuple(row["claim_id"] for row in rows if row["verdict_id"])

    @property
    def unjudged(self) -> tuple[str, ...]:
        """The claims that have none."""
        rows = self.desk.reader.queue().table.select(["claim_id", "verdict_id"]).to_pylist()
        return tuple(row["claim_id"] for row in rows if not row["verdict_id"])

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
    given = load_settings(warehouse=path, patience_seconds=2.0, **settings)
    done: list[Job] = []

    def noted(job: Job) -> tuple[str, str]:
        done.append(job)
        return ("done", "") if do_job is None else do_job(job)

    with opened_desk(given) as desk:
        desk.rates = rates or AsOftenAsWanted()

        def refresh() -> None:
            if not public_copy(given).is_current:
                refresh_now(given)

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
            config.app = build(desk, where, given)
            with _answering(uvicorn.Server(config), [socket]), ExitStack() as stack:
                yield ServedDesk(given, desk, keeper, where, done, stack)


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
    """A warehouse with the reports, or with those of `some_reports`, and the copy for readers."""
    if not reports:
        for name, content in _with_some_reports().items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return
    warehouse = Warehouse(folder / "veredicto.duckdb")
    warehouse.prepare()
    for report in reports:
        warehouse.record(report)
    refresh_now(load_settings(warehouse=warehouse.path))


def some_reports() -> tuple[Report, ...]:
    """Reports on four articles: one claim each with a verdict, and one whose searches failed."""
    now = datetime.now(UTC).replace(microsecond=0)
    return tuple(
        make_report(run=f"run-{number}", number=number, at=now - timedelta(days=age), label=label)
        for number, (label, age) in enumerate(zip(LABELS, (0, 2, 10, 100), strict=True))
    )


@cache
def _with_some_reports() -> dict[str, bytes]:
    """The files of such a warehouse: making one takes a second."""
    with TemporaryDirectory() as folder:
        write_warehouse(Path(folder), *some_reports())
        return {
            str(it.relative_to(folder)): it.read_bytes()
            for it in Path(folder).rglob("*")
            if it.is_file()
        }
