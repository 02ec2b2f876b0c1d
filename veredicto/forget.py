"""Forgets addresses and people: in the warehouse and all that is beside it, the desk's book too."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from checkers.errors import BadInput, WarehouseError
from checkers.fetching.document import Document
from checkers.fetching.snapshot import SnapshotStore
from checkers.forgotten import Forgotten, address_key, canonical, name_keys, words_of
from checkers.reading.encoding import decode_page
from checkers.search.page_index import PageIndex
from flows.journal import Journal
from veredicto.desk.forgetting import count_in_book, forget_in_book
from veredicto.refreshing import public_copy, refresh_now
from veredicto.settings import Settings
from veredicto.vacuum import warehouse_file
from warehouse.backup import backups_of
from warehouse.compaction import compact
from warehouse.forget_effects import Effects
from warehouse.forgotten_claims import claims_of_forgotten
from warehouse.removals import RemovalKind
from warehouse.removals_journal import write_journal
from warehouse.removing import Order, Subject, find, remove

_TAG = re.compile(r"<[^>]*>")
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"^[\w.-]+\.[a-z]{2,}(/|$)", re.IGNORECASE)
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to be forgotten, as it was given."""

    given: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of it: rows in the warehouse, and the identifiers of stored pages.

    `unreadable` counts the damaged stored pages, which could not be looked into, and `actions` what
    was done at the desk with words that are to go.
    """

    asked: Asked
    effects: Effects
    pages: tuple[str, ...]
    unreadable: int
    actions: int


def understood(given: str) -> Asked:
    """What an argument of the command means: an address, or a person by name.

    Raises:
        BadInput: It is neither.
    """
    text = given.strip()
    if "://" in text:
        if not urlsplit(text).netloc and not text.startswith("file:"):
            raise BadInput(
                f"{given!r} is no address: give it whole, such as https://page.example/a"
            )
        likely = None
        if urlsplit(text).scheme in {"http", "https"}:
            likely = canonical(text).partition("/")[0].partition(":")[0]
        key = address_key(text)
        return Asked(text, Subject(RemovalKind.ADDRESS, key, frozenset({key}), likely))
    if _LOOKS_LIKE_AN_ADDRESS.match(text):
        raise BadInput(f"{given!r} looks like an address: give it whole, https://{text}")
    words = words_of(text)
    if len(words) < _LEAST_WORDS:
        raise BadInput(
            f"{given!r} is one word, which would be masked wherever it stands: give the whole name,"
            " and each other form of it as a name of its own"
        )
    longest = max((word for word in words if word.isascii()), key=len, default=None)
    subject = hashlib.sha256(" ".join(words).encode()).hexdigest()
    return Asked(text, Subject(RemovalKind.PERSON, subject, name_keys(text), longest))


def look_for(settings: Settings, asked: Sequence[Asked]) -> tuple[Found, ...]:
    """What there is of each in the warehouse and among the stored pages; nothing is changed.

    Raises:
        BadInput: There is no warehouse, or it is no file of this machine.
        WarehouseError: It cannot be opened.
    """
    place = warehouse_file(settings)
    store = SnapshotStore(settings.snapshots)
    pages: dict[str, set[str]] = {one.given: set() for one in asked}
    unreadable = 0
    for record in store.records():
        try:
            document = store.get(record.identifier)
        except WarehouseError:
            unreadable += 1
            continue
        for one in asked:
            if _is_of(document, one.subject.forgotten):
                pages[one.given].add(record.identifier)
    return tuple(_found(one, place, settings, pages[one.given], unreadable) for one in asked)


def pages_of(store: SnapshotStore, forgotten: Forgotten) -> tuple[str, ...]:
    """The stored pages that are of what was forgotten; one that cannot be looked into is none."""
    found = []
    for record in store.records():
        with suppress(WarehouseError):
            if _is_of(store.get(record.identifier), forgotten):
                found.append(record.identifier)
    return tuple(found)


def carry_out(settings: Settings, found: Sequence[Found], order: Order) -> tuple[Path, ...]:
    """Forgets what was found; gives the copies of the warehouse that went with it.

    Stored pages go before the rows that name them, so that a call that was killed finds them again.

    Raises:
        WarehouseError: The warehouse or a file beside it cannot be written.
    """
    place = warehouse_file(settings)
    store = SnapshotStore(settings.snapshots)
    patience = settings.patience_seconds
    for one in found:
        store.remove(one.pages)
        forgotten = one.asked.subject.forgotten
        claims = claims_of_forgotten(place, forgotten, patience_seconds=patience)
        forget_in_book(settings.desk, forgotten, claims, by=order.by, reason=order.reason)
        _clean_indexes(settings.files / "indexes", one.asked)
        effects = remove(
            place, one.asked.subject, order, files=len(one.pages), patience_seconds=patience
        )
        # What a check has brought since.
        late = {name for url in effects.addresses for name in store.retrieved_for(url)}
        store.remove(late | effects.snapshots)
    write_journal(place, patience_seconds=patience)
    Journal(settings.files).discard()
    compact(place, patience_seconds=patience)
    copies = backups_of(place)
    for copy in copies:
        copy.unlink(missing_ok=True)
    public = public_copy(settings)
    if public.database.exists() or public.parquet.exists():
        refresh_now(settings, anew=True)
    return copies


def _found(one: Asked, place: Path, settings: Settings, pages: set[str], unreadable: int) -> Found:
    effects = find(place, one.subject, patience_seconds=settings.patience_seconds)
    store = SnapshotStore(settings.snapshots)
    named = {it for it in effects.snapshots if store.record(it) is not None}
    forgotten = one.subject.forgotten
    claims = claims_of_forgotten(place, forgotten, patience_seconds=settings.patience_seconds)
    actions = count_in_book(settings.desk, forgotten, claims)
    return Found(one, effects, tuple(sorted(pages | named)), unreadable, actions)


def _is_of(document: Document, forgotten: Forgotten) -> bool:
    if any(forgotten.has_address(url) for url in (document.url, document.final_url)):
        return True
    if not forgotten.names:
        return False
    text = decode_page(document.body, document.content_type)
    readable = html.unescape(_TAG.sub(" ", text))
    return bool(
        forgotten.spellings(document.url)
        or forgotten.spellings(readable)
        or forgotten.spellings(html.unescape(text))
    )


def _clean_indexes(folder: Path, asked: Asked) -> None:
    # The index of the archive is made again from the warehouse.
    for leftover in folder.glob("archive.sqlite*"):
        leftover.unlink(missing_ok=True)
    words = asked.given if asked.subject.kind is RemovalKind.PERSON else ""
    PageIndex(folder / "feeds.sqlite").remove(asked.subject.forgotten, words=words)
