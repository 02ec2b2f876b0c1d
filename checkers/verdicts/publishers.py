"""What kind of publisher a source has, by its registrable domain (`publishers.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from checkers.nouns import Source

PRESS, OTHER = "press", "other"


def kind_of(source: Source) -> str:
    """`official`, `scholarly`, `fact_checker`, `reference`, `social`, `press` or `other`."""
    table = _kinds()
    labels = source.publisher.lower().split(".")
    for start in range(len(labels)):
        kind = table.get(".".join(labels[start:]))
        if kind is not None:
            return kind
    return OTHER if source.published_at is None else PRESS


@cache
def _kinds() -> dict[str, str]:
    """The kind of each domain and public suffix."""
    text = files("checkers.verdicts").joinpath("publishers.toml").read_text(encoding="utf-8")
    return {domain: kind for kind, domains in tomllib.loads(text).items() for domain in domains}
