from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread

import pytest
from desk_books import CLAIM, Desk, bytes_of, decision, tampering

from checkers.errors import (
    BadInput,
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseTooNew,
)
from veredicto.desk.book.file import PROGRAM
from veredicto.desk.book.opened import Book
from veredicto.desk.book.refused import ChangedMeanwhile
from veredicto.desk.nouns import ActionKind, Person, Role

MANY = 200
"""More actions than a full disk takes."""


def test_nobody_else_may_read_the_files(desk: Desk, ana: Person) -> None:
    desk.does(ana, ActionKind.RECHECK)
    found = list(desk.path.parent.glob("desk.*"))

    assert {path.name for path in found} >= {"desk.sqlite", "desk.sqlite-wal", "desk.head"}
    assert [path.name for path in found if path.stat().st_mode & 0o077] == []


def test_a_file_that_others_may_read_is_closed_to_them(desk: Desk) -> None:
    desk.book.close()
    desk.path.chmod(0o644)
    Book(desk.path).close()

    assert desk.path.stat().st_mode & 0o777 == 0o600


def test_a_book_is_what_it_was_when_it_is_opened_again(desk: Desk, ana: Person) -> None:
    desk.decides(ana, "refuted")
    before = (desk.book.id, desk.book.made_at, desk.state(), desk.book.actions.of(CLAIM))
    desk.book.close()

    with Book(desk.path) as book:
        actions = book.actions
        assert (book.id, book.made_at, actions.state(CLAIM), actions.of(CLAIM)) == before
        assert book.actions.verify().intact


def test_a_book_that_is_closed_says_so(desk: Desk) -> None:
    desk.book.close()

    with pytest.raises(WarehouseError, match="cannot be used"):
        desk.book.people.all()


def test_a_folder_is_made_and_one_that_cannot_be_is_told(tmp_path: Path) -> None:
    Book(tmp_path / "new" / "desk.sqlite").close()
    (tmp_path / "file").write_text("")

    with pytest.raises(WarehouseError, match="cannot be opened"):
        Book(tmp_path / "file" / "desk.sqlite")


def test_a_book_of_a_later_version_is_refused(desk: Desk) -> None:
    with tampering(desk.path) as db:
        db.execute("PRAGMA user_version = 99")
    desk.book.close()

    with pytest.raises(WarehouseTooNew, match=r"version 99.*upgrade veredicto"):
        Book(desk.path)


@pytest.mark.parametrize("mark", ["CREATE TABLE theirs (x)", "PRAGMA application_id = 7"])
def test_a_file_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute(mark)
        db.commit()
    before = path.read_bytes()

    with pytest.raises(WarehouseError, match="another program"):
        Book(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    path.write_text("not a database, but long enough to be looked at as one" * 20)

    with pytest.raises(WarehouseDamaged, match=r"desk\.sqlite is damaged .* restore a backup"):
        Book(path)


def test_a_damaged_page_is_one_clear_error(desk: Desk, ana: Person) -> None:
    for number in range(60):
        desk.does(ana, ActionKind.REWORD, f"claim {number}", wording="palabra " * 100)
    desk.book.close()
    size = desk.path.stat().st_size
    with desk.path.open("rb+") as file:
        file.seek(size - 4_096 * 3)
        file.write(os.urandom(4_096 * 2))

    with Book(desk.path) as book, pytest.raises(WarehouseDamaged, match="damaged"):
        book.actions.verify()


def test_what_no_file_can_hold_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="cannot be stored"):
        desk.book.actions.of("\ud83d")


def test_of_two_threads_with_one_version_exactly_one_wins(
    desk: Desk, ana: Person, luis: Person
) -> None:
    together = Barrier(2)
    ended: list[str] = []

    def decide(person: Person, claim: str) -> None:
        together.wait()
        try:
            desk.book.actions.add(
                ActionKind.DECIDE,
                by=person.id,
                role=person.role,
                claim_id=claim,
                content=decision("refuted"),
                version=0,
            )
            ended.append("won")
        except ChangedMeanwhile as refused:
            ended.append("lost" if refused.state.version else "?")

    for number in range(20):
        ended.clear()
        threads = [Thread(target=decide, args=(who, f"claim {number}")) for who in (ana, luis)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ended) == ["lost", "won"]
        assert len(desk.book.actions.of(f"claim {number}")) == 1
    assert desk.book.actions.verify().intact


