"""Tokens that let somebody in: handed out once, and kept as their SHA-256."""

from __future__ import annotations

import secrets

from veredicto.desk.book.chain import sha256


def fresh_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(32)


def kept_of(token: str) -> str:
    """What is kept of a token. It is random, so that no salt is needed."""
    return sha256(token)
