"""The one address that a page is known by."""

from __future__ import annotations

from urllib.parse import urldefrag

from courlan import clean_url

_MOST_TIMES = 5


def canonical_address(url: str) -> str:
    """The address without fragment, marks of campaigns and default port, its parameters sorted.

    What is no address of the web, a path say, is given as it is.
    """
    if not url.startswith(("http://", "https://")):
        return url
    try:
        address = urldefrag(url).url
        # What is left when a parameter is taken out may be cleaned once more.
        for _ in range(_MOST_TIMES):
            cleaned = clean_url(address) or address
            if cleaned == address:
                break
            address = cleaned
    except ValueError:
        return url
    return address
