from __future__ import annotations

from typing import Any

import httpx
import pytest
import schemathesis
from desks import PASSWORD, ServedDesk, Somebody, served
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from veredicto.desk.api.routes import api
from veredicto.desk.nouns import DeskState, Role

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


class Caller:
    """A program with a token."""

    def __init__(self, desk: ServedDesk, who: Somebody) -> None:
        self.who = who
        self.client = desk.nobody(authorization=f"Bearer {who.token}").client

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.client.request(method, f"/api/v1{path}", **more)

    def act(self, desk: ServedDesk, claim: str, **action: Any) -> httpx.Response:
        body = {"version": desk.state(claim).version, "action": action}
        return self("POST", f"/claims/{claim}/actions", json=body)


@pytest.fixture(scope="module")
def chief(desk: ServedDesk) -> Caller:
    return Caller(desk, desk.somebody(Role.CHIEF))


@pytest.fixture(scope="module")
def editor(desk: ServedDesk) -> Caller:
    return Caller(desk, desk.somebody())


def test_the_document_names_every_route_with_its_answers(desk: ServedDesk) -> None:
    document = desk.nobody().get("/api/openapi.json").json()
    named = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    routes = {(method, route.path) for route in api.routes for method in route.methods}
    assert named == routes
    for methods in document["paths"].values():
        for told in methods.values():
            assert {"400", "401", "403", "404", "409", "413", "421", "422", "429", "503"} < set(
                told["responses"]
            )
            assert told["description"]


def test_a_session_is_opened_used_and_ended_by_programs(desk: ServedDesk) -> None:
    person = desk.with_password()
    browser = desk.nobody()
    said = {"name": person.name, "password": PASSWORD}
    opened = browser.client.post("/api/v1/session", json=said)
    assert opened.status_code == 201
    assert "set-cookie" not in opened.headers
    assert opened.json()["person"]["id"] == person.id
    bearer = {"authorization": f"Bearer {opened.json()['token']}"}
    assert browser.get("/api/v1/me", headers=bearer).json()["name"] == person.name
    assert browser.client.delete("/api/v1/session", headers=bearer).status_code == 204
    refused = browser.get("/api/v1/me", headers=bearer)
    assert (refused.status_code, list(refused.json())) == (401, ["detail"])
    wrong = browser.client.post("/api/v1/session", json=said | {"password": "no"})
    assert wrong.status_code == 401


def test_programs_decide_publish_and_undo_as_people_do(desk: ServedDesk, editor: Caller) -> None:
    claim = desk.fresh_claim("supported")
    shown = editor("GET", f"/claims/{claim}").json()
    assert (shown["label"], shown["state"]["version"]) == ("supported", 0)
    assert shown["evidence"]
    decided = editor.act(
        desk,
        claim,
        kind="decide",
        decision="overrule",
        verdict_id=shown["verdict_id"],
        label="refuted",
        reason="Lo dicen las cuentas.",
    )
    assert (decided.status_code, decided.json()["state"]) == (201, "draft")
    assert editor.act(desk, claim, kind="reword", wording="De otra forma.").status_code == 201
    assert editor.act(desk, claim, kind="publish").json()["state"] == "published"
    undone = editor.act(desk, claim, kind="undo", undoes=desk.state(claim).undoable)
    assert undone.json()["state"] == "draft"
    assert desk.state(claim).state is DeskState.DRAFT
    old = {"version": 0, "action": {"kind": "publish"}}
    assert editor("POST", f"/claims/{claim}/actions", json=old).status_code == 409
    kinds = [it["kind"] for it in editor("GET", "/record", params={"claim_id": claim}).json()]
    assert kinds == ["undo", "publish", "reword", "decide"]


def test_the_queue_filters_counts_and_pages_for_programs(desk: ServedDesk, editor: Caller) -> None:
    every = editor("GET", "/claims").json()
    assert every["found"] == len(desk.desk.line)
    some = editor("GET", "/claims", params={"verdict": ["refuted", "supported"], "page": 1}).json()
    assert {it["label"] for it in some["claims"]} <= {"refuted", "supported"}
    counts = {it["value"]: it["claims"] for it in every["facets"]["verdict"]}
    assert some["found"] == counts["refuted"] + counts["supported"]
    assert editor("GET", "/claims", params={"page": 0}).status_code == 422
    assert editor("GET", "/claims", params={"order": "no-such"}).status_code == 422


