"""Articles that are updated under a watch: what they say in the same words keeps its verdict."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator
from town import BRIDGE, BUSIER, EVIDENCE, MARKET, NEWS, Town, page

from checkers.verdicts.recheck import Wish
from veredicto.contract import check_object
from veredicto.wire import recheck_standing, replay_recorded
from warehouse.query import run_sql
from warehouse.watched import Became

if TYPE_CHECKING:
    from pathlib import Path

    from checkers.nouns import Claim, Report


def claim_of(report: Report, sentence: str) -> Claim:
    return next(claim for claim in report.claims if claim.text == sentence)


def verdict_on(report: Report, sentence: str) -> tuple[str | None, str | None, str | None]:
    """The label, the run and the verdict that it is from."""
    claim = claim_of(report, sentence)
    (one,) = (it for it in report.assessments if it.claim_id == claim.id)
    return one.verdict and one.verdict.label.value, one.carried_from, one.carried_verdict


def test_of_an_updated_article_only_what_changed_is_searched_and_judged_again(
    town: Town, root: Path
) -> None:
    _, first = town.look(town.publish(BRIDGE, MARKET))
    town.queries.clear()

    outcome, second = town.look(town.publish(NEWS, BRIDGE, BUSIER, title="Almorva, corregido"))

    assert outcome is Became.UPDATED
    assert any("mercado" in query for query in town.queries)
    assert not any("puente" in query or "bridge" in query.lower() for query in town.queries)
    before = next(one.verdict for one in first.assessments if one.verdict)
    assert verdict_on(second, BRIDGE) == ("supported", first.run.id, before.id)
    assert verdict_on(second, BUSIER)[:2] == ("refuted", None)
    bridge = claim_of(second, BRIDGE)
    assert second.article.text[bridge.start : bridge.end] == BRIDGE
    assert bridge.start > claim_of(first, BRIDGE).start
    assert dict(second.run.settings)["update_of"] == first.article.id
    schema = json.loads((root / "docs/reference/check.schema.json").read_text(encoding="utf-8"))
    printed = check_object(second)
    Draft202012Validator(schema).validate(printed)
    (shown,) = (it for it in printed["claims"] if it["text"] == BRIDGE)
    assert shown["carried_from"] == first.run.id
    assert [it["passage"] for it in shown["verdict"]["evidence"]]

    now = run_sql(
        town.settings.warehouse,
        "SELECT claim, label FROM verdicts_current WHERE label IS NOT NULL"
        " AND article_title = 'Almorva, corregido' ORDER BY claim",
    )
    assert now.rows == ((BUSIER, "refuted"), (BRIDGE, "supported"))
    asked = run_sql(
        town.settings.warehouse, "SELECT queries FROM run_costs ORDER BY started_at DESC LIMIT 1"
    )
    assert asked.rows == ((len(town.queries),),)

    again = replay_recorded(second.run.id, town.settings)
    assert (again.same, again.carried) == (True, 1), again
    carried = next(
        one.verdict for one in second.assessments if one.verdict and one.carried_from is not None
    )
    of_the_first = replay_recorded(carried.id, town.settings)
    assert (of_the_first.run_id, of_the_first.verdict_id) == (first.run.id, before.id)
    assert of_the_first.same

    (looked_at, *_), _ = recheck_standing(
        town.settings, before=datetime.now(UTC), claims=[bridge.id]
    )
    (one,) = looked_at.looked
    assert one.after.verdict is not None
    assert one.after.verdict.label == "supported"
    assert not one.flipped


def test_what_was_not_enough_for_want_of_a_page_is_asked_again_and_what_stood_twice_stands(
    town: Town,
) -> None:
    town.server.serve("/memoria", "", status=404)
    _, first = town.look(town.publish(BRIDGE, MARKET))
    assert verdict_on(first, MARKET)[0] == "not_enough_evidence"
    town.write_evidence()

    _, second = town.look(town.publish(BRIDGE, MARKET, NEWS))
    town.queries.clear()
    _, third = town.look(town.publish(NEWS, BRIDGE, MARKET))

    assert verdict_on(second, BRIDGE)[1] == first.run.id
    assert verdict_on(second, MARKET) == ("supported", None, None)
    assert verdict_on(third, BRIDGE)[1] == first.run.id
    assert verdict_on(third, MARKET)[1] == second.run.id
    assert town.queries == []


def test_no_verdict_stands_on_a_page_that_says_something_else_nor_where_all_is_to_be_checked(
    town: Town,
) -> None:
    _, first = town.look(town.publish(BRIDGE, MARKET))
    changed = EVIDENCE["/acta"].replace("12 millones", "31 millones")
    town.server.serve("/acta", page("Documento acta", changed, "Aprobado por el pleno."))

    _, second = town.look(town.publish(BRIDGE, BUSIER))
    town.queries.clear()
    _, third = town.look(town.publish(BRIDGE, BUSIER, NEWS), whole=True)

    assert verdict_on(first, BRIDGE)[0] == "supported"
    assert verdict_on(second, BRIDGE) == ("refuted", None, None)
    assert replay_recorded(second.run.id, town.settings).same
    assert any("puente" in query for query in town.queries)
    assert verdict_on(third, BRIDGE) == ("refuted", None, None)
    assert "update_of" not in dict(third.run.settings)


def test_a_page_that_was_left_out_stays_out_of_a_claim_that_an_update_has_judged_again(
    town: Town,
) -> None:
    _, first = town.look(town.publish(BRIDGE, MARKET))
    against = EVIDENCE["/acta"].replace("12 millones", "31 millones")
    url = town.server.serve("/propia", page("Documento propio", against, "Hallado en un cajón."))
    bridge = claim_of(first, BRIDGE)
    for wish in (Wish((url,)), Wish(without=(url,)), Wish()):
        recheck_standing(town.settings, before=datetime.now(UTC), claims=[bridge.id], wish=wish)
    longer = f"{EVIDENCE['/acta']} Así consta."
    town.server.serve("/acta", page("Documento acta", longer, "Aprobado por el pleno."))

    _, second = town.look(town.publish(BRIDGE, BUSIER))

    assert verdict_on(second, BRIDGE) == ("supported", None, None)
    assert url in {source.url for source in second.sources}
    assert replay_recorded(second.run.id, town.settings).same
