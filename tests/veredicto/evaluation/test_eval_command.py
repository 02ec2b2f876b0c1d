from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from command import Finished, Veredicto
from veredicto.cli.main import main

Eval = Callable[..., Finished]

ES = [
    ("La torre mide noventa metros.", "La torre mide noventa metros de altura.", "entailment"),
    ("La torre mide noventa metros.", "La torre no mide noventa metros.", "contradiction"),
    ("La torre mide noventa metros.", "El alcalde nació en un pueblo vecino.", "neutral"),
    ("El museo abrió en 1992.", "El museo abrió sus puertas en 1992.", "entailment"),
    ("El museo abrió en 1992.", "El museo nunca abrió.", "contradiction"),
    ("El museo abrió en 1992.", "La entrada cuesta tres euros.", "neutral"),
]
EN = [
    ("The bridge is closed.", "The bridge is not open.", "entailment"),
    ("The bridge is closed.", "The bridge is open.", "contradiction"),
    ("The bridge is closed.", "The mayor likes music.", "neutral"),
    ("Nobody was hurt in the fire.", "No one was hurt in the fire.", "entailment"),
    ("Nobody was hurt in the fire.", "Two people were hurt in the fire.", "contradiction"),
    ("Nobody was hurt in the fire.", "The fire began in a kitchen.", "neutral"),
]
STANCES = {"entailment": "supported", "contradiction": "refuted", "neutral": "irrelevant"}
ANSWERS = {
    "¿En qué año abrió el museo?": "El museo de la ciudad abrió sus puertas en 1992.",
    "¿Cuánto mide la torre?": "La torre del reloj mide noventa metros.",
    "¿Dónde nace el río?": "El río nace en la sierra, a mil metros de altitud.",
    "¿Quién pintó el retablo?": "El retablo es obra de una pintora anónima del siglo XVI.",
}
SENTENCES = [
    ("La inflación subió al 3,2 % en mayo.", 1),
    ("El paro bajó en 45.000 personas el año pasado.", 1),
    ("El Gobierno ha gastado 2.000 millones en armas.", 1),
    ("El 40 % de los jóvenes no tiene trabajo.", 1),
    ("¡Buenos días a todas y a todos!", 0),
    ("Muchas gracias por venir.", 0),
    ("Nos vemos mañana en Madrid.", 0),
    ("¡Feliz cumpleaños!", 0),
    ("¿Qué opinas tú?", 0),
    ("Seguimos trabajando con ilusión.", 0),
]
REPORTED = [
    ("The minister said that taxes would fall.", 1),
    ("According to the police, nobody was hurt.", 1),
    ('"We are leaving," the captain told reporters.', 1),
    ("The company denied that it had paid.", 1),
    ("The train leaves at nine.", 0),
    ("It rained for three days.", 0),
    ("The museum has forty rooms.", 0),
    ("She closed the door and sat down.", 0),
]


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path.name


def nli_rows(language: str, pairs: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"premise": premise, "hypothesis": hypothesis, "label": label, "language": language}
        for premise, hypothesis, label in pairs
    ]


