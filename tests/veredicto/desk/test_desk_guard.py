from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from desks import PASSWORD, ServedDesk, page_of, served
from recorded_reports import full_of_scripts

from veredicto.desk.guard.headers import HEADERS, POLICY
from veredicto.desk.nouns import Role
from veredicto.desk.serve import Address
from veredicto.desk.visit import SESSION

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '"onmouseover="alert(1)" \'onfocus=\'alert(1)'
FORM = {"content-type": "application/x-www-form-urlencoded"}
URLS = {"href", "src", "action", "formaction", "data", "poster", "cite", "xlink:href"}


def is_harmless(page: BeautifulSoup, desk: ServedDesk) -> None:
    """Fails where a page runs or styles anything of its own, or links where it may not."""
    for element in page.find_all():
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert "style" not in element.attrs, element
        assert element.name not in {"iframe", "object", "embed", "base", "style"}, element
        if element.name == "script":
            assert element.get("src", "").startswith("/static/"), element
            assert not element.text.strip(), element
        for name in URLS & set(element.attrs):
            address = urlsplit(str(element[name]).strip())
            assert address.scheme in {"", "http", "https"}, element
            if address.netloc and f"http://{address.netloc}" != desk.url:
                assert set(element["rel"]) == {"noopener", "noreferrer", "nofollow"}, element


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    """A desk where everything that came from outside is a script, and people are, too."""
    report = full_of_scripts(f"{SCRIPT}{ATTRIBUTE}")
    with served(tmp_path_factory.mktemp("hostile"), report) as it:
        yield it


def test_nothing_that_was_recorded_or_written_runs_or_links_where_it_may_not(
    hostile: ServedDesk,
) -> None:
    desk = hostile
    chief = desk.somebody(Role.CHIEF, name=f"<img src=x onerror=alert(1)>{ATTRIBUTE}")
    claim, other = desk.fresh_claim(), desk.unjudged_claim()
    desk.decide(chief, claim, "overrule", label="refuted", reason=f"{SCRIPT}{ATTRIBUTE}")
    desk.change(chief, claim, "reword", wording=f"{SCRIPT}{ATTRIBUTE}")
    desk.change(chief, claim, "assign", assignee=chief.id)
    desk.change(chief, claim, "evidence", url='https://a.example/"><script>alert(1)</script>')
    desk.change(chief, claim, "publish")
    desk.keeper.look()
    query = "outlet=%3Cscript%3Ealert(1)%3C/script%3E"
    chief.send(
        "/queue/saved", {"name": f"{SCRIPT}{ATTRIBUTE}"[:80], "query": query, "shared": "true"}
    )
    source = next(it.id for it in desk.desk.reader.report(_run(desk, claim), claim).sources)
    for path in (
        "/queue",
        f"/queue?q={SCRIPT}{ATTRIBUTE}",
        f"/queue?{query}&order={SCRIPT}",
        f"/claims/{claim}",
        f"/claims/{claim}?q={SCRIPT}{ATTRIBUTE}",
        f"/claims/{other}",
        f"/pages/{source}?start=0&end=30",
        "/record",
        f"/record?by={SCRIPT}{ATTRIBUTE}",
        "/disagreements",
        "/people",
        "/account",
        "/account/keys",
        "/record/verification",
    ):
        answer = chief.get(path)
        page = page_of(answer)
        is_harmless(page, desk)
        assert SCRIPT not in answer.text, path
        assert "javascript:" not in answer.text.replace("<bdi>javascript:", ""), path
    shown = chief.page(f"/claims/{claim}").main
    assert SCRIPT in shown.h1.text
    assert SCRIPT in shown.find(class_="article").text
    refused = desk.decide(chief, claim, "overrule", label="refuted", version=0, reason=SCRIPT)
    is_harmless(page_of(refused, 409), desk)
    refused = desk.change(chief, claim, "evidence", url=f"javascript:{SCRIPT}{ATTRIBUTE}")
    is_harmless(page_of(refused, 400), desk)
    bulk = chief.send("/queue/bulk", {"kind": "assign", "claims": [claim, other], "query": query})
    is_harmless(page_of(bulk), desk)


def _run(desk: ServedDesk, claim: str) -> str:
    row = desk.desk.line.row(claim)
    assert row is not None
    return str(row["run_id"])


