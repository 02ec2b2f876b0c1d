from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from desk_books import Desk

from veredicto.desk.book.head import read_head
from veredicto.desk.nouns import ActionKind

WRITING = Path(__file__).with_name("writing_book.py")
KILLS = 20


def killed_after(path: Path, lines: int, chance: random.Random) -> dict[int, str]:
    """What a process said that it had written until it was killed, soon after so many lines."""
    process = subprocess.Popen(
        [sys.executable, str(WRITING), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    # Somewhere in the middle of what comes next.
    for _ in range(chance.randrange(20_000)):
        pass
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    whole = [line.split() for line in said if line.endswith("\n")]
    return {int(number): digest for number, digest in whole}


def test_no_acknowledged_action_is_lost_however_often_the_process_is_killed(desk: Desk) -> None:
    chance = random.Random(7)  # noqa: S311 - when to kill
    desk.book.close()
    acknowledged: dict[int, str] = {}
    for _ in range(KILLS):
        acknowledged |= killed_after(desk.path, chance.randrange(1, 6), chance)
        head = read_head(desk.path)
        after = Desk(desk.path)
        done = after.book.actions.since(0)
        actions = {action.number: action.hash for action in done}
        published = [action.number for action in done if action.kind is ActionKind.PUBLISH]
        verification = after.book.actions.verify()
        waiting = after.book.outbox.waiting()
        after.book.close()

        assert acknowledged.items() <= actions.items()
        assert verification.broken == ()
        assert head is not None
        assert actions[head.number] == head.hash
        assert max(acknowledged) <= head.number
        assert [one.number for one in waiting] == published
    assert len(acknowledged) >= KILLS
