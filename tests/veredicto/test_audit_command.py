from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import duckdb
import pytest
from desk_books import Desk, bytes_of, decision, tampering
from recorded_pages import SENTENCE, Record
from recorded_reports import NOON, make_review, verdict_of

from checkers.labels import Decision
from veredicto.desk.book.head import head_file
from veredicto.desk.forwarding import forward
from veredicto.desk.nouns import ActionKind, Person
from veredicto.diagnosis.of_desk import look_at_desk
from veredicto.settings import Settings

if TYPE_CHECKING:
    from command import Veredicto

ARTICLE = "https://periodico.example/0"


@pytest.fixture
def veredicto(without_flows: Veredicto) -> Veredicto:
    return without_flows


@pytest.fixture
def settings(veredicto: Veredicto) -> Settings:
    return Settings(warehouse=veredicto.folder / "veredicto.duckdb")


@pytest.fixture
def record(settings: Settings) -> Record:
    return Record.of(settings)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    made = Desk(settings.desk)
    yield made
    made.book.close()


@pytest.fixture
def ana(desk: Desk) -> Person:
    return desk.joined("Ana")


@pytest.fixture
def claim(desk: Desk, ana: Person, record: Record) -> str:
    """A claim whose overruled verdict was published, and the warehouse told of it."""
    verdict = verdict_of(record.run())
    content = decision("refuted", "Ana Núñez lo niega") | {"verdict_id": verdict.id}
    desk.does(ana, ActionKind.DECIDE, verdict.claim_id, **content)
    desk.does(ana, ActionKind.PUBLISH, verdict.claim_id)
    assert forward(desk.book, record.warehouse, set()) == 1
    return verdict.claim_id


def change(settings: Settings, sql: str) -> None:
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(sql)


def test_without_a_record_there_is_nothing_to_verify(veredicto: Veredicto) -> None:
    for command in ("verify", "list"):
        ended = veredicto("audit", command)
        assert ended.status == 2
        assert "nobody has used it yet" in ended.err
    assert not list(veredicto.folder.glob("*.files"))


def test_a_whole_record_is_told_to_be_one(
    veredicto: Veredicto, desk: Desk, ana: Person, claim: str, record: Record
) -> None:
    record.warehouse.record_review(
        make_review(desk.book.outbox.told()[0].verdict_id, Decision.CONFIRM, at=NOON)
    )
    desk.does(ana, ActionKind.UNPUBLISH, claim)
    shown = veredicto("audit", "verify")
    as_json = veredicto("audit", "verify", "--json")

    assert shown.status == 0, shown.out
    assert "4 actions, intact" in shown.out
    assert "1 are still to be told to the warehouse" in shown.out
    assert "1 decisions compared with the warehouse" in shown.out
    assert "1 decisions in the warehouse are older than the record" in shown.out
    assert as_json.status == 0
    assert (as_json.json["intact"], as_json.json["checked"]) == (True, 4)
    assert as_json.json["warehouse"] == {"compared": 1, "differences": [], "older": 1}


def test_a_record_without_a_warehouse_is_verified_alone(
    veredicto: Veredicto, desk: Desk, ana: Person
) -> None:
    desk.does(ana, ActionKind.RECHECK)
    shown = veredicto("audit", "verify", "--json")

    assert shown.status == 0
    assert shown.json["warehouse"] is None


@pytest.mark.usefixtures("claim")
def test_a_record_that_was_changed_is_told_with_the_number(
    veredicto: Veredicto, desk: Desk
) -> None:
    with tampering(desk.path) as db:
        db.execute("UPDATE actions SET content = '{}' WHERE number = 2")
    shown = veredicto("audit", "verify")
    as_json = veredicto("audit", "verify", "--json")

    assert shown.status == 1
    assert "action 2 its content was changed" in shown.out
    assert "BROKEN" in shown.out
    assert as_json.status == 1
    assert as_json.json["broken"] == [{"number": 2, "why": "its content was changed"}]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "UPDATE reviews SET label = 'supported'",
            "of action 3 is another in the warehouse: label",
        ),
        ("UPDATE reviews SET reviewer = 'Luis'", "of action 3 is another .*: reviewer"),
        ("DELETE FROM reviews", "of action 3 is missing in the warehouse"),
        (
            "INSERT INTO reviews SELECT 'made-up', * EXCLUDE (id) FROM reviews",
            "made-up is in the warehouse as a decision of Ana, and no action",
        ),
    ],
)
@pytest.mark.usefixtures("claim")
def test_a_decision_that_the_warehouse_has_otherwise_is_told(
    veredicto: Veredicto, settings: Settings, sql: str, said: str
) -> None:
    change(settings, sql)
    shown = veredicto("audit", "verify")

    assert shown.status == 1
    assert re.search(said, shown.out), shown.out


def test_the_list_has_what_was_done_and_not_what_is_to_be_read_blind(
    veredicto: Veredicto, desk: Desk, ana: Person, claim: str
) -> None:
    twice = desk.reading_twice("all")
    twice.decides(ana, "refuted", claim="other", reason="secreto")
    twice.book.close()
    shown = veredicto("audit", "list")
    of_one = veredicto("audit", "list", "--claim", claim, "--limit", "1", "--json")

    assert shown.status == 0
    assert "secreto" not in shown.out
    lines = shown.out.splitlines()
    assert len(lines) == 4
    assert re.match(r"4 2026-11-28 08:\d\d:\d\d Ana: decide other$", lines[0])
    assert 'reason="Ana Núñez lo niega"' in lines[2]
    assert lines[3].startswith("1 ")
    (published,) = of_one.json
    assert (published["kind"], published["by_name"], published["number"]) == ("publish", "Ana", 3)


