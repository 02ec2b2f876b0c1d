"""The provider `ddgs`: free web search engines, read through the library of that name.

https://github.com/deedy5/ddgs; the engines are not asked whether they like it, answer as long as
they please, and say nothing when they stop.
"""

from __future__ import annotations

from ddgs import DDGS
from ddgs.exceptions import DDGSException

from checkers.errors import SearchFailed
from checkers.nouns import Query, SearchResult
from checkers.search.hits import Hit, results_of

_NAME = "ddgs"
_REGIONS = {"es": "es-es", "en": "us-en"}


class DdgsProvider:
    """Asks the engines that the library knows, several at once.

    Args:
        seconds: How long one query may take.
        proxy: The address of a proxy to go through; None for the one that DDGS_PROXY names.
        certificates: A file of the certificates to trust, in PEM; None for those of the system.
    """

    name = _NAME

    def __init__(
        self, *, seconds: int, proxy: str | None = None, certificates: str | None = None
    ) -> None:
        self._seconds = seconds
        self._proxy = proxy
        self._verify: str | bool = certificates or True

    def search(self, query: Query, *, limit: int) -> tuple[SearchResult, ...]:
        """The first pages that the engines agree on.

        Raises:
            SearchFailed: None was found. The library does not tell an engine that found nothing
                from one that refused, so nothing found is never taken for nothing there.
        """
        region = _REGIONS.get(query.language, "wt-wt")
        try:
            found = DDGS(self._proxy, self._seconds, verify=self._verify).text(
                query.text, region=region, max_results=limit
            )
        except DDGSException as error:
            message = f"the engines that ddgs asks gave nothing to use: {_first_line(error)}"
            raise SearchFailed(message, provider=_NAME) from error
        hits = (Hit(it.get("href", ""), it.get("title"), it.get("body")) for it in found)
        return results_of(hits, query, provider=_NAME, limit=limit)


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
