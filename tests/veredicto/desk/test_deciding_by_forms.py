from __future__ import annotations

from desks import ServedDesk

from veredicto.desk.nouns import DeskState


def test_a_confirmed_verdict_is_a_draft_that_its_page_and_the_record_show(desk: ServedDesk) -> None:
    editor = desk.somebody(name="Ana")
    claim = desk.fresh_claim()
    answer = desk.confirm(editor, claim, reason="Está en las cuentas.")
    assert answer.status_code == 303
    assert desk.state(claim).state is DeskState.DRAFT
    assert "Está en las cuentas." in editor.page(f"/claims/{claim}").text
    assert "Está en las cuentas." in editor.page("/record").text
