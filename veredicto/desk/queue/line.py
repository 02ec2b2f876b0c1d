"""The line of claims in memory: what is wanted of it, how many of each sort, who is next.

Fifty thousand claims are ten arrays of numbers here: a page with its counts takes some
milliseconds, and no question to the warehouse.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from checkers.labels import ClaimStatus, Decision, VerdictLabel
from veredicto.desk.nouns import ClaimState, DeskState
from veredicto.desk.queue.columns import Codes, coded, facets_of, seconds_of, texts_of
from veredicto.desk.queue.ranking import Ranking, fold, rank_claims
from veredicto.desk.queue.several import COLUMNS, Several
from veredicto.desk.queue.wanted import NONE, Facet, Order, Wanted

A_PAGE = 40
SHOWN_VALUES = 8
MOST_VALUES = 1000
"""So many of each facet where others than the commonest are listed, too."""
FLAGGED = (VerdictLabel.REFUTED, VerdictLabel.CONFLICTING_EVIDENCE)
# What comes first in the order of need, whatever the claim says.
WAY = (
    DeskState.DISAGREEMENT,
    DeskState.SECOND_READING,
    DeskState.OPEN,
    DeskState.DRAFT,
    DeskState.PUBLISHED,
)
NOT_CHECKABLE = "not_checkable"
CHANGING = frozenset({Facet.STATE, Facet.VERDICT, Facet.ASSIGNEE})
"""The facets that change with what people do at the desk."""

SHOWN = [
    "claim_id",
    "wording",
    "article_title",
    "outlet",
    "speaker",
    "language",
    "status",
    "confidence",
    "checked_at",
    "published_at",
    "outlets",
    "fact_checked",
    "review_outdated",
]
"""What a page of the line shows of the rows."""
REMEMBERED = 128
"""So many filters are answered from memory as long as nothing changes."""
MADE = 8192
"""So many claims are kept as they are shown."""

Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim in the line. `label` is what stands now: an editor's where there is one."""

    claim_id: str
    wording: str
    article_title: str | None
    outlet: str | None
    speaker: str | None
    language: str
    label: VerdictLabel | None
    status: ClaimStatus
    confidence: float | None
    checked_at: datetime
    published_at: datetime | None
    state: DeskState
    not_checkable: bool
    assignee: str | None
    harm: float
    reach: float
    doubt: float
    outlets: int
    fact_checked: bool
    review_outdated: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the wanted claims have a value of a facet."""

    value: str
    claims: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the wanted claims; `counts` are by facet, the commonest values first."""

    claims: tuple[Waiting, ...]
    found: int
    page: int
    pages: int
    counts: Mapping[Facet, tuple[Count, ...]]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was wanted once, as it was at a version of the line.

    `mask` tells the claims; they are `fixed` where nothing that people do changes which they are.
    """

    version: int
    places: Places
    counts: Mapping[Facet, tuple[Count, ...]]
    mask: Mask
    fixed: bool


class Line:
    """The claims of one state of the warehouse, with what the desk says of them.

    Args:
        rows: the table of `warehouse.desk.queue.QueueRows`.
        states: what was done on the desk, by claim.
        now: when the ages of claims are counted from.
    """

    def __init__(self, rows: pa.Table, states: Mapping[str, ClaimState], now: datetime) -> None:
        self._rows = rows
        self._ids: list[str] = rows.column("claim_id").to_pylist()
        self._places = {claim_id: place for place, claim_id in enumerate(self._ids)}
        folded = texts_of(rows)
        self._folded = pa.array(folded, pa.large_string())
        self._reworded: dict[int, str] = {}
        self.ranking: Ranking = rank_claims(rows, folded)
        self._seconds = seconds_of(rows)
        self._by_need = np.empty(len(self), np.int64)
        self._by_need[np.lexsort((-self._seconds, -self.ranking.need))] = np.arange(len(self))
        self._way_by_need = np.zeros(len(self), np.int64)
        self._shown = rows.select(SHOWN).combine_chunks()
        self._remembered: dict[Wanted, _Found] = {}
        self._made: dict[int, Waiting] = {}
        self._orders: dict[Order, tuple[int, Places]] = {}
        self._words: dict[str, Mask] = {}
        self._progress: tuple[int, tuple[tuple[DeskState, int], ...]] | None = None
        self._values: dict[Facet, list[str]] = {}
        self._codes: dict[Facet, Codes] = {}
        for facet, values in facets_of(rows, now).items():
            self._values[facet], self._codes[facet] = coded(values)
        self._several = {facet: Several.of(rows, facet) for facet in COLUMNS}
        self._values.update((facet, it.values) for facet, it in self._several.items())
        self._values[Facet.STATE] = [str(state) for state in WAY]
        self._codes[Facet.STATE] = np.full(len(self), WAY.index(DeskState.OPEN), np.int32)
        self._values[Facet.ASSIGNEE] = [NONE]
        self._codes[Facet.ASSIGNEE] = np.zeros(len(self), np.int32)
        self._states: dict[str, ClaimState] = {}
        self._lock = threading.Lock()
        self.version = 0
        self._lay_recorded()
        for state in states.values():
            self.apply(state)
        self._put_in_order(np.arange(len(self)))

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, claim_id: str) -> bool:
        return claim_id in self._places

    def apply(self, state: ClaimState) -> None:
        """Lets the line have what the actions on a claim now come to."""
        place = self._places.get(state.claim_id)
        if place is None:
            return
        with self._lock:
            self._states[state.claim_id] = state
            if state.version:
                # Also where the desk's own decision was undone, over one that is recorded.
                recorded = self._recorded(place) and not state.decided
                now = DeskState.PUBLISHED if recorded else state.state
                self._codes[Facet.STATE][place] = WAY.index(now)
            who = state.assignee or NONE
            if who not in self._values[Facet.ASSIGNEE]:
                self._values[Facet.ASSIGNEE].append(who)
            self._codes[Facet.ASSIGNEE][place] = self._values[Facet.ASSIGNEE].index(who)
            if state.wording:
                self._reworded[place] = fold(state.wording)
            else:
                self._reworded.pop(place, None)
            self._label_now(place)
            self._put_in_order(np.array([place]))
            self._made.pop(place, None)
            self.version += 1

    def page(self, wanted: Wanted) -> Page:
        """The page that is wanted, with the counts of every facet."""
        places, counts = self._found(wanted.at(1))
        pages = max(1, -(-len(places) // A_PAGE))
        page = min(wanted.page, pages)
        here = places[(page - 1) * A_PAGE : page * A_PAGE]
        return Page(self._waiting(here), len(places), page, pages, counts)

    def all_of(self, wanted: Wanted) -> tuple[str, ...]:
        """The identifiers of all wanted claims in their order."""
        return tuple(self._ids[it] for it in self._found(wanted.at(1))[0])

    def beside(self, claim_id: str, wanted: Wanted) -> tuple[str | None, str | None]:
        """The wanted claims before and after one; the first if it is not wanted itself."""
        place = self._places.get(claim_id)
        places, _counts = self._found(wanted.at(1))
        found = np.flatnonzero(places == place)
        if not len(found):
            return None, self._ids[places[0]] if len(places) else None
        at = int(found[0])
        before = self._ids[places[at - 1]] if at > 0 else None
        after = self._ids[places[at + 1]] if at + 1 < len(places) else None
        return before, after

    def following(self, claim_id: str, wanted: Wanted) -> str | None:
        """The next wanted claim that nobody has decided yet, from the first after the end on."""
        places, _counts = self._found(wanted.at(1))
        found = np.flatnonzero(places == self._places.get(claim_id))
        turned = np.roll(places, -int(found[0]) - 1)[:-1] if len(found) else places
        waiting = turned[self._codes[Facet.STATE][turned] == WAY.index(DeskState.OPEN)]
        return self._ids[waiting[0]] if len(waiting) else None

    def find(self, claim_id: str) -> Waiting | None:
        """The claim as it stands in the line; None where there is none."""
        place = self._places.get(claim_id)
        return None if place is None else self._waiting(np.array([place]))[0]

    def find_all(self, claim_ids: Iterable[str]) -> dict[str, Waiting]:
        """Those of the claims that are in the line, as they stand in it."""
        places = [self._places[it] for it in claim_ids if it in self._places]
        return {it.claim_id: it for it in self._waiting(np.array(places, np.intp))}

    def row(self, claim_id: str) -> dict[str, Any] | None:
        """What the warehouse says of the claim, by the names of its columns."""
        place = self._places.get(claim_id)
        if place is None:
            return None
        row: dict[str, Any] = self._rows.slice(place, 1).to_pylist()[0]
        return row

    def state(self, claim_id: str) -> DeskState:
        """Where a claim of the line is on its way."""
        return WAY[self._codes[Facet.STATE][self._places[claim_id]]]

    def progress(self) -> tuple[tuple[DeskState, int], ...]:
        """How many claims are in each state, in the order of the way."""
        version = self.version
        known = self._progress
        if known is None or known[0] != version:
            counts = np.bincount(self._codes[Facet.STATE], minlength=len(WAY))
            progress = tuple((state, int(counts[WAY.index(state)])) for state in DeskState)
            self._progress = known = (version, progress)
        return known[1]

    def _lay_recorded(self) -> None:
        """What editors decided according to the warehouse stands until the desk says otherwise."""
        decided = self._rows.column("decision").to_pylist()
        for place, decision in enumerate(decided):
            if decision is not None:
                self._codes[Facet.STATE][place] = WAY.index(DeskState.PUBLISHED)
                self._label_now(place)

    def _recorded(self, place: int) -> bool:
        return self._rows.column("decision")[place].as_py() is not None

    def _label_now(self, place: int) -> None:
        label, not_checkable = self._stands(place)
        status = self._rows.column("status")[place].as_py()
        value = NOT_CHECKABLE if not_checkable else str(label or status)
        known = self._values[Facet.VERDICT]
        if value not in known:
            known.append(value)
        self._codes[Facet.VERDICT][place] = known.index(value)

    def _stands(self, place: int) -> tuple[VerdictLabel | None, bool]:
        """The label that stands, and whether an editor took the claim out."""
        state = self._states.get(self._ids[place])
        reading = state and (state.standing or state.published)
        if reading:
            return reading.label, reading.decision is Decision.NOT_CHECKABLE
        decision = self._rows.column("decision")[place].as_py()
        if decision is not None:
            label = self._rows.column("decided_label")[place].as_py()
            return _label(label), decision == Decision.NOT_CHECKABLE
        return _label(self._rows.column("label")[place].as_py()), False

    def _waiting(self, places: Places) -> tuple[Waiting, ...]:
        version = self.version
        known = {at: self._made.get(at) for at in places.tolist()}
        missing = [at for at, made in known.items() if made is None]
        if missing:
            rows = self._shown.take(pa.array(missing, pa.int64())).to_pylist()
            fresh = {at: self._one(row, at) for row, at in zip(rows, missing, strict=True)}
            known.update(fresh)
            with self._lock:
                # What was made while somebody changed a claim may be of before.
                if self.version == version:
                    if len(self._made) >= MADE:
                        self._made.clear()
                    self._made.update(fresh)
        return tuple(made for made in known.values() if made is not None)

    def _one(self, row: dict[str, Any], place: int) -> Waiting:
        label, not_checkable = self._stands(place)
        state = self._states.get(row["claim_id"])
        return Waiting(
            claim_id=row["claim_id"],
            wording=(state.wording if state else None) or row["wording"],
            article_title=row["article_title"],
            outlet=row["outlet"],
            speaker=row["speaker"],
            language=row["language"],
            label=label,
            status=ClaimStatus(row["status"]),
            confidence=row["confidence"],
            checked_at=row["checked_at"],
            published_at=row["published_at"],
            state=WAY[self._codes[Facet.STATE][place]],
            not_checkable=not_checkable,
            assignee=state.assignee if state else None,
            harm=float(self.ranking.harm[place]),
            reach=float(self.ranking.reach[place]),
            doubt=float(self.ranking.doubt[place]),
            outlets=int(row["outlets"] or 1),
            fact_checked=bool(row["fact_checked"]),
            review_outdated=bool(row["review_outdated"]) and not (state and state.version),
        )

    def _found(self, wanted: Wanted) -> tuple[Places, Mapping[Facet, tuple[Count, ...]]]:
        """The places of all wanted claims in their order, and the counts of every facet."""
        known = self._remembered.get(wanted)
        if known is not None and known.version == self.version:
            return known.places, known.counts
        version = self.version
        if known is not None and known.fixed:
            # The same claims: only what people do of them can be otherwise.
            changed = {facet: self._counted(facet, known.mask, wanted) for facet in CHANGING}
            places, counts = self._sorted(known.mask, wanted.order), {**known.counts, **changed}
            self._remembered[wanted] = replace(known, version=version, places=places, counts=counts)
            return places, counts
        masks = {facet: self._having(facet, values) for facet, values in wanted.chosen}
        every = self._with_words(wanted.words)
        whole = every.copy()
        for mask in masks.values():
            whole &= mask
        counts = {}
        for facet in Facet:
            seen = whole
            if facet in masks:
                # A facet shows what its other values would bring.
                seen = every.copy()
                for other, mask in masks.items():
                    if other is not facet:
                        seen &= mask
            counts[facet] = self._counted(facet, seen, wanted)
        places = self._sorted(whole, wanted.order)
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        fixed = not wanted.words and CHANGING.isdisjoint(masks)
        self._remembered[wanted] = _Found(version, places, counts, whole, fixed)
        return places, counts

    def _having(self, facet: Facet, values: tuple[str, ...]) -> Mask:
        if facet in self._several:
            return self._several[facet].having(values)
        known = self._values[facet]
        mask = np.zeros(len(self), bool)
        for value in values:
            if value in known:
                mask |= self._codes[facet] == known.index(value)
        return mask

    def _with_words(self, words: str) -> Mask:
        found = np.ones(len(self), bool)
        for word in fold(words).split():
            having = self._having_word(word).copy()
            # A copy: somebody may word a claim anew meanwhile.
            reworded = list(self._reworded.items())
            having[[at for at, wording in reworded if word in wording]] = True
            found &= having
        return found

    def _having_word(self, word: str) -> Mask:
        """The claims that had the word in them when they were read."""
        known = self._words.get(word)
        if known is None:
            # A column of Arrow is searched through in C++.
            found = pc.match_substring(self._folded, word)
            known = np.array(found.to_numpy(zero_copy_only=False))
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            self._words[word] = known
        return known

    def _sorted(self, wanted: Mask, order: Order) -> Places:
        everything = self._in_order(order)
        return everything[wanted[everything]]

    def _in_order(self, order: Order) -> Places:
        """All places in an order; that of need is laid down anew where a claim changed."""
        version = self.version if order is Order.NEED else 0
        known = self._orders.get(order)
        if known is None or known[0] != version:
            known = (version, np.argsort(self._keys(order), kind="stable"))
            self._orders[order] = known
        return known[1]

    def _keys(self, order: Order) -> npt.NDArray[Any]:
        match order:
            case Order.NEED:
                return self._way_by_need
            case Order.NEWEST:
                return -self._seconds
            case Order.OLDEST:
                return self._seconds
            case Order.UNSURE:
                return -self.ranking.doubt

    def _put_in_order(self, places: Places) -> None:
        """Lays down where claims stand in the order of need: by state, flagged first, by need."""
        states = self._codes[Facet.STATE][places].astype(np.int64)
        known = self._values[Facet.VERDICT]
        flagged = [known.index(label) for label in FLAGGED if label in known]
        calm = ~np.isin(self._codes[Facet.VERDICT][places], flagged)
        self._way_by_need[places] = ((states * 2 + calm) << 32) + self._by_need[places]

    def _counted(self, facet: Facet, seen: Mask, wanted: Wanted) -> tuple[Count, ...]:
        known = self._values[facet]
        if facet in self._several:
            counts = self._several[facet].counted(seen)
        else:
            counts = np.bincount(self._codes[facet][seen], minlength=len(known))
        chosen = wanted.values(facet)
        # One more than is shown tells that there are others.
        most = MOST_VALUES if wanted.whole is facet else SHOWN_VALUES + 1
        shown = _largest(counts, most + len(chosen))
        named = {known.index(value) for value in chosen if value in known} - set(shown)
        return tuple(
            Count(known[it], int(counts[it]), known[it] in chosen)
            for it in (*shown, *sorted(named))
        )


def _largest(counts: npt.NDArray[np.int64], many: int) -> list[int]:
    """Where the largest counts are that are not 0, the largest first."""
    least = 1
    if len(counts) > many:
        least = max(least, int(np.partition(counts, -many)[-many]))
    places = np.flatnonzero(counts >= least)
    order = np.argsort(-counts[places], kind="stable")[:many]
    return [int(it) for it in places[order]]


def _label(value: str | None) -> VerdictLabel | None:
    return None if value is None else VerdictLabel(value)
