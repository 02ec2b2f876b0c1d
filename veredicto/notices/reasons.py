"""Which reasons to tell of a claim the settings name."""

from __future__ import annotations

from collections.abc import Iterable

from checkers.errors import BadSetting
from checkers.verdicts.flags import Reason


def parse_reasons(names: Iterable[str]) -> tuple[Reason, ...]:
    """The reasons of these names.

    Raises:
        BadSetting: there is none of such a name.
    """
    given = tuple(names)
    for name in given:
        if name not in tuple(Reason):
            known = ", ".join(Reason)
            raise BadSetting(f"VEREDICTO_NOTIFY_ON has {name!r}, where one of {known} is wanted")
    return tuple(Reason(name) for name in given)
