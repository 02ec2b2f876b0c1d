"""The text of a stored page, extracted once more from its snapshot."""

from __future__ import annotations

from checkers.errors import WarehouseError
from checkers.fetching.snapshot import SnapshotStore
from checkers.fetching.sources import read_source
from checkers.nouns import Source


class StoredPages:
    """The texts of stored pages, each extracted once."""

    def __init__(self, snapshots: SnapshotStore) -> None:
        self._snapshots = snapshots
        self._texts: dict[str, str | WarehouseError] = {}

    def text_of(self, source: Source) -> str:
        """The text that the stored page of `source` gives now; `source.text` is not looked at.

        Raises:
            WarehouseError: The snapshot is missing or damaged, or not the bytes that `source` says.
        """
        if source.id not in self._texts:
            self._texts[source.id] = self._extract(source)
        found = self._texts[source.id]
        if isinstance(found, WarehouseError):
            raise found
        return found

    def _extract(self, source: Source) -> str | WarehouseError:
        try:
            document = self._snapshots.get(source.snapshot or "")
        except WarehouseError as error:
            return error
        if document.sha256 != source.sha256:
            return WarehouseError(
                f"the stored page {source.snapshot} is not the one retrieved: its SHA-256 is "
                f"{document.sha256}, not {source.sha256}"
            )
        return read_source(document, source.snapshot or "").text
