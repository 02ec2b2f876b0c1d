from __future__ import annotations

from math import inf

import pytest

from checkers.retry_after import seconds_to_wait


@pytest.mark.parametrize("header", ["4 Nov 26 448888888888:2 4", f"4 Nov 26 {'4' * 60}:2", "soon"])
def test_a_time_that_no_calendar_has_is_no_time_to_wait_for(header: str) -> None:
    assert seconds_to_wait(header, usual=1.0, patience=inf) is None