def test_a_forgotten_person_is_masked_in_the_record_too(
    veredicto: Veredicto, desk: Desk, settings: Settings, claim: str
) -> None:
    asked = veredicto("forget", "Ana Núñez", "--dry-run")
    done = veredicto("forget", "Ana Núñez", "--yes", "--json")
    verified = veredicto("audit", "verify")

    assert "actions at the desk: 1" in asked.out
    assert done.json["subjects"][0]["desk_actions"] == 1
    assert "Núñez".encode() not in bytes_of(settings.desk)
    assert desk.state(claim).state == "published"
    assert verified.status == 0, verified.out
    assert "names were removed on request from: 2" in verified.out
    assert "1 decisions compared" in verified.out


@pytest.mark.usefixtures("claim")
def test_a_forgotten_article_takes_what_was_said_of_its_claims(
    veredicto: Veredicto, settings: Settings
) -> None:
    done = veredicto("forget", ARTICLE, "--yes")
    verified = veredicto("audit", "verify")

    assert done.status == 0, done.err
    assert b"lo niega" not in bytes_of(settings.desk)
    assert verified.status == 0, verified.out
    assert "0 decisions compared" in verified.out


def test_the_record_goes_with_a_backup_and_comes_back(
    veredicto: Veredicto, desk: Desk, settings: Settings, claim: str
) -> None:
    done = veredicto("backup", "copy.zip")
    before = desk.book.actions.since(0)
    desk.book.close()
    settings.desk.unlink()
    gone = head_file(settings.desk).read_bytes()
    restored = veredicto("restore", "copy.zip", "--force")
    back = Desk(settings.desk)

    assert done.status == restored.status == 0, restored.err
    assert (veredicto.folder / "copy.zip").stat().st_mode & 0o077 == 0
    assert back.book.actions.since(0) == before
    assert back.book.actions.verify().intact
    (aside,) = settings.files.glob("desk.before-restore-*.head")
    assert aside.read_bytes() == gone
    back.undoes(back.book.people.all()[0], claim=claim)
    kept = back.book.actions.since(0)
    assert veredicto("restore", "copy.zip", "--force").status == 0
    assert back.book.actions.since(0) == kept
    back.book.close()


@pytest.mark.usefixtures("claim")
def test_what_was_forgotten_since_is_forgotten_in_a_restored_record(
    veredicto: Veredicto, desk: Desk, settings: Settings
) -> None:
    assert veredicto("backup", "copy.zip").status == 0
    with zipfile.ZipFile(veredicto.folder / "copy.zip") as packed:
        assert {"desk.sqlite", "desk.head"} <= set(packed.namelist())
        assert "Núñez".encode() in packed.read("desk.sqlite")
    assert veredicto("forget", "Ana Núñez", "--yes").status == 0
    desk.book.close()
    for path in settings.files.glob("desk.*"):
        path.unlink()
    restored = veredicto("restore", "copy.zip", "--force")
    verified = veredicto("audit", "verify")

    assert restored.status == 0, restored.err
    assert "Núñez".encode() not in bytes_of(settings.desk)
    assert verified.status == 0, verified.out
    assert "names were removed on request from: 2" in verified.out


@pytest.mark.usefixtures("claim")
def test_a_backup_whose_record_is_damaged_is_refused(
    veredicto: Veredicto, desk: Desk, settings: Settings
) -> None:
    assert veredicto("backup", "copy.zip").status == 0
    desk.book.close()
    for path in settings.files.glob("desk.*"):
        path.unlink()
    with (
        zipfile.ZipFile(veredicto.folder / "copy.zip") as packed,
        zipfile.ZipFile(veredicto.folder / "bad.zip", "w") as bad,
    ):
        for name in packed.namelist():
            bad.writestr(name, b"no database" if name == "desk.sqlite" else packed.read(name))
    restored = veredicto("restore", "bad.zip", "--force")

    assert restored.status == 1
    assert "damaged" in restored.err
    assert not settings.desk.exists()


def test_the_doctor_says_how_the_record_is(
    desk: Desk, ana: Person, settings: Settings, claim: str
) -> None:
    def said() -> tuple[str, str]:
        (finding,) = look_at_desk(settings, repair=False)
        return finding.state.value, finding.said

    assert said() == ("ok", "1 people, 3 actions, each as it was written")
    desk.does(ana, ActionKind.UNPUBLISH, claim)
    assert said() == (
        "ok",
        "1 people, 4 actions, each as it was written; 1 wait for the warehouse",
    )
    desk.book.outbox.failed(4, "it is held")
    state, told = said()
    assert (state, told[-10:]) == ("warning", "it is held")
    with tampering(settings.desk) as db:
        db.execute("UPDATE actions SET content = '{}' WHERE number = 2")
    assert said() == ("failed", "action 2 its content was changed")
    desk.book.close()
    settings.desk.write_text(SENTENCE * 100)
    assert said()[0] == "failed"
    settings.desk.unlink()
    assert list(look_at_desk(settings, repair=True)) == []
