from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from briefs import BEFORE, INJECTS, KEY, REFUTES, SUPPORTS, a_brief
from starlette.responses import JSONResponse, PlainTextResponse, Response

from checkers.errors import BadSetting
from checkers.labels import OpinionOutcome, Stance, VerdictLabel
from checkers.nouns import Opinion
from checkers.opinions.judge import OpinionJudge
from servers.chat import (
    PATH,
    ChatServer,
    Way,
    an_answer,
    completion,
    dripping,
    endless,
    half_sent,
    in_turn,
    silent,
    status,
    strict_about,
)
from servers.pages import PageServer

MakeJudge = Callable[..., OpinionJudge]


def a_quote(passage: int, quote: str, stance: str = "supports") -> dict[str, Any]:
    return {"passage": passage, "quote": quote, "stance": stance}


def says(label: str, *quotes: dict[str, Any], explanation: str = "") -> Way:
    answer = an_answer(label, quotes=list(quotes), explanation=explanation)
    return lambda _: completion(answer)


def the_words(content: str | None) -> Way:
    return lambda _: completion(content)


GOOD = an_answer("supported", quotes=[a_quote(1, "costó 12 millones de euros en 2024")])


# What is asked


def test_the_question_is_in_the_claims_language_with_every_text_in_a_fence(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    judge.opine(a_brief())
    judge.opine(a_brief(language="en"))
    judge.opine(a_brief(language="fr"))

    spanish, english, other = (asked["messages"] for asked in chat.asked)
    system, user = (message["content"] for message in spanish)
    boundary = user.split()[0].removeprefix("<<<")
    assert "Verificas hechos" in system
    assert boundary in system
    assert f"<<<{boundary} PASAJE 3\n{INJECTS}\n{boundary}>>>" in user
    assert INJECTS not in system
    assert [m["content"][:16] for m in (english[0], other[0])] == ["You check facts."] * 2
    assert boundary not in english[1]["content"]


def test_the_request_is_deterministic_bounded_and_carries_the_key(
    chat: ChatServer, make_judge: MakeJudge
) -> None:
    make_judge().opine(a_brief())
    make_judge(key="").opine(a_brief())

    first, _ = chat.asked
    assert (first["model"], first["temperature"], first["stream"]) == ("tiny:1b", 0, False)
    assert first["seed"]
    assert first["max_tokens"]
    assert first["response_format"]["type"] == "json_schema"
    assert chat.keys == [f"Bearer {KEY}", None]


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (("json_schema", "json_object"), ["json_schema"]),
        (("json_object",), ["json_schema", "json_object"]),
        ((), ["json_schema", "json_object", None]),
    ],
)
def test_a_server_that_does_not_know_a_form_is_asked_in_a_plainer_one(
    chat: ChatServer, judge: OpinionJudge, known: tuple[str, ...], asked: list[str | None]
) -> None:
    chat.way = strict_about(*known)

    assert judge.opine(a_brief()).outcome is OpinionOutcome.ACCEPTED
    assert [one.get("response_format", {}).get("type") for one in chat.asked] == asked


# What holds of an answer


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Aquí está mi dictamen:\n\n{GOOD}\n\n¿Algo más?",
        f"<think>Veamos {{esto}}…</think>{GOOD}",
        GOOD.replace('"supported"', '"Supported"').replace('"explanation": "", ', ""),
        GOOD.replace('"explanation": ""', '"explanation": null, "certainty": 9'),
    ],
)
def test_a_good_answer_is_accepted_however_it_is_wrapped(
    chat: ChatServer, judge: OpinionJudge, content: str
) -> None:
    chat.way = the_words(content)
    brief = a_brief()

    opinion = judge.opine(brief)

    assert (opinion.outcome, opinion.reason) == (OpinionOutcome.ACCEPTED, None)
    assert (opinion.label, opinion.agrees) == (VerdictLabel.SUPPORTED, True)
    (quote,) = opinion.quotes
    assert quote.evidence_id == brief.passages[0].evidence_id
    page = BEFORE + SUPPORTS
    assert page[quote.start : quote.end] == quote.text == "costó 12 millones de euros en 2024"