def test_the_forms_before_signing_in_give_back_nothing_unescaped(desk: ServedDesk) -> None:
    browser = desk.nobody()
    hostile = f"{SCRIPT}{ATTRIBUTE}"
    for path in (f"/sign-in?back=/{hostile}", f"/join/{hostile}", f"/{hostile}"):
        answer = browser.get(path)
        assert SCRIPT not in answer.text
        is_harmless(page_of(answer, answer.status_code), desk)
    fields = {"name": hostile, "password": "x", "back": f"/{hostile}"}
    answer = browser.client.post("/sign-in", data=fields)
    assert SCRIPT not in answer.text
    is_harmless(page_of(answer, 401), desk)


def test_what_would_turn_the_direction_of_text_is_not_shown(
    desk: ServedDesk,
) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    desk.change(editor, claim, "reword", wording="Dijo \u202eoirartnoc ol\u2066 y\x00 esto")
    text = editor.get(f"/claims/{claim}").text
    assert not set("\u202e\u2066\x00") & set(text)


def test_every_answer_has_the_headers_that_keep_browsers_from_running_things(
    desk: ServedDesk,
) -> None:
    editor, nobody = desk.somebody(), desk.nobody()
    answers = {
        200: editor.get("/queue"),
        303: nobody.get("/queue"),
        304: nobody.get("/static/desk.css"),
        400: editor.send("/queue/bulk", {"kind": "confirm"}),
        401: nobody.get("/api/v1/me"),
        403: nobody.client.post("/sign-out", headers={"origin": "https://evil.example"}),
        404: editor.get("/no/such/page"),
        405: editor.client.delete("/queue"),
        413: nobody.client.post("/sign-in", content=b"a" * 300_000, headers=FORM),
        421: nobody.get("/sign-in", headers={"host": "evil.example"}),
        422: nobody.client.post("/api/v1/session", json={}),
    }
    tag = {"if-none-match": answers[304].headers["etag"]}
    answers[304] = nobody.get("/static/desk.css", headers=tag)
    for status, answer in answers.items():
        assert answer.status_code == status
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (status, name)
    assert "'unsafe" not in POLICY
    assert answers[200].headers["cache-control"] == "no-store"
    assert "immutable" in answers[304].headers["cache-control"]


def test_an_error_of_the_desk_itself_is_a_page_with_the_same_headers(tmp_path: Path) -> None:
    with served(tmp_path) as desk:
        editor = desk.somebody()
        del desk.desk.line
        answer = editor.get("/queue", headers={"accept-language": "es"})
        page = page_of(answer, 500)
        assert "Algo ha fallado" in page.h1.text
        assert "Traceback" not in answer.text
        assert HEADERS.items() <= dict(answer.headers).items()
        bearer = {"authorization": f"Bearer {editor.token}"}
        assert editor.person is not None
        # The server closes the connection after an error.
        again = desk.signed_in(editor.person)
        told = again.get("/api/v1/claims", headers=bearer)
        assert (told.status_code, list(told.json())) == (500, ["detail"])
        assert desk.signed_in(editor.person).get("/account").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": ""},
    ],
)
def test_other_pages_may_not_send_forms_whatever_cookies_the_browser_adds(
    desk: ServedDesk, headers: dict[str, str]
) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    for path in (f"/claims/{claim}/decide", "/sign-in", "/language", "/api/v1/session"):
        answer = editor.client.post(path, data={"mark": editor.mark}, headers=headers)
        assert answer.status_code == 403, path
        assert "Another web page" in answer.text
    assert editor.get("/queue", headers=headers).status_code == 200
    ours = {"origin": desk.url, "sec-fetch-site": "same-origin"}
    editor.client.headers.update(ours)
    assert desk.confirm(editor, claim).status_code == 303


