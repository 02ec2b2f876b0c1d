"""Who is at the keyboard, for the record."""

from __future__ import annotations

import getpass


def user_name() -> str:
    """The name of the user of the system; "unknown" where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
