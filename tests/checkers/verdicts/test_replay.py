from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from newsroom import VERSION, Newsroom, judges_on

from checkers.errors import BadInput
from checkers.evidence.passages import SHORT, WINDOWS
from checkers.models.token_vectors import load_token_vectors
from checkers.verdicts.compare import TOLERANCE, Kind
from checkers.verdicts.policies import recorded_limit, recorded_policy
from checkers.verdicts.policy import Policy, shipped_policy
from checkers.verdicts.replay import Replay, replay

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges
    from checkers.nouns import Report

PUENTE = """\
El puente de Almorva cumple un año

El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación provincial.
"""
ACTA = """<html lang="es"><head><title>Acta de la diputación</title></head><body><main>
<article><h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 12 millones de euros en
2024, según el acta de liquidación que aprobó el pleno de la diputación provincial.</p><p>La obra
duró catorce meses y dio trabajo a una treintena de vecinos de la comarca, que llevaba décadas
pidiendo un paso sobre el río.</p></article></main></body></html>"""


@pytest.fixture
def room(tmp_path: Path, judges: Judges) -> Newsroom:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "acta.html").write_text(ACTA, encoding="utf-8")
    (folder / "nota.txt").write_text("El mercado de Almorva abre los sábados.\n", encoding="utf-8")
    return Newsroom(tmp_path, judges, corpus=folder)


def again(
    room: Newsroom,
    report: Report,
    *,
    judges: Judges | None = None,
    verdict_id: str | None = None,
    policy: Policy | None = None,
    version: str = VERSION,
) -> Replay:
    return replay(
        room.runs.report(report.run.id),
        room.snapshots,
        judges or room.judges,
        version=version,
        policy=policy or shipped_policy(),
        verdict_id=verdict_id,
    )


def alter(room: Newsroom, sql: str, *values: object) -> None:
    with duckdb.connect(room.warehouse.path) as connection:
        connection.execute(sql, list(values))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Newsroom, Report]:
    room = Newsroom(
        tmp_path_factory.mktemp("demo"), judges_on(2), corpus=root / "examples" / "pages"
    )
    return room, room.check((root / "examples" / "article.es.txt").read_text(encoding="utf-8"))


def test_the_demo_article_is_derived_again_to_the_same_bytes(
    demo: tuple[Newsroom, Report],
) -> None:
    room, report = demo

    replayed = again(room, report)

    assert replayed.comparisons.differences == ()
    assert replayed.identical
    assert (replayed.notes, replayed.unreadable) == ((), ())
    assert replayed.verdicts == sum(a.verdict is not None for a in report.assessments) > 5


def test_on_another_number_of_threads_labels_are_the_same_and_scores_nearly(
    demo: tuple[Newsroom, Report],
) -> None:
    room, report = demo

    replayed = again(room, report, judges=judges_on(1))

    assert replayed.same
    assert replayed.comparisons.closeness.largest <= TOLERANCE


def test_a_score_that_is_off_by_less_than_the_tolerance_is_named_and_no_difference(
    room: Newsroom,
) -> None:
    report = room.check(PUENTE)
    alter(room, "UPDATE evidence SET similarity = similarity - 5e-5")

    replayed = again(room, report)

    assert (replayed.same, replayed.identical) == (True, False)
    assert replayed.comparisons.closeness.largest == pytest.approx(5e-5)
    assert "similarity" in replayed.comparisons.closeness.where


def test_a_run_from_before_token_vectors_is_derived_again_without_them(
    demo: tuple[Newsroom, Report],
) -> None:
    room, report = demo
    judges = judges_on(2)
    later = replace(judges, tokens=load_token_vectors(judges.embedder))

    assert again(room, report, judges=later).identical


