from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from checkers.labels import StatementKind
from checkers.nouns import Claim
from checkers.readings import Reference
from command import Veredicto
from veredicto.evaluation.article_rows import ArticleRow
from veredicto.evaluation.claim_matches import compare
from veredicto.evaluation.decomposition import DecompositionScorer
from veredicto.evaluation.reference_outcomes import ambiguity, tally_references
from veredicto.evaluation.rows import AtomicFact, DecompositionRow

LABELLED = Path(__file__).parents[2] / "data" / "claims" / "held_out.en.jsonl"
SENTENCES = (
    "The bridge opened in 1931.",
    "It is 410 metres long, said Ada Lund.",
    "They will paint it next year.",
)
TEXT = " ".join(SENTENCES)


def span(text: str) -> dict[str, Any]:
    return {"start": TEXT.index(text), "end": TEXT.index(text) + len(text), "text": text}


def a_label(role: str, text: str, wording: str | None, *references: dict[str, Any]) -> Any:
    return {
        "role": role,
        "kind": "factual",
        "spans": [span(text)],
        "decontextualised": wording,
        "missing": None if wording else "who",
        "references": references,
    }


def a_row() -> ArticleRow:
    it = {"mention": "It", "type": "pronoun", "forms": ["the bridge"]}
    said = {
        "who": span("Ada Lund"),
        "name": "Ada Lund",
        "cue": span("said"),
        "what": [span("It is 410 metres long")],
        "form": "indirect",
        "anonymous": False,
        "content_kind": "factual",
    }
    claims = [
        [a_label("assertion", SENTENCES[0], SENTENCES[0])],
        [
            a_label("attribution", SENTENCES[1], "Ada Lund said that the bridge is long.", it),
            a_label("content", "It is 410 metres long", "The bridge is 410 metres long.", it),
        ],
        [a_label("assertion", SENTENCES[2], None)],
    ]
    kinds = ("factual", "attributed", "prediction")
    row = {
        "id": "bridge",
        "genre": "news",
        "language": "en",
        "publisher": "The Post",
        "published_at": "2026-11-02T08:00:00Z",
        "title": SENTENCES[0],
        "text": TEXT,
        "blocks": [{"kind": "p", "start": 0, "end": len(TEXT)}],
        "statements": [
            span(text)
            | {"kind": kind, "block": "p", "repeats": None, "claims": labels}
            | {"attribution": said if kind == "attributed" else None}
            for text, kind, labels in zip(SENTENCES, kinds, claims, strict=True)
        ],
    }
    return TypeAdapter(ArticleRow).validate_python(row)


def a_claim(text: str, kind: StatementKind = StatementKind.FACTUAL, **more: Any) -> Claim:
    start = TEXT.index(text)
    return Claim(f"{start} {len(text)}", "a", text, start, start + len(text), kind, 0.5, **more)


def test_claims_are_matched_one_to_one_where_they_share_half_of_their_characters() -> None:
    found = compare(
        a_row(),
        [
            a_claim("The bridge opened"),
            a_claim("opened in 1931."),
            a_claim(SENTENCES[1]),
            a_claim("410 metres long, said"),
            a_claim(SENTENCES[2], excluded="prediction"),
        ],
    )

    assert (found.labelled, found.found) == (4, 4)
    assert {match.found.text for match in found.matches} == {
        "The bridge opened",
        SENTENCES[1],
        "410 metres long, said",
    }


def test_kind_and_source_of_a_statement_are_those_of_its_claims() -> None:
    first, second, third = compare(
        a_row(),
        [
            a_claim(SENTENCES[1]),
            a_claim("It is 410 metres long", attributed_to="Lund"),
            a_claim(SENTENCES[2], StatementKind.OPINION, excluded="opinion"),
        ],
    ).statements

    assert (first.kind, first.named_right) == (None, None)
    assert (second.kind, second.named_right) == (StatementKind.ATTRIBUTED, True)
    assert (third.kind, third.named_right) == (StatementKind.OPINION, None)


