from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from recorded_reports import NOON, full_of_scripts, make_report, verdict_of

from checkers.before import CheckedBefore
from checkers.errors import BadSetting
from checkers.labels import ClaimStatus, Decision, VerdictLabel
from checkers.nouns import EarlierFactCheck, FactCheck, Rating, Report
from checkers.verdicts.flags import Reason, flagged
from servers.inbox import Hook, Mails
from veredicto.notices.message import message_of
from veredicto.notices.notifier import book_of, build_notify
from veredicto.settings import Settings, load_settings

EVERY = tuple(Reason)


def settings_for(folder: Path, *addresses: str, on: str = "refuted") -> Settings:
    return load_settings(warehouse=folder / "w.duckdb", notify=",".join(addresses), notify_on=on)


def refuted(label: VerdictLabel = VerdictLabel.REFUTED) -> Report:
    """The report with a passage that denies its first claim."""
    report = make_report(label=label)
    (piece,) = report.evidence
    assert piece.comparison is not None
    denial = replace(piece, comparison=replace(piece.comparison, agrees=False))
    return replace(report, evidence=(denial,))


def checked_before(report: Report, **fields: object) -> CheckedBefore:
    before = CheckedBefore(
        claim_id=report.claims[1].id,
        earlier_id="earlier",
        wording="La empresa negocia con otra.",
        language="es",
        article_title="Otra noticia",
        article_url="https://otro.example/1",
        outlet="otro.example",
        run_id="r",
        checked_at=NOON,
        status=ClaimStatus.JUDGED,
        verdict_id="v",
        label=VerdictLabel.REFUTED,
        confidence=0.9,
        decision=None,
        decided=None,
        decided_at=None,
    )
    return replace(before, **fields)  # type: ignore[arg-type]


def fact_check_of(report: Report, reading: VerdictLabel | None) -> EarlierFactCheck:
    fact_check = FactCheck(
        id="f",
        claim_reviewed="La empresa negocia",
        url="https://verifica.example/1",
        publisher="verifica.example",
        rating=Rating(words="Bulo", reading=reading),
        imported_from="dump.json",
        imported_at=NOON,
    )
    return EarlierFactCheck(report.claims[1].id, fact_check, 1, 0.9, 0.9, 0.9)


def why(report: Report) -> list[tuple[Reason, ...]]:
    return [flag.reasons for flag in flagged(report, EVERY)]


def test_what_is_refuted_contested_or_worth_checking_is_flagged_and_the_rest_is_not() -> None:
    assert why(make_report(label=VerdictLabel.REFUTED)) == [(Reason.REFUTED,)]
    contested = make_report(label=VerdictLabel.CONFLICTING_EVIDENCE)
    assert why(contested) == [(Reason.CONFLICTING_EVIDENCE,)]
    # Its first claim is worth 0.9.
    assert why(make_report(label=VerdictLabel.NOT_ENOUGH_EVIDENCE)) == [(Reason.WORTH_CHECKING,)]
    assert why(make_report()) == []


def test_a_repeat_is_flagged_where_what_stands_of_the_earlier_check_is_that_it_is_false() -> None:
    report = make_report()

    def repeats(**fields: object) -> list[tuple[Reason, ...]]:
        return why(replace(report, checked_before=(checked_before(report, **fields),)))

    # That claim could not be searched this time, which is no reason to keep silent.
    assert repeats() == [(Reason.REPEAT,)]
    assert repeats(decision=Decision.OVERRULE, decided=VerdictLabel.SUPPORTED) == []
    assert repeats(decision=Decision.NOT_CHECKABLE) == []
    assert repeats(label=VerdictLabel.SUPPORTED) == []


def test_a_claim_that_other_fact_checkers_found_false_is_a_repeat() -> None:
    report = make_report()
    false = fact_check_of(report, VerdictLabel.REFUTED)
    unread = fact_check_of(report, None)

    assert why(replace(report, earlier_fact_checks=(false,))) == [(Reason.REPEAT,)]
    assert why(replace(report, earlier_fact_checks=(unread,))) == []


def test_a_message_says_claim_verdict_quote_source_article_and_desk_in_the_articles_language() -> (
    None
):
    report = refuted()
    report = replace(
        report,
        checked_before=(checked_before(report),),
        earlier_fact_checks=(fact_check_of(report, VerdictLabel.REFUTED),),
        sources=tuple(
            replace(it, title="Cuentas\nde 2025", published_at=NOON) for it in report.sources
        ),
    )

    message = message_of(report, flagged(report, EVERY), "https://desk.example")

    assert message.title == "2 afirmaciones por revisar en «La empresa crece»"
    for words in (
        "La empresa facturó 4.000 millones de dólares en 2025.",
        "Desmentida, con una confianza del 83 %.",
        "En contra: «La compañía ingresó 4.100 millones de dólares en 2025, según sus cuentas.»",
        "Cuentas de 2025, cuentas.example, 1 de marzo de 2026",
        "https://cuentas.example/2025",
        "https://periodico.example/0",
        f"https://desk.example/claims/{report.claims[0].id}",
        "No se pudo buscar.",
        "Ya se comprobó el 1 de marzo de 2026 (otro.example) y era falsa",
        "Ya la ha comprobado verifica.example",
    ):
        assert words in message.text.replace("\xa0", " "), message.text
        assert words in message.html.replace("\xa0", " "), message.html
    english = replace(report, article=replace(report.article, language="en"))
    said = message_of(english, flagged(english, (Reason.REFUTED,)), None)
    assert said.title == "A claim to look at in “La empresa crece”"
    assert "Refuted, with a confidence of 83%." in said.text
    assert "/claims/" not in said.text


