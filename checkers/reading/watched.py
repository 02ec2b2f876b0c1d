"""A folder of articles and a list of addresses, read as feeds are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from checkers.errors import UnreadableInput
from checkers.reading.encoding import decode_text
from checkers.reading.feeds import MOST_ITEMS, Feed, FeedItem

ARTICLES = frozenset({".txt", ".md", ".html", ".htm"})
_MOST_BYTES = 1_000_000


def is_feed_url(source: str) -> bool:
    """Whether the source is to be fetched."""
    return urlsplit(source).scheme in {"http", "https"}


def read_local(source: str) -> Feed:
    """The articles in a folder, newest first, or the addresses in a file, one a line.

    Raises:
        UnreadableInput: There is neither at that path, or it names nothing.
    """
    path = Path(source)
    try:
        return _folder(path) if path.is_dir() else _list(path)
    except FileNotFoundError as error:
        message = f"{source} does not exist: give the URL of a feed, a folder, or a list of URLs"
        raise UnreadableInput(message) from error
    except OSError as error:
        raise UnreadableInput(f"{source} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UnreadableInput(f"{source!r} is no path: {error}") from error


def _folder(path: Path) -> Feed:
    files = [it for it in path.iterdir() if it.suffix.lower() in ARTICLES and it.is_file()]
    changed = {it: it.stat().st_mtime for it in files}
    newest = sorted(files, key=lambda it: (-changed[it], it.name))
    notes = [f"only the newest {MOST_ITEMS:,} of {len(files):,} files are read"]
    items = tuple(
        FeedItem(str(it.absolute()), modified_at=datetime.fromtimestamp(changed[it], UTC))
        for it in newest[:MOST_ITEMS]
    )
    return Feed(items, tuple(notes if len(files) > MOST_ITEMS else ()))


def _list(path: Path) -> Feed:
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UnreadableInput(f"{path} is too long for a list of addresses")
    lines = [line.strip() for line in decode_text(data, name=str(path)).splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    urls = [line for line in wanted if is_feed_url(line) and " " not in line]
    if not urls:
        raise UnreadableInput(f"{path} is no list of addresses: give one URL a line")
    notes = []
    if len(urls) < len(wanted):
        notes.append(f"{len(wanted) - len(urls)} lines are no URL and are left out")
    distinct = tuple(dict.fromkeys(urls))
    if len(distinct) > MOST_ITEMS:
        notes.append(f"only the first {MOST_ITEMS:,} of {len(distinct):,} addresses are read")
    return Feed(tuple(FeedItem(url) for url in distinct[:MOST_ITEMS]), tuple(notes))
