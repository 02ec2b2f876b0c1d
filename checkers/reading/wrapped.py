"""Plain text whose lines were broken at a width, as in mail: each paragraph made one line."""

from __future__ import annotations

from itertools import pairwise

NARROWEST, WIDEST = 40, 120  # characters of the longest line where lines were broken at a width
_EVIDENT = 0.3  # share of broken lines after which the next goes on in small letters


def unwrapped(text: str) -> str:
    """The text with a line joined to the next that had no room for its first word.

    Edited texts have shorter lines, too: one is joined to what goes on in small letters. All stays
    as it is where no width is evident: where lines are paragraphs, lists or verse.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    full = [_is_full(line, following, width) for line, following in pairwise(lines)]
    goes_on = [
        bool(line) and following.lstrip()[:1].islower() for line, following in pairwise(lines)
    ]
    evident = sum(one and other for one, other in zip(full, goes_on, strict=True))
    if not NARROWEST <= width <= WIDEST or evident < max(1, _EVIDENT * sum(full)):
        return text
    breaks = [" " if any(joined) else "\n" for joined in zip(full, goes_on, strict=True)]
    return "".join(map("".join, zip(lines, [*breaks, ""], strict=True)))


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted."""
    words = following.split()
    return bool(line.strip() and words) and len(line) + 1 + len(words[0]) > width
