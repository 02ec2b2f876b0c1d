from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from recorded_reports import FIRST, LAST, NOON, SECOND, make_report, make_review, verdict_of

from checkers.labels import ClaimStatus, Comparator, Decision, Stage, VerdictLabel
from checkers.nouns import Failure, Report, Review, StanceProbabilities
from veredicto.page import render
from veredicto.page.render import MARK, render_page
from warehouse.current import CurrentClaim

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
REFUTED = VerdictLabel.REFUTED


def page_of(report: Report, *current: CurrentClaim) -> BeautifulSoup:
    return BeautifulSoup(render_page(report, current), "lxml")


def words_of(tag: Tag | BeautifulSoup | None) -> str:
    assert tag is not None
    return re.sub(r"\s+", " ", tag.get_text(" ")).replace("\xa0", " ").strip()


def finding_of(page: BeautifulSoup, report: Report, number: int = 0) -> Tag:
    found = page.find(id=report.claims[number].id)
    assert isinstance(found, Tag)
    return found


def now(report: Report, review: Review, label: VerdictLabel | None) -> CurrentClaim:
    claim = report.claims[0]
    return CurrentClaim(
        id=claim.id,
        article_id=report.article.id,
        run_id=report.run.id,
        checked_at=NOON,
        label=label,
        verdict_id=review.verdict_id,
        review=review,
    )


def keys_of(words: Any) -> Any:
    return {key: keys_of(words[key]) for key in words} if isinstance(words, dict) else None


def with_verdict(report: Report, **changes: Any) -> Report:
    judged, *others = report.assessments
    assert judged.verdict is not None
    verdict = replace(judged.verdict, **changes)
    return replace(report, assessments=(replace(judged, verdict=verdict), *others))


def with_source(report: Report, **changes: Any) -> Report:
    page, dead = report.sources
    return replace(report, sources=(replace(page, **changes), dead))


def test_a_claim_is_shown_with_all_that_its_verdict_rests_on() -> None:
    report = make_report()
    report = with_source(report, published_at=NOON - timedelta(days=30))
    shown = words_of(finding_of(page_of(report), report))
    for words in (
        "✓ Confirmada",
        "Confianza alta (83 %)",
        FIRST,
        "Las cuentas dan 4.100 millones.",
        "[1] La confirma pesa 1",
        f"«{report.passages[0].text}»",
        "Cuentas de 2025",
        "cuentas.example · publicada el 30 de enero de 2026 · consultada el 1 mar 2026, 12:00 UTC",
        "Cifras comparadas: coinciden",
        "La afirmación 4.000 millones de dólares 4.000.000.000 USD (2025)",
        "La fuente 4.100 millones de dólares 4.100.000.000 USD (2025)",
        "Búsquedas hechas empresa facturación 2025",
        f"Veredicto {verdict_of(report).id}",
    ):
        assert words in shown, words
    assert "Leído, pero no cuenta" not in shown


def test_an_english_article_has_an_english_page_and_any_other_language_too() -> None:
    report = make_report()
    for language, kept in (("en", "en"), ("es", "es"), ("pt", "en")):
        page = page_of(replace(report, article=replace(report.article, language=language)))
        assert page.html is not None
        assert page.html["lang"] == kept
    assert "High confidence (83%)" in words_of(
        page_of(replace(report, article=replace(report.article, language="en")))
    )


def test_both_languages_have_words_for_the_same_things() -> None:
    folder = Path(render.__file__).parent / "wording"
    spanish, english = (
        tomllib.loads((folder / f"{language}.toml").read_text("utf-8")) for language in ("es", "en")
    )
    assert keys_of(spanish) == keys_of(english)


def test_a_verdict_that_stands_from_an_earlier_run_says_since_when() -> None:
    report = make_report()
    first, *others = report.assessments
    carried = replace(report, assessments=(replace(first, carried_from="earlier"), *others))
    assert "Nada ha cambiado desde que se decidió, el 1 de marzo de 2026." in words_of(
        finding_of(page_of(carried), carried)
    )


def test_what_was_read_and_did_not_count_is_there_with_the_reason() -> None:
    report = make_report()
    weighed = verdict_of(report).evidence[0]
    report = with_verdict(report, evidence=(replace(weighed, weight=0.0, excluded="off_topic"),))
    finding = finding_of(page_of(report), report)
    assert "Leído, pero no cuenta (1) [1] trata de otra cosa" in words_of(finding.details)
    assert "Búsquedas hechas empresa facturación 2025" in words_of(finding.details)
    report = with_verdict(report, evidence=(replace(weighed, weight=0.0, excluded=None),))
    assert "[1] La confirma" in words_of(finding_of(page_of(report), report).details)


