from __future__ import annotations

from desks import ServedDesk

from veredicto.desk.forwarding import forward
from veredicto.desk.nouns import ActionKind, Role
from warehouse.query import run_sql


def test_what_the_warehouse_refuses_holds_nothing_up_and_is_told_on_the_page(
    fresh_desk: ServedDesk,
) -> None:
    editor = fresh_desk.somebody(Role.EDITOR)
    gone, sound = fresh_desk.fresh_claim(), ""
    content = {"decision": "confirm", "label": "refuted", "engine_label": "refuted"}
    for kind, more in (
        (ActionKind.DECIDE, content | {"verdict_id": "gone"}),
        (ActionKind.PUBLISH, {}),
    ):
        fresh_desk.book.actions.add(
            kind, by=editor.id, role=Role.EDITOR, claim_id=gone, content=more
        )
    sound = fresh_desk.fresh_claim()
    fresh_desk.confirm(editor, sound)
    fresh_desk.change(editor, sound, "publish")
    refused: set[int] = set()

    assert forward(fresh_desk.book, fresh_desk.warehouse, refused) == 1
    assert forward(fresh_desk.book, fresh_desk.warehouse, refused) == 0

    (waits,) = fresh_desk.book.outbox.waiting()
    assert refused == {waits.number}
    assert "no verdict 'gone'" in str(waits.failure)
    assert "no verdict &#39;gone&#39;" in editor.get(f"/claims/{gone}").text
    sql = f"SELECT decision FROM reviews WHERE claim_id = '{sound}'"  # noqa: S608 (of our own)
    assert run_sql(fresh_desk.warehouse.path, sql).rows == (("confirm",),)
