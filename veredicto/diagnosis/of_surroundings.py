"""Looks at what a check needs beside warehouse and searches: models, policy, settings."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.errors import VeredictoError
from veredicto.diagnosis.finding import Finding, State
from veredicto.model_list import known_models, unknown_settings
from veredicto.settings import Settings, unknown_variables
from veredicto.wire import build_policy, load_judges
from warehouse.place import without_password


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


def look_at_settings(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """What is set to something else than the default; keys are not shown."""
    del repair
    given = settings.model_dump(mode="json", exclude_defaults=True, exclude={"warehouse"})
    # A lake says its address without the password; addresses of services may have one, too.
    given["warehouse"] = str(settings.warehouse)
    said = ", ".join(f"{name}={without_password(str(it))}" for name, it in sorted(given.items()))
    yield Finding("settings", State.OK, said)
    for one in unknown_variables():
        yield Finding("settings", State.WARNING, one)
