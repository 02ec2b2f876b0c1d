from __future__ import annotations

import gc
import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from weakref import ref

import pytest
from bs4 import BeautifulSoup, Tag
from desks import ServedDesk, Somebody, page_of, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded_reports import NOON, make_report

from checkers.labels import VerdictLabel
from veredicto.desk.nouns import DeskState, Role
from veredicto.desk.queue.line import SHOWN_VALUES, Line
from veredicto.desk.queue.ranking import fold
from veredicto.desk.queue.wanted import Wanted
from veredicto.desk.words import FACETS, words_in

PLAIN = ("language", "outlet", "speaker", "topic")


def rows(desk: ServedDesk) -> list[dict[str, Any]]:
    """The rows of the warehouse with the values of their facets."""
    return [
        row
        | {name: row[name] or "-" for name in PLAIN}
        | {"verdict": row["decided_label"] or row["label"] or row["status"]}
        | {"state": "published" if row["decision"] else "open"}
        | {"failure": row["failed_provider"] or "-"}
        for row in desk.desk.reader.queue().table.to_pylist()
        if row["decision"] != "not_checkable"
    ]


@pytest.fixture(scope="module")
def reader(desk: ServedDesk) -> Somebody:
    return desk.somebody()


def test_facets_filter_and_count_as_a_plain_count_does(desk: ServedDesk, reader: Somebody) -> None:
    every = rows(desk)
    names = (*PLAIN, "verdict", "state", "failure")
    token = {"authorization": f"Bearer {reader.token}"}
    values = {name: sorted({row[name] for row in every}) for name in names}
    chosen = st.fixed_dictionaries(
        {},
        optional={name: st.lists(st.sampled_from(it), max_size=2) for name, it in values.items()},
    )

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(chosen)
    def same(wanted: dict[str, list[str]]) -> None:
        wanted = {name: some for name, some in wanted.items() if some}
        found = reader.get("/api/v1/claims", params=wanted, headers=token).json()

        def having(*, but: str = "") -> list[dict[str, Any]]:
            others = {name: some for name, some in wanted.items() if name != but}
            return [it for it in every if all(it[name] in some for name, some in others.items())]

        fine = {row["claim_id"] for row in having()}
        shown = [it for it in found["claims"] if not it["not_checkable"]]
        assert {it["claim_id"] for it in shown} <= fine
        for name in names:
            counted = Counter(row[name] for row in having(but=name))
            for count in found["facets"][name]:
                left_out = name != "verdict" and "verdict" not in wanted
                if count["value"] != "not_checkable" and not left_out:
                    assert count["claims"] == counted[count["value"]], (name, count)

    same()


@pytest.mark.parametrize("facet", ["person", "organisation", "place"])
def test_a_claim_is_found_by_each_of_the_names_in_it(
    desk: ServedDesk, reader: Somebody, facet: str
) -> None:
    column = {"person": "people", "organisation": "organisations", "place": "places"}[facet]
    every = [it for it in desk.desk.reader.queue().table.to_pylist() if it[column]]
    counted = Counter(name for it in every for name in it[column])
    token = {"authorization": f"Bearer {reader.token}"}
    found = reader.get("/api/v1/claims", headers=token).json()["facets"][facet]
    assert found
    assert all(it["claims"] == counted[it["value"]] for it in found)
    name = found[0]["value"]
    wanted = reader.get("/api/v1/claims", params={facet: name}, headers=token).json()
    assert wanted["found"] == counted[name]
    claim = next(it["claim_id"] for it in every if name in it[column])
    page = reader.page(f"/claims/{claim}")
    link = next(it["href"] for it in page.find_all("a") if it.text == name)
    assert reader.page(link).find("a", href=lambda it: it and claim in it) is not None


def test_words_are_found_without_their_accents_and_all_of_them_are_needed(
    desk: ServedDesk, reader: Somebody
) -> None:
    row = next(it for it in rows(desk) if fold(it["wording"]) != it["wording"].lower())
    words = fold(row["wording"]).upper()
    page = reader.page("/queue", params={"q": words})
    assert page.find("a", href=lambda it: it and row["claim_id"] in it) is not None
    assert "No claim is like that" in reader.page("/queue", params={"q": f"{words} zzzz"}).text


def test_an_address_keeps_the_filter_from_page_to_page_and_claim_to_claim(reader: Somebody) -> None:
    page = reader.page("/queue?state=open&order=newest")
    following = page.find("a", rel="next")["href"]
    assert parse_qs(urlsplit(following).query) == {
        "state": ["open"],
        "order": ["newest"],
        "page": ["2"],
    }
    second = reader.page(f"/queue{following}")
    first_claims = {it["href"] for it in page.select(".wording a")}
    assert first_claims.isdisjoint(it["href"] for it in second.select(".wording a"))
    claim = page.select_one(".wording a")["href"]
    assert claim.endswith("?state=open&order=newest")
    assert reader.page(claim).find("a", rel="next")["href"].endswith("?state=open&order=newest")