@pytest.fixture
def schema(root: Path) -> dict[str, Any]:
    text = (root / "docs/reference/eval.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.fixture
def evaluate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Eval:
    """The command in this process, whose imports take seconds once and not at every call."""

    def call(*arguments: str) -> Finished:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["veredicto", "eval", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return Finished(int(ended.value.code or 0), shown.out, shown.err)

    return call


def test_the_installed_command_prints_json_alone_that_the_schema_describes(
    without_flows: Veredicto, tmp_path: Path, schema: dict[str, Any]
) -> None:
    name = write(tmp_path / "pairs.jsonl", nli_rows("es", ES) + nli_rows("en", EN))

    ended = without_flows("eval", "nli", name, "--json")

    assert (ended.status, ended.err) == (0, "")
    jsonschema.validate(ended.json, schema)
    (found,) = ended.json
    assert (found["path"], found["task"], found["n"], found["skipped"]) == (name, "nli", 12, 0)
    assert list(found["models"]) == ["stance"]
    assert found["metrics"].keys() == {"accuracy", "macro_f1", "ece", "log_loss"}
    assert found["metrics"]["accuracy"] > 1 / 3
    assert found["baselines"]["majority"].keys() == found["metrics"].keys()
    assert found["baselines"]["majority"]["accuracy"] == pytest.approx(1 / 3)
    assert {name: one["support"] for name, one in found["per_class"].items()} == {
        "supports": 4,
        "neutral": 4,
        "refutes": 4,
    }
    assert {name: one["n"] for name, one in found["per_language"].items()} == {"es": 6, "en": 6}


def test_a_table_names_what_was_skipped_and_drawn(evaluate: Eval, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"claim": claim, "evidence": evidence, "label": STANCES[label]}
        for evidence, claim, label in ES
    ]
    odd = [row | {"label": "partially_supported"} for row in rows]

    ended = evaluate("stance", write(tmp_path / "web.es.jsonl", odd + rows), "--most", "4")

    assert ended.status == 0
    lines = ended.err.splitlines()
    assert [int(re.findall(r"line (\d+)", line)[0]) for line in lines[:-1]] == [1, 2, 3, 4, 5]
    assert "partially_supported" in lines[0]
    assert "1 more" in lines[-1]
    assert "6 in all" in lines[-1]
    assert "web.es.jsonl" in ended.out
    assert "majority" in ended.out
    assert "F1 refutes" in ended.out
    assert re.search(r"a sample of 4 out of 6, seed \d+", ended.out)
    assert not re.search(r"\d\.\d{4}", ended.out)


def test_a_sample_says_so_and_is_the_same_again(evaluate: Eval, tmp_path: Path) -> None:
    name = write(tmp_path / "pairs.es.jsonl", nli_rows("es", ES))

    first, second = (evaluate("nli", name, "--json", "--most", "3").json[0] for _ in range(2))

    assert (first["n"], first["sampled_of"]) == (3, 6)
    assert isinstance(first["seed"], int)
    assert first["metrics"] == second["metrics"]


def test_passages_are_found_beside_a_search_for_words(
    evaluate: Eval, tmp_path: Path, schema: dict[str, Any]
) -> None:
    wrong = [
        {"question": question, "passage": f"La fiesta número {i} fue un éxito.", "label": 0}
        for i, question in enumerate(ANSWERS)
    ]
    rows = [{"question": question, "passage": passage} for question, passage in ANSWERS.items()]
    name = write(tmp_path / "questions.es.jsonl", wrong + rows)

    ended = evaluate("retrieval", name, "--json")

    assert (ended.status, ended.err) == (0, "")
    jsonschema.validate(ended.json, schema)
    (found,) = ended.json
    assert (found["n"], found["questions"], found["candidates"]) == (8, 4, 8)
    assert found["metrics"].keys() == {"mrr_at_10", "ndcg_at_10", "recall_at_10"}
    assert found["metrics"]["mrr_at_10"] > 0.8
    assert found["baselines"]["bm25"].keys() == found["metrics"].keys()
    assert "per_class" not in found


def test_a_sample_of_questions_keeps_every_candidate(evaluate: Eval, tmp_path: Path) -> None:
    rows = [{"question": question, "passage": passage} for question, passage in ANSWERS.items()]
    name = write(tmp_path / "questions.es.jsonl", rows)

    (found,) = evaluate("retrieval", name, "--json", "--most", "1").json

    assert (found["n"], found["sampled_of"], found["candidates"]) == (1, 4, 4)


@pytest.mark.parametrize(
    ("task", "field", "rows", "positive"),
    [
        ("checkworthy", "check_worthy", SENTENCES, "check_worthy"),
        ("attribution", "attributed", REPORTED, "attributed"),
    ],
)
def test_statements_are_scored(
    evaluate: Eval,
    tmp_path: Path,
    schema: dict[str, Any],
    task: str,
    field: str,
    rows: list[tuple[str, int]],
    positive: str,
) -> None:
    name = write(tmp_path / "statements.jsonl", [{"text": t, field: mark} for t, mark in rows])

    ended = evaluate(task, name, "--json")

    assert (ended.status, ended.err) == (0, "")
    jsonschema.validate(ended.json, schema)
    (found,) = ended.json
    assert found["n"] == len(rows)
    assert found["models"].keys() == {"statements", "embedder"}
    assert found["metrics"]["f1"] == found["per_class"][positive]["f1"] > 0.5
    assert found["metrics"]["average_precision"] > sum(mark for _, mark in rows) / len(rows)
    assert found["baselines"]["majority"]["f1"] in (0, pytest.approx(2 / 3))


def test_one_file_that_cannot_be_used_does_not_keep_the_others(
    evaluate: Eval, tmp_path: Path
) -> None:
    name = write(tmp_path / "pairs.es.jsonl", nli_rows("es", ES))

    ended = evaluate("nli", "missing.jsonl", name, "--json")

    assert ended.status == 2
    assert [found["path"] for found in ended.json] == [name]
    assert ended.err.strip().startswith("veredicto: missing.jsonl does not exist")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nli", "missing.jsonl"), "missing.jsonl does not exist"),
        (("nli", "folder"), "folder is a folder"),
        (("stance", "pairs.es.jsonl"), "holds no row to score"),
        (("retrieval", "text.jsonl"), "Invalid JSON"),
        (("checkworthy", "empty.jsonl"), "is empty"),
        (("nli", "pairs.es.jsonl", "--most", "0"), "--most"),
        (("translation", "pairs.es.jsonl"), "translation"),
        (("nli",), "PATH"),
    ],
)
def test_a_mistake_is_told_at_once(
    evaluate: Eval, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    write(tmp_path / "pairs.es.jsonl", nli_rows("es", ES))
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "text.jsonl").write_text("Una noticia.\n", encoding="utf-8")

    ended = evaluate(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert words in ended.err
    assert "Traceback" not in ended.err


def test_a_model_whose_scores_are_no_numbers_fails_the_job(
    evaluate: Eval, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(tmp_path / "pairs.es.jsonl", nli_rows("es", ES))
    monkeypatch.setenv("VEREDICTO_STANCE_MODEL", str(save_broken_model(tmp_path / "model")))

    ended = evaluate("nli", name, "--json")

    assert (ended.status, ended.out) == (1, "")
    assert "no numbers" in ended.err


def save_broken_model(folder: Path) -> Path:
    """A three-way model of a few weights, one of which is no number."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    marks = {"unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>"}
    words = {mark: number for number, mark in enumerate(marks.values())}
    tokenizer = Tokenizer(models.WordLevel(words))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("</s>", 3), ("<s>", 2))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **marks).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label={0: "entailment", 1: "neutral", 2: "contradiction"},
        label2id={"entailment": 0, "neutral": 1, "contradiction": 2},
        pad_token_id=1,
    )
    model = BertForSequenceClassification(config)
    model.classifier.bias.data.fill_(float("nan"))
    model.save_pretrained(folder)
    return folder
