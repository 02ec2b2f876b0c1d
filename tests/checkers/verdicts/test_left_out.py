"""Pages that an editor added as evidence and takes back, on a web that stands on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from newsroom import VERSION, ChangingWeb, Newsroom

from checkers.errors import BadInput
from checkers.labels import ClaimStatus, VerdictLabel
from checkers.nouns import Report
from checkers.search.editor import left_out_of
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.recheck import (
    Looked,
    News,
    NewsKind,
    Wish,
    label_of,
    narrowed,
    refuse_no_evidence,
)
from checkers.verdicts.replay import Replay, replay
from warehouse.query import run_sql

if TYPE_CHECKING:
    from flows.recheck import SecondLook

PUENTE = """\
El puente de Almorva cumple un año

El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación provincial.
"""
PAGE = """<html lang="es"><head><title>Cuentas del puente</title></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó {millions} millones de euros en
2024, según el acta de liquidación que aprobó el pleno de la diputación.</p><p>La obra duró
catorce meses y dio trabajo a una treintena de vecinos de la comarca, que llevaba décadas pidiendo
un paso sobre el río.</p></article></main></body></html>"""
OTHER = """<html lang="es"><head><title>Mercado</title></head><body><main><article><h1>Mercado</h1>
<p>El mercado de la villa vecina abre todos los sábados por la mañana junto al ayuntamiento viejo,
con puestos de fruta, de quesos y de miel de los pueblos de la sierra.</p></article></main></body>
</html>"""


def cost(report: Report) -> str:
    return next(claim.id for claim in report.claims if "12 millones" in claim.text)


def looked(room: Newsroom, report: Report, wish: Wish) -> tuple[SecondLook, Looked]:
    look = room.look_again(report.run.id, [cost(report)], wish)
    (one,) = look.looked
    return look, one


def add(room: Newsroom, report: Report, url: str) -> tuple[SecondLook, Looked]:
    return looked(room, report, Wish((url,), "person-1"))


def leave_out(room: Newsroom, report: Report, url: str) -> tuple[SecondLook, Looked]:
    return looked(room, report, Wish(by="person-2", without=(url,)))


def replayed(room: Newsroom, look: SecondLook) -> Replay:
    return replay(
        room.runs.report(look.report.run.id),
        room.snapshots,
        room.judges,
        version=VERSION,
        policy=shipped_policy(),
    )


def test_a_claim_is_judged_without_the_page_and_says_so_and_the_record_keeps_both(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    url = web.put("/own", PAGE.format(millions=31), listed=False)
    added, _ = add(room, first, url)

    look, one = leave_out(room, added.report, url)

    assert label_of(one.before) is VerdictLabel.REFUTED
    assert label_of(one.after) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert (one.news, one.left_out) == ((News(NewsKind.LEFT_OUT, url),), (url,))
    assert one.after.verdict is not None
    assert "La redacción dejó una página fuera de las pruebas (127.0.0.1)." in (
        one.after.verdict.justification
    )
    assert dict(look.report.run.settings)["asked_by"] == "person-2"
    assert replayed(room, look).identical
    assert replayed(room, added).identical
    history = run_sql(
        room.warehouse.path,
        "SELECT stands_now FROM verdict_history WHERE claim LIKE '%12 millones%'"
        " ORDER BY checked_at",
    )
    assert history.rows == ((False,), (False,), (True,))
    page = next(it for it in room.runs.report(look.report.run.id).sources if it.url == url)
    assert page.snapshot is not None
    assert "31 millones" in room.snapshots.get(page.snapshot).body.decode()


def test_what_was_left_out_stays_out_though_searches_find_it(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    url = web.put("/own", PAGE.format(millions=31), listed=False)
    added, _ = add(room, first, url)
    away, _ = leave_out(room, added.report, url)
    web.listed.append("/own")
    web.put("/own", PAGE.format(millions=44))
    web.put("/c", PAGE.format(millions=12))

    later, one = looked(room, away.report, Wish())

    assert label_of(one.after) is VerdictLabel.SUPPORTED
    assert [it.url for it in one.news] == [web.server.url("/c")]
    assert left_out_of(room.runs.report(later.report.run.id), cost(first)) == (url,)
    assert replayed(room, later).identical


def test_a_page_that_is_added_again_is_evidence_again(room: Newsroom, web: ChangingWeb) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    url = web.put("/own", PAGE.format(millions=31), listed=False)
    added, _ = add(room, first, url)
    away, _ = leave_out(room, added.report, url)

    again, one = add(room, away.report, url)

    assert label_of(one.after) is VerdictLabel.REFUTED
    assert left_out_of(again.report, cost(first)) == ()
    assert replayed(room, again).identical


def test_a_page_is_left_out_under_the_address_that_it_redirects_to_as_well(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    final = web.put("/acta", PAGE.format(millions=31), listed=False)
    url = web.server.redirect("/corto", final)
    added, one = add(room, first, url)
    assert label_of(one.after) is VerdictLabel.REFUTED
    away, _ = leave_out(room, added.report, url)
    web.listed.append("/acta")

    later, one = looked(room, away.report, Wish())

    assert label_of(one.after) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert left_out_of(later.report, cost(first)) == (url,)
    assert replayed(room, later).identical


def test_any_page_of_the_evidence_can_be_left_out_and_no_other(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    base = narrowed(first, [cost(first)])

    refuse_no_evidence(base, [url])
    with pytest.raises(BadInput, match="is no evidence of the claim"):
        refuse_no_evidence(base, [web.server.url("/elsewhere")])
    look, one = leave_out(room, first, url)

    assert label_of(one.after) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert replayed(room, look).identical
    again = narrowed(room.runs.report(look.report.run.id), [cost(first)])
    with pytest.raises(BadInput, match="is no evidence of the claim"):
        refuse_no_evidence(again, [url])


def test_a_page_that_said_nothing_is_left_out_and_the_verdict_stands_on_the_rest(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", PAGE.format(millions=12))
    first = room.check(PUENTE)
    gone = web.server.url("/nowhere")
    added, _ = add(room, first, gone)

    look, one = leave_out(room, added.report, gone)

    assert one.after.carried_from == first.run.id
    assert (one.news, one.left_out) == ((), (gone,))
    assert left_out_of(room.runs.report(look.report.run.id), cost(first)) == (gone,)


def test_where_no_search_answered_there_is_no_verdict_without_the_page(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.silent = True
    first = room.check(PUENTE)
    url = web.put("/own", PAGE.format(millions=31))
    added, one = add(room, first, url)
    assert label_of(one.after) is VerdictLabel.REFUTED

    look, one = leave_out(room, added.report, url)
    later = room.look_again(look.report.run.id, [cost(first)])

    for it in (one, later.looked[0]):
        assert it.after.status is ClaimStatus.RETRIEVAL_FAILED
    assert replayed(room, look).identical
