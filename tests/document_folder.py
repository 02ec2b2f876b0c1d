"""What documents take for granted: a folder with files of their names, and a web on loopback."""

from __future__ import annotations

import gzip
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from almorva import PUENTE, write_corpus
from pdfs import paragraph, pdf_of
from recorded_reports import NOON
from starlette.responses import JSONResponse
from town import EVIDENCE, page

from servers.chat import ChatServer
from servers.hub import Hub
from servers.inbox import mails
from servers.pages import PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from servers.inbox import Mails

CITED = "https://page.example/2025"
"""The page of the corpus that verdicts rest on: it says itself where it is from."""
SOURCE = f"""<html lang="es"><head><title>Cuentas del puente de Almorva</title>
<link rel="canonical" href="{CITED}"></head><body><main><article>
<h1>Cuentas del puente de Almorva</h1><p>El puente de Almorva costó 12 millones de euros en 2024,
según el acta de liquidación que firmó la interventora, Ana Núñez López.</p>
<p>La obra duró catorce meses y dio trabajo a una treintena de vecinos de la comarca.</p>
</article></main></body></html>"""
CAPTIONS = """1
00:00:01,000 --> 00:00:04,000
El puente de Almorva costó 12 millones de euros en 2024.

2
00:00:05,000 --> 00:00:09,000
Lo pagó la diputación provincial, y la obra duró catorce meses.
"""
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://contraste.example/antenas",
    "claimReviewed": "Las antenas 5G matan a los pájaros",
    "author": {"@type": "Organization", "name": "Contraste"},
    "reviewRating": {"@type": "Rating", "ratingValue": "1", "alternateName": "Falso"},
}
MODEL = "MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7"
FEED_TYPE = "application/rss+xml"


def write_folder(folder: Path, root: Path) -> None:
    """The files that the blocks name."""
    html = page("El puente de Almorva", *PUENTE.split("\n\n")[1:])
    for name in ("article.txt", "c.txt"):
        (folder / name).write_text(PUENTE, encoding="utf-8")
    for name in ("a.html", "story.html"):
        (folder / name).write_text(html, encoding="utf-8")
    for name in ("b.md", "notes.md"):
        (folder / name).write_text(f"# {PUENTE}", encoding="utf-8")
    for name in ("e.srt", "speech.srt"):
        (folder / name).write_text(CAPTIONS, encoding="utf-8")
    for name in ("d.pdf", "report.pdf"):
        (folder / name).write_bytes(pdf_of(paragraph(PUENTE, y=700)))
    for name in ("entrada", ".venv/bin", ".veredicto", "nas"):
        (folder / name).mkdir(parents=True)
    (folder / "entrada" / "puente.txt").write_text(PUENTE, encoding="utf-8")
    (folder / ".venv" / "bin" / "activate").touch()
    (folder / "dump.json").write_text(json.dumps([REVIEW]), encoding="utf-8")
    _write_labelled(folder, root)


