from __future__ import annotations

from typing import TYPE_CHECKING

from newsroom import VERSION, ChangingWeb, Newsroom

from checkers.labels import ClaimStatus, Outcome, Stance, VerdictLabel
from checkers.nouns import Report
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.recheck import Looked, News, NewsKind, Wish, label_of
from checkers.verdicts.replay import Replay, replay
from warehouse.query import run_sql

if TYPE_CHECKING:
    from flows.recheck import SecondLook

PUENTE = """\
El puente de Almorva cumple un año

El puente de Almorva costó 12 millones de euros en 2024. Lo pagó la diputación provincial.
"""
PAGE = """<html lang="es"><head><title>Cuentas del puente</title>{dated}</head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó {millions} millones de euros en
2024, según el acta de liquidación que aprobó el pleno de la diputación.</p><p>{more}La obra duró
catorce meses y dio trabajo a una treintena de vecinos de la comarca, que llevaba décadas pidiendo
un paso sobre el río.</p></article></main></body></html>"""
OTHER = """<html lang="es"><head><title>Mercado</title></head><body><main><article><h1>Mercado</h1>
<p>El mercado de la villa vecina abre todos los sábados por la mañana junto al ayuntamiento viejo,
con puestos de fruta, de quesos y de miel de los pueblos de la sierra.</p></article></main></body>
</html>"""


def a_page(millions: int, dated: str = "", more: str = "") -> str:
    return PAGE.format(millions=millions, dated=dated, more=more)


def cost(report: Report) -> str:
    return next(claim.id for claim in report.claims if "12 millones" in claim.text)


def add(room: Newsroom, report: Report, *urls: str) -> tuple[SecondLook, Looked]:
    look = room.look_again(report.run.id, [cost(report)], Wish(urls, "person-1"))
    (one,) = look.looked
    return look, one


def replayed(room: Newsroom, run_id: str) -> Replay:
    return replay(
        room.runs.report(run_id),
        room.snapshots,
        room.judges,
        version=VERSION,
        policy=shipped_policy(),
    )


def status(report: Report) -> ClaimStatus:
    wanted = cost(report)
    return next(one.status for one in report.assessments if one.claim_id == wanted)


