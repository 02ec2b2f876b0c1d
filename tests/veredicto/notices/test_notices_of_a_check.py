from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.settings import PREFECT_API_URL, temporary_settings

from servers.inbox import Hook
from veredicto.cli.check import check_inputs
from veredicto.logs import LOG
from veredicto.notices.channels import open_channels
from veredicto.notices.message import Message
from veredicto.settings import load_settings

FALSE = "El puente de Almorva costó 45 millones de euros en 2024.\n"
MESSAGE = Message("Una afirmación por revisar", "El texto.", "<p>El texto.</p>")


@pytest.fixture
def logs_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOG, "handlers", [])
    monkeypatch.setattr(LOG, "propagate", True)
    monkeypatch.setattr(LOG, "level", LOG.level)


@pytest.mark.usefixtures("logs_of_its_own")
def test_a_check_tells_of_what_it_refuted_logs_what_it_does_and_leaves_the_address_nowhere(
    tmp_path: Path,
    corpus: Path,
    web_hook: Hook,
    prefect_api: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("falso.txt").write_text(FALSE, encoding="utf-8")
    settings = load_settings(
        search="corpus,searxng",
        searxng_url="http://user:s3archpass@127.0.0.1:9",
        corpus=corpus,
        notify=f"{web_hook.address},json://127.0.0.1:9/t0kenT0ken?retry=0",
        log="json",
    )

    with temporary_settings({PREFECT_API_URL: prefect_api}):
        status = check_inputs(["falso.txt"], settings, as_json=True, verbose=False)

    assert status == 3
    (posted,) = web_hook.bodies
    assert "45 millones" in posted["message"]
    assert "12 millones" in posted["message"]
    written = b"".join(it.read_bytes() for it in tmp_path.rglob("*") if it.is_file())
    out, err = capfd.readouterr()
    for secret in ("s3cr3tpass", "t0kenT0ken"):
        assert secret not in out + err
        assert secret.encode() not in written
    assert "s3archpass" not in err
    _assert_logged(json.loads(out), [json.loads(line) for line in err.splitlines()])


def _assert_logged(found: dict[str, Any], events: list[dict[str, Any]]) -> None:
    """That every step of the run is an event, with the identifiers that the results have."""
    assert all({"time", "level", "event"} <= event.keys() for event in events)
    by_name = {event["event"]: event for event in events}
    run = {"run": found["run"]["id"], "article": found["article"]["id"]}
    assert by_name["article read"]["article"] == run["article"]
    for name in ("claims found", "failed", "claim checked", "stage ended", "recorded"):
        assert run.items() <= by_name[name].items()
    assert by_name["failed"]["provider"] == "searxng"
    (checked,) = [it for it in events if it.get("verdict") == "refuted"]
    assert checked["claim"] in {claim["id"] for claim in found["claims"]}
    stages = {it["stage"] for it in events if it["event"] == "stage ended"}
    assert {"claims", "search", "fetch", "evidence", "verdicts"} <= stages
    assert by_name["recorded"]["outcome"] == "with_failures"
    assert "channel 2 (JSON)" in by_name["trouble"]["detail"]


def test_a_notification_block_of_prefect_is_found_with_its_kind_or_without(
    prefect_api: str, web_hook: Hook
) -> None:
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        CustomWebhookNotificationBlock(
            name="Mesa",
            url=f"http://127.0.0.1:{web_hook.port}/hook",
            json_data={"title": "{{subject}}", "message": "{{body}}"},
        ).save("mesa", overwrite=True)
        for named in ("block:custom-webhook/mesa", "block:mesa"):
            (channel,) = open_channels(load_settings(notify=named).notify)
            assert channel.send(MESSAGE) is None
        assert channel.send(Message("<!here>", "<https://evil.example|Reuters>", "")) is None
        (missing,) = open_channels(load_settings(notify="block:nadie").notify)
        why = missing.send(MESSAGE)

    *told, hostile = web_hook.bodies
    assert [body["title"] for body in told] == [MESSAGE.title] * 2
    assert hostile == {"title": "< !here>", "message": "< https://evil.example|Reuters>"}
    assert web_hook.bodies[0]["message"] == MESSAGE.text
    assert why is not None
    assert "no such notification block" in why
