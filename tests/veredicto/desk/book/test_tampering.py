from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from desk_books import Desk, tampering

from checkers.errors import WarehouseDamaged
from veredicto.desk.book.chain import canonical, links, origin_of, sha256
from veredicto.desk.book.head import head_file, read_head
from veredicto.desk.book.opened import Book
from veredicto.desk.book.verification import Verification
from veredicto.desk.nouns import ActionKind, Person


@pytest.fixture
def filled(desk: Desk, ana: Person) -> Desk:
    for number in range(8):
        desk.decides(ana, "refuted", claim=f"claim {number % 3}", reason=f"motivo {number}")
    desk.does(ana, ActionKind.PUBLISH, "claim 0")
    return desk


def found(desk: Desk, change: str, *values: object) -> dict[int, str]:
    with tampering(desk.path) as db:
        db.execute(change, values)
    return told(desk.book.actions.verify())


def told(verification: Verification) -> dict[int, str]:
    assert verification.intact == (not verification.broken)
    return {one.number: one.why for one in verification.broken}


def rewritten(db: sqlite3.Connection, number: int, **values: object) -> None:
    """Changes a row and gives it the hashes that it would have to have."""
    for name, value in values.items():
        db.execute(f'UPDATE actions SET "{name}" = ? WHERE number = ?', (value, number))  # noqa: S608 - of this test
    (link,) = links(db, "number = ?", number)
    digest = sha256(f"{link.salt}{link.content}")
    db.execute("UPDATE actions SET digest = ? WHERE number = ?", (digest, number))
    (link,) = links(db, "number = ?", number)
    db.execute("UPDATE actions SET hash = ? WHERE number = ?", (link.due_hash, number))


def test_a_chain_that_nobody_touched_is_intact(filled: Desk) -> None:
    verification = filled.book.actions.verify()

    assert (verification.checked, verification.broken, verification.redacted) == (10, (), ())


def test_a_new_book_is_intact(desk: Desk) -> None:
    assert desk.book.actions.verify() == Verification(0, (), ())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "settle"),
        ("at", "2026-01-01T00:00:00.000000+00:00"),
        ("by", "somebody else"),
        ("claim_id", "another"),
        ("claim_id", None),
        ("evidence", "another"),
        ("digest", "0" * 64),
        ("hash", "0" * 64),
        ("hash", b"\x00"),
    ],
)
def test_a_field_that_was_changed_is_found(filled: Desk, column: str, value: object) -> None:
    broken = found(filled, f'UPDATE actions SET "{column}" = ? WHERE number = 5', value)  # noqa: S608 - of this test

    assert "changed" in broken[5]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", '{"decision": "confirm", "label": "supported", "verdict_id": "verdict"}'),
        ("content", b"\xff"),
        ("salt", "00"),
    ],
)
def test_content_that_was_changed_is_found(filled: Desk, column: str, value: object) -> None:
    broken = found(filled, f"UPDATE actions SET {column} = ? WHERE number = 5", value)  # noqa: S608 - of this test

    assert broken == {5: "its content was changed"}


def test_an_action_that_was_written_anew_with_its_hashes_is_found(filled: Desk) -> None:
    content = canonical({"decision": "confirm"})
    with tampering(filled.path) as db:
        rewritten(db, 5, content=content)

    broken = told(filled.book.actions.verify())
    assert broken == {6: "does not follow 5 as that stands: one of the two was changed"}


def test_the_last_action_written_anew_is_found_by_the_head(filled: Desk) -> None:
    with tampering(filled.path) as db:
        rewritten(db, 10, by="somebody else")

    assert "not the one that was written" in told(filled.book.actions.verify())[10]


def test_a_chain_written_anew_with_its_head_is_found_by_the_file_beside(filled: Desk) -> None:
    with tampering(filled.path) as db:
        rewritten(db, 5, by="somebody else")
        for number in range(6, 11):
            (before,) = links(db, "number = ?", number - 1)
            rewritten(db, number, previous=before.hash)
        (last,) = links(db, "number = 10")
        db.execute("UPDATE head SET hash = ?", (last.hash,))

    assert told(filled.book.actions.verify()) == {
        10: "is not the one that was written, as desk.head says"
    }


def test_an_action_that_was_taken_out_is_found(filled: Desk) -> None:
    assert found(filled, "DELETE FROM actions WHERE number = 5") == {5: "is missing"}