def test_a_page_that_an_editor_adds_is_judged_recorded_as_theirs_and_replayed(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    url = web.put("/own", a_page(31), listed=False)

    look, one = add(room, first, url)

    assert label_of(one.before) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    assert label_of(one.after) is VerdictLabel.REFUTED
    assert one.news == (News(NewsKind.ADDED, url),)
    (page,) = one.added
    assert (page.url, page.outcome, page.stances) == (url, Outcome.RETRIEVED, (Stance.REFUTES,))
    assert any("31 millones" in passage.text for passage in page.counted)
    assert dict(look.report.run.settings)["asked_by"] == "person-1"
    provenance = run_sql(
        room.warehouse.path,
        "SELECT q.text, r.url FROM search_results AS r JOIN queries AS q ON q.id = r.query_id"
        " WHERE r.provider = 'editor'",
    )
    assert provenance.rows == ((url, url),)
    assert replayed(room, look.report.run.id).identical


def test_what_an_editor_added_stays_evidence_in_later_rechecks(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    url = web.put("/own", a_page(31), listed=False)
    second, _ = add(room, first, url)
    web.listed.append("/own")

    third = room.look_again(second.report.run.id)

    (one,) = third.looked
    assert not one.judged_again
    assert label_of(one.after) is VerdictLabel.REFUTED
    (search,) = third.report.searches
    assert [r.provider for r in search.results if r.url == url] == ["editor"]
    web.put("/own", a_page(12), listed=False)
    fourth = room.look_again(third.report.run.id)
    assert label_of(fourth.looked[0].after) is VerdictLabel.SUPPORTED


def test_a_page_that_says_nothing_of_the_claim_leaves_the_verdict_and_says_so(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", a_page(12))
    first = room.check(PUENTE)
    url = web.put("/own", OTHER, listed=False)

    look, one = add(room, first, url)

    assert one.judged_again
    assert one.after.carried_from == first.run.id
    assert one.after.verdict == one.before.verdict
    (page,) = one.added
    assert page.retrieved
    assert not page.bears
    assert look.report.run.failures == ()
    assert replayed(room, look.report.run.id).identical


def test_a_page_that_cannot_be_had_is_a_failure_and_the_verdict_stands(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", a_page(12))
    first = room.check(PUENTE)
    url = web.server.url("/nowhere")

    look, one = add(room, first, url)

    assert one.after.carried_from == first.run.id
    (page,) = one.added
    assert page.outcome is Outcome.HTTP_ERROR
    assert [failure.url for failure in look.report.run.failures] == [url]


def test_a_page_at_a_private_address_is_refused_and_not_asked_for(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", a_page(12))
    first = room.check(PUENTE)

    look, one = add(room, first, "http://10.0.0.1/", f"http://localhost:{web.server.port}/own")

    assert [page.outcome for page in one.added] == [Outcome.REFUSED_ADDRESS] * 2
    assert len(look.report.run.failures) == 2
    assert web.server.requests["/own"] == 0
    assert one.after.carried_from == first.run.id


def test_the_article_itself_is_no_evidence_of_its_claims(room: Newsroom, web: ChangingWeb) -> None:
    web.put("/b", OTHER)
    url = web.put("/article", a_page(12), listed=False)
    first = room.check(PUENTE, url=url)

    _, one = add(room, first, url)

    assert label_of(one.after) is VerdictLabel.NOT_ENOUGH_EVIDENCE
    (page,) = one.added
    assert (page.counted, page.reasons) == ((), ("article_itself",))


def test_a_page_that_was_published_after_the_recorded_cut_off_does_not_count(
    room: Newsroom, web: ChangingWeb
) -> None:
    room.settings = (("published_before", "2025-01-01T00:00:00+00:00"),)
    web.put("/b", OTHER)
    first = room.check(PUENTE)
    late = '<meta property="article:published_time" content="2025-06-01T00:00:00Z">'
    url = web.put("/own", a_page(31, late), listed=False)

    _, one = add(room, first, url)

    assert one.after.carried_from == first.run.id
    (page,) = one.added
    assert "published_later" in page.reasons
    assert page.counted == ()


def test_a_page_that_is_evidence_already_and_has_not_changed_leaves_the_verdict(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", a_page(12))
    first = room.check(PUENTE)

    _, one = add(room, first, url)

    assert one.after.carried_from == first.run.id
    (page,) = one.added
    assert page.stances == (Stance.SUPPORTS,)


def test_a_cited_page_that_is_added_and_has_changed_is_judged_as_it_is_now(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", a_page(12))
    first = room.check(PUENTE)
    web.put("/a", a_page(31))

    look, one = add(room, first, url)

    assert one.news == (News(NewsKind.CHANGED, url),)
    assert label_of(one.after) is VerdictLabel.REFUTED
    assert replayed(room, look.report.run.id).identical


def test_a_cited_page_that_is_added_and_cannot_be_had_counts_as_it_was(
    room: Newsroom, web: ChangingWeb
) -> None:
    url = web.put("/a", a_page(12))
    first = room.check(PUENTE)
    del web.pages["/a"]

    look, one = add(room, first, url)

    assert label_of(one.after) is VerdictLabel.SUPPORTED
    assert not one.added[0].retrieved
    assert look.report.sources[0].retrieved


def test_nearer_pages_do_not_crowd_out_the_one_that_an_editor_named(
    room: Newsroom, web: ChangingWeb
) -> None:
    for number in range(8):
        web.put(f"/{number}", a_page(12, more=f"Acta número {number}. "))
    first = room.check(PUENTE)
    weak = "<html lang='es'><body><main><p>Otro diario habla del puente, del río, de la villa y del"
    url = web.put("/own", f"{weak} coste de las obras públicas de la comarca.</p>", listed=False)

    _, one = add(room, first, url)

    (page,) = one.added
    assert page.retrieved
    assert page.passages


def test_with_no_provider_only_the_page_is_asked_for(room: Newsroom, web: ChangingWeb) -> None:
    web.put("/a", a_page(12))
    first = room.check(PUENTE)
    url = web.put("/own", a_page(31), listed=False)
    web.answers.clear()
    searched = web.server.requests["/search"]
    room.providers.clear()

    look, one = add(room, first, url)

    assert web.answers == [("/own", 200)]
    assert web.server.requests["/search"] == searched
    assert look.report.run.failures == ()
    assert one.added[0].retrieved
    assert replayed(room, look.report.run.id).identical


def test_a_claim_whose_searches_failed_gets_a_verdict_when_they_answer(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", a_page(12))
    web.silent = True
    first = room.check(PUENTE)
    assert status(first) is ClaimStatus.RETRIEVAL_FAILED

    again = room.look_again(first.run.id, [cost(first)])
    assert again.looked[0].after.status is ClaimStatus.RETRIEVAL_FAILED
    assert again.report.run.failures != ()

    web.silent = False
    look = room.look_again(again.report.run.id, [cost(first)])

    (one,) = look.looked
    assert one.flipped
    assert label_of(one.after) is VerdictLabel.SUPPORTED
    assert replayed(room, look.report.run.id).identical


def test_a_claim_whose_pages_failed_gets_a_verdict_when_they_can_be_had(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.put("/a", a_page(12))
    del web.pages["/a"]
    first = room.check(PUENTE)
    assert status(first) is ClaimStatus.RETRIEVAL_FAILED
    web.pages["/a"] = a_page(12)
    web.silent = True

    look = room.look_again(first.run.id, [cost(first)])

    assert label_of(look.looked[0].after) is VerdictLabel.SUPPORTED
    assert replayed(room, look.report.run.id).identical


def test_a_page_of_an_editor_is_enough_for_a_verdict_where_no_search_answered(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.silent = True
    first = room.check(PUENTE)
    url = web.put("/own", a_page(31))

    look, one = add(room, first, url)

    assert label_of(one.after) is VerdictLabel.REFUTED
    assert replayed(room, look.report.run.id).identical


def test_a_page_that_says_nothing_is_no_verdict_where_no_search_answered(
    room: Newsroom, web: ChangingWeb
) -> None:
    web.silent = True
    first = room.check(PUENTE)
    url = web.put("/own", OTHER)

    look, one = add(room, first, url)
    later = room.look_again(look.report.run.id, [cost(first)])

    assert one.added[0].retrieved
    for looked in (one, later.looked[0]):
        assert looked.after.status is ClaimStatus.RETRIEVAL_FAILED
        assert looked.after.reason is not None
        assert looked.after.reason.startswith("Ninguna búsqueda respondió")
    assert replayed(room, look.report.run.id).identical
