"""Quotations in a text, and whether each one is verbatim where it is said to be from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

MARKS = {"«": "»", "“": "”"}
"""What a quotation opens with, and what then closes it."""

_NUMBERS = r"((?:\[\d+(?:,\s?\d+)*\]\s?)+)"
# As in: «…» [2]   «…» [2][3]   «…» [2, 3]   «…» (faro.example [2])
_CITED_AFTER = re.compile(rf"\s?(?:\([^()\s]+\s)?{_NUMBERS}")
# As in: faro.example [2], «…»   [2]: «…»
_CITED_BEFORE = re.compile(rf"{_NUMBERS}[,:]?\s?\Z")
_CITED = re.compile(_NUMBERS)
_NUMBER = re.compile(r"\d+")
_LONGEST_CITATION = 80


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks: `whole[start:end]`, the marks not included."""

    whole: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words quoted."""
        return self.whole[self.start : self.end]

    @property
    def cited(self) -> frozenset[int]:
        """The numbers of the passages that it is said to be from; empty where none is given."""
        before = self.whole[: self.start - 1][-_LONGEST_CITATION:]
        found = _CITED_AFTER.match(self.whole, self.end + 1) or _CITED_BEFORE.search(before)
        return cited_numbers(found.group(1)) if found else frozenset()


def cited_numbers(text: str) -> frozenset[int]:
    """The numbers of the passages that a text cites, as [2] or [2, 3]."""
    return frozenset(
        int(number) for found in _CITED.findall(text) for number in _NUMBER.findall(found)
    )


def misquotations(
    whole: str, is_verbatim: Callable[[Quotation], bool], marks: Mapping[str, str] = MARKS
) -> tuple[str, ...]:
    """What stands between marks in `whole` and is not verbatim, in order; empty for a true text.

    Quoted words may hold marks of their own, closed or not ("«No habrá recortes." begins a speech
    of two sentences). So of all the marks that could close a quotation the last one counts with
    which it is verbatim; what is accepted is then verbatim as a whole.
    """
    wrong: list[str] = []
    position = 0
    while position < len(whole):
        closing = marks.get(whole[position])
        position += 1
        if closing is None:
            continue
        ends = [i for i in range(position, len(whole)) if whole[i] == closing]
        true = (end for end in reversed(ends) if is_verbatim(Quotation(whole, position, end)))
        end = next(true, None)
        if end is None:
            end = ends[0] if ends else len(whole)
            wrong.append(whole[position:end])
        position = end + 1
    return tuple(wrong)


def misquoted(justification: str, cited: Mapping[int, str], wording: str) -> tuple[str, ...]:
    """The quotations of a justification that are not verbatim where it says they are from.

    Args:
        justification: Cites passages by number: «…» [2], or "[2], «…»".
        cited: The texts of the passages by number.
        wording: The claim's; a quotation without a number is from it.
    """

    def is_verbatim(quotation: Quotation) -> bool:
        numbers = quotation.cited
        if not numbers:
            return quotation.text in wording
        return all(quotation.text in cited.get(number, "") for number in numbers)

    return misquotations(justification, is_verbatim)


def is_in_any(texts: Iterable[str]) -> Callable[[Quotation], bool]:
    """A test of whether a quotation is verbatim in one of the texts, cited or not."""
    known = tuple(texts)
    return lambda quotation: any(quotation.text in text for text in known)