def test_the_queue_begins_with_flagged_claims_by_harm_reach_and_doubt(reader: Somebody) -> None:
    token = {"authorization": f"Bearer {reader.token}"}
    wanted = {"state": "open", "language": ["es", "en"]}
    pages = [
        reader.get("/api/v1/claims", params=wanted | {"page": page}, headers=token).json()["claims"]
        for page in (1, 2, 3)
    ]
    claims = [claim for page in pages for claim in page]
    flagged = [it["label"] in {"refuted", "conflicting_evidence"} for it in claims]
    assert 0 < sum(flagged) < len(flagged)
    assert flagged == sorted(flagged, reverse=True)
    for group in (True, False):
        needs = [
            0.5 * it["harm"] + 0.25 * it["reach"] + 0.25 * it["doubt"]
            for it, is_flagged in zip(claims, flagged, strict=True)
            if is_flagged is group
        ]
        assert needs == pytest.approx(sorted(needs, reverse=True), abs=1e-6)
        assert len({round(it, 3) for it in needs}) > 3


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_facet_counts_what_its_filter_then_finds(
    desk: ServedDesk, reader: Somebody, language: str
) -> None:
    editor = desk.somebody()
    taken = desk.fresh_claim()
    desk.change(editor, taken, "assign", assignee=editor.id)
    page = reader.page("/queue?all=speaker", headers={"accept-language": language})
    legends = [it.get_text() for it in page.find_all("legend")]
    counted = 0
    for name, called in FACETS.items():
        if name in {"work", "age"} and words_in(language).say(called) not in legends:
            # No work is named in these articles; all were checked of late.
            continue
        facet = page.find("legend", string=words_in(language).say(called)).parent
        for link in facet.select("li a"):
            said = link.find(class_="count").get_text().removeprefix(": ")
            query = parse_qs(urlsplit(link["href"]).query)
            found = reader.get(
                "/api/v1/claims",
                params={name: query[name]},
                headers={"authorization": f"Bearer {reader.token}"},
            ).json()
            assert found["found"] == int(said), link
            counted += 1
    assert counted > 40


def test_a_facet_lists_the_commonest_values_and_all_of_them_where_that_is_wanted(
    desk: ServedDesk, reader: Somebody
) -> None:
    outlets = {row["outlet"] for row in rows(desk)}
    speakers = {row["speaker"] for row in rows(desk)}
    assert len(speakers) > SHOWN_VALUES

    def listed(page: BeautifulSoup, name: str) -> Tag:
        return page.find("legend", string=words_in("en").say(FACETS[name])).parent

    few = listed(reader.page("/queue?state=open"), "speaker")
    assert len(few.select("li")) == SHOWN_VALUES
    whole = reader.page(f"/queue{few.find(class_='rest')['href']}")
    assert len(listed(whole, "speaker").select("li")) > SHOWN_VALUES
    assert len(listed(whole, "outlet").select("li")) == min(len(outlets), SHOWN_VALUES)
    back = listed(whole, "speaker").find(class_="rest")["href"]
    assert parse_qs(back.removeprefix("?")) == {"state": ["open"]}
    rare = listed(whole, "speaker").select("li a")[-1]["href"]
    chosen = listed(reader.page(f"/queue{rare}"), "speaker").find("a", attrs={"aria-current": True})
    assert chosen is not None


def test_orders_are_what_they_are_called(reader: Somebody) -> None:
    token = {"authorization": f"Bearer {reader.token}"}

    def times(order: str) -> list[str]:
        found = reader.get("/api/v1/claims", params={"order": order}, headers=token).json()
        return [it["checked_at"] for it in found["claims"]]

    assert times("newest") == sorted(times("newest"), reverse=True)
    assert times("oldest") == sorted(times("oldest"))
    assert times("newest") != times("oldest")


def test_filters_are_kept_for_oneself_or_for_all(desk: ServedDesk, reader: Somebody) -> None:
    other = desk.somebody()
    for name, shared in (("Para mí", ""), ("Para la mesa", "true")):
        fields = {
            "name": name,
            "query": "state=open&page=4",
            **({"shared": shared} if shared else {}),
        }
        answer = reader.send("/queue/saved", fields)
        assert answer.headers["location"] == "/queue?state=open"
    assert reader.page("/queue").find("a", string="Para mí")["href"].endswith("?state=open")
    shown = other.get("/queue").text
    assert ("Para la mesa" in shown, "Para mí" in shown) == (True, False)


