"""Puts a desk together from the settings, and serves it until it is told to stop."""

from __future__ import annotations

import gc
import ipaddress
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from checkers.errors import BadInput, BadSetting
from veredicto.desk.app import ClaimReviewOf, build_app
from veredicto.desk.book.jobs import Job, JobKind
from veredicto.desk.book.opened import Book
from veredicto.desk.book.second_reading import parse_second_reading
from veredicto.desk.claim_process import ClaimProcess
from veredicto.desk.desk import Desk
from veredicto.desk.keeper import Keeper, seldom
from veredicto.desk.nouns import Role
from veredicto.desk.pages.outside import outside_of
from veredicto.desk.told import written
from veredicto.published import as_claim_reviews
from veredicto.refreshing import public_copy
from veredicto.settings import Settings
from warehouse.current import Selection
from warehouse.desk.reader import DeskReader
from warehouse.export.claimreview import Newsroom
from warehouse.export.ratings import load_ratings
from warehouse.place import Lake, is_there
from warehouse.recorded import RecordedRuns
from warehouse.writer import Warehouse

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 (they are refused)
HTTP = 80
MANY_CLAIMS = 5_000
"""From so many claims in the queue on, another process reads them."""
TURN_SECONDS = 0.0005
"""How long a thread has the interpreter while another waits for it: a tenth of the usual time."""
THE_DESK = "desk"
"""Who makes the first invitation."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the desk listens, and the public address that browsers reach it by if it has one."""

    host: str
    port: int
    public: str | None = None

    @property
    def hosts(self) -> frozenset[str]:
        """The names that browsers may ask it by."""
        if self.public is not None:
            return frozenset({urlsplit(self.public).netloc})
        names = {self._in_addresses, *(LOOPBACK_NAMES if self.is_loopback else ())}
        # Browsers leave the port of http out.
        plain = frozenset(names) if self.port == HTTP else frozenset()
        return plain | {f"{name}:{self.port}" for name in names}

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.public is not None and self.public.startswith("https://")

    @property
    def url(self) -> str:
        """The address to open."""
        if self.public is not None:
            return self.public.rstrip("/")
        return f"http://{self._in_addresses}:{self.port}"

    @property
    def _in_addresses(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def address_of(settings: Settings, host: str, port: int) -> Address:
    """Where the desk is to be.

    Raises:
        BadSetting: the public address is none, or would not be safe.
    """
    public = settings.desk_url
    if public is not None:
        parts = urlsplit(public)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
            message = (
                f"VEREDICTO_DESK_URL is {public!r}, where an address without a path is wanted:"
                " https://desk.newsroom.example"
            )
            raise BadSetting(message)
    return Address(host, port, public)


def refuse_unsafe(address: Address, book: Book) -> None:
    """Refuses an address that others reach before there is an account, or under no name.

    Raises:
        BadInput: it is that.
    """
    if not address.is_loopback and book.people.count() == 0:
        message = (
            f"the desk at {address.host} would be open to others, and nobody has an account yet:"
            " start it without --host, make the first account, and start it again"
        )
        raise BadInput(message)
    if address.host in EVERY_ADDRESS and address.public is None:
        message = (
            f"--host {address.host} listens at every address of this machine: say with --url by"
            " which one browsers reach the desk, as in --url http://newsroom.example:8090"
        )
        raise BadInput(message)


def first_link(book: Book, address: Address) -> str | None:
    """A link that makes the first account, a chief's; None once there is one."""
    if book.people.count():
        return None
    return f"{address.url}/join/{book.people.invite(Role.CHIEF, by=THE_DESK)}"


@contextmanager
def opened_desk(settings: Settings, *, in_a_process: bool = False) -> Iterator[Desk]:
    """The desk of the warehouse that the settings name, with a copy to read that is up to date.

    Args:
        settings: of the desk.
        in_a_process: whether another process reads the claims of a file with many.

    Raises:
        BadInput: there is no warehouse.
        WarehouseError: warehouse or book cannot be opened.
    """
    if not is_there(settings.warehouse):
        raise BadInput(f"there is no warehouse at {settings.warehouse}: check an article first.")
    rule = parse_second_reading(settings.second_reading)
    settings.files.mkdir(parents=True, exist_ok=True)
    if isinstance(settings.warehouse, Path):
        # Brings a file of an earlier version to the newest schema.
        Warehouse(settings.warehouse, patience_seconds=settings.patience_seconds).prepare()
        public_copy(settings).refresh_database(patience_seconds=settings.patience_seconds)
    with Book(settings.desk, second_reading=rule) as book:
        place = _place_to_read(settings)
        reader = DeskReader(place)
        with closing(reader), _claim_process_of(reader, place, wanted=in_a_process) as process:
            yield Desk(book, reader, elsewhere=process)


@contextmanager
def _claim_process_of(
    reader: DeskReader, place: Path | Lake, *, wanted: bool
) -> Iterator[ClaimProcess | None]:
    # A lake says by no name what it holds, so that two processes may see different ones.
    if not wanted or isinstance(place, Lake) or len(reader.queue().table) < MANY_CLAIMS:
        yield None
        return
    with closing(ClaimProcess(place)) as process:
        yield process


def keeper_of(desk: Desk, settings: Settings) -> Keeper:
    """What keeps the desk and its warehouse together."""

    def refresh() -> None:
        if not isinstance(settings.warehouse, Lake):
            public_copy(settings).refresh_database(patience_seconds=settings.patience_seconds)

    return Keeper(
        desk,
        Warehouse(settings.warehouse, patience_seconds=settings.patience_seconds),
        refresh=seldom(refresh, settings.publish_every_seconds),
        do_job=partial(do_job, settings),
    )


def do_job(settings: Settings, job: Job) -> tuple[str, str]:
    """Does a job of the desk; gives its outcome in a word, and in sentences as a job keeps them."""
    from veredicto.desk.recheck_process import start as start_recheck

    leaves_out = job.kind is JobKind.LEAVE_OUT
    finished = start_recheck(
        settings,
        job.claim_id,
        None if leaves_out else job.url,
        without=job.url if leaves_out else None,
        asked_by=job.by,
    )
    return str(finished.outcome), written(finished.told)


def claim_review_of(settings: Settings) -> ClaimReviewOf:
    """Gives the ClaimReview of a published claim, as `veredicto export claimreview` does."""

    def claim_review(claim_id: str) -> str:
        runs = RecordedRuns(settings.warehouse, patience_seconds=settings.patience_seconds)
        documents = as_claim_reviews(
            runs,
            Selection(claims=(claim_id,)),
            Newsroom.of(settings.newsroom, settings.newsroom_url),
            load_ratings(settings.ratings),
            labelled=True,
            unreviewed=False,
            apart=False,
        )
        return "".join(documents.texts.values())

    return claim_review


def serve(
    app: ASGIApp, address: Address, ready: Callable[[], None], *, what: str = "the desk"
) -> None:
    """Answers until it is interrupted; `ready` is called once it can be reached.

    Raises:
        BadInput: the port is taken, or the address is not of this machine.
    """
    config = uvicorn.Config(
        app,
        host=address.host,
        port=address.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=address.public is not None,
        timeout_keep_alive=30,
        limit_concurrency=500,
    )
    # What was read until now stays: looking through it for garbage would stop every page.
    gc.collect()
    gc.freeze()
    # A page that is being made lets the others have their turn sooner.
    sys.setswitchinterval(TURN_SECONDS)
    try:
        with config.bind_socket() as socket:
            # Whoever comes before the server runs waits for it.
            # Connections inherit it; asyncio sets it for sockets of its own only. Without it an
            # answer of two pieces waits 40 ms for the client to say that it got the first.
            socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
            socket.listen()
            ready()
            uvicorn.Server(config).run(sockets=[socket])
    except SystemExit as error:
        message = (
            f"{what} cannot listen at {address.host}:{address.port}: the port is taken, or the"
            " address is not of this machine. Name another with --port or --host"
        )
        raise BadInput(message) from error


def build(desk: Desk, address: Address, settings: Settings) -> FastAPI:
    """The app of the desk at an address."""
    return build_app(
        desk,
        hosts=address.hosts,
        secure=address.secure,
        claim_review=claim_review_of(settings),
        outside=outside_of(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_key.get_secret_value() if settings.oidc_key else None,
            settings.oidc_role,
            address.public,
        ),
    )


def tell(text: str) -> None:
    """Says something to whoever started the desk."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _place_to_read(settings: Settings) -> Path | Lake:
    if isinstance(settings.warehouse, Lake):
        return settings.warehouse
    return public_copy(settings).database
