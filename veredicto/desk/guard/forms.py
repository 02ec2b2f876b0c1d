"""The mark that every form of the desk carries, so that no other page can send one."""

from __future__ import annotations

import hashlib
import hmac


def mark_of(session: str) -> str:
    """The mark of the forms of a session; the session cannot be told from it."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def is_marked(session: str, given: str) -> bool:
    """Whether a form was made for the session."""
    return hmac.compare_digest(mark_of(session).encode(), given.encode("utf-8", "replace"))
