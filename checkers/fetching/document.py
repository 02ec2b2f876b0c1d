"""What came back for one address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A page as retrieved: `body` is decompressed, `headers` are as received, in order.

    `url` is what was asked for, `final_url` where the redirects ended. `status_code` is None for a
    file of a corpus folder. `retrieved_at` is UTC.
    """

    url: str
    final_url: str
    status_code: int | None
    headers: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes
    retrieved_at: datetime

    @property
    def sha256(self) -> str:
        """The hash of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()
