"""Identifiers of content: equal content gets equal ones."""

from __future__ import annotations

import hashlib


def identify(*parts: object) -> str:
    """A 24-character identifier of the content of `parts`; equal parts give equal identifiers."""
    digest = hashlib.sha256("\x1f".join("" if p is None else str(p) for p in parts).encode())
    return digest.hexdigest()[:24]


def hash_text(text: str) -> str:
    """The SHA-256 of a text as it is stored: half a surrogate pair is one question mark."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
