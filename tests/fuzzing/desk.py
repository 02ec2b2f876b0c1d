"""What editors and programs send to the desk."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from fuzzing.target import Target, of_text, parts
from veredicto.desk.api.bodies import Credentials, Doing, FilterBody
from veredicto.desk.guard.forms import is_marked, mark_of
from veredicto.desk.guard.origins import OwnOriginOnly
from veredicto.desk.queue.ranking import fold, theme_weight
from veredicto.desk.queue.wanted import Facet, Wanted
from veredicto.desk.words import LANGUAGES, choose_language


def queue_address(data: bytes) -> None:
    """What an address of the queue asks for is said again by its own query."""
    found = Wanted.of(parse_qsl(data.decode("latin-1"), keep_blank_values=True))
    assert Wanted.of(parse_qsl(found.query)) == found
    other = found.toggled(Facet.PLACE, "Lugo")
    assert other.has(Facet.PLACE, "Lugo") is not found.has(Facet.PLACE, "Lugo")
    assert found.at(1).without_page == found.without_page


def body(data: bytes) -> None:
    """What a program sends is understood or refused."""
    kind, sent = parts(data, 2)
    model = (Doing, Credentials, FilterBody)[len(kind) % 3]
    TypeAdapter(model).validate_json(sent)


def mark(text: str) -> None:
    """Only the mark of a session is one."""
    assert not is_marked("session", text)
    assert is_marked(
        text.encode("utf-8", "replace").decode(), mark_of(text.encode("utf-8", "replace").decode())
    )


def headers(data: bytes) -> None:
    """What is no page of the desk may not act on it; a language is chosen, whatever is liked."""
    origin, languages = parts(data, 2)
    seen: list[Message] = []

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("done")(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        seen.append(message)

    sent = [(b"host", b"desk.example"), (b"origin", origin)]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": sent}
    asyncio.run(OwnOriginOnly(answers, hosts={"desk.example"})(scope, receive, send))
    if seen[0]["status"] == HTTPStatus.OK:
        assert b"//desk.example" in origin.lower()
    assert choose_language((), languages.decode("latin-1")) in LANGUAGES


def folded(text: str) -> None:
    """Texts are searched in without accents, and folding is done once."""
    once = fold(text)
    assert fold(once) == once
    for language in ("es", "en"):
        assert 0 <= theme_weight(once, language) <= 1


TARGETS = (
    Target(
        "queue_address",
        queue_address,
        seeds=("state=open&verdict=refuted&q=paro+sube&order=newest&page=3&person=Ana%20Gil",),
        words=(*(f"{it}=" for it in Facet), "&", "%00", "%ED%A0%80", "page=", "q=", "+", ";"),
        share=3,
        longest=400,
    ),
    Target(
        "body",
        body,
        allowed=(ValidationError,),
        seeds=(
            '\x00{"version":3,"action":{"kind":"decide","decision":"confirm","verdict_id":"v"}}',
            'a\x00{"name":"ana","password":"x"}',
            'aa\x00{"name":"f","query":"state=open","shared":true}',
        ),
        words=(
            '"kind":',
            '"reword"',
            '"undo"',
            "1e999",
            "\\ud800",
            "null",
            '"url":"https://',
            "[]",
        ),
        share=4,
        longest=400,
    ),
    Target("mark", of_text(mark), seeds=("0" * 64,), longest=80, share=4),
    Target(
        "headers",
        headers,
        seeds=("https://desk.example\x00es-ES,es;q=0.9,en;q=0.8", "null\x00*", "http://[\x00es"),
        words=("http://", "[", "]", "@", "desk.example", ";q=", "-", "es_ES", "zh-Hant"),
        share=0.5,
        longest=80,
    ),
    Target(
        "folded",
        of_text(folded),
        seeds=("Ñandú Şimşek ﬁn İstanbul ǅ vacuna",),
        longest=300,
        share=4,
    ),
)
