"""The tasks that score whole verdicts, on rows of our own writing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from builders import NOON
from checkers.labels import VerdictLabel
from checkers.nouns import Verdict
from command import Veredicto
from veredicto.evaluation.metrics import measure_factuality

SUPPORTED, REFUTED, CONFLICTING, NOTHING = VerdictLabel
LIGHTHOUSE = "The lighthouse of Punta Larga was built in 1911."


def answered(claim: str, label: str, *answers: tuple[str, str]) -> dict[str, Any]:
    questions = [
        {
            "question": question,
            "answers": [
                {
                    "answer": answer,
                    "answer_type": "Extractive",
                    "source_url": f"https://web.archive.org/web/2020/https://a{n}.example/p",
                }
            ],
        }
        for n, (question, answer) in enumerate(answers)
    ]
    return {"claim": claim, "label": label, "questions": questions}


CLAIMS = [
    answered(
        LIGHTHOUSE,
        "Supported",
        ("When was it built?", "The lighthouse of Punta Larga was built in 1911."),
    ),
    answered(
        "The lighthouse of Punta Larga was built in 1950.",
        "Refuted",
        ("When was it built?", "The lighthouse of Punta Larga was built in 1911."),
    ),
    answered("The keeper owns a red boat.", "Not Enough Evidence"),
    {"claim": "Nobody knows.", "label": "Perhaps", "questions": []},
]
DOCUMENT = {
    "response": f"{LIGHTHOUSE} Will it ever open again?",
    "sentences": {
        "sentence1": {
            "text": LIGHTHOUSE,
            "sentence_checkworthiness": "yes",
            "claims": [LIGHTHOUSE, "The lighthouse of Punta Larga was built in 1950."],
            "claims_factuality_label": [True, False],
            "auto_evidence": [
                ["The lighthouse of Punta Larga was built in 1911 on the cliff by the port."],
                ["The lighthouse of Punta Larga was built in 1911 on the cliff by the port."],
            ],
            "auto_evidence_url": [["https://port.example/a"], ["https://port.example/a"]],
            "stance_claim_autoEvid": [["completely-support"], ["refute"]],
        },
        "sentence2": {"text": "Will it ever open again?", "sentence_checkworthiness": "opinion"},
    },
}


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    text = (root / "docs/reference/eval.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_verdicts_on_given_answers_are_scored_beside_no_evidence(
    without_flows: Veredicto, tmp_path: Path, schema: dict[str, Any]
) -> None:
    path = tmp_path / "claims.en.jsonl"
    path.write_text("\n".join(map(json.dumps, CLAIMS)), encoding="utf-8")

    ended = without_flows("eval", "averitec", path.name, "--json")

    assert ended.status == 0, ended.err
    jsonschema.validate(ended.json, schema)
    (found,) = ended.json
    assert (found["n"], found["skipped"]) == (3, 1)
    assert "Perhaps" in ended.err
    assert found["metrics"]["accuracy"] == 1
    assert found["baselines"]["no_evidence"]["accuracy"] == pytest.approx(1 / 3, abs=1e-6)
    assert found["models"].keys() >= {"embedder", "stance", "policy"}


def test_the_pipeline_is_scored_on_texts_with_their_pages(
    without_flows: Veredicto, tmp_path: Path, schema: dict[str, Any]
) -> None:
    path = tmp_path / "texts.en.jsonl"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")

    ended = without_flows("eval", "documents", path.name, "--json")

    assert ended.status == 0, ended.err
    jsonschema.validate(ended.json, schema)
    (found,) = ended.json
    assert (found["n"], found["claims"], found["decidable_claims"]) == (1, 2, 2)
    assert found["metrics"]["factuality_macro_f1"] == 1
    assert found["metrics"]["evidence_recall"] == 1
    assert found["metrics"]["checkworthy_f1"] == 1
    assert found["metrics"]["checkworthy_precision"] == 1
    assert 0 <= found["baselines"]["majority"]["checkworthy_f1"] < 1
    assert found["baselines"].keys() == {
        "majority",
        "without_ranker",
        "without_numbers",
        "without_voices",
    }


def a_verdict(label: VerdictLabel, **chances: float) -> Verdict:
    probabilities = tuple((one, chances.get(one.value, 0.0)) for one in VerdictLabel)
    return Verdict("v", "c", label, 0.5, probabilities, "", (), (), NOON)


def test_an_abstention_counts_as_a_miss_and_is_forced_to_the_likelier_side() -> None:
    verdicts = [
        a_verdict(SUPPORTED, supported=0.9),
        a_verdict(NOTHING, refuted=0.3, supported=0.1),
        None,
        a_verdict(REFUTED, refuted=0.9),
    ]

    found = measure_factuality([SUPPORTED, REFUTED, SUPPORTED, NOTHING], verdicts)

    metrics = {metric.name: metric.value for metric in found.metrics}
    assert found.n == 3
    assert metrics["coverage"] == pytest.approx(1 / 3)
    assert metrics["risk"] == 0
    assert metrics["false_f1"] == 0
    assert metrics["forced_false_f1"] == 1
    assert metrics["forced_macro_f1"] == 1
