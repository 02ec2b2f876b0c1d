"""Passwords, kept and compared by argon2id: https://www.rfc-editor.org/rfc/rfc9106."""

from __future__ import annotations

import secrets
import threading
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
"""Each comparison takes 64 MiB: many at once would take the machine's memory."""


class Passwords:
    """Hashes passwords and compares them, a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """What is kept of the password."""
        with self._turns:
            return self._hasher.hash(password)

    def are_the_same(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one that is kept; it takes as long where none is."""
        nobody = self._nobody
        with self._turns:
            try:
                same = self._hasher.verify(kept or nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return same and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed with less effort than now, and is to be hashed again."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        return self.hashed(secrets.token_urlsafe())
