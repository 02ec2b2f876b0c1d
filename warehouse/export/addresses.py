"""Which addresses may stand in what is published."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_address(url: str | None) -> bool:
    """Whether a reader's browser may be sent there: http or https, a host, nothing unprintable."""
    if not url or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
