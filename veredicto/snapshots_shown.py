"""Stored pages for a person at a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from veredicto.snapshots import PageLookedAt, StoredPage

SHOWN = 600
"""Characters of the text that are shown; `--text` prints all of it."""
TIME = "%Y-%m-%d %H:%M:%S UTC"


def stored_page_object(page: PageLookedAt) -> dict[str, Any]:
    """The object that `veredicto snapshot show --json` prints."""
    kept, document = page.kept, page.document
    return {
        "source": kept.source_id,
        "url": kept.url,
        "final_url": kept.final_url,
        "title": kept.title,
        "retrieved_at": kept.retrieved_at.isoformat(),
        "used_at": kept.used_at.isoformat(),
        "cited": kept.cited,
        "snapshot": kept.snapshot,
        "intact": document is not None,
        "trouble": page.trouble,
        "sha256": kept.sha256,
        "file": str(page.record.path) if page.record else None,
        "bytes": page.record.size if page.record else None,
        "status_code": document.status_code if document else None,
        "content_type": document.content_type if document else None,
        "headers": [list(header) for header in document.headers] if document else [],
        "extractor": kept.extractor,
        "text": page.text,
        "earlier_versions": list(page.earlier),
    }


def list_object(pages: Sequence[StoredPage]) -> list[dict[str, Any]]:
    """The array that `veredicto snapshot list --json` prints."""
    return [
        {
            "source": page.kept.source_id,
            "snapshot": page.kept.snapshot,
            "url": page.kept.url,
            "bytes": page.record.size if page.record else None,
            "retrieved_at": page.kept.retrieved_at.isoformat(),
            "used_at": page.used_at.isoformat(),
            "cited": page.kept.cited,
            "removed_at": page.kept.removed.removed_at.isoformat() if page.kept.removed else None,
            "removed_because": page.kept.removed.reason if page.kept.removed else None,
        }
        for page in pages
    ]


def print_page(page: PageLookedAt, console: Console) -> None:
    """What is known of the page, then its headers, then the beginning of its text."""
    facts = Table.grid(padding=(0, 2))
    for what, fact in _facts(page):
        facts.add_row(Text(what, style="bold"), fact)
    console.print(facts)
    if page.document is not None and page.document.headers:
        console.print(Text("\nheaders", style="bold"))
        for name, value in page.document.headers:
            console.print(Text(f"  {name}: {value}"), soft_wrap=True)
    console.print(Text(f"\ntext, {len(page.text):,} characters", style="bold"))
    console.print(Text(page.text[:SHOWN] + ("…" if len(page.text) > SHOWN else "")))


def print_list(pages: Sequence[StoredPage], console: Console) -> None:
    """A line a page, then what they take together."""
    table = Table("source", "size", "last used", "cited", box=None, pad_edge=False)
    table.add_column("address", overflow="fold")
    for page in pages:
        table.add_row(
            page.kept.source_id[:12],
            _size(page),
            f"{page.used_at:%Y-%m-%d}",
            "yes" if page.kept.cited else "no",
            Text(page.kept.url),
        )
    if pages:
        console.print(table)
    taken = sum({p.kept.snapshot: p.record.size for p in pages if p.record}.values())
    console.print(f"{len(pages)} stored pages, {decimal(taken)}")


def _facts(page: PageLookedAt) -> Iterator[tuple[str, Text]]:
    kept, document = page.kept, page.document
    yield "source", Text(kept.source_id)
    yield "address", Text(kept.url, overflow="fold")
    if kept.final_url != kept.url:
        yield "redirected to", Text(kept.final_url, overflow="fold")
    if kept.title:
        yield "title", Text(kept.title)
    yield "retrieved", Text(f"{kept.retrieved_at:{TIME}}, last used {kept.used_at:{TIME}}")
    yield "cited", Text("by a verdict that stands or was reviewed" if kept.cited else "no")
    yield "snapshot", Text(kept.snapshot, overflow="fold")
    if page.record is not None:
        yield "file", Text(f"{page.record.path} ({decimal(page.record.size)})", overflow="fold")
    if document is None:
        yield "hash", Text(page.trouble or "", style="bold red")
    else:
        yield "hash", Text(f"intact: SHA-256 {document.sha256}", style="green", overflow="fold")
        status = f"{document.status_code} " if document.status_code is not None else ""
        yield "answer", Text(f"{status}{document.content_type or 'no content type'}")
    yield "extractor", Text(kept.extractor or "unknown")
    if page.earlier:
        yield "other versions", Text(", ".join(page.earlier), overflow="fold")


def _size(page: StoredPage) -> str:
    if page.record is not None:
        return decimal(page.record.size)
    return "removed" if page.kept.removed else "missing"
