"""What an installation is told: settings, policies, scales, places, times to run at."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import chdir
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from checkers.errors import BadInput, BadSetting
from checkers.verdicts.policies import recorded_limit, recorded_policy
from checkers.verdicts.policy import load_policy, parse_noted, shipped_policy
from fuzzing.target import Target, of_text, parts
from veredicto.settings import TOML_FILE, load_settings
from warehouse.export.ratings import SHIPPED, load_ratings
from warehouse.place import Lake, address_of, parse_place, without_password

PACKAGES = Path(__file__).parents[2]
SECRET = "s3cr3t-0123456789"  # noqa: S105 (no secret: what must not be shown)
POLICY = (PACKAGES / "checkers" / "verdicts" / "policy.toml").read_text(encoding="utf-8")
RATINGS = (PACKAGES / "warehouse" / "export" / SHIPPED).read_text(encoding="utf-8")
TOML = (
    "= ",
    "[",
    "]",
    "[[",
    "]]",
    '"',
    '"""',
    "'",
    "nan",
    "inf",
    "-1",
    "1e400",
    "true",
    "#",
    "\\u0000",
)


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="veredicto-fuzzing-"))


def in_file(read: Callable[[Path], object], name: str) -> Callable[[bytes], object]:
    """What reads a file, given the bytes in one of that name."""

    def run(data: bytes) -> object:
        path = _folder() / name
        path.write_bytes(data)
        return read(path)

    return run


def settings(data: bytes) -> None:
    """A settings file is one, or it is refused; keys are never shown."""
    (_folder() / TOML_FILE).write_bytes(data)
    with chdir(_folder()):
        load_settings()


def one_setting(text: str) -> None:
    """A variable of the environment is a setting's value, or it is refused."""
    name, _, value = text.replace("\x00", "").partition("=")
    if not name.isascii() or not name.isidentifier():
        return
    variable = f"VEREDICTO_{name.upper()}"
    os.environ[variable] = value
    try:
        load_settings()
    finally:
        del os.environ[variable]


def place(text: str) -> None:
    """A place is one, read again from its address, and its password is never shown."""
    found = parse_place(text)
    assert parse_place(address_of(found)) == found
    if isinstance(found, Lake) and found.password is not None:
        assert not re.search(r"(?<!\S)password\s*=\s*\S", found.connection)


def password(text: str) -> None:
    """A password that stands after its word is struck out, whatever stands around it."""
    shown = without_password(f"{text} password={SECRET} {text}")
    assert SECRET not in shown
    assert SECRET not in without_password(f"{text} postgres://ana:{SECRET}@host/{text}")


def recorded(text: str) -> None:
    """A run's record of its policy and limit is read, or refused."""
    recorded_policy({"policy": text})
    limit = recorded_limit({"published_before": text})
    assert limit is None or isinstance(limit, datetime)


def schedule(data: bytes) -> None:
    """A cron expression in a time zone is one, or it is refused before a server is asked."""
    from prefect import flow

    from veredicto.deployed.deployments import Deployment, deploy

    cron, zone = (part.decode("utf-8", "replace") for part in parts(data, 2))
    one = Deployment(flow(parts, name="parts"), cron=cron, timezone=zone)
    deploy([one], load_settings(), Path())


TARGETS = (
    Target(
        "policy",
        in_file(load_policy, "policy.toml"),
        allowed=(BadSetting,),
        seeds=(POLICY,),
        words=TOML,
        share=0.3,
        longest=4_000,
    ),
    Target(
        "policy_json",
        in_file(load_policy, "policy.json"),
        allowed=(BadSetting,),
        seeds=(shipped_policy().noted,),
        words=(*TOML, "null", "{", "}", "NaN"),
        share=0.3,
        longest=6_000,
    ),
    Target(
        "noted_policy",
        of_text(parse_noted),
        allowed=(BadSetting,),
        seeds=(shipped_policy().noted,),
        words=("null", "NaN", "[]", "{}", "\\ud800"),
        share=0.3,
        longest=6_000,
    ),
    Target(
        "recorded", of_text(recorded), allowed=(BadSetting,), seeds=("2026-11-28", "{}"), share=0.5
    ),
    Target(
        "ratings",
        in_file(load_ratings, "ratings.toml"),
        allowed=(BadSetting,),
        seeds=(RATINGS,),
        words=TOML,
        share=0.3,
    ),
    Target(
        "settings",
        settings,
        allowed=(BadSetting, BadInput),
        seeds=('warehouse = "a.duckdb"\nsearch = ["corpus", "wikipedia|gdelt"]\nmax_risk = 0.1\n',),
        words=(
            *TOML,
            "published_before",
            "notify",
            "threads",
            "feeds",
            "ducklake:postgres:",
            "2026-01-01",
        ),
        share=0.1,
        longest=400,
    ),
    Target(
        "one_setting",
        of_text(one_setting),
        allowed=(BadSetting, BadInput),
        seeds=(
            "max_risk=0.1",
            "search=a,b|c",
            "published_before=2026-01-01",
            "warehouse=ducklake:x",
        ),
        words=("threads=", "notify=", "max_claims=", "desk_url=", "inf", "nan", ",", "|", "1e400"),
        share=0.1,
        longest=100,
    ),
    Target(
        "place",
        of_text(place),
        allowed=(BadInput,),
        seeds=(
            "ducklake:postgres:dbname=a host=b password='c d'?data_path=s3://bucket/folder",
            "ducklake:sqlite:/tmp/a.sqlite?data_path=data",
            "veredicto.duckdb",
        ),
        words=(
            "ducklake:",
            "postgres:",
            "sqlite:",
            "?data_path=",
            "s3://",
            "password=",
            "'",
            "\\",
            " ",
        ),
        share=6,
        longest=200,
    ),
    Target(
        "password",
        of_text(password),
        seeds=("password='a b", "://a:b@c"),
        words=("password", "=", "'", "\\", "://", "@", ":"),
        share=8,
        longest=80,
    ),
    Target(
        "schedule",
        schedule,
        allowed=(BadInput, BadSetting),
        seeds=(
            "0 6 * * 1-5\x00Europe/Madrid",
            "@daily\x00UTC",
            "*/5 0-6,9 L * mon#2\x00America/Lima",
        ),
        words=(
            "*",
            "/0",
            "-",
            ",",
            "L",
            "#",
            "@hourly",
            "H",
            "../",
            "/etc/",
            "UTC",
            "99999999",
            "?",
            "W",
        ),
        share=0.05,
        longest=80,
    ),
)
