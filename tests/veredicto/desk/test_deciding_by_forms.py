from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from desks import ServedDesk, Somebody, page_of, served
from recorded_reports import NOON, make_report, verdict_of

from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import Assessment, Report
from veredicto.desk.nouns import ActionKind, DeskState, Role

REASON = "Lo dicen las cuentas anuales, página 14."


@pytest.fixture(scope="module")
def editor(desk: ServedDesk) -> Somebody:
    return desk.somebody(name="Ana Editora")


@pytest.fixture(scope="module")
def reading_twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """A desk at which every decision is read a second time."""
    with served(tmp_path_factory.mktemp("twice"), second_reading="all") as it:
        yield it


@dataclass(frozen=True)
class Told:
    """What the warehouse has of a decision."""

    decision: str
    label: str | None
    reason: str
    reviewer: str
    wording: str | None


def told(desk: ServedDesk, claim_id: str) -> list[Told]:
    """What the warehouse has of the claim once the keeper has looked, oldest first."""
    desk.keeper.look()
    assert desk.book.outbox.waiting() == ()
    sql = """
        SELECT decision::VARCHAR, label::VARCHAR, reason, reviewer, wording
        FROM reviews WHERE verdict_id = ? ORDER BY reviewed_at
    """
    with duckdb.connect(desk.warehouse.path, read_only=True) as connection:
        rows = connection.execute(sql, [desk.verdict(claim_id)[0]]).fetchall()
    return [Told(*row) for row in rows]


def in_record(who: Somebody, claim_id: str) -> list[str]:
    """The lines of the record on a claim, newest first."""
    lines = who.page("/record").main.tbody.find_all("tr")
    return [
        line.get_text(" ", strip=True)
        for line in lines
        if line.find("a", href=f"/claims/{claim_id}")
    ]


def other_label(desk: ServedDesk, claim_id: str) -> str:
    return next(str(it) for it in VerdictLabel if it != desk.verdict(claim_id)[1])


