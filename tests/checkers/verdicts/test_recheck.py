from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from newsroom import VERSION, ChangingWeb, Newsroom

from checkers.labels import VerdictLabel
from checkers.nouns import Report
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.recheck import Looked, News, NewsKind, label_of
from checkers.verdicts.replay import replay
from servers.pages import PageServer
from warehouse.query import run_sql

if TYPE_CHECKING:
    from checkers.evidence.gather import Judges
    from flows.recheck import SecondLook

PUENTE = """\
El puente de Almorva cumple un año

El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación provincial.
"""
PAGE = """<html lang="es"><head><title>Cuentas del puente</title></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó {millions} millones de euros en
2024, según el acta de liquidación que aprobó el pleno de la diputación.</p><p>La obra duró catorce
meses y dio trabajo a una treintena de vecinos de la comarca, que llevaba décadas pidiendo un paso
sobre el río.</p></article></main></body></html>"""
OTHER = """<html lang="es"><head><title>Mercado</title></head><body><main><article><h1>Mercado</h1>
<p>El mercado de la villa vecina abre todos los sábados por la mañana junto al ayuntamiento viejo,
con puestos de fruta, de quesos y de miel de los pueblos de la sierra.</p></article></main></body>
</html>"""


def cost(look: SecondLook) -> Looked:
    return next(one for one in look.looked if "12 millones" in one.claim.text)


def label(report: Report) -> VerdictLabel | None:
    wanted = {claim.id for claim in report.claims if "12 millones" in claim.text}
    return next(label_of(one) for one in report.assessments if one.claim_id in wanted)


def rows(room: Newsroom, sql: str, first: str) -> tuple[tuple[object, ...], ...]:
    """The rows that begin with a value, without it."""
    return tuple(row[1:] for row in run_sql(room.warehouse.path, sql).rows if row[0] == first)