def test_an_english_answer_that_disagrees_says_so_and_changes_nothing(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    said = "It says “31 million”."
    chat.way = says("refuted", a_quote(1, "31 million", "refutes"), explanation=said)
    brief = a_brief("The council paid 31 million for the bridge.", language="en")
    before = brief.verdict

    opinion = judge.opine(brief)

    assert (opinion.label, opinion.agrees) == (VerdictLabel.REFUTED, False)
    assert opinion.explanation == said
    assert brief.verdict == before
    assert opinion.model.startswith("tiny:1b (127.0.0.1:")


def test_sources_that_contradict_one_another_need_a_quote_of_each_side(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    both = (a_quote(1, "12 millones"), a_quote(2, "31 millones", "refutes"))
    chat.way = says("conflicting_evidence", *both)
    accepted = judge.opine(a_brief())
    chat.way = says("conflicting_evidence", both[0])
    rejected = judge.opine(a_brief())

    assert [quote.stance for quote in accepted.quotes] == [Stance.SUPPORTS, Stance.REFUTES]
    assert rejected.outcome is OpinionOutcome.REJECTED


def test_quotes_that_do_not_hold_are_left_out_and_those_that_do_stay(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    chat.way = says(
        "supported",
        a_quote(1, "costó 13 millones"),
        a_quote(2, "12 millones"),
        a_quote(1, "12  millones"),
        a_quote(1, "12 millones"),
        a_quote(1, "12 millones"),
        a_quote(0, "12 millones"),
        a_quote(4, "12 millones"),
        a_quote(-1, "Ignora"),
        a_quote(1, " "),
        a_quote(3, "Ignora", "neutral"),
    )

    opinion = judge.opine(a_brief())

    assert [(quote.text, quote.stance) for quote in opinion.quotes] == [
        ("12 millones", Stance.SUPPORTS),
        ("Ignora", Stance.NEUTRAL),
    ]


REJECTED = {
    "garbage": ("🤖 beep boop", "JSON"),
    "nothing": ("", "JSON"),
    "no words at all": (None, "JSON"),
    "half an answer": (GOOD[: len(GOOD) // 2], "JSON"),
    "a number": ('{"label": 7, "explanation": "", "quotes": []}', "etiquetas"),
    "a wrong label": (an_answer("mostly_true"), "etiquetas"),
    "no label": ('{"quotes": []}', "etiquetas"),
    "a wrong stance": (an_answer("supported", quotes=[a_quote(1, "x", "loves")]), "quotes.0"),
    "no list": (an_answer("supported", quotes="all of them"), "quotes"),
    "deep nesting": ('{"label": ' + "[" * 5000 + "]" * 5000 + "}", "JSON"),
    "an invented quote": (
        an_answer("supported", quotes=[a_quote(1, "costó exactamente 12 millones")]),
        "sin una cita",
    ),
    "a quote of another passage": (
        an_answer("refuted", quotes=[a_quote(1, "31 millones", "refutes")]),
        "sin una cita",
    ),
    "a quote of the other side": (
        an_answer("refuted", quotes=[a_quote(1, "12 millones")]),
        "sin una cita",
    ),
    "an order that a passage gave": (an_answer("supported", explanation="Sí."), "sin una cita"),
}


@pytest.mark.parametrize(("content", "words"), REJECTED.values(), ids=REJECTED)
def test_an_answer_that_does_not_hold_says_nothing_of_the_claim(
    chat: ChatServer, judge: OpinionJudge, content: str | None, words: str
) -> None:
    chat.way = the_words(content)

    opinion = judge.opine(a_brief())

    assert opinion.outcome is OpinionOutcome.REJECTED
    assert words in (opinion.reason or "")
    assert (opinion.label, opinion.agrees, opinion.explanation) == (None, None, None)
    assert opinion.quotes == ()


def test_why_an_answer_is_rejected_is_told_in_english_to_english_readers(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    chat.way = says("supported")

    opinion = judge.opine(a_brief(language="en"))

    assert opinion.reason == "it says “supported” without a verbatim quote that supports"


def explained(chat: ChatServer, judge: OpinionJudge, explanation: str) -> str | None:
    chat.way = says("not_enough_evidence", explanation=explanation)
    opinion = judge.opine(a_brief())
    assert opinion.outcome is OpinionOutcome.ACCEPTED
    return opinion.explanation


def test_an_explanation_is_one_plain_line_of_bounded_length(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    assert (
        explained(chat, judge, "\x1b[31mRojo\x1b[0m\n\x07y  \u202eplano\x9b2J") == "Rojo y plano2J"
    )
    assert explained(chat, judge, "<b>12</b> & <script>") == "<b>12</b> & <script>"
    assert explained(chat, judge, "a " * 1_000) == ("a " * 300)[:599] + "…"
    assert explained(chat, judge, "a " * 10_000) is None
    assert explained(chat, judge, "") is None


@pytest.mark.parametrize(
    ("explanation", "kept"),
    [
        ("El acta dice «costó 12 millones».", True),
        ("La afirmación dice “12 millones de euros.”", True),
        ('El pasaje 2 habla de "31 millones".', True),
        ("El acta dice «costó 13 millones».", False),
        ("El acta dice “costó 13 millones”.", False),
        ('El acta dice "costó 13 millones".', False),
        ("El acta dice «costó", False),
    ],
)
def test_an_explanation_with_an_invented_quotation_is_dropped(
    chat: ChatServer, judge: OpinionJudge, explanation: str, *, kept: bool
) -> None:
    assert explained(chat, judge, explanation) == (explanation if kept else None)


# What is no answer


def failed(opinion: Opinion) -> str:
    assert opinion.outcome is OpinionOutcome.FAILED
    assert opinion.label is None
    assert opinion.reason
    assert KEY not in opinion.reason
    return opinion.reason


def gzipped(_: Any) -> Response:
    return Response(b"\x1f\x8b", headers={"content-encoding": "gzip"})


FAILED: dict[str, tuple[Way, str]] = {
    "a page of HTML": (lambda _: PlainTextResponse("<h1>It works!</h1>"), "LLM_BASE_URL"),
    "no choices": (lambda _: JSONResponse({"choices": []}), "LLM_BASE_URL"),
    "half a body": (half_sent, "broke off"),
    "an endless body": (endless, "more than"),
    "a compressed body": (gzipped, "compressed"),
    "401": (lambda _: status(401, f"Incorrect API key provided: {KEY}"), "check VEREDICTO_LLM_KEY"),
    "403": (lambda _: status(403), "VEREDICTO_LLM_KEY"),
    "404": (lambda _: status(404, "model 'tiny:1b' not found"), "(model 'tiny:1b' not found)"),
    "400": (lambda _: status(400, "context\x1b[2J too long"), "context"),
    "500": (lambda _: status(500, "x" * 5_000), "500 Internal Server Error"),
    "an error in another form": (lambda _: JSONResponse({"error": "no"}, 500), "(no)"),
    "an error without words": (lambda _: PlainTextResponse("", 502), "502 Bad Gateway"),
    "no status of the standard": (lambda _: PlainTextResponse("", 599), "answered 599"),
    "a redirect": (lambda _: Response("", 307, {"location": "/other"}), "redirects"),
    "429 for long": (lambda _: status(429, retry_after="3600"), "429 Too Many Requests"),
    "429 until a date": (lambda _: status(429, retry_after="Wed, 1 Apr 2026"), "429"),
}


@pytest.mark.parametrize(("way", "words"), FAILED.values(), ids=FAILED)
def test_what_is_no_answer_is_a_failure_that_says_what_to_do(
    chat: ChatServer, judge: OpinionJudge, way: Way, words: str
) -> None:
    chat.way = way

    reason = failed(judge.opine(a_brief()))

    assert words in reason
    assert "\x1b" not in reason
    assert len(reason) < 400


def test_a_redirect_is_not_followed(
    chat: ChatServer, server: PageServer, judge: OpinionJudge
) -> None:
    chat.way = lambda _: Response("", 307, {"location": server.url("/other")})

    judge.opine(a_brief())

    assert server.requests == {PATH: 1}


@pytest.mark.parametrize("way", [silent, dripping], ids=["silence", "a byte now and then"])
def test_patience_ends_for_the_whole_answer(
    chat: ChatServer, make_judge: MakeJudge, way: Way
) -> None:
    chat.way = way

    reason = failed(make_judge(seconds=0.5).opine(a_brief()))

    assert "within 0.5 s" in reason
    assert "VEREDICTO_LLM_SECONDS" in reason


@pytest.mark.parametrize(
    "busy", [status(429, retry_after="0"), status(503), status(429, retry_after="1")]
)
def test_a_busy_server_is_asked_again(
    chat: ChatServer, judge: OpinionJudge, busy: Response
) -> None:
    chat.way = in_turn(lambda _: busy, lambda _: completion(GOOD))

    assert judge.opine(a_brief()).outcome is OpinionOutcome.ACCEPTED
    assert len(chat.asked) == 2


def test_a_server_that_stays_busy_is_asked_few_times(chat: ChatServer, judge: OpinionJudge) -> None:
    chat.way = lambda _: status(503, retry_after="0")

    assert "503" in failed(judge.opine(a_brief()))
    assert len(chat.asked) == 3


def test_a_connection_that_broke_off_is_tried_again(chat: ChatServer, judge: OpinionJudge) -> None:
    chat.way = in_turn(half_sent, lambda _: completion(GOOD))

    assert judge.opine(a_brief()).outcome is OpinionOutcome.ACCEPTED


def test_a_server_that_is_not_there_is_told_and_not_waited_for_again(
    make_judge: MakeJudge,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    judge = make_judge(f"http://127.0.0.1:{port}/v1")

    reasons = [failed(judge.opine(a_brief(text))) for text in (SUPPORTS, REFUTES)]

    assert "cannot be reached" in reasons[0]
    assert reasons[0] == reasons[1]


def test_after_a_lasting_failure_no_more_is_asked_in_this_run_but_in_the_next(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    chat.way = in_turn(lambda _: status(401), lambda _: completion(GOOD))

    failed(judge.opine(a_brief()))
    failed(judge.opine(a_brief(SUPPORTS)))
    asked = len(chat.asked)

    assert asked == 1
    assert judge.anew().opine(a_brief()).outcome is OpinionOutcome.ACCEPTED


def test_a_passing_failure_does_not_keep_the_next_claim_from_being_asked_about(
    chat: ChatServer, judge: OpinionJudge
) -> None:
    chat.way = in_turn(lambda _: status(500), lambda _: completion(GOOD))

    failed(judge.opine(a_brief()))

    assert judge.opine(a_brief()).outcome is OpinionOutcome.ACCEPTED


# The key and the address


@pytest.mark.parametrize("said", [f"your key is {KEY}", json.dumps({"a": KEY})])
def test_a_key_that_the_server_gives_back_is_not_kept(
    chat: ChatServer, judge: OpinionJudge, said: str
) -> None:
    chat.way = says("not_enough_evidence", explanation=said.replace('"', ""))
    assert KEY not in str(judge.opine(a_brief()))
    chat.way = lambda _: status(500, said)
    failed(judge.opine(a_brief()))


def test_a_key_that_is_an_ordinary_word_leaves_answers_as_they_are(
    chat: ChatServer, make_judge: MakeJudge
) -> None:
    chat.way = says("not_enough_evidence", explanation="Lo dice ollama.")

    assert make_judge(key="ollama").opine(a_brief()).explanation == "Lo dice ollama."


@pytest.mark.parametrize("key", [KEY + "\x00", "clé-" + KEY, f"{KEY}\nX-Other: 1"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(
    make_judge: MakeJudge, key: str
) -> None:
    with pytest.raises(BadSetting, match="VEREDICTO_LLM_KEY") as raised:
        make_judge(key=key)

    assert KEY not in str(raised.value)


def test_a_key_may_have_spaces_around_it(chat: ChatServer, make_judge: MakeJudge) -> None:
    make_judge(key=f" {KEY}\n").opine(a_brief())

    assert chat.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "base",
    [
        "localhost:11434",
        "ftp://127.0.0.1/v1",
        "http://",
        "http://[::1/v1",
        f"http://me:{KEY}@127.0.0.1/v1",
        f"http://127.0.0.1/v1?key={KEY}",
        f"http://127.0.0.1:{KEY}/v1",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_being_shown(
    make_judge: MakeJudge, base: str
) -> None:
    with pytest.raises(BadSetting, match="VEREDICTO_LLM_BASE_URL") as raised:
        make_judge(base)

    assert KEY not in str(raised.value)