def test_several_that_were_taken_out_are_found(filled: Desk) -> None:
    broken = found(filled, "DELETE FROM actions WHERE number BETWEEN 2 AND 4")

    assert broken == {2: "is missing, with those up to 4"}


def test_the_first_that_was_taken_out_with_the_others_renumbered_is_found(filled: Desk) -> None:
    with tampering(filled.path) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM actions WHERE number = 1")
        for number in range(2, 11):
            db.execute("UPDATE actions SET number = number - 1 WHERE number = ?", (number,))

    broken = told(filled.book.actions.verify())
    assert broken[1] in {
        "does not follow the beginning",
        "who did it, what, when or to what was changed",
    }
    assert 10 in broken


def test_an_action_that_was_put_in_is_found(filled: Desk) -> None:
    with tampering(filled.path) as db:
        for number in range(10, 5, -1):
            db.execute("UPDATE actions SET number = number + 1 WHERE number = ?", (number,))
        db.execute(
            "INSERT INTO actions SELECT 6, kind, at, 'x', claim_id, evidence, content, salt,"
            " digest, hash, '' FROM actions WHERE number = 5"
        )
        rewritten(db, 6)

    broken = told(filled.book.actions.verify())
    assert 7 in broken
    assert "put in" in broken[11] or "changed" in broken[11]


def test_an_action_that_was_put_at_the_end_is_found(filled: Desk) -> None:
    with tampering(filled.path) as db:
        db.execute(
            "INSERT INTO actions SELECT 11, kind, at, 'x', claim_id, evidence, content, salt,"
            " digest, hash, '' FROM actions WHERE number = 10"
        )
        rewritten(db, 11)

    assert told(filled.book.actions.verify()) == {11: "was put in: the chain ended before it"}


def test_two_actions_that_changed_places_are_found(filled: Desk) -> None:
    with tampering(filled.path) as db:
        for one, other in ((5, 99), (6, 5), (99, 6)):
            db.execute("UPDATE actions SET number = ? WHERE number = ?", (other, one))

    assert {5, 6} <= set(told(filled.book.actions.verify()))


def test_an_end_that_was_cut_off_is_found(filled: Desk) -> None:
    assert found(filled, "DELETE FROM actions WHERE number > 7") == {
        8: "is missing to 10, as desk.head says: the end was cut off"
    }


def test_an_end_that_was_cut_off_with_its_head_is_found_even_after_more_was_done(
    filled: Desk, ana: Person
) -> None:
    with tampering(filled.path) as db:
        db.execute("DELETE FROM outbox")
        db.execute("DELETE FROM actions WHERE number > 9")
        db.execute("UPDATE head SET number = 9, hash = (SELECT hash FROM actions WHERE number = 9)")
    cut = told(filled.book.actions.verify())
    filled.does(ana, ActionKind.RECHECK)
    replaced = told(filled.book.actions.verify())
    filled.does(ana, ActionKind.RECHECK)

    assert cut == {10: "is missing, as desk.head says: the end was cut off"}
    assert replaced == {10: "is not the one that was written, as desk.head says"}
    assert told(filled.book.actions.verify()) == replaced


def test_a_book_that_took_the_place_of_another_is_found(filled: Desk, ana: Person) -> None:
    filled.book.close()
    for path in filled.path.parent.glob("desk.sqlite*"):
        path.unlink()
    other = Desk(filled.path)
    other.does(ana, ActionKind.RECHECK)

    assert told(other.book.actions.verify()) == {
        10: "is the last of another book by desk.head: this one took its place"
    }
    other.book.close()


def test_a_chain_of_another_book_is_found(filled: Desk) -> None:
    with tampering(filled.path) as db:
        db.execute("UPDATE book SET id = 'another'")
    filled.book.close()
    other = Desk(filled.path)

    broken = told(other.book.actions.verify())
    assert broken[1] == "does not follow the beginning"
    other.book.close()


def test_a_head_that_lags_behind_is_that_of_a_process_that_was_killed(
    filled: Desk, ana: Person
) -> None:
    early = head_file(filled.path).read_bytes()
    filled.does(ana, ActionKind.RECHECK)
    head_file(filled.path).write_bytes(early)

    assert filled.book.actions.verify().intact
    filled.does(ana, ActionKind.RECHECK)
    head = read_head(filled.path)
    assert head is not None
    assert head.number == 12