def test_what_bodies_have_beside_their_fields_is_refused(desk: ServedDesk, editor: Caller) -> None:
    claim = desk.fresh_claim()
    action = {"kind": "assign", "to": editor.who.id}
    for body in (
        {"version": 0, "action": action, "by": "somebody"},
        {"version": 0, "action": action | {"reason": "x"}},
        {"version": 0, "action": {"kind": "sign_in"}},
        {"version": 0, "action": {"kind": "redact"}},
        {"version": 0, "action": {"kind": "decide", "decision": "retract", "verdict_id": "x"}},
        {"version": -1, "action": action},
        {"version": 0, "action": {"kind": "add_evidence", "url": "file:///etc/passwd"}},
        [],
    ):
        refused = editor("POST", f"/claims/{claim}/actions", json=body)
        assert refused.status_code == 422, body
        assert isinstance(refused.json()["detail"], str)
    said = {"name": "x", "query": "", "by": "somebody"}
    assert editor("POST", "/filters", json=said).status_code == 422
    assert desk.state(claim).version == 0


def test_roles_reach_as_far_as_on_the_pages(desk: ServedDesk, editor: Caller) -> None:
    reader, claim = Caller(desk, desk.somebody(Role.READER)), desk.fresh_claim()
    assert reader.act(desk, claim, kind="assign", to=None).status_code == 403
    for caller in (reader, editor):
        for method, path, body in (
            ("GET", "/people", None),
            ("GET", "/record/verification", None),
            ("POST", "/people/invitations", {"role": "chief"}),
            ("PATCH", f"/people/{caller.who.id}", {"role": "chief"}),
        ):
            assert caller(method, path, json=body).status_code == 403, path
    verdict = desk.verdict(claim)[0]
    settled = editor.act(desk, claim, kind="settle", decision="confirm", verdict_id=verdict)
    assert settled.status_code == 400
    assert desk.state(claim).version == 0


def test_chiefs_invite_appoint_let_go_and_have_back(desk: ServedDesk, chief: Caller) -> None:
    person = desk.somebody()
    link = chief("POST", "/people/invitations", json={"role": "reader"}).json()["link"]
    assert "You are invited" in desk.nobody().page(link).text
    for change, expected in (
        ({"role": "reader"}, "reader"),
        ({"role": "chief", "active": False}, "chief"),
    ):
        assert chief("PATCH", f"/people/{person.id}", json=change).json()["role"] == expected
    assert person.get("/queue").is_redirect
    back = chief("PATCH", f"/people/{person.id}", json={"active": True}).json()
    assert back["disabled_at"] is None
    assert chief("PATCH", "/people/no-such", json={}).status_code == 404


def test_filters_are_kept_and_forgotten_by_their_owner(desk: ServedDesk, editor: Caller) -> None:
    body = {"name": "Mías", "query": "state=open&page=3&nonsense=1", "shared": False}
    saved = editor("POST", "/filters", json=body).json()
    assert saved["query"] == "state=open"
    assert saved in editor("GET", "/filters").json()
    other = Caller(desk, desk.somebody())
    assert saved not in other("GET", "/filters").json()
    assert other("DELETE", f"/filters/{saved['id']}").status_code == 400
    assert editor("DELETE", f"/filters/{saved['id']}").status_code == 204
    assert editor("DELETE", f"/filters/{saved['id']}").status_code == 404


# The desk answers from a thread of this process; it may draw random numbers beside Hypothesis.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
def test_nothing_that_the_document_allows_or_forbids_upsets_the_desk(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with served(tmp_path_factory.mktemp("api")) as desk:
        chief = desk.somebody(Role.CHIEF)
        schema = schemathesis.openapi.from_url(f"{desk.url}/api/openapi.json")
        headers = {"Authorization": f"Bearer {chief.token}"}
        called: dict[int, int] = {}
        for found in schema.get_all_operations():
            operation = found.ok()
            if (operation.method.upper(), operation.path) == ("DELETE", "/api/v1/session"):
                # It would end the session of the others.
                continue

            @settings(
                max_examples=12,
                deadline=None,
                derandomize=True,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def call(case: schemathesis.Case) -> None:
                for name, known in (("claim_id", desk.fresh_claim()), ("person_id", chief.id)):
                    # Half of the time it is one that there is.
                    if name in case.path_parameters and len(str(case)) % 2:
                        case.path_parameters[name] = known
                answer = case.call(headers=headers)
                called[answer.status_code] = called.get(answer.status_code, 0) + 1
                case.validate_response(answer, checks=list(CHECKS))

            call()
        assert called[200] > 20
        assert 429 not in called
