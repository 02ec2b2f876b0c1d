"""Warehouses with their copies for readers."""

from __future__ import annotations

from pathlib import Path

from prepared_warehouses import prepared

from warehouse.desk.reader import DeskReader
from warehouse.public_copy import PublicCopy
from warehouse.writer import Warehouse


class Published:
    """A warehouse with its copy for readers."""

    def __init__(self, path: Path) -> None:
        self.warehouse: Warehouse = prepared(path)
        self.copy = PublicCopy(path)
        self._readers: list[DeskReader] = []

    def read(self) -> DeskReader:
        """A reader of what is recorded now."""
        self.copy.refresh()
        self._readers.append(DeskReader(self.copy.database))
        return self._readers[-1]

    def close(self) -> None:
        """Closes the readers."""
        for reader in self._readers:
            reader.close()
