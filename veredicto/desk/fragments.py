"""Pieces of pages that many people see alike, made once and remembered.

A page of the queue has forty claims and a hundred counts; to write them anew for each reader would
take most of the time of a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock
from typing import Generic, TypeVar
from weakref import ReferenceType, ref

from markupsafe import Markup, escape

from veredicto.desk import drawing
from veredicto.desk.queue.line import Count, Line, Page, Waiting
from veredicto.desk.queue.wanted import Facet, Wanted
from veredicto.desk.render import environment
from veredicto.desk.shelf import Claimed
from veredicto.desk.words import words_in
from warehouse.desk.reader import DeskReader

Key = TypeVar("Key")
Piece = TypeVar("Piece")

FACETS_REMEMBERED = 4096
ROWS_REMEMBERED = 8192
HERE, AFTER = Markup(token_hex(16)), Markup(token_hex(16))  # noqa: S704 (hexadecimal digits)
"""Where the filter stands in a row, and where a row ends: what nobody can write into a claim."""
LONGEST_REMEMBERED = 500
CHARTS_REMEMBERED = 64
_CHARTS: dict[tuple[str, str, str | None], Markup] = {}
"""By the state of the warehouse, the language and the outlet."""


class _OfLine(Generic[Key, Piece]):
    """Pieces that were made of one line; those of an earlier one are kept for nobody."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._line: ReferenceType[Line] | None = None
        self._made: dict[Key, Piece] = {}

    def known(self, line: Line) -> dict[Key, Piece]:
        """What was made of the line."""
        with self._lock:
            if self._line is None or self._line() is not line:
                self._line, self._made = ref(line), {}
            return self._made

    def keep(self, line: Line, made: Mapping[Key, Piece]) -> None:
        """Keeps what was made of the line, unless there is another by now."""
        with self._lock:
            if self._line is not None and self._line() is line:
                if len(self._made) + len(made) > self._most:
                    self._made.clear()
                self._made.update(made)


_RowKey = tuple[Waiting, str | None, str, bool]
"""The claim, the name of whom it is given to, the language, whether it has a box."""
_FacetKey = tuple[Facet, tuple[Count, ...], Wanted, str, tuple[tuple[str, str], ...]]
"""The facet with its counts, what is wanted, the language, and people by their identifiers."""


class QueuePieces:
    """The rows and the filters of the queue, each made once for as long as it says the same."""

    def __init__(self) -> None:
        self._rows: _OfLine[_RowKey, tuple[Markup, Markup]] = _OfLine(ROWS_REMEMBERED)
        self._facets: _OfLine[_FacetKey, Markup] = _OfLine(FACETS_REMEMBERED)

    def rows(
        self,
        line: Line,
        claims: Sequence[Waiting],
        language: str,
        query: str,
        people: Mapping[str, str],
        *,
        can_choose: bool,
    ) -> Markup:
        """The claims as rows.

        Args:
            line: that they stand in.
            claims: those of the page.
            language: of the desk.
            query: what the address of a claim says of the filter.
            people: their names.
            can_choose: whether each has a box to choose it by.
        """
        kept = self._rows.known(line)
        keys = [(it, people.get(it.assignee or ""), language, can_choose) for it in claims]
        known = {key: kept.get(key) for key in keys}
        missing = [key for key, row in known.items() if row is None]
        if missing:
            made = _rows_made(missing, language, can_choose=can_choose)
            known.update(made)
            self._rows.keep(line, made)
        link = escape(f"?{query}" if query else "")
        return Markup("").join(link.join(row) for row in known.values() if row is not None)

    def facets(
        self, line: Line, page: Page, wanted: Wanted, language: str, people: Mapping[str, str]
    ) -> Markup:
        """The filters with how many claims of the line each would leave."""
        kept, first = self._facets.known(line), wanted.at(1)
        # An address of thousands of characters is remembered for nobody.
        short = len(first.query) <= LONGEST_REMEMBERED
        pieces = []
        for facet, counts in page.counts.items():
            names = tuple(people.items()) if facet is Facet.ASSIGNEE else ()
            key = (facet, counts, first, language, names)
            piece = kept.get(key)
            if piece is None:
                piece = _made(
                    "queue_facet.html",
                    language,
                    name=facet,
                    counts=counts,
                    wanted=first,
                    people=people,
                )
                if short:
                    self._facets.keep(line, {key: piece})
            pieces.append(piece)
        return Markup("").join(pieces)


