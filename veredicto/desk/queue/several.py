"""Facets of which a claim may have several values, or none: whom and what it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from veredicto.desk.queue.wanted import Facet

COLUMNS = {
    Facet.PERSON: "people",
    Facet.ORGANISATION: "organisations",
    Facet.PLACE: "places",
    Facet.WORK: "works",
}
"""The facets, and the columns of `warehouse.desk.queue.QueueRows` that hold their values."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Several:
    """That the claim at `places[n]` has the value `values[codes[n]]`, for each such pair."""

    values: list[str]
    places: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int32]
    claims: int

    @classmethod
    def of(cls, rows: pa.Table, facet: Facet) -> Several:
        """The pairs in the lists of the facet's column."""
        lists = rows.column(COLUMNS[facet]).cast(pa.list_(pa.string())).combine_chunks()
        coded = pc.dictionary_encode(lists.flatten())
        return cls(
            values=coded.dictionary.to_pylist(),
            places=np.asarray(pc.list_parent_indices(lists), np.int64),
            codes=np.asarray(coded.indices, np.int32),
            claims=len(rows),
        )

    def having(self, values: tuple[str, ...]) -> Mask:
        """Which claims have one of the values."""
        codes = [self.values.index(value) for value in values if value in self.values]
        mask = np.zeros(self.claims, bool)
        mask[self.places[np.isin(self.codes, codes)]] = True
        return mask

    def counted(self, seen: Mask) -> npt.NDArray[np.int64]:
        """How many of the claims that are seen have each value."""
        return np.bincount(self.codes[seen[self.places]], minlength=len(self.values))