def test_a_reference_is_resolved_where_the_claim_holds_what_it_stands_for() -> None:
    content = a_claim("It is 410 metres long", decontextualised="The bridge is 410 metres long")
    guessed = a_claim(SENTENCES[2])
    wordings = [content, replace(content, decontextualised="It is 410 metres long")]

    for claim, right in zip(wordings, (True, False), strict=True):
        (match,) = compare(a_row(), [claim]).matches
        assert list(match.resolved(context=False)) == [right]
        assert not list(match.resolved(context=True))
    for claim in (guessed, replace(guessed, ambiguous=True)):
        (match,) = compare(a_row(), [claim]).matches
        assert list(match.resolved(context=False)) == [claim.ambiguous]


def test_what_became_of_each_reference_is_counted_by_its_type() -> None:
    content = a_claim("It is 410 metres long", decontextualised="The bridge is 410 metres long")
    at = content.start
    guess = Reference("It", at, at + 2, "The town")
    outcomes = {
        "right": content,
        "wrong": replace(content, decontextualised="The town is long", references=(guess,)),
        "as_written": replace(content, decontextualised=None),
        "ambiguous": replace(content, ambiguous=True),
    }
    for outcome, claim in outcomes.items():
        (pronouns, *others) = tally_references([compare(a_row(), [claim])])
        counts = {count.name: count.value for count in pronouns.counts}
        assert (pronouns.name, pronouns.n) == ("pronoun", 2)
        assert counts == dict.fromkeys(counts, 0) | {"claim_not_found": 1, outcome: 1}
        assert not any(other.n for other in others)


def test_calling_a_claim_ambiguous_has_a_precision_and_a_recall() -> None:
    said = a_claim("It is 410 metres long", ambiguous=True)
    found = compare(a_row(), [said, a_claim(SENTENCES[2], ambiguous=True)])

    assert [one.value for one in ambiguity([found])] == [0.5, 1]
    assert [one.value for one in ambiguity([compare(a_row(), [said])])] == [0, 0]


def test_the_command_scores_articles_and_names_what_it_cannot_read(
    without_flows: Veredicto, tmp_path: Path, root: Path
) -> None:
    row = json.loads(LABELLED.read_text(encoding="utf-8"))
    moved = json.loads(LABELLED.read_text(encoding="utf-8"))
    moved["statements"][1]["start"] += 1
    path = tmp_path / "articles.en.jsonl"
    path.write_text("\n".join(map(json.dumps, (moved, row))), encoding="utf-8")

    ended = without_flows("eval", "claims", path.name, "--json")

    assert ended.status == 0, ended.err
    assert "line 1 is skipped" in ended.err
    schema = (root / "docs/reference/eval.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(ended.json, json.loads(schema))
    (found,) = ended.json
    assert (found["n"], found["skipped"], found["statements"], found["claims"]) == (1, 1, 19, 25)
    assert found["metrics"].keys() >= {"f1", "precision", "recall", "kind_accuracy"}
    assert found["baselines"]["majority"].keys() == found["metrics"].keys()
    assert found["metrics"]["f1"] > found["baselines"]["majority"]["f1"] > 0
    assert found["per_class"].keys() == set(StatementKind)
    assert all(sum(one.values()) == 2 * one["n"] for one in found["references"].values())


def test_sentences_are_scored_on_atoms_beside_the_sentence_whole() -> None:
    facts = ("Ada Lund was born in Corvale.", "Ada Lund left Corvale for Osterby in 1931.")
    row = DecompositionRow(
        language="en",
        text="Ada Lund was born in Corvale and she left it.",
        facts=tuple(AtomicFact(claim=fact) for fact in facts),
    )

    scored = DecompositionScorer().score([row], None, lambda _done, _total: None)

    (baseline,) = scored.whole.baselines
    whole = {metric.name: metric.value for metric in baseline.metrics}
    own = {metric.name: metric.value for metric in scored.whole.metrics}
    assert whole["recall"] == pytest.approx(0.5)
    assert whole["precision"] == 1
    assert own.keys() == whole.keys() == {"f1", "precision", "recall"}
    assert {count.name: count.value for count in scored.counts}["atoms"] == 2
