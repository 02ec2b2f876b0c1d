"""Pages with the text that people marked in them, as the extraction benchmark lays them out.

A folder holds `ground-truth.json`, an object from a page's name to its `articleBody` and `url`, and
`html/NAME.html.gz`: the layout of github.com/scrapinghub/article-extraction-benchmark.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from checkers.errors import UnreadableInput
from veredicto.evaluation.files import LabelledFile, Unreadable
from veredicto.evaluation.rows import Row
from veredicto.input_files import told_if_unreadable

GROUND_TRUTH = "ground-truth.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow(Row):
    """A page as it was retrieved, and the text of its article."""

    SHAPE: ClassVar[str] = '"articleBody" and "url", by the name of the page in html/'

    html: bytes
    url: str | None
    gold: str

    @property
    def wording(self) -> str:
        """The text of the article."""
        return self.gold


class _Marked(BaseModel):
    """What people say of a page."""

    articleBody: str  # noqa: N815 (the file's own name)
    url: str | None = None


def read_pages(path: Path, kind: type[PageRow]) -> LabelledFile[PageRow]:
    """The pages of a folder, or of the `ground-truth.json` in it.

    Raises:
        UnreadableInput: there is no such file, or none of its pages can be read.
    """
    file = path / GROUND_TRUTH if path.is_dir() else path
    wanted = f"a folder with {GROUND_TRUTH} and html/"
    with told_if_unreadable(file, wanted=wanted, pattern=GROUND_TRUTH):
        data = file.read_bytes()
    try:
        entries = TypeAdapter(dict[str, object]).validate_python(json.loads(data))
    except (ValueError, RecursionError) as error:
        message = f"{file} is no object of pages: it should give {kind.SHAPE}"
        raise UnreadableInput(message) from error
    read = tuple(_read(file.parent / "html", entries))
    rows = tuple(one for one in read if isinstance(one, PageRow))
    unreadable = tuple(one for one in read if isinstance(one, Unreadable))
    if not rows:
        first = f"; {unreadable[0].place}: {unreadable[0].reason}" if unreadable else ""
        message = f"{file} holds no page to score: it should give {kind.SHAPE}{first}"
        raise UnreadableInput(message)
    return LabelledFile(path, rows, unreadable)


def _read(folder: Path, entries: dict[str, object]) -> Iterator[PageRow | Unreadable]:
    for number, (name, entry) in enumerate(entries.items(), start=1):
        try:
            marked = _Marked.model_validate(entry)
            html = gzip.decompress((folder / f"{Path(name).name}.html.gz").read_bytes())
        except ValidationError as error:
            reason = str(error.errors(include_url=False)[0]["msg"])
        except (OSError, EOFError, zlib.error) as error:
            reason = f"its HTML cannot be read: {error}"
        else:
            yield PageRow(html=html, url=marked.url, gold=marked.articleBody)
            continue
        yield Unreadable(number, reason, entry=name)