def test_unchanged_pages_are_not_sent_again_and_every_verdict_stands(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", PAGE.format(millions=12))
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    counted = run_sql(room.warehouse.path, "SELECT count(*) FROM verdicts").rows
    web.answers.clear()

    look = room.look_again(first.run.id)

    assert sorted(web.answers) == [("/a", 304), ("/b", 304)]
    assert len(web.conditions) == 2
    assert {one.after.carried_from for one in look.looked} == {first.run.id}
    assert not any(one.news or one.flipped for one in look.looked)
    assert look.report.run.failures == ()
    assert dict(look.report.run.settings)["recheck"] == first.run.id
    assert run_sql(room.warehouse.path, "SELECT count(*) FROM verdicts").rows == counted
    rows = run_sql(
        room.warehouse.path,
        "SELECT count(DISTINCT run_id), count(DISTINCT verdict_id) FROM run_claims"
        " WHERE status = 'judged' GROUP BY claim_id",
    ).rows
    assert set(rows) == {(2, 1)}


def test_a_changed_page_flips_the_verdict_and_both_stay_in_the_record(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    assert label(first) is VerdictLabel.SUPPORTED
    web.put("/a", PAGE.format(millions=31))

    look = room.look_again(first.run.id)

    one = cost(look)
    assert one.flipped
    assert label_of(one.after) is VerdictLabel.REFUTED
    assert one.news == (News(NewsKind.CHANGED, url),)
    history = rows(
        room,
        "SELECT claim_id, label, label_before, flipped, stands_now, recheck_of"
        " FROM verdict_history ORDER BY checked_at",
        one.claim.id,
    )
    assert history == (
        ("supported", None, False, False, None),
        ("refuted", "supported", True, True, first.run.id),
    )
    current = rows(room, "SELECT claim_id, label, run_id FROM verdicts_current", one.claim.id)
    assert current == (("refuted", look.report.run.id),)


def test_a_run_of_a_recheck_and_the_one_before_are_both_replayed_identical(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    web.put("/a", PAGE.format(millions=31))
    second = room.look_again(first.run.id)
    third = room.look_again(second.report.run.id)

    for run_id in (first.run.id, second.report.run.id, third.report.run.id):
        replayed = replay(
            room.runs.report(run_id),
            room.snapshots,
            room.judges,
            version=VERSION,
            policy=shipped_policy(),
        )
        assert replayed.identical, replayed.comparisons.differences
    assert replayed.carried == len(third.looked)
    assert replayed.notes[0].startswith("some verdicts were left as run ")


def test_a_page_sent_again_with_the_same_text_is_unchanged(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    web.put("/a", PAGE.format(millions=12).replace("<main>", "<main><!-- 1,234 readers -->"))
    web.answers.clear()

    look = room.look_again(first.run.id)

    assert web.answers == [("/a", 200)]
    assert not any(one.news for one in look.looked)
    assert look.report.sources[0].id == first.sources[0].id


def test_a_new_page_is_a_reason_to_judge_again(room: Newsroom, web: ChangingWeb) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    assert label(first) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    url = web.put("/a", PAGE.format(millions=12))

    look = room.look_again(first.run.id)

    one = cost(look)
    assert label_of(one.after) is VerdictLabel.SUPPORTED
    assert one.news == (News(NewsKind.NEW, url),)


def test_a_page_that_is_gone_counts_as_it_was_and_is_told(room: Newsroom, web: ChangingWeb) -> None:
    url = web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    del web.pages["/a"]

    look = room.look_again(first.run.id)

    one = cost(look)
    assert one.news == (News(NewsKind.GONE, url),)
    assert one.after.verdict == one.before.verdict
    assert not one.flipped
    (failure,) = (f for f in look.report.run.failures if f.url == url)
    assert failure.reason.startswith("no longer there: the server answered 404")
    assert "it counts as retrieved on" in failure.reason
    row = rows(
        room,
        "SELECT run_id, outcome, status_code, detail LIKE 'no longer there%' FROM retrievals",
        look.report.run.id,
    )
    assert row == (("retrieved", 404, True),)


def test_a_server_that_is_down_is_a_failure_and_changes_nothing(
    tmp_path: Path, judges: Judges
) -> None:
    with PageServer() as server:
        web = ChangingWeb(server)
        url = web.put("/a", PAGE.format(millions=12))
        room = Newsroom(tmp_path, judges, server=server)
        first = room.check(PUENTE)

    look = room.look_again(first.run.id)

    assert not any(one.news or one.flipped for one in look.looked)
    assert {one.after.carried_from for one in look.looked} == {first.run.id}
    reasons = {
        failure.url or failure.provider: failure.reason for failure in look.report.run.failures
    }
    assert reasons[url].startswith("could not be asked for again: ")
    assert "searxng" in reasons


def test_a_page_that_has_lost_its_text_is_a_failure_and_a_new_one_that_fails_is_told(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    web.put("/a", "<html><body></body></html>")
    web.listed.append("/dead")

    look = room.look_again(first.run.id)

    assert not any(one.news for one in look.looked)
    reasons = {failure.url: failure.reason for failure in look.report.run.failures}
    assert "no text" in reasons[url]
    assert reasons[web.server.url("/dead")].startswith("http_error")


def test_a_file_of_a_corpus_is_read_again_and_may_be_gone(tmp_path: Path, judges: Judges) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "acta.html").write_text(PAGE.format(millions=12), encoding="utf-8")
    (folder / "nota.html").write_text(OTHER, encoding="utf-8")
    room = Newsroom(tmp_path, judges, corpus=folder)
    first = room.check(PUENTE)
    (folder / "acta.html").write_text(PAGE.format(millions=31), encoding="utf-8")
    second = room.look_again(first.run.id)
    (folder / "acta.html").unlink()

    third = room.look_again(second.report.run.id)

    assert label_of(cost(second).after) is VerdictLabel.REFUTED
    assert [news.kind for news in cost(third).news] == [NewsKind.GONE]
    assert label_of(cost(third).after) is VerdictLabel.REFUTED


def test_without_its_snapshot_a_page_is_asked_for_without_a_condition(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    for path in (room.warehouse.path.parent / "snapshots").rglob("*.warc.gz"):
        path.unlink()
    web.answers.clear()

    look = room.look_again(first.run.id)

    assert web.answers == [("/a", 200)]
    assert web.conditions == []
    assert not any(one.news for one in look.looked)