def test_a_form_without_the_mark_of_its_session_does_nothing(desk: ServedDesk) -> None:
    editor, other = desk.somebody(), desk.somebody()
    for path in desk.forms:
        if path.startswith(("/sign-in", "/join", "/new-password", "/language")):
            continue
        claim = desk.fresh_claim()
        filled = path.format(claim_id=claim, person_id=other.id, filter_id="1")
        for mark in ("", "0" * 64, other.mark, "\N{PILE OF POO}"):
            answer = editor.client.post(filled, data={"mark": mark, "version": "0"})
            assert answer.status_code == 403, filled
            assert "out of date" in answer.text
    assert editor.get("/queue").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "evil.127.0.0.1", ""]
)
def test_names_that_are_not_the_desks_are_answered_421(desk: ServedDesk, host: str) -> None:
    editor = desk.somebody()
    for path in ("/queue", "/sign-in", "/static/desk.js", "/api/openapi.json"):
        assert editor.get(path, headers={"host": host}).status_code == 421
    assert editor.get("/queue", headers={"host": f"LOCALHOST:{desk.address.port}"}).is_success


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (Address("192.0.2.7", 8090), {"192.0.2.7:8090"}),
        (Address("2001:db8::7", 8090), {"[2001:db8::7]:8090"}),
        (Address("192.0.2.7", 80), {"192.0.2.7:80", "192.0.2.7"}),
        (Address("127.0.0.1", 8090, "https://desk.example"), {"desk.example"}),
        (
            Address("127.0.0.2", 8090),
            {"127.0.0.2:8090", "127.0.0.1:8090", "localhost:8090", "[::1]:8090"},
        ),
    ],
)
def test_a_desk_is_asked_by_the_names_that_browsers_send(address: Address, names: set[str]) -> None:
    assert address.hosts == names


@pytest.mark.parametrize(
    "path",
    [
        "/pages/../../etc/passwd",
        "/pages/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/pages/..%5c..%5cwindows",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/desk.css%00.py",
        "/static//etc/passwd",
        "/pages/%00",
        "/pages/%ff%fe",
        "/claims/%00",
        "/claims/no-such-claim",
        "/claims/no-such-claim/next/../../../etc",
        "/claims/no-such-claim/claimreview.json",
        "/pages/no-such-page?start=99999999999999999999999&end=1",
        "/.git/config",
        "/docs",
        "/redoc",
        "/openapi.json",
    ],
)
def test_unknown_paths_and_ids_are_answered_404(desk: ServedDesk, path: str) -> None:
    editor = desk.somebody()
    # The client would make the path tidy.
    request = editor.client.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=path.encode())
    answer = editor.client.send(request)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_forms_on_unknown_claims_people_and_filters_do_nothing(desk: ServedDesk) -> None:
    chief = desk.somebody(Role.CHIEF)
    before = desk.book.actions.last_number
    for path in desk.forms:
        if path.startswith(("/claims/", "/people/{")):
            filled = path.format(claim_id="no-such", person_id="no-such")
            fields = {
                "version": 0,
                "decision": "confirm",
                "verdict": "x",
                "undoes": 1,
                "into": "x",
                "url": "https://a.example",
                "role": "reader",
            }
            assert chief.send(filled, fields).status_code in {400, 404}, filled
    assert desk.book.actions.last_number == before
    assert chief.send("/queue/saved/no-such/remove").status_code == 303


def test_somebody_elses_filter_stays_and_is_not_shown(desk: ServedDesk) -> None:
    owner, other = desk.somebody(), desk.somebody()
    owner.send("/queue/saved", {"name": "Solo mío", "query": "state=open"})
    (saved,) = desk.book.saved.for_person(owner.id)
    assert "Solo mío" not in other.get("/queue").text
    assert other.send(f"/queue/saved/{saved.id}/remove").status_code == 400
    assert desk.book.saved.get(saved.id) == saved


