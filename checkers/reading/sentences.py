"""Sentences as spans of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from checkers.reading.datelines import dateline_length

_LINE = re.compile(r"[^\n]+")
_ENDS_CLAUSE = re.compile(r"[?!…\"”»)\]]\s*$")
_WORD = re.compile(r"\w")
# The library stops after a final abbreviation too ("rose to $4.5 bn. on Jan. 5", "n.º 3").
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]\.)+|\b(?:bn|mn|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|núm|nº|pág|págs|art)\.)\s*$"
)
# What stands before a name: titles that the library does not know, and the "D." of "y D. José".
_BEFORE_NAME = re.compile(
    r"(?:\b(?:[Cc]nel|[Tt]te|[Ss]gto|[Cc]mdte|[Mm]ons|[Hh]n[oa]|[Pp]bro|[Ll]ic|[Ii]ng|[Aa]rq"
    r"|Excm[oa]|Ilm[oa]|Ft|Mt|Cía)"
    r"|\b(?!(?:vitamina|grupo|plan|letra|hepatitis|clase|anexo|apartado|punto|sección|tipo|liga) )"
    r"[a-záéíóúñ]+,? D(?:ª|ña)?)\.\s*$"
)
# Where a sentence may end that the library takes for an abbreviation, before a capital letter.
_NEXT = r"(?=\s+[¿¡«\"“(]?[A-ZÁÉÍÓÚÑ])"
_UNITS = r"\d\s?(?:kg|km|cm|mm|m|g|h|ha|min|l|s)"
_ENDS = {
    # "171 en contra. No hubo abstenciones", "etc. Nadie", "pesa 5 kg. Es alto", "elpais.com. Lea"
    "es": re.compile(rf"(?:\b(?:contra|mar|etc)|{_UNITS}|\w\.(?:com|es|org|net))\.{_NEXT}"),
    "en": re.compile(rf"(?:\betc|{_UNITS}|\w\.(?:com|org|net|uk))\.{_NEXT}"),
}
_STARTS_LOWER_OR_DIGIT = re.compile(r"[^\w\s]*[a-zà-ÿ0-9]")
_LONGEST = 20_000  # characters of a line that the library is given at once


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`, in code points."""

    start: int
    end: int


def sentence_spans(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of the text in order, each without surrounding spaces.

    No sentence crosses a line. Together the spans cover every character that is not a space, and
    none begins or ends inside a number.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _pieces(line.group(), language):
            body = line.group()[start:end]
            left = start + len(body) - len(body.lstrip())
            right = start + len(body.rstrip())
            if left < right:
                spans.append(Span(line.start() + left, line.start() + right))
    return tuple(spans)


def statement_spans(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of the text without the datelines that some of them begin with."""
    spans = []
    for span in sentence_spans(text, language):
        start = span.start + dateline_length(text[span.start : span.end])
        if start < span.end:
            spans.append(Span(start, span.end))
    return tuple(spans)


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    start = 0
    ends = _ENDS.get(language)
    missed = [found.end() for found in ends.finditer(line)] if ends else []
    for boundary in sorted({*_boundaries(line, language), *missed}):
        if boundary > start and _is_boundary(line, start, boundary):
            yield start, boundary
            start = boundary
    yield start, len(line)


def _boundaries(line: str, language: str) -> Iterator[int]:
    """Where the library cuts; a line of megabytes is given to it in portions."""
    for offset in range(0, len(line), _LONGEST):
        portion = line[offset : offset + _LONGEST]
        for found in sentencex.get_sentence_boundaries(language, portion):
            end = offset + int(found["end_index"])
            # The end of a portion is no end of a sentence.
            if int(found["end_index"]) < len(portion):
                yield end


def _is_boundary(line: str, start: int, at: int) -> bool:
    before, after = line[max(start, at - 40) : at], line[at : at + 40]
    if not (before[-1].isspace() or after[:1].isspace()) or not _WORD.search(line[start:at]):
        return False
    if not _WORD.search(after):
        return bool(_WORD.search(line[at:]))
    continues = _STARTS_LOWER_OR_DIGIT.match(after.lstrip())
    if continues and _ABBREVIATED.search(before):
        return False
    if _BEFORE_NAME.search(before):
        return False
    lower = after.lstrip()[:1].islower()
    return not lower or bool(_ENDS_CLAUSE.search(before))
