"""Keeps the copy of the warehouse for readers fresh while runs are recorded."""

from __future__ import annotations

import time
from pathlib import Path

from checkers.errors import BadInput, WarehouseError
from veredicto.logs import complain
from veredicto.settings import Settings
from warehouse.place import Lake
from warehouse.public_copy import PublicCopy, Refreshed


class Refresher:
    """Refreshes the copy after runs, in a batch at most every so many seconds.

    A copy that cannot be made fails no run: what was recorded is in the warehouse. Why is told on
    standard error. A lake is read while it is written, and gets none.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._refreshed = time.monotonic()
        self._due = False

    def after_a_run(self) -> None:
        """Refreshes the copy, unless that was done a moment ago."""
        self._due = True
        if time.monotonic() - self._refreshed >= self._settings.publish_every_seconds:
            self.finish()

    def finish(self) -> None:
        """Refreshes the copy, if there was a run since."""
        if not (self._due and self._settings.publish) or isinstance(self._settings.warehouse, Lake):
            return
        try:
            refresh_now(self._settings)
        except WarehouseError as error:
            complain(f"readers get no newer copy: {error}")
        self._due = False
        self._refreshed = time.monotonic()


def refresh_after(settings: Settings) -> None:
    """Refreshes the copy after something was recorded, where the settings want one."""
    refresher = Refresher(settings)
    refresher.after_a_run()
    refresher.finish()


def refresh_now(settings: Settings, *, anew: bool = False) -> Refreshed:
    """Refreshes the copy, whatever the settings say of doing so by itself.

    Raises:
        BadInput: there is no warehouse, or it is a lake.
        WarehouseError: it cannot be read, or the copy cannot be written.
    """
    return public_copy(settings).refresh(anew=anew, patience_seconds=settings.patience_seconds)


def public_copy(settings: Settings) -> PublicCopy:
    """The copy of the warehouse that the settings name.

    Raises:
        BadInput: the warehouse is a lake, which needs none.
    """
    if isinstance(settings.warehouse, Lake):
        message = "a lake is read while it is written: it needs no copy for readers"
        raise BadInput(message)
    return PublicCopy(settings.warehouse, settings.publish_to)


def copy_to_read(settings: Settings) -> Path:
    """The DuckDB file of the copy.

    Raises:
        BadInput: there is none yet, or the warehouse is a lake.
    """
    database = public_copy(settings).database
    if not database.is_file():
        message = f"there is no copy for readers at {database}: veredicto refresh makes one"
        raise BadInput(message)
    return database
