"""Looks at what a check needs beside the warehouse: models, search providers, settings."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.errors import VeredictoError
from checkers.nouns import Query
from checkers.reading.zim import ZimLibrary
from checkers.search.engine import Engine
from veredicto.diagnosis.finding import Finding, State
from veredicto.model_list import known_models, unknown_settings
from veredicto.providers import Access, build_engines
from veredicto.settings import Settings
from veredicto.wire import build_fetcher, build_policy, build_snapshots, load_judges
from warehouse.place import without_password

ASKED = Query.of("doctor", "Madrid", "es")


def look_at_models(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether the models in use are those of their cards and records, and load."""
    del repair
    try:
        judges = load_judges(settings).result()
        known = known_models(settings)
    except VeredictoError as error:
        yield Finding("models", State.FAILED, str(error))
        return
    names = ", ".join(model.name for model in known if model.in_use)
    elsewhere = "; ".join(unknown_settings(settings, known))
    said = f"{names or elsewhere} load, with the hashes that are expected"
    heads = "" if judges.statements is not None else "; check-worthiness without its heads"
    yield Finding("models", State.OK, said + heads)


def look_at_policy(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether the verdict policy in force can be used."""
    del repair
    try:
        yield Finding("policy", State.OK, build_policy(settings).title)
    except VeredictoError as error:
        yield Finding("policy", State.FAILED, str(error))


def look_at_providers(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Whether each search provider that a check would ask answers a query now."""
    del repair
    try:
        zim = ZimLibrary(settings.zim) if settings.zim else None
        fetcher = build_fetcher(settings, build_snapshots(settings), zim)
        shares = build_engines(settings, Access(lambda url: fetcher.fetch_feed(url).body, zim))
    except VeredictoError as error:
        yield Finding("search", State.WARNING, str(error))
        return
    for engine in (one for share in shares for one in share):
        yield _asked(engine)


def look_at_settings(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """What is set to something else than the default; keys are not shown."""
    del repair
    given = settings.model_dump(mode="json", exclude_defaults=True, exclude={"warehouse"})
    # A lake says its address without the password; addresses of services may have one, too.
    given["warehouse"] = str(settings.warehouse)
    said = ", ".join(f"{name}={without_password(str(it))}" for name, it in sorted(given.items()))
    yield Finding("settings", State.OK, said)


def _asked(engine: Engine) -> Finding:
    asked = engine.ask(ASKED, run="doctor", limit=1)
    look = f"search: {engine.name}"
    if not asked.answered:
        advice = "see to its address, key and network; a check goes on without it and says so"
        return Finding(look, State.WARNING, asked.answer.detail or asked.answer.outcome, advice)
    short = "; ".join(engine.shortfalls())
    if short:
        return Finding(look, State.WARNING, f"answers in part: {short}")
    return Finding(look, State.OK, "answers")
