from __future__ import annotations

import pytest

from checkers.errors import UnreadableInput
from checkers.reading.article import parse_article
from checkers.reading.page import extract_page
from checkers.reading.walls import Wall

SENTENCE = (
    "El ayuntamiento de Almorva gastó {} euros en la reparación del puente viejo, según el acta "
    "del pleno que se celebró el jueves en la casa consistorial."
)
PARAGRAPHS = [f"<p>{SENTENCE.format(n * 1000)}</p>" for n in range(1, 40)]
BRIEF = "".join(PARAGRAPHS[:3])
WHOLE = "".join(PARAGRAPHS)
NOT_FREE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "El puente",'
    ' "isAccessibleForFree": %s, "wordCount": %d}</script>'
)
BANNER = (
    '<div class="cookie-banner"><p>Valoramos tu privacidad. Nosotros y nuestros socios usamos '
    "cookies. Aceptar todo. Configurar cookies.</p></div>"
)
CHALLENGE = (
    "<script>window._cf_chl_opt={cType:'managed'};</script>"
    "<noscript>Enable JavaScript and cookies to continue</noscript>"
)


def page(body: str, *, title: str = "El puente viejo", head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang='es'><head><title>{title}</title>{head}</head>"
        f"<body><header>¿Ya eres suscriptor? Inicia sesión</header>{body}</body></html>"
    ).encode()


def article(paragraphs: str, after: str = "") -> str:
    return f"<main><article><h1>El puente viejo</h1>{paragraphs}{after}</article></main>"


WALLS = {
    "a challenge of a proxy": (page(CHALLENGE, title="Just a moment..."), Wall.BLOCK),
    "the same in Spanish": (
        page(
            "<h1>Comprobando que eres humano</h1><p>Completa el captcha.</p>", title="Un momento…"
        ),
        Wall.BLOCK,
    ),
    "a denial": (
        page(
            "<h1>Access Denied</h1><p>You don't have permission to access /a. Reference "
            "#18.2f2c1202.17.9af</p>",
            title="Access Denied",
        ),
        Wall.BLOCK,
    ),
    "a captcha in a frame": (
        page(
            "<p>Please verify you are a human.</p>"
            '<script src="https://geo.captcha-delivery.com/c.js"></script>',
            title="almorva.example",
        ),
        Wall.BLOCK,
    ),
    "an application": (
        page('<div id="root"></div><noscript>Activa JavaScript para ver esta página.</noscript>'),
        Wall.SCRIPT,
    ),
    "a consent wall": (
        page(
            "<main><h1>Antes de continuar</h1><p>Nosotros y nuestros 842 socios queremos almacenar "
            "información en un dispositivo y mostrarte anuncios.</p><p>Aceptar todo</p>"
            "<p>Rechazar todo</p></main>"
        ),
        Wall.CONSENT,
    ),
    "the same in English": (
        page(
            "<main><h1>Before you continue to The Paper</h1><p>We and our partners store and/or "
            "access information on a device such as unique identifiers in cookies.</p>"
            "<p>Accept all</p><p>Reject all</p><p>Manage preferences</p></main>"
        ),
        Wall.CONSENT,
    ),
    "a paywall that the page declares": (
        page(article(BRIEF), head=NOT_FREE % ("false", 900)),
        Wall.PAYWALL,
    ),
    "a longer beginning, of which the page says how much is missing": (
        page(article("".join(PARAGRAPHS[:14])), head=NOT_FREE % ('"False"', 1800)),
        Wall.PAYWALL,
    ),
    "a paywall that its last line tells": (
        page(article(BRIEF, "<p>Este contenido es exclusivo para suscriptores.</p>")),
        Wall.PAYWALL,
    ),
    "a paywall that its element tells": (
        page(article(BRIEF) + '<aside id="articlePaywall">Subscribe to continue reading</aside>'),
        Wall.PAYWALL,
    ),
    "a page for readers who registered": (
        page(article(BRIEF, "<p>Regístrate gratis para seguir leyendo.</p>")),
        Wall.REGISTRATION,
    ),
}
ARTICLES = {
    "a brief": page(article(BRIEF)),
    "a brief under a banner about cookies": page(BANNER + article(BRIEF)),
    "a whole text that the page says is not free": page(
        article(WHOLE), head=NOT_FREE % ("false", 1000)
    ),
    "a free text": page(article(BRIEF), head=NOT_FREE % ("true", 70)),
    "a whole text with a plea at its end": page(
        article(WHOLE, "<p>Suscríbete para seguir leyendo historias como esta.</p>")
    ),
    "an article on captchas": page(
        article("<p>La web pide «demuestra que no eres un robot», dijo el concejal.</p>" + BRIEF)
    ),
    "an article on subscriptions": page(
        article(WHOLE.replace("</p>", " El artículo es exclusivo para suscriptores.</p>", 1))
    ),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_page_in_the_place_of_an_article_is_named_and_not_checked(name: str) -> None:
    html, wall = WALLS[name]
    assert extract_page(html, url=None).wall is wall
    with pytest.raises(UnreadableInput, match=wall.value):
        parse_article(html, name="https://x.example/a", content_type="text/html")


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_taken_for_one(name: str) -> None:
    assert extract_page(ARTICLES[name], url=None).wall is None
