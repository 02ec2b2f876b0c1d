from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from checkers.errors import UnreadableInput
from checkers.labels import StatementKind
from veredicto.evaluation.article_rows import ArticleRow, Block, Role
from veredicto.evaluation.files import read_labelled

FOLDER = Path(__file__).parents[2] / "data" / "claims"
SPLITS = ("development.es", "development.en", "held_out.es", "held_out.en")
ROWS = {split: read_labelled(FOLDER / f"{split}.jsonl", ArticleRow).rows for split in SPLITS}
ARTICLES = [pytest.param(row, id=row.id) for rows in ROWS.values() for row in rows]


def test_eight_spanish_and_four_english_articles_are_split_as_the_readme_says() -> None:
    assert {split: len(rows) for split, rows in ROWS.items()} == dict(
        zip(SPLITS, (5, 3, 3, 1), strict=True)
    )
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    lines = {
        split: line for split in SPLITS for line in readme.splitlines() if f"`{split}." in line
    }
    assert all(f"`{row.id}`" in lines[split] for split, rows in ROWS.items() for row in rows)


def test_the_articles_are_of_five_genres_and_hold_every_kind() -> None:
    rows = [row for rows in ROWS.values() for row in rows]
    genres = Counter(row.genre for row in rows)
    kinds = Counter(s.kind for row in rows for s in row.statements)
    assert set(genres) == {"news", "press_release", "speech", "science", "sport"}
    assert set(kinds) == set(StatementKind)


@pytest.mark.parametrize("row", ARTICLES)
def test_statements_tile_the_text_and_blocks_are_its_lines(row: ArticleRow) -> None:
    assert row.statements[0].start == 0
    assert row.statements[-1].end == len(row.text)
    assert all(row.text[a.end : b.start] in {" ", "\n"} for a, b in pairwise(row.statements))
    assert [row.text[b.start : b.end] for b in row.blocks] == row.text.split("\n")
    for statement in row.statements:
        around = [b.kind for b in row.blocks if b.start <= statement.start < b.end]
        assert around == [statement.block]
    assert 250 <= len(row.text.split()) <= 500


@pytest.mark.parametrize("row", ARTICLES)
def test_labels_keep_to_the_guideline(row: ArticleRow) -> None:
    assert row.title == row.statements[0].text
    for number, statement in enumerate(row.statements):
        told = statement.attribution
        roles = {claim.role for claim in statement.claims}
        if statement.repeats is not None:
            assert statement.block is Block.QUOTE
            assert statement.repeats < number
            assert not statement.claims
        if statement.kind is StatementKind.ATTRIBUTED:
            assert told is not None
        if told is None:
            assert roles <= {Role.ASSERTION}
        elif statement.repeats is None:
            assert Role.ATTRIBUTION in roles
        if statement.kind in {StatementKind.OPINION, StatementKind.QUESTION, StatementKind.OTHER}:
            assert not statement.claims
        said = [claim.kind for claim in statement.claims if claim.role is Role.CONTENT]
        assert set(said) <= {StatementKind.FACTUAL}
        inside = range(statement.start, statement.end + 1)
        assert all(span.start in inside and span.end in inside for span in statement.spans)


def test_a_label_that_does_not_fit_its_text_is_refused_and_named(tmp_path: Path) -> None:
    lines = (FOLDER / "held_out.en.jsonl").read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[0])
    row["statements"][1]["start"] += 1
    path = tmp_path / "moved.en.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")

    with pytest.raises(UnreadableInput, match="is not 'Small Arctic lakes"):
        read_labelled(path, ArticleRow)