def test_a_run_from_before_wordings_were_told_apart_reads_each_page_again(
    tmp_path: Path, judges: Judges
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, other in (("acta", "La obra duró catorce meses."), ("eco", "El alcalde calló.")):
        page = ACTA.replace("La obra", f"{other} La obra").replace(
            "<head>", f'<head><link rel="canonical" href="https://{name}.example/puente">'
        )
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    room = Newsroom(tmp_path, replace(judges, distinct=False), corpus=folder)

    report = room.check(PUENTE)

    now = replace(judges, distinct=True)
    assert again(room, report, judges=now).identical
    later = Newsroom(tmp_path, now, corpus=folder)
    assert "ranking" in dict(later.check(PUENTE).run.models)


def test_a_run_from_before_longer_sentences_were_read_with_the_next_reads_them_alone(
    tmp_path: Path, judges: Judges
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    first, second = (
        "El puente de Almorva, del que tanto se había hablado en el valle, costó al final más.",
        "Fueron 12 millones de euros en 2024, según consta en el acta que firmó el interventor.",
    )
    assert SHORT[1] < len(first) < SHORT[WINDOWS]
    page = f"<html><head><title>Acta</title></head><body><p>{first} {second}</p></body></html>"
    (folder / "acta.html").write_text(page, encoding="utf-8")
    room = Newsroom(tmp_path, replace(judges, windows=1), corpus=folder)

    report = room.check(PUENTE)

    assert {passage.text for passage in report.passages} == {first, second}
    assert again(room, report, judges=judges).identical
    later = Newsroom(tmp_path, judges, corpus=folder).check(PUENTE)
    assert f"{first} {second}" in {passage.text for passage in later.passages}


def test_one_verdict_is_replayed_alone(room: Newsroom) -> None:
    report = room.check(PUENTE)
    verdict = next(a.verdict for a in report.assessments if a.verdict)
    alter(
        room,
        "UPDATE run_claims SET statement = struct_update(statement, attributed_to := 'x')"
        " WHERE claim_id <> ?",
        verdict.claim_id,
    )

    assert not again(room, report).same
    alone = again(room, report, verdict_id=verdict.id)
    assert alone.identical
    assert (alone.claims, alone.verdicts) == (1, 1)
    alter(room, "UPDATE verdicts SET justification = 'x'")
    differs = again(room, report, verdict_id=verdict.id)
    assert [d.field for d in differs.comparisons.differences] == ["justification"]


@pytest.mark.parametrize(
    ("sql", "kind", "field"),
    [
        ("UPDATE verdicts SET label = 'refuted' WHERE label = 'supported'", Kind.VERDICT, "label"),
        ("UPDATE sources SET text = text || ' más'", Kind.SOURCE, "text (SHA-256)"),
        ("UPDATE evidence SET p_supports = p_supports / 2", Kind.EVIDENCE, "supports"),
        ("UPDATE evidence SET numbers_agree = NOT numbers_agree", Kind.EVIDENCE, "agrees"),
        ("UPDATE verdict_evidence SET weight = weight / 2", Kind.VERDICT, "weight"),
        (
            "UPDATE run_claims SET statement = struct_update(statement, check_worthiness := 0.0)",
            Kind.CLAIM,
            "check_worthiness",
        ),
        ("UPDATE runs SET models = MAP {'embedder': 'x', 'stance': 'y'}", Kind.RUN, "embedder"),
    ],
)
def test_what_was_tampered_with_is_named_with_both_sides(
    room: Newsroom, sql: str, kind: Kind, field: str
) -> None:
    report = room.check(PUENTE)
    alter(room, sql)

    replayed = again(room, report)

    found = [d for d in replayed.comparisons.differences if d.kind is kind and field in d.field]
    assert found
    assert found[0].recorded != found[0].derived
    assert not replayed.same


def test_another_model_or_version_is_said_first(room: Newsroom) -> None:
    report = room.check(PUENTE)
    alter(room, "UPDATE runs SET models = MAP {'embedder': 'old e', 'aide': 'z'}")

    replayed = again(room, report, version="9.9")

    assert replayed.notes[0] == f"recorded by veredicto {VERSION}, replayed by 9.9"
    assert replayed.notes[1].startswith("the embedder model was old e, and is ")
    assert replayed.notes[2] == "the aide model was z, and is none"
    changed = {d.field for d in replayed.comparisons.differences if d.kind is Kind.RUN}
    assert changed == {"embedder", "aide", "stance"}


def strict_policy() -> Policy:
    policy = shipped_policy()
    return replace(policy, relevance=replace(policy.relevance, least_similarity=0.999))


def test_a_changed_policy_shows_in_weights_and_verdicts(room: Newsroom) -> None:
    report = room.check(PUENTE)

    replayed = again(room, report, policy=strict_policy())

    fields = {d.field.rpartition(".")[2] for d in replayed.comparisons.differences}
    assert {"label", "weight", "excluded", "justification"} <= fields


def test_a_run_is_replayed_under_the_policy_that_it_noted(room: Newsroom) -> None:
    room.policy = strict_policy()
    room.settings = (("policy", room.policy.noted),)
    report = room.check(PUENTE)

    replayed = again(room, report)

    assert replayed.identical
    assert replayed.notes == (
        "decided under the run's own policy, which is not this installation's",
    )


@pytest.mark.parametrize("noted", ['{"least_patience": 1}', "[", "3"])
def test_a_policy_of_another_version_is_refused(noted: str) -> None:
    with pytest.raises(BadInput, match="policy that this veredicto does not know"):
        recorded_policy({"policy": noted})


def test_the_cut_off_that_a_run_noted_is_read_back() -> None:
    limit = recorded_limit({"published_before": "2024-05-01T00:00:00+02:00"})
    assert limit is not None
    assert limit.isoformat() == "2024-05-01T00:00:00+02:00"
    assert recorded_limit({}) is None


def test_a_deleted_and_a_tampered_snapshot_are_named_and_nothing_is_guessed(
    room: Newsroom,
) -> None:
    report = room.check(PUENTE)
    acta = next(s for s in report.sources if s.url.endswith("acta.html"))
    nota = next(s for s in report.sources if s.url.endswith("nota.txt"))
    alter(room, "UPDATE verdicts SET label = 'refuted'")
    for source, content in ((acta, None), (nota, b"not a record")):
        (path,) = (room.warehouse.path.parent / "snapshots").rglob(f"{source.snapshot}.warc.gz")
        path.unlink()
        if content:
            path.write_bytes(content)

    replayed = again(room, report)

    why = {one.url: one.why for one in replayed.unreadable}
    assert f"{acta.snapshot}" in why[acta.url]
    assert "it is missing" in why[acta.url]
    assert "it is damaged or was altered" in why[nota.url]
    assert replayed.comparisons.differences == ()
    assert (replayed.same, replayed.identical) == (False, False)