def _write_labelled(folder: Path, root: Path) -> None:
    """Files for `veredicto eval`, of a row or two: how well it does is told elsewhere."""
    claim = "El puente de Almorva costó 12 millones de euros."
    pair = {"premise": f"Según el acta, {claim}", "hypothesis": claim, "label": "entailment"}
    for name in ("pairs.es.jsonl", "more_pairs.en.jsonl"):
        (folder / name).write_text(json.dumps(pair) + "\n", encoding="utf-8")
    question = {"question": "¿Cuánto costó el puente?", "passage": claim, "label": 1}
    (folder / "questions.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    labelled = folder / "tests" / "data" / "claims"
    labelled.mkdir(parents=True)
    for file in (root / "tests" / "data" / "claims").glob("*.jsonl"):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        (labelled / file.name).write_text(f"{first}\n", encoding="utf-8")
    pages = folder / "extraction" / "html"
    pages.mkdir(parents=True)
    (pages / "una.html.gz").write_bytes(gzip.compress(page("Puente", PUENTE).encode()))
    marked = {"una": {"articleBody": PUENTE, "url": CITED}}
    (folder / "extraction" / "ground-truth.json").write_text(json.dumps(marked), encoding="utf-8")


@dataclass(frozen=True)
class World:
    """A newspaper, search engines, a fact-checker, a hub of models, a chat model, a mail server."""

    server: PageServer
    chat: ChatServer
    mails: Mails
    corpus: Path

    @property
    def settings(self) -> dict[str, str]:
        """The variables that lead to it."""
        return {
            "VEREDICTO_ALLOW_HOSTS": ",".join(self.server.allowed()),
            "VEREDICTO_SEARXNG_URL": self.server.url(""),
            "VEREDICTO_WIKIPEDIA_URL": self.server.url(""),
            "VEREDICTO_GDELT_URL": self.server.url(""),
            "HF_ENDPOINT": self.server.url(""),
            "VEREDICTO_CORPUS": str(self.corpus),
            "VEREDICTO_PUBLISH": "false",
            "VEREDICTO_THREADS": "1",
            "VEREDICTO_MAX_CLAIMS": "1",
        }

    @property
    def stand_ins(self) -> dict[str, str]:
        """What stands in the tests for addresses and places that the documents make up."""
        here = self.server.url("")
        return {
            "mailto://user:password@mail.example/": f"mailto://127.0.0.1:{self.mails.port}/",
            "https://searx.example.org": here,
            "https://news.example.org": here,
            "https://paper.example": here,
            "https://elpais.example": here,
            "https://faro.example": here,
            "https://gaceta.example": here,
            "https://periodico.example": here,
            "https://factchecker.example.org": here,
            "https://page.example/acta": f"{here}/acta",
            "http://127.0.0.1:11434": here,
            "ddgs|searxng": "searxng",
            "wikipedia,ddgs": "wikipedia,searxng",
            "10.0.0.5": "127.0.0.1",
            "--corpus pages/": f"--corpus {self.corpus}",
            "/mnt/nas": "nas",
            "/srv/veredicto": "srv",
            "SELECT …": "SELECT 1",
            "extraction PATH": "extraction extraction",
        }


@contextmanager
def standing_world(folder: Path) -> Iterator[World]:
    """One whose pages say what the article says, as those of the corpus in the folder do."""
    corpus = write_corpus(folder)
    (corpus / "acta.html").write_text(SOURCE, encoding="utf-8")
    with ExitStack() as stack:
        server = stack.enter_context(PageServer())
        for path, text in EVIDENCE.items():
            server.serve(path, page(f"Documento {path[1:]}", text, text.partition(".")[2]))
        server.serve("/story", page("El puente de Almorva", *PUENTE.split("\n\n")[1:]))
        item = f"<item><title>Puente</title><link>{server.url('/story')}</link></item>"
        server.serve("/rss", _feed(item), content_type=FEED_TYPE)
        server.serve("/feed.xml", _feed(item), content_type=FEED_TYPE)
        server.serve("/sitemap.xml", _sitemap(server.url("/story")), content_type="text/xml")
        server.serve(
            "/feed",
            _feed(f"<item><link>{server.url('/review')}</link></item>"),
            content_type=FEED_TYPE,
        )
        review = REVIEW | {"url": server.url("/review")}
        server.serve("/review", f'<script type="application/ld+json">{json.dumps(review)}</script>')
        found = [{"url": server.url(path), "title": path, "content": ""} for path in EVIDENCE]
        _answer(server, "/search", {"results": found})
        _answer(server, "/w/api.php", _wikipedia(server.url("/acta")))
        Hub(server).publish(MODEL, _model())
        yield World(server, ChatServer(server), stack.enter_context(mails()), corpus)


def _feed(items: str) -> str:
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def _sitemap(url: str) -> str:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        f'<urlset xmlns="{space}"><url><loc>{url}</loc><lastmod>{NOON:%F}</lastmod></url></urlset>'
    )


def _wikipedia(url: str) -> dict[str, Any]:
    found = {"pageid": 1, "title": "Puente de Almorva", "snippet": ""}
    return {"query": {"search": [found], "pages": [{"pageid": 1, "fullurl": url}]}}


def _answer(server: PageServer, path: str, content: dict[str, Any]) -> None:
    async def answer(_: Request) -> Response:
        return JSONResponse(content, headers={"connection": "close"})

    server.route(path, answer)


def _model() -> dict[str, bytes]:
    facts = {
        "architectures": ["DebertaV2ForSequenceClassification"],
        "model_type": "deberta-v2",
        "id2label": {"0": "entailment", "1": "neutral", "2": "contradiction"},
    }
    return {
        "config.json": json.dumps(facts).encode(),
        "tokenizer.json": b"{}",
        "model.safetensors": b"weights",
    }
