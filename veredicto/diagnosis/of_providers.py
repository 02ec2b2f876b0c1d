"""Looks at the search providers: whether they answer now, and how they have answered lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from checkers.errors import VeredictoError
from checkers.nouns import Query
from checkers.reading.zim import ZimLibrary
from checkers.search.engine import Engine
from veredicto.diagnosis.finding import Finding, State
from veredicto.providers import Access, build_engines
from veredicto.settings import Settings
from veredicto.wire import build_fetcher, build_snapshots
from warehouse.provider_health import ProviderHealth, health_since

ASKED = Query.of("doctor", "Madrid", "es")
LATELY = timedelta(days=30)
TOO_OFTEN = 0.5
"""Failures among the queries sent that are worth a warning."""


def look_at_providers(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether each search provider that a check would ask answers now, and did lately."""
    del repair
    try:
        zim = ZimLibrary(settings.zim) if settings.zim else None
        fetcher = build_fetcher(settings, build_snapshots(settings), zim)
        shares = build_engines(settings, Access(lambda url: fetcher.fetch_feed(url).body, zim))
    except VeredictoError as error:
        yield Finding("search", State.WARNING, str(error))
        return
    lately = _lately(settings)
    for engine in (one for share in shares for one in share):
        yield _asked(engine, lately.get(engine.name))


def _lately(settings: Settings) -> Mapping[str, ProviderHealth]:
    since = datetime.now(UTC) - LATELY
    try:
        return health_since(settings.warehouse, since, patience_seconds=settings.patience_seconds)
    except VeredictoError:
        # Another look says what is wrong with the warehouse.
        return {}


def _asked(engine: Engine, lately: ProviderHealth | None) -> Finding:
    look = f"search: {engine.name}"
    asked = engine.ask(ASKED, run="doctor", limit=1)
    before = "" if lately is None else f"; in the last {LATELY.days} days {_told(lately)}"
    if not asked.answered:
        advice = "see to its address, key and network; a check goes on without it and says so"
        return Finding(
            look, State.WARNING, (asked.answer.detail or asked.answer.outcome) + before, advice
        )
    short = "; ".join(engine.shortfalls())
    if short:
        return Finding(look, State.WARNING, f"answers in part: {short}{before}")
    if lately is not None and lately.failed > TOO_OFTEN * lately.asked:
        advice = "name another to stand in for it, as in --search 'ddgs|searxng'"
        return Finding(look, State.WARNING, f"answers now{before}", advice)
    return Finding(look, State.OK, f"answers{before}")


def _told(health: ProviderHealth) -> str:
    parts = [f"{health.asked} queries", f"{health.empty} with nothing found"]
    if health.failed:
        parts.append(f"{health.failed} failed, mostly since {health.reason}")
    if health.seconds is not None:
        parts.append(f"half of the answers within {health.seconds:.2f} s")
    return ", ".join(parts)
