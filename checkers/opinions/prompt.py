"""The question that is put to an additional judge, with every foreign text fenced as data."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checkers.opinions.brief import Brief
from checkers.opinions.wordings import wording_in

MOST_CHARACTERS = 2_000
"""Of one text; the beginning of a longer one is shown, and what is quoted of it is verbatim."""
_BOUNDARY_BYTES = 12


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of the conversation."""

    role: str
    content: str


def ask(brief: Brief) -> tuple[Message, ...]:
    """The instructions, then the claim and its passages, each in a fence of its own.

    So are the title and the date of a passage's page, where they are known.
    """
    wording = wording_in(brief.language)
    named = [(wording.claim, brief.claim.wording)]
    for number, one in enumerate(brief.passages, start=1):
        if one.page:
            named.append((wording.page.format(number=number), one.page))
        named.append((wording.passage.format(number=number), one.passage.text))
    boundary = draw_boundary([text for _, text in named])
    return (
        Message("system", wording.instructions.format(boundary=boundary)),
        Message("user", "\n\n".join(_fenced(name, text, boundary) for name, text in named)),
    )


def draw_boundary(
    texts: Sequence[str], draw: Callable[[], str] = lambda: secrets.token_hex(_BOUNDARY_BYTES)
) -> str:
    """A mark that no text contains, in whatever case, and none could have foreseen."""
    folded = [text.casefold() for text in texts]
    boundary = draw()
    while any(boundary.casefold() in text for text in folded):
        boundary = draw()
    return boundary


def _fenced(name: str, text: str, boundary: str) -> str:
    return f"<<<{boundary} {name}\n{text[:MOST_CHARACTERS]}\n{boundary}>>>"
