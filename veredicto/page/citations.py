"""The numbers in a justification that stand for passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from veredicto.page.shown import Statement

_CITATION = re.compile(r"\[(\d{1,3})\]")


def cited_parts(text: str, statement: Statement) -> Iterator[tuple[str, int | None]]:
    """The text cut at its citations, each with the number of a passage that is shown."""
    numbers = {cited.number for cited in statement.cited}
    end = 0
    for found in _CITATION.finditer(text):
        number = int(found[1])
        if number in numbers:
            yield text[end : found.start()], None
            yield found[0], number
            end = found.end()
    yield text[end:], None