def test_fields_that_no_form_has_change_nothing(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    more = {
        "by": "somebody-else",
        "role": "chief",
        "person_id": "somebody-else",
        "engine_label": "refuted",
        "second_reading_due": "0",
        "kind": "publish",
        "reviewer": "Otra",
    }
    assert desk.confirm(editor, claim, **more).status_code == 303
    action, *_ = desk.book.actions.of(claim)
    assert (action.by, action.kind, action.content["engine_label"]) == (
        editor.id,
        "decide",
        desk.verdict(claim)[1],
    )
    editor.send("/account/keys", {"role": "chief", "name": "Otra"})
    person = desk.book.people.get(editor.id)
    assert person is not None
    assert (person.role, person.name) == (Role.EDITOR, editor.person and editor.person.name)


def test_bodies_that_are_too_large_are_refused_announced_or_not(desk: ServedDesk) -> None:
    editor = desk.somebody()
    large = b"name=" + b"a" * 300_000

    def in_chunks() -> Iterator[bytes]:
        for start in range(0, len(large), 10_000):
            yield large[start : start + 10_000]

    for path in ("/sign-in", "/queue/bulk/do", "/api/v1/session"):
        assert editor.client.post(path, content=large, headers=FORM).status_code == 413
        assert editor.client.post(path, content=in_chunks(), headers=FORM).status_code == 413
    many = b"&".join(b"f%d=1" % number for number in range(20_000))
    assert editor.client.post("/sign-in", content=many, headers=FORM).status_code == 400
    deep = editor.client.post(
        "/api/v1/session", content=b"[" * 100_000, headers={"content-type": "application/json"}
    )
    assert deep.status_code in {400, 422}
    assert editor.get("/queue").is_success


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\r\nset-cookie: a=b",
        "/queue\r\nlocation: https://evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\x00",
        "",
    ],
)
def test_coming_back_leads_nowhere_but_into_the_desk(desk: ServedDesk, back: str) -> None:
    person = desk.book.people.named("Vuelta") or desk.with_password(name="Vuelta")
    fields = {"name": person.name, "password": PASSWORD, "language": "en", "back": back}
    for path in ("/language", "/sign-in"):
        answer = desk.nobody().client.post(path, data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
        assert "a" not in answer.cookies
    form = desk.nobody().page("/sign-in", params={"back": back}).main.form
    assert form.find("input", attrs={"name": "back"})["value"] == "/queue"


def test_halves_of_signs_and_strange_encodings_do_no_harm(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    for reason in ("\ud800 media señal", "nulo\x00dentro", "\uffff\ufffe", "🏳️‍🌈" * 50):
        answer = desk.decide(editor, claim, "not_checkable", reason=reason)
        assert answer.status_code in {303, 400}
        assert editor.get(f"/claims/{claim}").is_success
        assert editor.get("/record").is_success
    for charset, word in (
        ("utf-7", b"+2AA-"),
        ("undefined", b"x"),
        ("punycode", b"\xff"),
        ("unicode_escape", b"\\ud800"),
        ("hex", b"00"),
    ):
        fields = {b"name": word, b"mark": editor.mark.encode(), b"password": word}
        parts = [
            b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
            for pair in fields.items()
        ]
        kind = {"content-type": f"multipart/form-data; boundary=B; charset={charset}"}
        for path in ("/queue/saved", "/sign-in"):
            body = b"".join(parts) + b"--B--\r\n"
            answer = editor.client.post(path, content=body, headers=kind)
            assert answer.status_code < 500, (path, charset)
    said = b'{"name": "\\ud800", "password": "\\udfff"}'
    answer = editor.client.post(
        "/api/v1/session", content=said, headers={"content-type": "application/json"}
    )
    assert answer.status_code in {401, 422}
    assert editor.get("/queue?q=%ed%a0%80&outlet=%00").is_success
    assert editor.get("/record?by=%00").is_success


def test_a_token_in_the_wrong_place_lets_nobody_in(desk: ServedDesk) -> None:
    editor = desk.somebody()
    browser = desk.nobody()
    assert browser.get("/queue", headers={"authorization": f"Bearer {editor.token}"}).is_redirect
    assert editor.get("/api/v1/me").status_code == 401
    for token in ("", "x" * 10_000, "0"):
        browser.client.cookies.set(SESSION, token, domain="127.0.0.1")
        assert browser.get("/queue").is_redirect
    browser.client.cookies.set(SESSION, "\x7f", domain="127.0.0.1")
    assert browser.get("/queue").status_code == 400  # no header may have it


def test_what_is_downloaded_is_named_by_the_desk_and_is_no_page(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim()
    desk.confirm(editor, claim)
    assert editor.get(f"/claims/{claim}/claimreview.json").status_code == 400
    desk.change(editor, claim, "publish")
    desk.keeper.look()
    given = editor.get(f"/claims/{claim}/claimreview.json")
    assert given.headers["content-type"].startswith("application/ld+json")
    assert given.headers["content-disposition"] == f'attachment; filename="{claim}.json"'
