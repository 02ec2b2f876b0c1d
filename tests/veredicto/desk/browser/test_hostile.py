"""What others wrote is shown, and never run: stored pages, articles, names, what people typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from browsers import Windows, waiting
from desks import ServedDesk, served
from playwright.sync_api import Browser, expect
from recorded_reports import make_report

from checkers.labels import VerdictLabel
from checkers.nouns import Report
from veredicto.desk.nouns import Person, Role

SCRIPT = "<script>window.ran = 1; alert('titular')</script>"
PICTURE = "\"'><img src=x onerror=\"window.ran = 1; alert('pasaje')\"><svg onload=alert(1)>"
ADDRESS = "javascript:window.ran=1;alert('enlace')"


@pytest.fixture(scope="module")
def hostile_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("hostile"), hostile_report()) as it:
        yield it


@pytest.fixture
def windows(browser: Browser, hostile_desk: ServedDesk) -> Iterator[Windows]:
    opened = Windows(browser, hostile_desk)
    yield opened
    opened.close()
    assert opened.troubles == []


@pytest.fixture(scope="module")
def claim(hostile_desk: ServedDesk) -> str:
    (it,) = (it.claim_id for it in waiting(hostile_desk) if it.label)
    return it


@pytest.fixture(scope="module")
def mallory(hostile_desk: ServedDesk, claim: str) -> Person:
    """A chief with a name like that, who words and decides like that."""
    me = hostile_desk.somebody(Role.CHIEF, f"Mallory {SCRIPT}"[:80])
    hostile_desk.decide(me, claim, "overrule", label="refuted", reason=f"Porque {PICTURE}")
    hostile_desk.change(me, claim, "reword", wording=f"Que {SCRIPT}")
    hostile_desk.change(me, claim, "assign", assignee=me.id)
    hostile_desk.desk.book.saved.save(SCRIPT[:80], f"q={PICTURE}", by=me.id, shared=True)
    assert me.person is not None
    return me.person


def test_nothing_that_others_wrote_runs_on_any_page(
    windows: Windows, hostile_desk: ServedDesk, claim: str, mallory: Person
) -> None:
    page = windows.open(mallory)
    row = hostile_desk.desk.line.row(claim)
    assert row is not None
    report = hostile_desk.desk.reader.report(row["run_id"], claim)
    sources = [f"/pages/{source.id}?start=1&end=40" for source in report.sources]
    searched = "/queue?q=%3Cscript%3Ewindow.ran%3D1%3C%2Fscript%3E&outlet=%22%3E%3Cimg+src%3Dx%3E"
    refused = "/claims/%3Cimg%20src=x%20onerror=alert(1)%3E"
    for path in (
        *("/queue", searched, f"/claims/{claim}", refused, "/record", "/record/verification"),
        *("/disagreements", "/charts", "/health", "/people", "/account", *sources),
        "/sign-in?back=javascript:alert(1)",
    ):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        assert page.evaluate("window.ran") is None, path
        assert page.locator("main img, main script, main svg[onload]").count() == 0, path
        hrefs = page.eval_on_selector_all("a, form", "all => all.map(it => it.href ?? it.action)")
        assert all(str(it).startswith(("http://", "https://")) for it in hrefs), path


def test_what_others_wrote_is_shown_as_they_wrote_it(
    windows: Windows, claim: str, mallory: Person
) -> None:
    page = windows.open(mallory)
    page.goto(f"/claims/{claim}")
    expect(page.locator("h1")).to_have_text(f"Que {SCRIPT}")
    expect(page.locator("#article-title")).to_have_text(f"Titular {SCRIPT}")
    expect(page.locator(".verdict .reading")).to_contain_text(f"Porque {PICTURE}")
    expect(page.locator(".piece").first).to_contain_text(PICTURE)
    expect(page.locator("bdi", has_text="javascript:").first).to_be_attached()


def test_the_policy_refuses_what_a_page_would_run_all_the_same(
    windows: Windows, mallory: Person
) -> None:
    page = windows.open(mallory)
    page.goto("/queue")
    page.evaluate(
        "const it = document.createElement('script'); it.textContent = 'window.ran = 1';"
        "document.body.append(it)"
    )
    assert page.evaluate("window.ran") is None
    page.wait_for_function("true")
    assert len(windows.troubles) == 1
    assert "Content Security Policy" in windows.troubles.pop()


def hostile_report() -> Report:
    """A run on an article that tries, with pages that try."""
    report = make_report(at=datetime.now(UTC).replace(microsecond=0), label=VerdictLabel.SUPPORTED)
    sources = tuple(
        replace(
            source,
            title=f"Página {PICTURE}",
            publisher=PICTURE,
            url=f"{ADDRESS}//{number}",
            final_url=f"{ADDRESS}//{number}",
            text=f"{source.text} {PICTURE}",
        )
        for number, source in enumerate(report.sources)
    )
    article = replace(
        report.article,
        title=f"Titular {SCRIPT}",
        byline=PICTURE,
        publisher=SCRIPT,
        url=ADDRESS,
    )
    return replace(report, article=article, sources=sources)
