"""The targets by family: a family is a module of this package, `family.name` names a target."""

from __future__ import annotations

from importlib import import_module

from fuzzing.target import Target

FAMILIES = (
    "reading",
    "claims",
    "factchecks",
    "searching",
    "fetching",
    "configured",
    "desk",
    "records",
)


def targets_of(family: str) -> dict[str, Target]:
    """The targets of a family by their whole names; its parsers are imported with it."""
    found: tuple[Target, ...] = import_module(f"fuzzing.{family}").TARGETS
    return {f"{family}.{target.name}": target for target in found}


def all_targets() -> dict[str, Target]:
    """Every target by its whole name."""
    return {name: it for family in FAMILIES for name, it in targets_of(family).items()}


def target(name: str) -> Target:
    """The target of that whole name."""
    return targets_of(name.partition(".")[0])[name]