def test_the_head_from_before_the_first_action_lags_behind_too(desk: Desk, ana: Person) -> None:
    early = json.dumps({"book": desk.book.id, "number": 0, "hash": origin_of(desk.book.id)})
    head_file(desk.path).write_text(early)

    assert desk.book.actions.verify().intact
    desk.does(ana, ActionKind.RECHECK)
    head = read_head(desk.path)
    assert head is not None
    assert head.number == 2


@pytest.mark.parametrize("left", [None, "", "{}", "[]", '{"book": 1, "number": "x", "hash": 2}'])
def test_a_head_that_is_gone_is_told(filled: Desk, left: str | None) -> None:
    if left is None:
        head_file(filled.path).unlink()
    else:
        head_file(filled.path).write_text(left)

    assert "desk.head beside the book is missing" in told(filled.book.actions.verify())[10]


def test_a_publication_that_was_kept_from_the_warehouse_is_found(filled: Desk) -> None:
    assert found(filled, "DELETE FROM outbox") == {
        10: "the warehouse is to be told of it, and the outbox does not have it"
    }


def test_a_publication_that_was_made_up_is_found(filled: Desk) -> None:
    made_up = "INSERT INTO outbox (number, claim_id, at) SELECT 5, claim_id, at FROM outbox"

    assert found(filled, made_up) == {5: "the outbox has it, and it publishes nothing"}
    with pytest.raises(WarehouseDamaged, match="audit verify"):
        filled.book.outbox.waiting()


def test_words_that_were_taken_out_without_saying_so_are_found(filled: Desk) -> None:
    taken_out = "UPDATE actions SET content = '{}', salt = NULL WHERE number = 5"

    assert found(filled, taken_out) == {5: "its content was taken out, and no redaction says so"}


def test_words_that_were_changed_since_they_were_redacted_are_found(filled: Desk) -> None:
    filled.book.actions.redact(
        lambda text: "▒" * 8 if text == "motivo 3" else None, by="jefa", reason="ley"
    )
    with tampering(filled.path) as db:
        (link,) = links(db, "salt IS NULL")
        db.execute(
            "UPDATE actions SET content = ? WHERE salt IS NULL",
            (link.content.replace("refuted", "supported"),),
        )

    verification = filled.book.actions.verify()
    assert told(verification) == {5: "its content was changed since it was redacted"}
    assert verification.redacted == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "juggle"), ("at", "yesterday"), ("content", "{"), ("content", '{"decision": "?"}')],
)
def test_what_makes_no_sense_is_one_clear_error(filled: Desk, column: str, value: str) -> None:
    filled.book.close()
    with tampering(filled.path) as db:
        db.execute(f"UPDATE actions SET {column} = ? WHERE number = 5", (value,))  # noqa: S608 - of this test
    book = Book(filled.path)

    with pytest.raises(WarehouseDamaged, match="veredicto audit verify"):
        book.actions.states()
    assert set(told(book.actions.verify())) == {5}
    book.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM actions WHERE number = 5",
        "UPDATE actions SET content = '{}' WHERE number = 5",
        "UPDATE actions SET claim_id = 'x', salt = NULL WHERE number = 5",
        "UPDATE actions SET evidence = 'x', salt = NULL",
        "REPLACE INTO actions SELECT * FROM actions WHERE number = 5",
        "INSERT INTO actions VALUES (11, 'settle', '', '', '', '', '{}', '', '', '', '')",
    ],
)
def test_the_file_itself_refuses_what_is_no_new_action(filled: Desk, statement: str) -> None:
    with closing(sqlite3.connect(filled.path)) as db:
        db.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.IntegrityError, match=r"an action follows|only ever added"):
            db.execute(statement)
    assert filled.book.actions.verify().intact


def test_a_copy_of_the_file_is_intact_with_its_head(filled: Desk) -> None:
    folder = filled.path.parent / "copied"
    folder.mkdir()
    filled.book.copy_to(folder / "desk.sqlite")
    copy = Desk(folder / "desk.sqlite")

    assert copy.book.actions.verify() == filled.book.actions.verify()
    assert copy.book.id == filled.book.id
    copy.book.close()
