from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from prefect.settings import PREFECT_API_URL, temporary_settings
from prepared_warehouses import prepared
from recorded_reports import make_report, make_review, verdict_of

from checkers.errors import BadInput, BadSetting
from checkers.labels import Decision, VerdictLabel
from servers.inbox import Hook, Mails
from veredicto.cli.digest import digest
from veredicto.deployed.digest import digest as digest_flow

LABELS = (VerdictLabel.SUPPORTED, VerdictLabel.REFUTED, VerdictLabel.CONFLICTING_EVIDENCE)
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of today: a supported, a refuted and a contested claim, one decided; and an older one."""
    path = tmp_path_factory.mktemp("digest") / "w.duckdb"
    writer = prepared(path)
    for number, label in enumerate(LABELS):
        at = NOW - timedelta(hours=number)
        writer.record(make_report(run=f"r{number}", number=number, at=at, label=label))
    decided = make_report(run="d", number=8, at=NOW, label=VerdictLabel.REFUTED)
    writer.record(decided)
    writer.record_review(make_review(verdict_of(decided).id, Decision.CONFIRM, at=NOW))
    old = make_report(run="o", number=9, at=NOW - timedelta(days=9), label=VerdictLabel.REFUTED)
    writer.record(old)
    return path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_flagged_claims_that_nobody_decided_come_first_and_old_ones_not_at_all(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest(warehouse=str(warehouse), as_json=True)

    found = json.loads(capsys.readouterr().out)
    assert {one["label"] for one in found[:2]} == {"refuted", "conflicting_evidence"}
    addresses = [one["article_url"] for one in found]
    assert "https://periodico.example/8" not in [
        one["article_url"] for one in found if one["label"] == "refuted"
    ]
    assert "https://periodico.example/9" not in addresses
    needs = [0.5 * one["harm"] + 0.25 * one["reach"] + 0.25 * one["doubt"] for one in found[2:]]
    assert needs == sorted(needs, reverse=True)


def test_a_person_reads_what_was_found_where_and_why_it_is_there(
    warehouse: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEREDICTO_DESK_URL", "https://desk.example")

    digest(warehouse=str(warehouse), most=2, since=NOW - timedelta(days=30))

    said = capsys.readouterr().out
    assert "✗ refuted  83%" in said
    assert "La empresa facturó 4.000 millones" in said
    assert "https://desk.example/claims/" in said
    assert "harm " in said
    assert "2 of " in said


def test_it_goes_as_html_and_text_by_mail_and_to_a_hook(
    warehouse: Path, mail_server: Mails, web_hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEREDICTO_NOTIFY", f"{mail_server.address},{web_hook.address}")

    digest(warehouse=str(warehouse), most=2, send=True)

    mail = mail_server.received[0]
    assert mail["subject"] == "Las 2 afirmaciones que más conviene comprobar"
    parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
    for part in parts:
        assert part is not None
        content = part.get_content().replace("\xa0", " ")
        assert "Desmentida, con una confianza del 83 %." in content
        assert "https://periodico.example/1" in content
    assert web_hook.bodies[0]["title"] == mail["subject"]


def test_a_worker_sends_it_and_the_run_fails_where_a_channel_does_not_take_it(
    warehouse: Path, web_hook: Hook, prefect_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEREDICTO_WAREHOUSE", str(warehouse))
    monkeypatch.setenv("VEREDICTO_NOTIFY", f"{web_hook.address}?retry=0")

    with temporary_settings({PREFECT_API_URL: prefect_api}):
        sent = digest_flow(days=1, most=2, return_state=True)
        web_hook.status = 503
        refused = digest_flow(days=1, most=2, return_state=True)

    assert (sent.name, refused.name) == ("Completed", "Failed")
    assert len(web_hook.bodies) == 1


def test_a_channel_that_takes_nothing_is_the_commands_failure(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VEREDICTO_NOTIFY", "json://127.0.0.1:9/s3cr3t?retry=0")

    with pytest.raises(typer.Exit) as ended:
        digest(warehouse=str(warehouse), send=True)

    assert ended.value.exit_code == 1
    said = capfd.readouterr()
    assert "channel 1 (JSON) of VEREDICTO_NOTIFY was not told" in said.err
    assert "s3cr3t" not in said.out + said.err


def test_without_a_warehouse_or_a_channel_it_says_what_to_do(warehouse: Path) -> None:
    with pytest.raises(BadInput, match="check an article first"):
        digest(warehouse="none.duckdb")
    with pytest.raises(BadSetting, match="VEREDICTO_NOTIFY"):
        digest(warehouse=str(warehouse), send=True)
