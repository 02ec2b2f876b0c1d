from __future__ import annotations

import pytest

from fuzzing.corpus import FORMER, KEPT, read
from fuzzing.families import all_targets

TARGETS = all_targets()


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_takes_or_refuses_what_fuzzing_kept(name: str) -> None:
    target = TARGETS[name]
    inputs = (*target.first, *read(KEPT, name), *read(FORMER, name))
    assert inputs
    for data in inputs:
        target.try_out(data)


def test_every_kept_file_is_of_a_target() -> None:
    assert {path.stem for folder in (KEPT, FORMER) for path in folder.glob("*.jsonl")} <= set(
        TARGETS
    )
