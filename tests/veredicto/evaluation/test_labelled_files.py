from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkers.errors import UnreadableInput
from checkers.labels import Stance
from veredicto.evaluation.files import read_labelled
from veredicto.evaluation.rows import (
    AttributionRow,
    CheckworthyRow,
    NliRow,
    RankingRow,
    Row,
    StanceRow,
)
from veredicto.evaluation.scorer import draw

NLI = {"premise": "Llueve en Almorva.", "hypothesis": "Hace sol.", "label": "contradiction"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_inference_is_read_as_stance(tmp_path: Path) -> None:
    labels = ("entailment", "neutral", "contradiction")
    path = write(tmp_path / "a.es.jsonl", *(NLI | {"label": label} for label in labels))

    rows = read_labelled(path, NliRow).rows

    assert [row.gold for row in rows] == [Stance.SUPPORTS, Stance.NEUTRAL, Stance.REFUTES]
    assert (rows[0].passage, rows[0].claim) == ("Llueve en Almorva.", "Hace sol.")


def test_labels_of_evidence_are_read_as_stance(tmp_path: Path) -> None:
    labels = ("supported", "not_enough_evidence", "irrelevant", "refuted")
    rows = [{"claim": "Hace sol.", "evidence": "Llueve.", "label": label} for label in labels]

    found = read_labelled(write(tmp_path / "a.jsonl", *rows), StanceRow).rows

    assert [row.gold for row in found] == [
        Stance.SUPPORTS,
        Stance.NEUTRAL,
        Stance.NEUTRAL,
        Stance.REFUTES,
    ]


@pytest.mark.parametrize("label", ["partially_supported", "conflicting"])
def test_a_label_that_a_task_does_not_have_is_skipped_and_named(tmp_path: Path, label: str) -> None:
    row = {"claim": "Hace sol.", "evidence": "Llueve.", "label": "refuted"}

    file = read_labelled(write(tmp_path / "a.jsonl", row | {"label": label}, row), StanceRow)

    assert len(file.rows) == 1
    (skipped,) = file.unreadable
    assert skipped.line == 1
    assert label in skipped.reason


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "JSON"),
        (b"[1, 2]", "object"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 100_000, "recursion"),
        (b'{"premise": "\\ud800", "hypothesis": "b", "label": "neutral"}', "JSON"),
        (b'{"premise": "", "hypothesis": "b", "label": "neutral"}', "premise: it is empty"),
        (b'{"premise": 1, "hypothesis": "b", "label": "neutral"}', "premise"),
        (b'{"hypothesis": "b", "label": "neutral"}', "premise: Field required"),
        (b'{"premise": "a", "hypothesis": "b"}', "label: Field required"),
        (b'{"premise": "a", "hypothesis": "b", "label": 2}', "2 is no label of this task"),
        (b'{"premise": "a", "hypothesis": "b", "label": ["neutral"]}', "no label of this task"),
        (b'{"premise": "a", "hypothesis": "b", "label": "neutral", "language": 3}', "language"),
    ],
)
def test_a_row_that_cannot_be_read_is_counted_with_its_line(
    tmp_path: Path, line: bytes, words: str
) -> None:
    path = tmp_path / "a.es.jsonl"
    path.write_bytes(b"\n".join([json.dumps(NLI).encode(), b"", line, json.dumps(NLI).encode()]))

    file = read_labelled(path, NliRow)

    assert len(file.rows) == 2
    assert [one.line for one in file.unreadable] == [3]
    assert words in file.unreadable[0].reason


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.es.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + f"{json.dumps(NLI)}\r\n\r\n".encode() * 2)

    file = read_labelled(path, NliRow)

    assert (len(file.rows), file.unreadable) == (2, ())


@pytest.mark.parametrize(
    ("name", "row", "language"),
    [
        ("a.en.jsonl", NLI, "en"),
        ("a.en.jsonl", NLI | {"language": "es-ES"}, "es"),
        ("a.dev.jsonl", NLI | {"hypothesis": "La alcaldesa inauguró ayer el puente."}, "es"),
        ("a", NLI | {"hypothesis": "The mayor opened the bridge yesterday."}, "en"),
    ],
)
def test_a_row_has_a_language(
    tmp_path: Path, name: str, row: dict[str, str], language: str
) -> None:
    (found,) = read_labelled(write(tmp_path / name, row), NliRow).rows

    assert found.language == language


def test_a_sentence_in_a_language_that_is_not_served_is_skipped(tmp_path: Path) -> None:
    rows = [
        {"text": "O prefeito abriu a ponte.", "check_worthy": 1, "language": "pt"},
        {"text": "La alcaldesa abrió el puente.", "check_worthy": 1, "language": "es"},
    ]

    file = read_labelled(write(tmp_path / "a.jsonl", *rows), CheckworthyRow)

    assert [row.language for row in file.rows] == ["es"]
    assert "'pt'" in file.unreadable[0].reason


@pytest.mark.parametrize(("value", "gold"), [(0, False), (1, True), (True, True)])
def test_a_mark_is_read_as_yes_or_no(tmp_path: Path, value: object, gold: object) -> None:
    path = write(tmp_path / "a.en.jsonl", {"text": "He said so.", "attributed": value})

    assert [row.gold for row in read_labelled(path, AttributionRow).rows] == [gold]


def test_a_mark_that_is_neither_is_skipped(tmp_path: Path) -> None:
    rows = [{"text": "He said so.", "attributed": value} for value in (1, -1, None)]

    file = read_labelled(write(tmp_path / "a.en.jsonl", *rows), AttributionRow)

    assert [one.line for one in file.unreadable] == [2, 3]


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("", NliRow, "is empty"),
        ("\n \n", NliRow, "is empty"),
        ("not JSON\nat all\n", NliRow, "line 1: Invalid JSON.*1 more"),
        ('{"claim": "a", "evidence": "b", "label": "refuted"}\n', NliRow, '"premise"'),
        ('{"question": "a", "passage": "b", "label": 0}\n', RankingRow, "wrong ones"),
    ],
)
def test_a_file_without_a_row_to_score_is_refused(
    tmp_path: Path, content: str, kind: type[Row], words: str
) -> None:
    path = tmp_path / "a.es.jsonl"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(UnreadableInput, match=words):
        read_labelled(path, kind)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="does not exist"):
        read_labelled(tmp_path / "a.jsonl", NliRow)
    with pytest.raises(UnreadableInput, match="is a folder"):
        read_labelled(tmp_path, NliRow)


def test_a_sample_is_the_same_each_time_and_in_order() -> None:
    drawn = draw(range(1000), 50)

    assert len(set(drawn)) == 50
    assert list(drawn) == sorted(drawn) == list(draw(range(1000), 50))
    assert draw(range(10), 50) == range(10)
    assert draw(range(10), None) == range(10)