def test_an_abstention_claims_no_confidence_and_no_decision() -> None:
    report = make_report(label=VerdictLabel.NOT_ENOUGH_EVIDENCE)
    finding = finding_of(page_of(report), report)
    shown = words_of(finding)
    assert "? Sin pruebas suficientes Sin certeza suficiente para decidir" in shown
    assert "Lo que se encontró, sin bastante certeza" in shown
    assert "83" not in shown
    assert finding.meter is None


def test_less_sure_verdicts_are_called_so() -> None:
    for confidence, words in (
        (0.75, "alta (75 %)"),
        (0.6, "moderada (60 %)"),
        (0.3, "baja (30 %)"),
    ):
        report = with_verdict(make_report(), confidence=confidence)
        assert f"Confianza {words}" in words_of(finding_of(page_of(report), report))


def test_a_source_newer_than_the_article_is_marked() -> None:
    report = with_source(make_report(), published_at=NOON)
    assert "posterior al artículo" in words_of(finding_of(page_of(report), report))


def test_claims_without_a_verdict_say_why_and_what_failed() -> None:
    report = make_report()
    page = page_of(report)
    shown = words_of(finding_of(page, report, 1))
    assert "! No se pudo buscar" in shown
    assert "no search answered" in shown
    assert "buscar · searxng · https://search.example/?q=x no answer within 10 s" in shown
    rest = words_of(page.find(class_="rest"))
    assert f"«{LAST}» es una opinión" in rest
    assert page.find(id=report.claims[2].id) is None


def test_failures_of_no_claim_are_counted_at_the_end() -> None:
    report = make_report()
    failure = Failure(Stage.FETCH, "http_error: 503", url="https://caida.example/nota")
    run = replace(report.run, failures=(*report.run.failures, failure, failure))
    rest = page_of(replace(report, run=run)).find_all(class_="rest")[-1]
    assert "descargar · https://caida.example/nota http_error: 503 (2 veces)" in words_of(rest)
    assert "no answer" not in words_of(rest)


def test_an_ambiguous_claim_and_one_of_no_words_are_shown() -> None:
    report = make_report()
    judged, failed, left_out = report.assessments
    ambiguous = replace(failed, status=ClaimStatus.AMBIGUOUS, reason=None)
    report = replace(report, assessments=(judged, ambiguous, replace(left_out, reason=None)))
    finding = finding_of(page_of(report), report, 1)
    assert "~ Ambigua" in words_of(finding)
    assert finding.find(class_="why") is None


def test_a_confirmed_verdict_says_who_stands_behind_it_but_no_name() -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.CONFIRM)
    page = page_of(report, now(report, review, VerdictLabel.SUPPORTED))
    shown = words_of(finding_of(page, report))
    assert (
        "Decisión de la redacción Confirma el resultado · 1 de marzo de 2026"
        " Las cuentas dicen otra cosa." in shown
    )
    assert "✓ Confirmada Confianza alta" in shown
    assert "La redacción ha revisado 1 de 2 resultados" in words_of(page)
    assert "editora@" not in page.decode()


def test_an_overruled_verdict_shows_the_editor_s_label_first_and_what_the_program_said() -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.OVERRULE, label=REFUTED)
    finding = finding_of(page_of(report, now(report, review, REFUTED)), report)
    assert words_of(finding.find(class_="head")) == "✗ Desmentida"
    assert "El programa decía: confirmada. Confianza alta (83 %)." in words_of(finding)
    assert "Lo que decidió para el programa [1] La confirma" in words_of(finding)


def test_a_claim_that_an_editor_worded_anew_stands_in_the_article_s_words_and_in_those() -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.CONFIRM)
    worded = replace(review, wording="La empresa ingresó mucho.")
    finding = finding_of(page_of(report, now(report, worded, VerdictLabel.SUPPORTED)), report)
    assert report.claims[0].text in words_of(finding.h3)
    assert "Se ha comprobado como: «La empresa ingresó mucho.»" in words_of(finding)


def test_a_decision_on_an_earlier_verdict_says_so_and_others_are_called_automatic() -> None:
    report = make_report()
    review = make_review("another", Decision.CONFIRM)
    shown = words_of(finding_of(page_of(report, now(report, review, REFUTED)), report))
    assert "La decisión es sobre un resultado anterior a este." in shown
    second = replace(
        report.assessments[0],
        claim_id=report.claims[1].id,
        verdict=replace(verdict_of(report), claim_id=report.claims[1].id, evidence=()),
    )
    both = replace(report, assessments=(report.assessments[0], second, report.assessments[2]))
    page = page_of(both, now(both, review, REFUTED))
    assert "Resultado automático, sin revisión editorial" in words_of(finding_of(page, both, 1))


