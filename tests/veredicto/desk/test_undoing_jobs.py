"""What editors ask for in the background is taken back: by forms, by programs, and for real."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from desks import SECONDS, ServedDesk, Somebody, page_of, served

from servers.pages import PageServer
from veredicto.desk.book.jobs import Job
from veredicto.desk.nouns import Role
from veredicto.desk.serve import do_job
from veredicto.settings import load_settings

if TYPE_CHECKING:
    from command import Veredicto

PAGE = """<html lang="es"><head><title>Acta corregida</title></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 31 millones de euros en 2024,
según el acta corregida que aprobó el pleno de la diputación provincial.</p></article></main></body>
</html>"""
URL = "https://cuentas.example/2025"


def undo_forms(page: BeautifulSoup) -> list[dict[str, Any]]:
    """The undo forms of a page of a claim: what each takes back, and whether it has the key."""
    return [
        {
            "undoes": int(form.find("input", attrs={"name": "undoes"})["value"]),
            "key": form.button.get("data-key"),
        }
        for form in page.find_all("form", action=lambda it: it and it.endswith("/undo"))
    ]


def test_the_undo_of_what_waits_stands_beside_it_and_the_last_has_the_key(
    fresh_desk: ServedDesk,
) -> None:
    desk = fresh_desk
    editor, claim = desk.somebody(), desk.fresh_claim()
    desk.confirm(editor, claim)
    decided = desk.state(claim).version
    desk.change(editor, claim, "evidence", url=URL)
    desk.change(editor, claim, "recheck")
    page, recheck = desk.state(claim).asked

    shown = undo_forms(editor.page(f"/claims/{claim}"))
    assert shown == [
        {"undoes": decided, "key": None},
        {"undoes": recheck, "key": "z"},
        {"undoes": page, "key": None},
    ]
    assert desk.change(editor, claim, "undo", undoes=recheck).status_code == 303
    assert desk.change(editor, claim, "undo", undoes=page).status_code == 303

    shown = undo_forms(editor.page(f"/claims/{claim}"))
    assert shown == [{"undoes": decided, "key": "z"}]
    assert desk.book.jobs.claim_next() is None
    told = [it.text for it in editor.page(f"/claims/{claim}").find_all(class_="job")]
    assert all("taken back before it began" in it for it in told)
    assert len(told) == 2
    kinds = [(it.kind, it.by) for it in desk.book.actions.latest(claim_id=claim, limit=2)]
    assert kinds == [("undo", editor.id)] * 2


def test_a_recheck_that_has_begun_says_in_words_that_it_stays(fresh_desk: ServedDesk) -> None:
    desk = fresh_desk
    editor, claim = desk.somebody(), desk.fresh_claim()
    desk.change(editor, claim, "recheck")
    (asked,) = desk.state(claim).asked
    job = desk.book.jobs.claim_next()
    assert job is not None
    desk.book.jobs.finish(job.id, "done")

    page = editor.page(f"/claims/{claim}")
    assert undo_forms(page) == []
    assert "A re-check that has begun cannot be undone" in page.main.text
    refused = page_of(desk.change(editor, claim, "undo", undoes=asked), 400)
    assert "its verdict is like any other" in refused.text


def test_nobody_is_offered_the_undo_of_somebody_elses_wish_but_chiefs(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    other, chief = desk.somebody(), desk.somebody(Role.CHIEF)
    desk.change(editor, claim, "recheck")
    (asked,) = desk.state(claim).asked

    assert undo_forms(other.page(f"/claims/{claim}")) == []
    refused = page_of(desk.change(other, claim, "undo", undoes=asked), 400)
    assert "only they or a chief can undo it" in refused.text
    assert [it["undoes"] for it in undo_forms(chief.page(f"/claims/{claim}"))] == [asked]


def test_programs_take_back_what_they_asked_for(fresh_desk: ServedDesk) -> None:
    desk = fresh_desk
    editor, claim = desk.somebody(), desk.fresh_claim()
    program = desk.nobody(authorization=f"Bearer {editor.token}").client

    def act(**action: object) -> Any:
        body = {"version": desk.state(claim).version, "action": action}
        return program.post(f"/api/v1/claims/{claim}/actions", json=body)

    asked = act(kind="add_evidence", url=URL).json()["asked"]
    assert len(asked) == 1
    job = desk.book.jobs.claim_next()
    assert job is not None
    desk.book.jobs.finish(job.id, "done")
    undone = act(kind="undo", undoes=asked[0])
    assert (undone.status_code, undone.json()["asked"]) == (201, [])
    shown = program.get(f"/api/v1/claims/{claim}").json()
    assert [(it["kind"], it["url"]) for it in shown["jobs"]] == [
        ("leave_out", URL),
        ("add_evidence", URL),
    ]
    assert (shown["asked_by"], shown["left_out"]) == (None, [])


@contextmanager
def desk_over(
    checked: Veredicto, web: PageServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[ServedDesk, threading.Semaphore]]:
    """A desk over an article that was really checked, which does its jobs for real."""
    for name, value in checked.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VEREDICTO_ALLOW_HOSTS", ",".join(web.allowed()))
    folder = Path(checked.folder)
    settings = load_settings(warehouse=folder / "veredicto.duckdb", corpus=folder / "pages")
    ended = threading.Semaphore(0)

    def doing(job: Job) -> tuple[str, str]:
        try:
            return partial(do_job, settings)(job)
        finally:
            ended.release()

    with served(folder, do_job=doing) as desk:
        desk.keeper.start()
        try:
            yield desk, ended
        finally:
            desk.keeper.stop()


def undo_the_last(desk: ServedDesk, editor: Somebody, claim: str) -> None:
    """Presses the undo that has the key."""
    number = next(it["undoes"] for it in undo_forms(editor.page(f"/claims/{claim}")) if it["key"])
    assert desk.change(editor, claim, "undo", undoes=number).status_code == 303


def test_a_page_is_added_and_taken_back_by_two_forms_and_the_claim_is_judged_each_time(
    checked: Veredicto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PageServer() as web, desk_over(checked, web, monkeypatch) as (desk, ended):
        url = web.serve("/acta", PAGE)
        claim = next(
            str(it["claim_id"])
            for it in desk.desk.reader.queue().table.to_pylist()
            if "12 millones" in it["wording"]
        )
        editor = desk.somebody(name="Ana Núñez")
        desk.change(editor, claim, "evidence", url=url)
        assert ended.acquire(timeout=SECONDS * 4)
        desk.keeper.look()
        assert desk.verdict(claim)[1] != "supported"

        undo_the_last(desk, editor, claim)
        assert ended.acquire(timeout=SECONDS * 4)
        desk.keeper.look()

        assert desk.verdict(claim)[1] == "supported"
        shown = editor.page(f"/claims/{claim}")
        assert undo_forms(shown) == []
        text = " ".join(shown.main.text.split())
        assert f"Left out of the evidence by an editor: {url}" in text
        assert "Checked anew at the request of: Ana Núñez" in text
        assert "La redacción dejó una página fuera de las pruebas" in text
        assert "Page left out by an editor" in text
        program = desk.nobody(authorization=f"Bearer {editor.token}").client
        told = program.get(f"/api/v1/claims/{claim}").json()
        assert (told["left_out"], told["asked_by"]) == ([url], editor.id)
        assert told["changes"][0]["left_out"] == [url]
        kinds = [str(it.kind) for it in desk.book.actions.of(claim)]
        assert kinds == ["add_evidence", "undo"]
        assert desk.book.actions.verify().broken == ()
