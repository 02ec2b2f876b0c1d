"""An installation in one folder whose web is a server on loopback, without an orchestrator."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
from prepared_warehouses import prepared
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from checkers.articles import Article
from checkers.evidence.gather import Judges
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.nouns import Report, Run
from checkers.reading.article import parse_article
from checkers.search.ask import Alternatives, Bounds, search_claim
from checkers.search.corpus import CorpusProvider
from checkers.search.engine import Engine
from checkers.search.provider import SearchProvider
from checkers.search.searxng import SearxngProvider
from checkers.search.translation import no_translation
from checkers.verdicts.derive import Rules, derive, read_claims
from checkers.verdicts.policies import recorded_limit
from checkers.verdicts.policy import shipped_policy
from checkers.verdicts.recheck import NO_WISH, Wish, narrowed
from flows.journal import Journal
from flows.parts import Parts
from flows.recheck import SecondLook, judge_again, look_again, report_of
from flows.stopwatch import Stopwatch
from servers.pages import PageServer
from warehouse.recorded import RecordedRuns

VERSION = "0.1.0"
LIMITS = FetchLimits(per_host_delay_seconds=0.0)


def judges_on(threads: int | None) -> Judges:
    from checkers.models.embedder import load_embedder
    from checkers.models.stance import load_stance_model

    return Judges(load_embedder(threads=threads), load_stance_model(threads=threads))


class Newsroom:
    """Checks articles and looks at them again, recording both."""

    def __init__(
        self,
        folder: Path,
        judges: Judges,
        *,
        corpus: Path | None = None,
        server: PageServer | None = None,
    ) -> None:
        self.warehouse = prepared(folder / "w.duckdb")
        self.runs = RecordedRuns(self.warehouse.path)
        self.snapshots = SnapshotStore(folder / "snapshots")
        self.judges = judges
        self.settings: tuple[tuple[str, str], ...] = ()
        self.policy = shipped_policy()
        self.providers: list[SearchProvider] = []
        if corpus:
            self.providers.append(CorpusProvider(corpus))
        if server:
            closing = httpx.Limits(max_keepalive_connections=0)
            client = httpx.Client(trust_env=False, timeout=20, limits=closing)
            self.providers.append(SearxngProvider(server.url(""), client))
        self.fetcher = PageFetcher(
            limits=LIMITS,
            allow_hosts=server.allowed() if server else frozenset(),
            contact=None,
            snapshots=self.snapshots,
            corpus=corpus,
        )
        self._folder = folder

    def check(self, text: str, url: str | None = None) -> Report:
        article: Article = parse_article(text.encode(), name="article.txt", url=url)
        started_at = datetime.now(UTC)
        claims = read_claims(article, self.judges)
        engines = self._engines()
        searches = tuple(
            search_claim(claim, article, engines, Bounds("run", len(claims), 8))
            for claim in claims
            if claim.to_check
        )
        urls = [result.url for search in searches for result in search.results]
        sources = self.fetcher.fetch_all(list(dict.fromkeys(urls)), since=started_at)
        rules = Rules(self.policy, recorded_limit(dict(self.settings)), datetime.now(UTC))
        derived = derive(article, claims, searches, sources, self.judges, rules)
        report = Report(
            run=Run(
                id=uuid4().hex,
                article_id=article.id,
                started_at=started_at,
                finished_at=datetime.now(UTC),
                version=VERSION,
                models=self.judges.titles,
                settings=self.settings,
                failures=(),
                seconds=(),
            ),
            article=article,
            claims=derived.claims,
            searches=searches,
            sources=sources,
            passages=derived.found.passages,
            evidence=derived.found.evidence,
            assessments=derived.assessments,
        )
        self.warehouse.record(report)
        return report

    def look_again(
        self, run_id: str, claims: Collection[str] = (), wish: Wish = NO_WISH
    ) -> SecondLook:
        """What `veredicto recheck` does with one run: the claims named, or all judged ones."""
        recorded = self.runs.report(run_id)
        judged = [a.claim_id for a in recorded.assessments if a.verdict]
        base = narrowed(recorded, claims or judged)
        parts, watch, started_at = self._parts(), Stopwatch(), datetime.now(UTC)
        found = judge_again.fn(base, look_again.fn(base, parts, watch, wish), parts)
        report = report_of(base, found, parts, started_at, watch, wish.by)
        self.warehouse.record(report)
        return SecondLook(base.run.id, report, found.looked)

    def _engines(self) -> tuple[Alternatives, ...]:
        """New ones, as each command has: one that failed before is not left alone."""
        return tuple((Engine(provider),) for provider in self.providers)

    def _parts(self) -> Parts:
        loaded: Future[Judges] = Future()
        loaded.set_result(self.judges)
        return Parts(
            read=lambda _: parse_article(b"", name=""),
            translate=no_translation,
            engines=self._engines(),
            fetcher=self.fetcher,
            snapshots=self.snapshots,
            judges=loaded,
            judge=None,
            find_earlier=lambda _claims, _language, _judges: (),
            record=self.warehouse.record,
            journal=Journal(self._folder),
            policy=self.policy,
            settings=self.settings,
            version=VERSION,
            results_a_claim=8,
            published_before=None,
            progress=lambda _stage, _done, _total: None,
            earlier_version=lambda _article, _location: (),
            labels_before=self.runs.labels_before,
            warehouse="newsroom",
        )


class ChangingWeb:
    """A search engine and pages with validators, all of which may change under a run.

    The engine fails while `silent`. `conditions` are the If-None-Match headers that came, `answers`
    the statuses by path.
    """

    def __init__(self, server: PageServer) -> None:
        self.server = server
        self.pages: dict[str, str] = {}
        self.listed: list[str] = []
        self.silent = False
        self.answers: list[tuple[str, int]] = []
        self.conditions: list[str] = []
        server.route("/search", self._search)

    def put(self, path: str, html: str, *, listed: bool = True) -> str:
        if path not in self.pages:
            self.server.route(path, self._answer)
        self.pages[path] = html
        if listed and path not in self.listed:
            self.listed.append(path)
        return self.server.url(path)

    async def _search(self, _: Request) -> Response:
        if self.silent:
            return Response("down", 503)
        results = [
            {"url": self.server.url(path), "title": "t", "content": "c"} for path in self.listed
        ]
        return JSONResponse({"results": results})

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        html = self.pages.get(path)
        if html is None:
            return self._told(path, Response("gone", 404))
        tag = f'"{hash(html)}"'
        asked = request.headers.get("if-none-match")
        if asked is not None:
            self.conditions.append(asked)
        if asked == tag:
            return self._told(path, Response(status_code=304))
        headers = {"etag": tag, "content-type": "text/html; charset=utf-8"}
        return self._told(path, Response(html, headers=headers))

    def _told(self, path: str, response: Response) -> Response:
        self.answers.append((path, response.status_code))
        return response
