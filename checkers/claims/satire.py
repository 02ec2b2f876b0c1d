"""Whether an article says of itself, or is known, to be satire."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from checkers.articles import Article
from checkers.claims.tables import Table, words

_READ = 1_500  # characters at the beginning and at the end that may say so


def satire_cue(article: Article) -> str | None:
    """What tells that nothing in the article is meant as a fact; None where nothing tells it."""
    names, wordings, hosts = _cues(article.language)
    host = (urlsplit(article.url).hostname or "") if article.url else ""
    if any(host == known or host.endswith(f".{known}") for known in hosts):
        return host
    if article.publisher and (found := names.search(article.publisher)):
        return found.group()
    edges = f"{article.title or ''}\n{article.text[:_READ]}\n{article.text[-_READ:]}"
    found = wordings.search(edges)
    return found.group() if found else None


@cache
def _cues(language: str) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    table = Table.load("cues", language).table("satire")
    return (
        words(table.strings("publishers")),
        words(table.strings("wordings")),
        frozenset(table.strings("hosts")),
    )
