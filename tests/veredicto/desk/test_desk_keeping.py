from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from desks import ServedDesk, served
from recorded_reports import make_report

from checkers.errors import ModelError
from command import Veredicto
from veredicto.desk.book.jobs import Job
from veredicto.desk.nouns import ClaimState, Role

SECONDS = 30


def published(desk: ServedDesk, claim_id: str) -> int:
    with duckdb.connect(desk.warehouse.path, read_only=True) as connection:
        sql = "SELECT count(*) FROM reviews WHERE verdict_id = ?"
        (count,) = connection.execute(sql, [desk.verdict(claim_id)[0]]).fetchone() or (0,)
    return int(count)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another process holds the warehouse."""
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.communicate(b"\n")


def test_what_is_asked_for_is_done_one_after_another_and_its_end_is_shown(tmp_path: Path) -> None:
    ended = threading.Semaphore(0)

    def do_job(job: Job) -> tuple[str, str]:
        ended.release()
        if job.url:
            raise ModelError("the page did not answer")
        return "nothing_new", "Todo sigue igual."

    with served(tmp_path, do_job=do_job) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.change(editor, claim, "evidence", url="https://caida.example/nota")
        desk.change(editor, claim, "recheck")
        desk.keeper.start()
        assert all(ended.acquire(timeout=SECONDS) for _ in range(2))
        desk.keeper.stop()
        shown = " ".join(it.text for it in editor.page(f"/claims/{claim}").find_all(class_="job"))
        assert "Todo sigue igual." in shown
        assert "the page did not answer" in shown
        assert [str(job.kind) for job in desk.jobs] == ["add_evidence", "recheck"]


def test_a_job_whose_end_could_not_be_written_is_done_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tries = threading.Semaphore(0)

    def do_job(job: Job) -> tuple[str, str]:
        tries.release()
        # Half a sign cannot be stored: the first time, that is what the end would say.
        return "done", "\ud83d" if len(desk.jobs) == 1 else job.id

    with served(tmp_path, do_job=do_job) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.change(editor, claim, "recheck")
        desk.keeper.start()
        assert all(tries.acquire(timeout=SECONDS) for _ in range(2))
        desk.keeper.stop()
        assert "could not see to its jobs" in caplog.text
        assert len(desk.jobs) == 2


def test_a_queue_that_could_not_be_read_anew_is_read_when_it_can_be(tmp_path: Path) -> None:
    with served(tmp_path, make_report()) as desk:
        before = len(desk.desk.line)
        states = desk.book.actions.states
        broken = iter((ModelError("not now"), ZeroDivisionError()))

        def refused() -> dict[str, ClaimState]:
            raise next(broken)

        desk.book.actions.states = refused  # type: ignore[method-assign] # fails twice
        desk.record(make_report(run="run-2", number=2))
        desk.keeper.look()
        assert len(desk.desk.line) == before
        desk.book.actions.states = states  # type: ignore[method-assign] # as it was
        desk.keeper.look()
        assert len(desk.desk.line) == before + 2


def test_a_decision_waits_while_the_warehouse_is_held_and_is_told_later(tmp_path: Path) -> None:
    with served(tmp_path) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.confirm(editor, claim)
        with held(desk.warehouse.path):
            assert desk.change(editor, claim, "publish").status_code == 303
            desk.keeper.look()
            assert desk.book.outbox.count() == 1
            assert editor.page(f"/claims/{claim}") is not None
        desk.keeper.look()
        assert desk.book.outbox.count() == 0
        assert published(desk, claim) == 1


def test_a_desk_that_was_ended_before_it_told_the_warehouse_does_so_when_it_starts(
    tmp_path: Path,
) -> None:
    with served(tmp_path) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.confirm(editor, claim)
        desk.change(editor, claim, "publish")
        assert published(desk, claim) == 0
    with served(tmp_path) as desk:
        assert desk.book.outbox.count() == 1
        desk.keeper.start()
        desk.keeper.stop()
        assert (desk.book.outbox.count(), published(desk, claim)) == (0, 1)


def test_a_run_that_is_recorded_while_the_desk_is_open_shows_up_in_the_queue(
    tmp_path: Path,
) -> None:
    with served(tmp_path, make_report()) as desk:
        editor = desk.somebody()
        before = len(desk.desk.line)
        desk.record(make_report(run="run-2", number=2))
        assert len(desk.desk.line) == before + 2
        assert editor.page("/queue").find_all(class_="claim")[before + 1] is not None


def test_the_page_of_the_record_and_the_command_agree(tmp_path: Path, prefect_home: Path) -> None:
    with served(tmp_path, make_report()) as desk:
        chief, claim = desk.somebody(Role.CHIEF), desk.fresh_claim()
        desk.confirm(chief, claim)
        assert "The record is whole" in chief.page("/record/verification").h1.text
        whole = Veredicto(tmp_path, prefect_home)("audit", "verify")
        assert whole.status == 0, whole.err


@pytest.fixture
def command(tmp_path: Path, prefect_home: Path) -> Veredicto:
    return Veredicto(tmp_path, prefect_home)


def test_a_desk_without_a_warehouse_says_so_in_a_line(command: Veredicto) -> None:
    ended = command("review")
    assert ended.status == 2
    assert "there is no warehouse" in ended.err
    assert "Traceback" not in ended.err


def test_a_desk_that_others_reach_is_not_opened_before_somebody_has_an_account(
    command: Veredicto,
) -> None:
    with served(command.folder):
        pass
    ended = command("review", "--host", "0.0.0.0")  # noqa: S104 (what is refused)
    assert ended.status == 2
    assert "nobody has an account yet" in ended.err
    assert "Traceback" not in ended.err


def test_a_desk_at_every_address_wants_to_know_its_name(command: Veredicto) -> None:
    with served(command.folder) as desk:
        desk.somebody(Role.CHIEF)
    ended = command("review", "--host", "0.0.0.0")  # noqa: S104 (what is refused)
    assert ended.status == 2
    assert "--url" in ended.err
    assert "Traceback" not in ended.err


def test_a_job_that_fails_as_nobody_foresaw_is_told_and_the_next_one_is_done(
    tmp_path: Path,
) -> None:
    ended = threading.Semaphore(0)

    def do_job(job: Job) -> tuple[str, str]:
        ended.release()
        if job.url:
            raise KeyError("runs")
        return "done", "Hecho."

    with served(tmp_path, do_job=do_job) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.change(editor, claim, "evidence", url="https://caida.example/nota")
        desk.change(editor, claim, "recheck")
        desk.keeper.start()
        assert all(ended.acquire(timeout=SECONDS) for _ in range(2))
        desk.keeper.stop()
        assert [it.outcome for it in desk.book.jobs.of(claim)] == ["done", "failed"]


def test_an_invitation_from_the_command_line_leaves_an_open_desk_to_its_job(
    command: Veredicto,
) -> None:
    with served(command.folder) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.change(editor, claim, "recheck")
        desk.book.jobs.claim_next()
        link = command("review", "--invite", "--port", str(desk.address.port)).out.strip()
        assert "Chief editor" in desk.nobody().page(link).main.text
        assert [job.state for job in desk.book.jobs.of(claim)] == ["running"]


def test_a_port_that_is_taken_is_told_in_a_line(command: Veredicto) -> None:
    with served(command.folder) as desk:
        ended = command("review", "--port", str(desk.address.port))
        assert ended.status == 2
        assert "the port is taken" in ended.err
        assert "Traceback" not in ended.err