def _rows_made(
    keys: Sequence[_RowKey], language: str, *, can_choose: bool
) -> dict[_RowKey, tuple[Markup, Markup]]:
    """What each row says before and after the filter in its link."""
    rows = [(it, assignee) for it, assignee, _, _ in keys]
    context = {"rows": rows, "can_choose": can_choose, "keys": {}, "here": HERE, "after": AFTER}
    text = _made("queue_rows.html", language, **context)
    parts = (row.partition(f"?{HERE}") for row in text.split(AFTER))
    return {key: (before, after) for key, (before, _, after) in zip(keys, parts, strict=False)}


def charts_drawn(reader: DeskReader, language: str, outlet: str | None) -> Markup:
    """The charts, with the record of an outlet: of the one with most claims if it is none."""
    outlets = reader.outlets()
    chosen = outlet if outlet in outlets else (outlets[0] if outlets else None)
    key = (reader.state, language, chosen)
    known = _CHARTS.get(key)
    if known is not None:
        return known
    made = _made(
        "charts_drawn.html",
        language,
        over_time=drawing.over_time(reader.verdicts_over_time()),
        record=drawing.over_time(reader.outlet_record(chosen)) if chosen else None,
        outlets=outlets,
        outlet=chosen,
        agreement=drawing.agreement(reader.agreement()),
        risks=drawing.risk_coverage(reader.risk_coverage()),
    )
    if len(_CHARTS) >= CHARTS_REMEMBERED:
        _CHARTS.clear()
    if reader.state == key[0]:
        _CHARTS[key] = made
    return made


@dataclass(frozen=True, slots=True)
class ClaimPieces:
    """The parts of a claim's page that are alike for all who read a language."""

    article: Markup
    evidence: Markup
    beside: Markup
    history: Markup


def claim_pieces(
    claimed: Claimed, language: str, labels: Mapping[str, Waiting], query: str
) -> ClaimPieces:
    """The parts of a claim's page.

    Args:
        claimed: the claim.
        language: of the desk.
        labels: the claims of the article that are in the line.
        query: what addresses of claims say of the filter.
    """
    stand = tuple((it.claim_id, it.not_checkable, it.label, it.status) for it in labels.values())
    # An address of thousands of characters is remembered for nobody.
    key = (language, query, stand) if len(query) <= LONGEST_REMEMBERED else None
    article = claimed.pieces.get(key) if key else None
    if article is None:
        found = claimed.found
        article = _made("claim_article.html", language, found=found, labels=labels, query=query)
        if key:
            claimed.keep(key, article)
    return ClaimPieces(article, *prepare_pieces(claimed, language))


def prepare_pieces(claimed: Claimed, language: str) -> tuple[Markup, Markup, Markup]:
    """The evidence, what stands beside it and the history, which are kept with the claim."""
    return (
        _piece(claimed, "claim_evidence.html", language),
        _piece(claimed, "claim_beside.html", language),
        _piece(claimed, "claim_history.html", language),
    )


def _piece(claimed: Claimed, template: str, language: str) -> Markup:
    known = claimed.pieces.get((template, language))
    if known is not None:
        return known
    made = _made(
        template,
        language,
        found=claimed.found,
        fates=claimed.fates,
        history=claimed.history,
        changes=claimed.changes,
        repeats=claimed.repeats,
        fact_checks=claimed.fact_checks,
        opinions=claimed.opinions,
    )
    claimed.keep((template, language), made)
    return made


def _made(template: str, language: str, **context: object) -> Markup:
    words = words_in(language)
    text = (
        environment(language)
        .get_template(template)
        .render(words=words, formats=words.formats, **context)
    )
    return Markup(text)  # noqa: S704 (a template has escaped it)