def test_many_are_done_at_once_but_for_what_a_person_decided_or_changed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with served(tmp_path_factory.mktemp("bulk")) as desk:
        editor = desk.somebody()
        decided = desk.fresh_claim()
        desk.decide(editor, decided, "not_checkable", reason="Es una opinión.")
        unjudged, changed = desk.unjudged_claim(), desk.fresh_claim()
        plan = page_of(editor.send("/queue/bulk", {"kind": "confirm", "everything": "true"}))
        left = plan.main.find(class_="brief").text
        assert "somebody has decided already" in left
        assert "without a verdict" in left
        hidden = {it["name"]: it["value"] for it in plan.main.form.find_all("input", type="hidden")}
        planned = hidden["claims"].split()
        assert f"Confirm {len(planned)} claims" in plan.h1.text
        assert f"{len(desk.desk.line)} claims were chosen" in plan.main.text
        assert not {decided, unjudged} & {it.partition(":")[0] for it in planned}
        desk.change(editor, changed, "assign", assignee=editor.id)
        done = page_of(editor.send("/queue/bulk/do", hidden))
        assert "changed since you saw them" in done.main.text
        assert f"Confirm {len(planned) - 1} claims" in done.main.text
        assert desk.state(changed).state is DeskState.OPEN
        standing = desk.state(decided).standing
        assert standing is not None
        assert standing.label is None
        states = [desk.state(it.partition(":")[0]).state for it in planned]
        assert states.count(DeskState.DRAFT) == len(planned) - 1


def test_what_is_done_with_many_is_done_on_the_verdicts_that_were_seen(tmp_path: Path) -> None:
    with served(tmp_path, make_report()) as desk:
        editor, claim = desk.somebody(), desk.fresh_claim()
        plan = page_of(editor.send("/queue/bulk", {"kind": "confirm", "claims": claim}))
        hidden = {it["name"]: it["value"] for it in plan.main.form.find_all("input", type="hidden")}
        later = NOON + timedelta(days=1)
        desk.record(make_report(run="run-2", at=later, label=VerdictLabel.REFUTED))
        done = page_of(editor.send("/queue/bulk/do", hidden))
        assert "changed since you saw them" in done.main.text
        assert desk.state(claim).state is DeskState.OPEN


def test_many_are_given_to_those_alone_who_may_decide(desk: ServedDesk) -> None:
    editor, looks_on = desk.somebody(), desk.somebody(Role.READER)
    claims = {"kind": "assign", "claims": desk.fresh_claim()}
    plan = page_of(editor.send("/queue/bulk", claims)).main.form
    offered = {it["value"] for it in plan.find_all("option")}
    assert editor.id in offered
    assert looks_on.id not in offered
    hidden = {it["name"]: it["value"] for it in plan.find_all("input", type="hidden")}
    refused = editor.send("/queue/bulk/do", hidden | {"assignee": looks_on.id})
    assert page_of(refused, 400).find(string=re.compile("no such editor")) is not None


def test_a_decision_that_is_undone_leaves_the_one_that_is_recorded(desk: ServedDesk) -> None:
    editor = desk.somebody()
    claim = next(
        it["claim_id"] for it in desk.desk.reader.queue().table.to_pylist() if it["decision"]
    )
    before = desk.desk.line.find(claim)
    desk.decide(editor, claim, "not_checkable", reason="Es una opinión.")
    desk.change(editor, claim, "undo", undoes=desk.state(claim).undoable)
    assert before is not None
    assert desk.desk.line.find(claim) == replace(before, review_outdated=False)


def test_a_wording_that_is_given_up_is_found_no_more(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()

    def found() -> int:
        return len(editor.page("/queue?q=ornitorrinco").find_all(class_="claim"))

    desk.change(editor, claim, "reword", wording="El ornitorrinco nada.")
    assert found() == 1
    desk.change(editor, claim, "undo", undoes=desk.state(claim).undoable)
    assert found() == 0


def test_what_is_remembered_of_the_queue_is_what_one_that_was_just_made_says(
    tmp_path: Path,
) -> None:
    asked = ("", "language=es", "verdict=refuted", "state=open&order=newest", "q=de", "page=2")
    wanted = [Wanted.of(parse_qsl(it)) for it in asked]
    with served(tmp_path) as desk:
        editor, line = desk.somebody(), desk.desk.line
        assert [line.page(it).page for it in wanted] == [1, 1, 1, 1, 1, 2]
        first, second = desk.fresh_claim("refuted"), desk.fresh_claim("supported")
        desk.confirm(editor, first)
        desk.decide(editor, second, "overrule", label="refuted", reason="No es así.")
        desk.change(editor, second, "publish")
        desk.change(editor, first, "reword", wording="Algo que nadie de aquí dice.")
        desk.change(editor, first, "assign", assignee=editor.id)

        made = Line(desk.desk.reader.queue().table, desk.book.actions.states(), desk.desk.as_of)

        for it in wanted:
            assert line.page(it) == made.page(it), it
        assert line.find_all([first, second]) == made.find_all([first, second])


def test_a_queue_that_was_read_anew_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    with served(tmp_path, make_report()) as desk:
        reader = desk.somebody()
        before = ref(desk.desk.line)
        reader.page("/queue?language=es")
        desk.record(make_report(run="run-2", number=2))
        reader.page("/queue")
        gc.collect()
        assert before() is None