def test_a_confirmed_verdict_is_a_draft_that_its_page_and_the_record_show(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    answer = desk.confirm(editor, claim, reason=REASON)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/claims/")
    assert claim not in answer.headers["location"]
    state = desk.state(claim)
    assert (state.state, state.standing and state.standing.label) == (
        DeskState.DRAFT,
        desk.verdict(claim)[1],
    )
    page = editor.page(f"/claims/{claim}").main
    assert REASON in page.find(class_="verdict").text
    assert "Ana Editora" in page.find(class_="reading").text
    assert "Decided" in in_record(editor, claim)[0]
    assert REASON in in_record(editor, claim)[0]
    assert told(desk, claim) == []


def test_overruling_needs_another_label_and_a_reason_and_keeps_what_was_written(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    label = other_label(desk, claim)
    for fields, said in (
        ({"label": label}, "a reason is needed"),
        ({"label": label, "reason": "   "}, "a reason is needed"),
        ({"reason": REASON}, "give a label"),
        ({"label": desk.verdict(claim)[1], "reason": REASON}, "confirm it, or choose another"),
    ):
        refused = page_of(desk.decide(editor, claim, "overrule", **fields), 400)
        assert said in refused.find(class_="trouble").text
        form = refused.find(attrs={"data-form": "overrule"})
        assert form.has_attr("open")
        assert form.textarea.text.strip() == fields.get("reason", "").strip()
        if fields.get("label") == label:
            assert form.find("input", checked=True)["value"] == label
    assert desk.state(claim).version == 0
    assert desk.decide(editor, claim, "overrule", label=label, reason=REASON).status_code == 303
    standing = desk.state(claim).standing
    assert standing is not None
    assert (standing.decision, standing.label) == (Decision.OVERRULE, label)


def test_a_claim_that_is_not_checkable_needs_a_reason_and_has_no_label(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    assert desk.decide(editor, claim, "not_checkable").status_code == 400
    assert desk.decide(editor, claim, "not_checkable", reason=REASON).status_code == 303
    assert "Not checkable" in editor.page(f"/claims/{claim}").find(class_="verdict").text
    assert claim in editor.get("/queue", params={"verdict": "not_checkable"}).text


def test_what_is_published_arrives_in_the_warehouse_and_taking_it_back_retracts_it(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    label = other_label(desk, claim)
    desk.decide(editor, claim, "overrule", label=label, reason=REASON)
    desk.change(editor, claim, "reword", wording="  Así se   publica. ")
    assert desk.change(editor, claim, "publish").status_code == 303
    assert desk.state(claim).state is DeskState.PUBLISHED
    (review,) = told(desk, claim)
    assert review == Told("overrule", label, REASON, "Ana Editora", "Así se publica.")
    page = editor.page(f"/claims/{claim}")
    assert page.h1.text == "Así se publica."
    given = json.loads(editor.get(f"/claims/{claim}/claimreview.json").text)
    assert "Así se publica." in {it["claimReviewed"] for it in given["@graph"]}
    assert claim in editor.get("/queue", params={"state": "published"}).text
    assert desk.change(editor, claim, "unpublish").status_code == 303
    *_, last = told(desk, claim)
    assert last.decision == Decision.RETRACT
    assert desk.state(claim).state is DeskState.DRAFT
    assert "Took back what was published" in in_record(editor, claim)[0]


def test_an_undo_retracts_what_was_published_and_a_redo_publishes_it_again(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    desk.confirm(editor, claim)
    desk.change(editor, claim, "publish")
    assert len(told(desk, claim)) == 1
    undone = desk.change(editor, claim, "undo", undoes=desk.state(claim).undoable)
    assert undone.status_code == 303
    assert told(desk, claim)[-1].decision == Decision.RETRACT
    redone = desk.change(editor, claim, "undo", undoes=desk.state(claim).redoable)
    assert redone.status_code == 303
    assert told(desk, claim)[-1].decision == Decision.CONFIRM
    assert desk.state(claim).state is DeskState.PUBLISHED
    assert [line for line in in_record(editor, claim) if "Undid" in line] != []


def test_an_undo_of_somebody_elses_work_is_for_them_and_chiefs(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim, other, chief = desk.fresh_claim(), desk.somebody(), desk.somebody(Role.CHIEF)
    desk.confirm(editor, claim)
    undo = {"undoes": desk.state(claim).undoable}
    refused = desk.change(other, claim, "undo", **undo)
    assert "only they or a chief can undo it" in page_of(refused, 400).text
    assert desk.change(chief, claim, "undo", **undo).status_code == 303
    assert desk.state(claim).state is DeskState.OPEN


def test_wordings_and_assignments_are_shown_and_can_be_given_back(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    wording = editor.page(f"/claims/{claim}").h1.text
    desk.change(editor, claim, "reword", wording="Otra manera de decirlo.")
    page = editor.page(f"/claims/{claim}")
    assert page.h1.text == "Otra manera de decirlo."
    assert "In the article" in page.find(class_="verdict").text
    assert claim in editor.get("/queue", params={"q": "OTRA manera"}).text
    desk.change(editor, claim, "reword", wording="  ")
    assert editor.page(f"/claims/{claim}").h1.text == wording
    desk.change(editor, claim, "assign", assignee=editor.id)
    assert "Ana Editora" in editor.page(f"/claims/{claim}").find(class_="head").text
    assert claim in editor.get("/queue", params={"assignee": editor.id}).text
    desk.change(editor, claim, "assign")
    assert desk.state(claim).assignee is None
    reader = desk.somebody(Role.READER)
    for nobody in (reader.id, "no-such-person"):
        refused = desk.change(editor, claim, "assign", assignee=nobody)
        assert "no such editor" in page_of(refused, 400).text


def test_whoever_was_slower_sees_both_versions_and_loses_nothing(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim, slower = desk.fresh_claim(), desk.somebody(name="Luis Lento")
    label = other_label(desk, claim)
    desk.decide(editor, claim, "not_checkable", reason="Es una opinión, al fin y al cabo.")
    fields = {
        "decision": "overrule",
        "verdict": desk.verdict(claim)[0],
        "label": label,
        "reason": REASON,
        "version": 0,
        "query": "state=open",
    }
    answer = slower.send(f"/claims/{claim}/decide", fields)
    page = page_of(answer, 409)
    versions = page.find(class_="versions").text
    assert "Es una opinión, al fin y al cabo." in versions
    assert "Ana Editora" in versions
    assert REASON in versions
    form = page.find(attrs={"data-form": "overrule"})
    assert form.textarea.text.strip() == REASON
    assert form.find("input", checked=True)["value"] == label
    assert form.find("input", attrs={"name": "query"})["value"] == "state=open"
    again = {it["name"]: it["value"] for it in form.find_all("input", type="hidden")}
    assert int(again["version"]) == desk.state(claim).version
    sent = again | {"label": label, "reason": form.textarea.text}
    assert slower.send(form.form["action"], sent).status_code == 303
    standing = desk.state(claim).standing
    assert standing is not None
    assert (standing.by, standing.reason) == (slower.id, REASON)


@pytest.mark.parametrize(
    ("what", "field", "value"),
    [
        ("reword", "wording", "Una redacción larga que nadie quiere escribir dos veces."),
        ("evidence", "url", "https://cuentas.example/otra?p=1&q=2"),
    ],
)
def test_other_forms_that_come_too_late_keep_what_was_written_too(
    desk: ServedDesk, editor: Somebody, what: str, field: str, value: str
) -> None:
    claim = desk.fresh_claim()
    desk.change(editor, claim, "assign", assignee=editor.id)
    page = page_of(editor.send(f"/claims/{claim}/{what}", {"version": 0, field: value}), 409)
    assert value in page.find(class_="versions").text
    filled = page.find(id=field)
    assert (filled.get("value") or filled.text.strip()) == value


def test_a_verdict_that_changed_meanwhile_is_not_decided_unseen_and_the_text_is_kept(
    tmp_path: Path,
) -> None:
    first = make_report()
    with served(tmp_path, first) as desk:
        editor, claim = desk.somebody(), verdict_of(first).claim_id
        seen = desk.verdict(claim)[0]
        desk.record(make_report(run="run-2", at=first.run.finished_at, label=VerdictLabel.REFUTED))
        assert desk.verdict(claim) != (seen, "supported")
        refused = desk.confirm(editor, claim, verdict=seen, reason=REASON)
        page = page_of(refused, 400)
        assert "was checked again while you read" in page.find(class_="trouble").text
        assert "Refuted" in page.find(class_="verdict").text
        assert desk.state(claim).version == 0
        refused = desk.decide(editor, claim, "not_checkable", verdict=seen, reason=REASON)
        kept = page_of(refused, 400).find(attrs={"data-form": "not_checkable"})
        assert kept.textarea.text.strip() == REASON


def test_a_claim_without_a_verdict_is_decided_by_nobody(desk: ServedDesk, editor: Somebody) -> None:
    claim = desk.unjudged_claim()
    answer = desk.decide(editor, claim, "not_checkable", verdict="made-up", reason=REASON)
    assert "There is no verdict to decide on" in page_of(answer, 400).text
    assert desk.change(editor, claim, "publish").status_code == 400


def test_a_second_reading_is_blind_on_every_page_and_in_the_api(reading_twice: ServedDesk) -> None:
    desk = reading_twice
    first, second = desk.somebody(), desk.somebody()
    claim = desk.fresh_claim("supported")
    desk.decide(first, claim, "overrule", label="conflicting_evidence", reason=REASON)
    assert desk.state(claim).state is DeskState.SECOND_READING
    assert REASON in first.page(f"/claims/{claim}").text
    bearer = {"authorization": f"Bearer {second.token}"}
    for path in (
        f"/claims/{claim}",
        "/record",
        "/record?kind=decide",
        f"/record?by={first.id}",
        "/disagreements",
        "/queue",
        "/queue?state=second_reading",
        "/queue?verdict=conflicting_evidence&state=second_reading",
        f"/api/v1/claims/{claim}",
        "/api/v1/record",
        f"/api/v1/record?claim_id={claim}",
        "/api/v1/claims?state=second_reading",
    ):
        text = second.get(path, headers=bearer).text
        assert REASON not in text, path
    page = second.page(f"/claims/{claim}")
    assert "Conflicting" not in page.find(class_="verdict").text
    assert "Read it for yourself" in page.find(class_="verdict").text
    assert page.find("a", href=f"/claims/{claim}/claimreview.json") is None
    state = second.get(f"/api/v1/claims/{claim}", headers=bearer).json()["state"]
    assert (state["first"], state["standing"]) == (None, None)
    found = second.get("/api/v1/claims?state=second_reading", headers=bearer).json()
    assert [it["label"] for it in found["claims"] if it["claim_id"] == claim] == ["supported"]
    assert claim in second.get("/disagreements").text
    assert desk.change(second, claim, "publish").status_code == 400


def test_what_a_second_reader_merged_or_decided_is_not_told_by_what_the_record_is_filtered_by(
    reading_twice: ServedDesk,
) -> None:
    desk = reading_twice
    first, second, third = desk.somebody(), desk.somebody(), desk.somebody()
    followed = desk.fresh_claim()
    desk.confirm(first, followed)
    desk.confirm(second, followed)
    claim = desk.fresh_claim()
    assert desk.change(first, claim, "merge", into=followed).status_code == 303
    assert in_record(first, claim) != []
    bearer = {"authorization": f"Bearer {third.token}"}
    assert claim not in third.get("/record?kind=merge").text
    assert claim not in third.get("/api/v1/record?kind=merge", headers=bearer).text
    assert claim in third.get("/record").text
    assert claim in first.get("/record?kind=merge").text


def test_two_readings_that_agree_are_a_draft(reading_twice: ServedDesk) -> None:
    desk = reading_twice
    first, second, claim = desk.somebody(), desk.somebody(), desk.fresh_claim()
    desk.decide(first, claim, "not_checkable", reason=REASON)
    own = desk.decide(first, claim, "settle", to="settle", reason=REASON)
    assert own.status_code == 400
    desk.decide(second, claim, "not_checkable", reason="Tampoco yo lo veo comprobable.")
    state = desk.state(claim)
    assert state.state is DeskState.DRAFT
    assert state.standing is not None
    assert state.standing.by == first.id
    assert REASON in second.page(f"/claims/{claim}").text


def test_two_readings_that_differ_are_seen_by_both_and_settled_by_a_chief(
    reading_twice: ServedDesk,
) -> None:
    desk = reading_twice
    first, second, third = desk.somebody(), desk.somebody(), desk.somebody()
    chief, claim = desk.somebody(Role.CHIEF), desk.fresh_claim("supported")
    desk.confirm(first, claim, reason="Está bien así.")
    desk.decide(second, claim, "overrule", label="refuted", reason=REASON)
    assert desk.state(claim).state is DeskState.DISAGREEMENT
    for who in (first, second, chief):
        text = who.page(f"/claims/{claim}").find(class_="verdict").text
        assert REASON in text
        assert "Está bien así." in text
    outside = third.page(f"/claims/{claim}").text
    assert REASON not in outside
    assert "a chief editor settles it" in outside
    assert claim in chief.get("/disagreements").text
    refused = desk.decide(second, claim, "overrule", label="refuted", reason=REASON)
    assert "a chief settles it" in page_of(refused, 400).text
    form = chief.page(f"/claims/{claim}").find(attrs={"data-form": "overrule"}).form
    fields = {it["name"]: it["value"] for it in form.find_all("input", type="hidden")}
    offered = {it["value"] for it in form.find_all("input", type="radio")}
    assert offered == set(VerdictLabel)
    answer = chief.send(form["action"], fields | {"label": "refuted", "reason": "Visto."})
    assert answer.status_code == 303
    assert desk.state(claim).state is DeskState.DRAFT
    assert desk.change(second, claim, "publish").status_code == 303
    (review,) = told(desk, claim)
    assert (review.decision, review.label) == (Decision.OVERRULE, VerdictLabel.REFUTED)


def test_a_chief_settles_for_the_label_of_the_program_too(reading_twice: ServedDesk) -> None:
    desk = reading_twice
    first, second = desk.somebody(), desk.somebody()
    chief, claim = desk.somebody(Role.CHIEF), desk.fresh_claim("refuted")
    desk.confirm(first, claim)
    desk.decide(second, claim, "overrule", label="supported", reason=REASON)
    form = chief.page(f"/claims/{claim}").find(attrs={"data-form": "overrule"}).form
    fields = {it["name"]: it["value"] for it in form.find_all("input", type="hidden")}
    answer = chief.send(form["action"], fields | {"label": "refuted", "reason": "Visto."})
    assert answer.status_code == 303, answer.text
    standing = desk.state(claim).standing
    assert standing is not None
    assert (standing.decision, standing.label) == (Decision.CONFIRM, VerdictLabel.REFUTED)


def test_evidence_and_rechecks_are_asked_for_and_bad_addresses_refused(
    desk: ServedDesk, editor: Somebody
) -> None:
    claim = desk.fresh_claim()
    for url in ("javascript:alert(1)", "ftp://a.example/", "sin dirección", "file:///etc/passwd"):
        refused = page_of(desk.change(editor, claim, "evidence", url=url), 400)
        assert refused.find(id="url")["value"] == url
    url = "https://cuentas.example/2025"
    assert desk.change(editor, claim, "evidence", url=url).status_code == 303
    assert desk.change(editor, claim, "recheck").status_code == 303
    kinds = {str(job.kind): job.url for job in desk.book.jobs.of(claim)}
    assert kinds == {"add_evidence": url, "recheck": None}
    shown = [it.text for it in editor.page(f"/claims/{claim}").find_all(class_="job")]
    assert any("waiting" in text and url in text for text in shown)
    found = desk.book.actions.latest(claim_id=claim)
    assert [action.kind for action in found] == [ActionKind.RECHECK, ActionKind.ADD_EVIDENCE]


def test_who_looks_at_a_claim_is_shown_to_the_others(desk: ServedDesk, editor: Somebody) -> None:
    claim, other = desk.fresh_claim(), desk.somebody(name="Berta Presente")
    assert other.send(f"/claims/{claim}/here").json() == {"here": [], "version": 0}
    desk.change(editor, claim, "assign", assignee=editor.id)
    here = editor.send(f"/claims/{claim}/here").json()
    assert here == {"here": ["Berta Presente"], "version": desk.state(claim).version}
    assert "Berta Presente" in editor.page(f"/claims/{claim}").find(class_="here").text
    assert editor.send("/claims/no-such-claim/here").status_code == 404


def without_verdict(report: Report) -> Report:
    """The same, but that no search answered for the claim that was judged."""
    judged, *others = report.assessments
    failed = Assessment(judged.claim_id, ClaimStatus.RETRIEVAL_FAILED, "no search answered", None)
    return replace(report, evidence=(), assessments=(failed, *others))


def test_a_decision_can_be_taken_back_though_the_newest_check_came_to_no_verdict(
    tmp_path: Path,
) -> None:
    with served(tmp_path, make_report()) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        desk.confirm(editor, claim)
        desk.change(editor, claim, "publish")
        later = NOON + timedelta(days=1)
        desk.record(without_verdict(make_report(run="run-2", at=later)))
        form = editor.page(f"/claims/{claim}").find("form", action=f"/claims/{claim}/unpublish")
        assert form is not None
        desk.change(editor, claim, "unpublish")
        assert desk.state(claim).published is None


def test_a_disagreement_is_shown_though_the_newest_check_came_to_no_verdict(
    tmp_path: Path,
) -> None:
    with served(tmp_path, make_report(), second_reading="all") as desk:
        claim = desk.fresh_claim()
        desk.confirm(desk.somebody(), claim)
        desk.decide(desk.somebody(), claim, "not_checkable", reason=REASON)
        later = NOON + timedelta(days=1)
        desk.record(without_verdict(make_report(run="run-2", at=later)))
        shown = desk.somebody(Role.CHIEF).page(f"/claims/{claim}").main.text
        assert "There is no verdict to decide on" in shown
        assert REASON in shown
