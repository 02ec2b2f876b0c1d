"""The process that reads claims for a desk with many."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest
from desks import ServedDesk

from veredicto.desk.claim_process import ClaimProcess
from veredicto.desk.shelf import Shelf, read_claimed
from veredicto.refreshing import public_copy


@pytest.fixture(scope="module")
def process(desk: ServedDesk) -> Iterator[ClaimProcess]:
    process = ClaimProcess(public_copy(desk.settings).database)
    yield process
    process.close()


def test_another_process_reads_a_claim_as_the_desk_itself_does(
    desk: ServedDesk, process: ClaimProcess
) -> None:
    claim, line, reader = desk.fresh_claim(), desk.desk.line, desk.desk.reader
    row = line.row(claim)
    assert row is not None

    read = process(reader.state, claim, row, (), "es")

    assert read == read_claimed(reader, claim, row, ())
    assert read is not None
    assert {language for _, language in read.pieces} == {"es"}
    assert process("another state", claim, row, (), "es") is None


def test_a_process_that_was_killed_is_started_again_and_nobody_is_told_of_it(
    desk: ServedDesk, process: ClaimProcess
) -> None:
    claim, line, reader = desk.fresh_claim(), desk.desk.line, desk.desk.reader
    shelf = Shelf(reader, process)
    first = shelf.of(line, claim)
    workers = [it for it in psutil.Process().children() if "spawn_main" in " ".join(it.cmdline())]
    for worker in workers:
        worker.kill()
    assert workers

    again = Shelf(reader, process).of(line, claim)

    assert again == first
    row = line.row(claim)
    assert row is not None
    assert process(reader.state, claim, row, (), None) is not None
