"""The one address that a page is known by."""

from __future__ import annotations

from urllib.parse import urldefrag

from courlan import clean_url


def canonical_address(url: str) -> str:
    """The address without fragment, marks of campaigns and default port, its parameters sorted.

    What is no address of the web, a path say, is given as it is.
    """
    if not url.startswith(("http://", "https://")):
        return url
    try:
        bare = urldefrag(url).url
        return clean_url(bare) or bare
    except ValueError:
        return url