def test_two_books_on_one_file_see_what_the_other_wrote(desk: Desk, ana: Person) -> None:
    with Book(desk.path, resume=False) as beside:
        assert beside.actions.states() == {}
        desk.decides(ana, "refuted")
        assert beside.actions.states() == desk.book.actions.states()
        with pytest.raises(ChangedMeanwhile):
            beside.actions.add(
                ActionKind.RECHECK, by=ana.id, role=Role.EDITOR, claim_id=CLAIM, version=0
            )
        beside.actions.add(ActionKind.RECHECK, by=ana.id, role=Role.EDITOR, claim_id=CLAIM)
        desk.does(ana, ActionKind.RECHECK)
        beside.actions.redact(
            lambda text: "▒" * 8 if text == "por esto" else None, by="jefa", reason="ley"
        )
        standing = desk.state().standing
        assert standing is not None
        assert standing.reason == "▒" * 8
        assert beside.actions.verify() == desk.book.actions.verify()
        assert beside.actions.verify().intact


def test_a_copy_leaves_behind_who_is_signed_in_and_who_is_invited(
    desk: Desk, ana: Person, tmp_path: Path
) -> None:
    desk.book.sessions.open(ana.id)
    desk.book.people.invite(Role.EDITOR, by="desk")
    copy = tmp_path / "copy" / "desk.sqlite"
    desk.book.copy_to(copy)

    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as db:
        counts = [
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - of this test
            for table in ("sessions", "invitations", "people", "actions")
        ]
    assert counts == [0, 0, 1, 2]
    assert not list(copy.parent.glob("*-wal"))
    with Book(copy) as book:
        assert book.people.all() == (ana,)
        assert book.actions.verify().intact
    assert bytes_of(copy)


def test_a_book_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    made: list[str] = []

    def make() -> None:
        with Book(path) as book:
            made.append(book.id)

    threads = [Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 6
    assert len(set(made)) == 1


def test_a_file_that_another_process_holds_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veredicto.desk.book.file.BUSY_SECONDS", 0.1)
    with (
        Book(desk.path, resume=False) as impatient,
        closing(sqlite3.connect(desk.path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WarehouseLocked, match="another process holds"):
            impatient.people.invite(Role.EDITOR, by="desk")
        other.execute("ROLLBACK")
        assert impatient.people.invite(Role.EDITOR, by="desk")


def test_a_file_that_is_half_a_book_is_told_and_let_go(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {PROGRAM}")
        db.execute("CREATE TABLE actions (x)")

    for _ in range(2):
        with pytest.raises(WarehouseError, match="cannot be used"):
            Book(path)


def write_on(book: Book, person: Person) -> None:
    for _ in range(MANY):
        book.actions.add(
            ActionKind.REWORD,
            by=person.id,
            role=person.role,
            claim_id=CLAIM,
            content={"wording": "palabra " * 2_000},
        )


def test_the_record_is_verified_while_somebody_writes(desk: Desk, ana: Person) -> None:
    found: list[bool] = []

    def look() -> None:
        found.extend(desk.book.actions.verify().intact for _ in range(30))

    thread = Thread(target=look)
    thread.start()
    while thread.is_alive():
        desk.does(ana, ActionKind.RECHECK)
    thread.join()

    assert found == [True] * 30


def test_a_full_disk_is_told_and_nothing_is_half_written(desk: Desk, ana: Person) -> None:
    with Book(desk.path, resume=False) as book:
        before = book.actions.last_number
        with book._file.writing() as db:  # noqa: SLF001 - a disk that is full for SQLite alone
            db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(WarehouseFull, match="the disk is full"):
            write_on(book, ana)
        assert book.actions.verify().intact
        assert len(book.actions.since(before)) == book.actions.last_number - before
