"""Who publishes the page at an address."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from tldextract import TLDExtract


@cache
def _extractor() -> TLDExtract:
    # The list that ships with the library; private suffixes too, for the blogs of a blog host are
    # different publishers.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def publisher_of(url: str) -> str:
    """The registrable domain of the URL's host, or the whole host where there is none.

    IP addresses and names without a public suffix (`gaceta.localhost`) stay as they are; empty for
    what has no host.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return _extractor()(host).top_domain_under_public_suffix or host