def test_of_a_withdrawn_claim_nothing_is_said_but_the_decision() -> None:
    report = make_report()
    review = make_review(verdict_of(report).id, Decision.NOT_CHECKABLE)
    finding = finding_of(page_of(report, now(report, review, None)), report)
    assert words_of(finding.find(class_="head")) == "– Retirada por la redacción"
    assert words_of(finding.find(class_="review")).startswith("Decisión de la redacción No es")
    for words in ("El programa decía", "4.100", "La confirma", "Leído"):
        assert words not in words_of(finding), words


def test_nobody_having_reviewed_anything_is_said_once_at_the_top() -> None:
    page = page_of(make_report())
    assert "Nadie de la redacción ha revisado" in words_of(page.header)
    assert "Resultado automático" not in words_of(page)


def test_an_article_of_opinions_only_says_that_nothing_could_be_checked() -> None:
    report = make_report()
    bare = replace(
        report,
        claims=report.claims[2:],
        assessments=report.assessments[2:],
        article=replace(
            report.article, url=None, title=None, byline=None, publisher=None, published_at=None
        ),
        run=replace(report.run, failures=(), settings=(("published_before", "2026-01-01"),)),
    )
    page = page_of(bare)
    assert "Ninguna afirmación del artículo se podía comprobar." in words_of(page)
    assert "(sin título)" in words_of(page.h1)
    assert "Sin pruebas desde 2026-01-01" in words_of(page)
    assert page.find(class_="notice") is None


def test_the_text_of_the_article_is_verbatim_with_its_statements_marked() -> None:
    report = make_report()
    page = page_of(report)
    text = page.find(class_="text")
    assert isinstance(text, Tag)
    assert [mark.get_text() for mark in text.find_all("mark")] == [FIRST, SECOND]
    links = text.find_all("a")
    assert [link.get_text() for link in links] == ["✓1", "!2"]
    assert links[0]["aria-label"] == "afirmación 1: Confirmada"
    for link in links:
        link.decompose()
    lines = [line.get_text() for line in text.find_all("p")]
    assert lines == report.article.text.split("\n")


def test_a_title_that_the_text_begins_with_is_not_said_twice() -> None:
    report = make_report()
    text = page_of(replace(report, article=replace(report.article, title=FIRST))).find(
        class_="text"
    )
    assert FIRST not in words_of(text)


def test_part_of_a_statement_and_another_wording_are_explained() -> None:
    report = make_report()
    claim = replace(
        report.claims[0], attributed_to="la NASA", decontextualised="La empresa X facturó."
    )
    report = replace(report, claims=(claim, *report.claims[1:]))
    shown = words_of(finding_of(page_of(report), report))
    assert "Lo dice la NASA, según el artículo." in shown
    assert "Se ha comprobado como: «La empresa X facturó.»" in shown


def test_citations_lead_to_passages_that_are_there() -> None:
    report = with_verdict(make_report(), justification="Lo dice «A» [1], no [7] ni [1234].")
    finding = finding_of(page_of(report), report)
    why = finding.find(class_="why")
    assert isinstance(why, Tag)
    assert [link["href"] for link in why.find_all("a")] == [f"#e-{report.claims[0].id}-1"]
    assert "Lo dice «A» [1] , no [7] ni [1234]." in words_of(why)


def test_amounts_are_shown_as_they_were_compared() -> None:
    report = make_report()
    piece = report.evidence[0]
    assert piece.comparison is not None
    ranged = replace(
        piece.comparison.claim,
        comparator=Comparator.RANGE,
        value=Decimal("1.5"),
        upper=Decimal(2),
        unit=None,
        time=None,
    )
    year = replace(piece.comparison.source, unit="calendar year", value=Decimal(2021))
    bound = replace(piece.comparison.source, comparator=Comparator.AT_MOST)
    for agrees, source, words in (
        (False, year, "no coinciden"),
        (None, bound, "no deciden"),
    ):
        comparison = replace(piece.comparison, claim=ranged, source=source, agrees=agrees)
        changed = replace(
            piece, comparison=comparison, probabilities=StanceProbabilities(0.1, 0.8, 0.1)
        )
        shown = words_of(page_of(replace(report, evidence=(changed,))).table)
        assert f"Cifras comparadas: {words}" in shown
        assert "1,5–2 La fuente" in shown
        assert "2.021" not in shown
        assert ("≤ 4.100.000.000 USD" in shown) is (source is bound)


