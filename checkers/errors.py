"""The errors of veredicto.

    VeredictoError
    ├── BadInput             what the user gave cannot be used: exit status 2
    │   ├── UnreadableInput
    │   ├── UnservedLanguage
    │   ├── BadSetting
    │   └── UnknownProvider
    ├── FetchError
    │   ├── FetchRefused     the guard or robots.txt says no; a retry cannot help
    │   └── FetchFailed      the page could not be had this time; a retry may help
    ├── SearchFailed         a provider gave no usable answer
    ├── OpinionFailed        the additional judge gave no answer to be checked
    ├── CheckFailed          an article cannot be checked by a fault that nothing else names
    ├── OrchestratorFailed   Prefect's server cannot be reached; a retry may help
    ├── ModelError           a model cannot be loaded or gave something that is no score
    └── WarehouseError       the warehouse cannot be opened or written: exit status 1
        ├── WarehouseLocked  another process holds it; a retry may help
        ├── ForgottenMeanwhile  what was to be recorded has been removed on request
        ├── WarehouseDamaged what is there cannot be read: veredicto doctor --repair
        ├── WarehouseTooNew  it was written by a later version: exit status 2
        └── WarehouseFull    the disk is full

`transient` says whether the same call may succeed later. A message says what was wrong and what to
do about it; it is shown to the user as it is.
"""

from __future__ import annotations

from checkers.labels import Outcome


class VeredictoError(Exception):
    """Any failure that is explained to the user in one line."""

    transient = False
    exit_status = 1


class BadInput(VeredictoError):
    """What the user gave cannot be used."""

    exit_status = 2


class UnreadableInput(BadInput):
    """An article cannot be read from what was given."""


class UnservedLanguage(BadInput):
    """The article is in a language that is not served."""


class BadSetting(BadInput):
    """A setting has a value that cannot be used."""


class UnknownProvider(BadInput):
    """A search provider that does not exist was asked for."""


class FetchError(VeredictoError):
    """A page was not retrieved; `outcome` is how it is recorded."""

    def __init__(self, message: str, *, url: str, outcome: Outcome) -> None:
        super().__init__(message)
        self.url = url
        self.outcome = outcome


class FetchRefused(FetchError):
    """The guard or robots.txt forbids the request, or the page is of no use at any time."""

    exit_status = 2


class FetchFailed(FetchError):
    """The page could not be had this time."""

    transient = True


class SearchFailed(VeredictoError):
    """A provider gave no usable answer.

    `busy` says that it asked to be left alone, for `rest_seconds` where it said how long.
    """

    transient = True

    def __init__(
        self, message: str, *, provider: str, busy: bool = False, rest_seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.busy = busy
        self.rest_seconds = rest_seconds


class OpinionFailed(VeredictoError):
    """The additional judge gave no answer; `lasting` says that no other claim will get one."""

    def __init__(self, message: str, *, lasting: bool) -> None:
        super().__init__(message)
        self.lasting = lasting


class CheckFailed(VeredictoError):
    """An article cannot be checked, by a fault of this program or of its machine."""

    transient = True


class OrchestratorFailed(VeredictoError):
    """What runs the flows cannot be reached, or does not do its part."""

    transient = True


class ModelError(VeredictoError):
    """A model cannot be loaded, or what it returned is no score."""


class WarehouseError(VeredictoError):
    """The warehouse cannot be opened, read or written."""


class WarehouseLocked(WarehouseError):
    """Another process holds the warehouse, which is at `place`, a path or a lake."""

    transient = True

    def __init__(self, message: str, *, place: object = None) -> None:
        super().__init__(message)
        self.place = place


class ForgottenMeanwhile(WarehouseError):
    """What was to be recorded has been removed on request, and is not to come back."""


class WarehouseDamaged(WarehouseError):
    """What is in the place of the warehouse cannot be read, or is something else."""


class WarehouseTooNew(WarehouseError):
    """The warehouse was written by a later version of veredicto."""

    exit_status = 2


class WarehouseFull(WarehouseError):
    """The disk has no room for the transaction."""

    transient = True
