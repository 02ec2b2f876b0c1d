"""Which claims somebody wants to see: what the address of the queue says, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

LONGEST_SEARCH = 200
LONGEST_VALUE = 300
MOST_VALUES = 50
LAST_PAGE = 100_000


class Facet(StrEnum):
    """What claims can be told apart by; the order is that of the page."""

    STATE = "state"
    VERDICT = "verdict"
    ASSIGNEE = "assignee"
    CONFIDENCE = "confidence"
    LANGUAGE = "language"
    OUTLET = "outlet"
    SPEAKER = "speaker"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    WORK = "work"
    TOPIC = "topic"
    FAILURE = "failure"
    AGE = "age"


NONE = "-"
"""The value of claims that have none: nobody's, without a speaker."""


class Order(StrEnum):
    """What comes first."""

    NEED = "need"
    NEWEST = "newest"
    OLDEST = "oldest"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The claims that have one of the values of every facet that is named, and all the words.

    `whole` is the facet whose values are all to be listed, not only the commonest.
    """

    chosen: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    words: str = ""
    order: Order = Order.NEED
    page: int = 1
    whole: Facet | None = None
    _values: Mapping[Facet, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", dict(self.chosen))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Wanted:
        """What the pairs of an address ask for; what cannot be understood is left out."""
        values: dict[Facet, list[str]] = {}
        words, order, page, whole = "", Order.NEED, 1, None
        for name, value in pairs:
            if name in tuple(Facet) and 0 < len(value) <= LONGEST_VALUE:
                chosen = values.setdefault(Facet(name), [])
                if value not in chosen and len(chosen) < MOST_VALUES:
                    chosen.append(value)
            elif name == "q":
                words = " ".join(value[:LONGEST_SEARCH].split())
            elif name == "order" and value in tuple(Order):
                order = Order(value)
            elif name == "page" and value.isdecimal() and 1 <= int(value[:7]) <= LAST_PAGE:
                page = int(value[:7])
            elif name == "all" and value in tuple(Facet):
                whole = Facet(value)
        chosen_now = tuple((it, tuple(sorted(values[it]))) for it in Facet if it in values)
        return cls(chosen_now, words, order, page, whole)

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The values that are wanted of a facet; none where all are."""
        return self._values.get(facet, ())

    def has(self, facet: Facet, value: str) -> bool:
        """Whether the value is among those that are wanted."""
        return value in self.values(facet)

    def toggled(self, facet: Facet, value: str) -> Wanted:
        """The same with the value chosen, or not any more; from its first page."""
        now = self.values(facet)
        values = tuple(it for it in now if it != value) if value in now else (*now, value)
        chosen = {**dict(self.chosen), facet: tuple(sorted(values))}
        return replace(
            self, chosen=tuple((it, chosen[it]) for it in Facet if chosen.get(it)), page=1
        )

    def at(self, page: int) -> Wanted:
        """Another page of the same."""
        return replace(self, page=page)

    def ordered(self, order: Order) -> Wanted:
        """The same in another order, from its first page."""
        return replace(self, order=order, page=1)

    def listing(self, facet: Facet | None) -> Wanted:
        """The same with all values of a facet listed; with the commonest of each for None."""
        return replace(self, whole=facet)

    @property
    def narrowed(self) -> bool:
        """Whether not every claim is wanted."""
        return bool(self.chosen or self.words)

    @property
    def query(self) -> str:
        """The address's part that asks for the same, without the question mark."""
        pairs = [(str(facet), value) for facet, values in self.chosen for value in values]
        pairs += [("q", self.words)] if self.words else []
        pairs += [("order", str(self.order))] if self.order is not Order.NEED else []
        pairs += [("all", str(self.whole))] if self.whole is not None else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return urlencode(pairs)

    @property
    def without_page(self) -> str:
        """The same from its first page."""
        return self.at(1).query