def test_what_others_wrote_stays_text_and_no_link_leads_where_browsers_run_scripts() -> None:
    report = full_of_scripts("<script>alert(1)</script>")
    report = replace(
        report,
        assessments=tuple(
            replace(it, verdict=replace(it.verdict, label=VerdictLabel.REFUTED))
            if it.verdict
            else it
            for it in report.assessments
        ),
    )

    message = message_of(report, flagged(report, EVERY), None)

    assert "<script>" not in message.html
    assert "javascript:" not in message.html
    assert "\n" not in message.title


def test_a_hook_and_mails_get_one_message_an_article_and_none_twice(
    tmp_path: Path, web_hook: Hook, mail_server: Mails
) -> None:
    notify = build_notify(settings_for(tmp_path, web_hook.address, mail_server.address))
    report = refuted()

    assert notify(report) == 1
    assert notify(report) == 0
    # Another process looks into the same book.
    again = build_notify(settings_for(tmp_path, web_hook.address, mail_server.address))
    assert again(report) == 0

    (posted,) = web_hook.bodies
    assert posted["title"] == "Una afirmación por revisar en «La empresa crece»"
    assert "<p>" not in posted["message"]
    assert {mail["to"] for mail in mail_server.received} == {
        "desk@newsroom.example",
        "chief@newsroom.example",
    }
    mail = mail_server.received[0]
    assert mail["subject"] == posted["title"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "https://cuentas.example/2025" in plain.get_content()
    assert '<a href="https://cuentas.example/2025"' in html.get_content()


def test_another_verdict_on_the_claim_is_told_again(tmp_path: Path, web_hook: Hook) -> None:
    notify = build_notify(settings_for(tmp_path, web_hook.address))
    first = refuted()
    verdict = replace(verdict_of(first), id="other")
    second = replace(
        first,
        assessments=tuple(
            replace(it, verdict=verdict) if it.verdict else it for it in first.assessments
        ),
    )

    assert [notify(first), notify(second)] == [1, 1]


def test_nothing_is_sent_where_nothing_is_flagged_or_nobody_is_named(
    tmp_path: Path, web_hook: Hook
) -> None:
    assert build_notify(settings_for(tmp_path, web_hook.address))(make_report()) == 0
    assert build_notify(load_settings(warehouse=tmp_path / "w.duckdb"))(refuted()) == 0
    assert web_hook.tries == 0
    assert not (tmp_path / "w.files").exists()


def test_what_a_channel_does_not_take_is_tried_again_told_and_noted_and_others_get_it(
    tmp_path: Path,
    web_hook: Hook,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("veredicto.notices.channels.WAIT_SECONDS", 0.05)
    settings = settings_for(tmp_path, web_hook.address, "json://127.0.0.1:9/An0therT0ken")
    notify = build_notify(settings)
    web_hook.status = 503

    assert notify(refuted()) == 0

    assert web_hook.tries == 3
    told = capfd.readouterr()
    assert "channel 1 (JSON) of VEREDICTO_NOTIFY was not told" in told.err
    assert "503" in told.err
    assert "channel 2 (JSON)" in told.err
    refusals = book_of(settings).undelivered()
    assert {one.channel for one in refusals} == {"channel 1 (JSON)", "channel 2 (JSON)"}
    # It is made good by the next run that comes to the same verdict.
    web_hook.status = 200
    assert notify(refuted()) == 1
    assert [one.channel for one in book_of(settings).undelivered()] == ["channel 2 (JSON)"]
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in ("s3cr3tpass", "t0kenT0ken", "An0therT0ken", "caller"):
        assert secret not in told.out + told.err
        assert secret.encode() not in written


@pytest.mark.parametrize(
    "address", ["nonsense://s3cr3t", "json://", "s3cr3t", "block:", "block:a/b/s3cr3t"]
)
def test_an_address_that_cannot_be_used_is_told_by_its_place_alone(
    tmp_path: Path, address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(tmp_path, address, "json://127.0.0.1:9/x")

    with pytest.raises(BadSetting, match="number 1") as raised:
        build_notify(settings)
    assert "s3cr3t" not in str(raised.value) + "".join(capfd.readouterr())


def test_a_reason_that_is_none_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="'sad', where one of refuted, conflicting_evidence"):
        build_notify(settings_for(tmp_path, "json://127.0.0.1:9", on="refuted,sad"))


def test_the_addresses_are_in_no_setting_that_is_noted_shown_or_refused(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "json://user:s3cr3t@127.0.0.1:9/t0ken")

    shown = f"{settings!r}{settings.noted}{json.dumps(settings.model_dump(mode='json'))}"
    assert "s3cr3t" not in shown
    assert "t0ken" not in shown
    with pytest.raises(BadSetting, match="notify") as raised:
        load_settings(notify={"s3cr3t": 1})
    assert "s3cr3t" not in str(raised.value)
