"""What is read from files and models of others: labelled rows, answers, backups, journals."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from builders import a_claim, a_passage, a_piece, a_source, a_verdict
from checkers.errors import BadInput, UnreadableInput, WarehouseError
from checkers.opinions.answer import AnswerRejected, check_answer
from checkers.opinions.brief import Brief, BriefPassage
from fuzzing.configured import in_file
from fuzzing.target import Target, of_text
from veredicto.backups import DATABASE, MANIFEST, restore
from veredicto.evaluation.article_rows import ArticleRow, EntityRow
from veredicto.evaluation.document_rows import DocumentRow
from veredicto.evaluation.files import read_labelled
from veredicto.evaluation.page_rows import PageRow, read_pages
from veredicto.evaluation.rows import (
    AttributionRow,
    AveritecRow,
    CheckworthyRow,
    DecompositionRow,
    NliRow,
    RankingRow,
    Row,
    StanceRow,
)
from veredicto.settings import Settings
from warehouse.removals_journal import read_journal

NOW = datetime(2026, 11, 29, tzinfo=UTC)
KINDS: tuple[type[Row], ...] = (
    NliRow, StanceRow, CheckworthyRow, AttributionRow, RankingRow, AveritecRow, DecompositionRow,
    DocumentRow, ArticleRow, EntityRow,
)  # fmt: skip
EXAMPLES = (
    {"premise": "Bajó.", "hypothesis": "Bajó el paro.", "label": "entailment"},
    {"claim": "Bajó.", "evidence": "Sí, bajó.", "label": "supports"},
    {"text": "El paro bajó un 3 %.", "label": 1, "attributed": True},
    {"query": "paro", "positives": ["bajó"], "negatives": ["x"], "query_id": "1", "answer": "a"},
    {"claim": "Bajó.", "label": "Refuted", "questions": [{"question": "¿?", "answers": [
    {"answer": "No", "answer_type": "Boolean", "boolean_explanation": "x",
    "source_url": "u"}]}]},
    {"response": "Bajó.", "sentences": {"0": {"claims": ["Bajó."], "factuality": [True],
        "passages": [["a"]], "stances": [["support"]], "urls": [["u"]]}}},
    {"id": "a", "genre": "news", "publisher": "p", "published_at": "2026-11-28T00:00:00Z",
        "title": "T", "text": "Bajó.", "blocks": [], "statements": [{"start": 0, "end": 5,
        "text": "Bajó.", "kind": "factual", "claims": [], "attributions": []}], "entities": []},
)  # fmt: skip
ROWS = (
    '"label":', '"claim":', '"text":', '"start":', '"end":', "null", "true", "1e999", "-1", "[]",
    "{}",
    "\\ud800", "\n", '"language":"es"', '"statements":[',
    '"published_at":"9999-12-31T23:59:59-23:59"',
)  # fmt: skip


def labelled(data: bytes) -> None:
    """A file of labelled rows, the first byte tells which."""
    kind = KINDS[data[0] % len(KINDS)] if data else NliRow
    found = in_file(lambda path: read_labelled(path, kind), "rows.jsonl")(data[1:])
    for row in found.rows:  # type: ignore[attr-defined]  # a labelled file
        assert row.wording


def pages(data: bytes) -> None:
    """A ground truth of pages, whose HTML is in a folder beside it."""
    folder = _pages()
    (folder / "ground-truth.json").write_bytes(data)
    read_pages(folder, PageRow)


@cache
def _pages() -> Path:
    folder = Path(mkdtemp(prefix="veredicto-fuzzing-"))
    (folder / "html").mkdir()
    (folder / "html" / "a.html.gz").write_bytes(gzip.compress(b"<p>a"))
    (folder / "html" / "b.html.gz").write_bytes(b"\x1f\x8b\x08torn")
    return folder


@cache
def _brief() -> Brief:
    claim = a_claim("El puente costó 12 millones.")
    sources = [a_source(text) for text in ("El puente costó 12 millones.", "Costó 31 millones.")]
    pieces = [a_piece(claim, source, supports=0.9) for source in sources]
    passages = (BriefPassage(p.id, a_passage(s)) for p, s in zip(pieces, sources, strict=True))
    return Brief(claim, a_verdict(claim, (pieces[0], 0.8)), tuple(passages), "es")


def answer(text: str) -> None:
    """Of what a judge says only what is verbatim in its passage is kept."""
    brief = _brief()
    by_id = {it.evidence_id: it.passage for it in brief.passages}
    for quote in check_answer(text, brief).quotes:
        passage = by_id[quote.evidence_id]
        start = quote.start - passage.start
        assert passage.text[start:].startswith(quote.text)


def backup(data: bytes) -> None:
    """A file is a backup, or it is refused and nothing is put anywhere."""
    folder = Path(mkdtemp(prefix="veredicto-fuzzing-"))
    file = folder / "a.backup.zip"
    file.write_bytes(data)
    try:
        restore(Settings(warehouse=folder / "w.duckdb"), file, force=True, now=NOW)
    except (BadInput, WarehouseError):
        assert sorted(it.name for it in folder.iterdir()) == [file.name]
        raise
    finally:
        _emptied(folder)


def _emptied(folder: Path) -> None:
    for found in sorted(folder.rglob("*"), reverse=True):
        found.unlink() if found.is_file() else found.rmdir()
    folder.rmdir()


def _zipped(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return file.getvalue()


def _labelled(function: Callable[[bytes], None]) -> Target:
    seeds = [chr(at) + json.dumps(row) + "\n" for at in range(len(KINDS)) for row in EXAMPLES]
    return Target(
        "labelled",
        function,
        allowed=(UnreadableInput,),
        seeds=tuple(seeds),
        words=ROWS,
        share=0.4,
        longest=600,
    )


_ANSWER = (
    '<think>x</think>```json\n{"label":"supported","explanation":"«12 millones» [1]",'
    '"quotes":[{"passage":1,"quote":"costó 12 millones","stance":"supports"}]}\n```'
)
_REMOVAL = (
    '{"id":"a","kind":"address","subject":"s","keys":["k"],"reason":"r","removed_by":"b",'
    '"removed_at":"2026-11-28T00:00:00+00:00","counts":[["claims",1]]}\n'
)

TARGETS = (
    _labelled(labelled),
    Target(
        "pages",
        pages,
        allowed=(UnreadableInput,),
        seeds=(
            '{"a":{"articleBody":"a","url":"u"},"b":{"articleBody":"b"},"../c":{"articleBody":""}}',
        ),
        words=('"articleBody":', "..", "/", "\\u0000", "\\ud800", "null", "1e999"),
        share=0.3,
        longest=300,
    ),
    Target(
        "answer",
        of_text(answer),
        allowed=(AnswerRejected,),
        seeds=(_ANSWER,),
        words=(
            '"label":',
            '"refuted"',
            "conflicting evidence",
            "\\ud800",
            "1e999",
            "\x1b[31m",
            "«",
            "]}",
        ),
    ),
    Target(
        "backup",
        backup,
        allowed=(BadInput, WarehouseError),
        seeds=(
            _zipped(**{MANIFEST: '{"format": 1}', DATABASE: "none"}),
            _zipped(
                **{MANIFEST: '{"format": 1}', "snapshots/../../x": "", "/etc/x": "", DATABASE: ""}
            ),
            _zipped(**{MANIFEST: "[]"}),
        ),
        words=("PK\x03\x04", "PK\x01\x02", "PK\x05\x06", MANIFEST, DATABASE, '{"format":', "../"),
        share=0.03,
    ),
    Target(
        "journal",
        in_file(read_journal, "removals.jsonl"),
        allowed=(WarehouseError,),
        seeds=(_REMOVAL,),
        words=('"kind":', '"address"', '"person"', "null", "[]", "{}", "\\ud800", "\u2028", "\x0b"),
        share=0.5,
        longest=500,
    ),
)