def hostile(report: Report) -> Report:
    """The report with every text that comes from outside replaced by markup."""
    passage = replace(report.passages[0], text=f"{SCRIPT} \u202e derecha \x00\x1b")
    claims = tuple(replace(one, text=SCRIPT, attributed_to=SCRIPT) for one in report.claims)
    article = replace(
        report.article,
        title=f"{SCRIPT}\u202e",
        text=f"{SCRIPT}\n" + report.article.text,
        byline=SCRIPT,
        publisher=SCRIPT,
        url="javascript:alert(1)",
    )
    page = replace(
        report.sources[0],
        final_url="javascript:alert(1)//https://a.example",
        title=SCRIPT,
        publisher=SCRIPT,
        language='"><script>',
    )
    search = replace(
        report.searches[0], queries=(replace(report.searches[0].queries[0], text=SCRIPT),)
    )
    run = replace(
        report.run,
        version=SCRIPT,
        models=((SCRIPT, SCRIPT),),
        settings=(("search", SCRIPT), ("searxng_url", "http://10.0.0.1/secret")),
        failures=tuple(
            replace(one, reason=SCRIPT, url=SCRIPT, provider=SCRIPT) for one in report.run.failures
        ),
    )
    judged, failed, left_out = report.assessments
    changed = replace(
        report,
        run=run,
        article=article,
        claims=claims,
        passages=(passage,),
        sources=(page, report.sources[1]),
        searches=(search, *report.searches[1:]),
        assessments=(judged, replace(failed, reason=SCRIPT), replace(left_out, reason=SCRIPT)),
    )
    return with_verdict(changed, justification=f"{SCRIPT} [1]")


def test_nothing_from_outside_becomes_markup_or_a_link() -> None:
    report = hostile(make_report())
    review = replace(make_review(verdict_of(report).id, Decision.CONFIRM), reason=SCRIPT)
    html = render_page(report, [now(report, review, REFUTED)])
    page = BeautifulSoup(html, "lxml")
    for name in ("script", "img", "iframe", "object", "link", "base", "form", "svg"):
        assert page.find(name) is None, name
    attributes = {name for tag in page.find_all() for name in tag.attrs}
    assert not [name for name in attributes if name.startswith("on") or name in {"style", "src"}]
    assert all(link["href"].startswith("#") for link in page.find_all("a"))
    assert "\x00" not in html
    assert "\x1b" not in html
    assert SCRIPT in page.get_text()
    assert "10.0.0.1" not in html
    assert html.count("</style>") == 1


def test_marks_of_direction_cannot_turn_what_is_around_them() -> None:
    page = page_of(hostile(make_report()))
    texts = [
        text for text in page.find_all(string=re.compile("\u202e")) if text.parent.name != "title"
    ]
    assert len(texts) == 2
    for text in texts:
        assert text.find_parent("bdi") or text.find_parent(dir="auto")


def test_links_lead_to_the_web_without_telling_where_the_reader_was() -> None:
    report = make_report()
    page = page_of(report)
    links = [link for link in page.find_all("a") if not link["href"].startswith("#")]
    assert {link["href"] for link in links} == {
        "https://periodico.example/0",
        "https://cuentas.example/2025/",
    }
    assert {" ".join(link["rel"]) for link in links} == {"noopener noreferrer nofollow"}


def test_a_page_asks_nothing_of_anywhere_and_its_policy_allows_only_its_own_style() -> None:
    html = render_page(make_report())
    page = BeautifulSoup(html, "lxml")
    style = page.style
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.get_text().encode()).digest()).decode()
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|@font-face", style.get_text())
    assert html.startswith("<!DOCTYPE html>")
    assert MARK in html[:400]


def test_every_inner_link_leads_somewhere_and_no_anchor_is_there_twice() -> None:
    page = page_of(make_report())
    anchors = [tag["id"] for tag in page.find_all(id=True)]
    assert len(anchors) == len(set(anchors))
    inner = {link["href"][1:] for link in page.find_all("a") if link["href"].startswith("#")}
    assert inner <= set(anchors)
    labels = {tag["aria-labelledby"] for tag in page.find_all(attrs={"aria-labelledby": True})}
    assert labels <= set(anchors)


def test_headings_go_down_by_one_and_there_is_one_of_each_landmark() -> None:
    page = page_of(make_report())
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert len(page.find_all("main")) == 1
    body = page.body
    assert body is not None
    assert [tag.name for tag in body.find_all(recursive=False)] == [
        "a",
        "header",
        "main",
        "footer",
    ]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme: str) -> None:
    style = page_of(make_report()).style
    assert style is not None
    roots = re.findall(r":root \{(.*?)\}", style.get_text(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", roots[scheme == "dark"]))
    grounds = {"paper", "card"}
    for name in ("ink", "soft", "accent", "yes", "no", "mixed", "open", "none"):
        for ground in (*grounds, *([f"{name}-wash"] if f"{name}-wash" in colours else [])):
            ratio = contrast(colours[name], colours[ground])
            assert ratio >= 4.5, (name, ground, ratio)
    for wash in ("yes", "no", "mixed", "open", "none"):
        assert contrast(colours["ink"], colours[f"{wash}-wash"]) >= 7
