"""Settings: from flags, then `VEREDICTO_*` variables, then `veredicto.toml`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PositiveFloat, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from checkers.errors import BadInput, BadSetting
from veredicto.misspelt import question
from warehouse.place import Place, files_beside, parse_place, without_password

TOML_FILE = "veredicto.toml"
PREFIX = "VEREDICTO_"
Names = Annotated[tuple[str, ...], NoDecode]
LogFormat = Literal["text", "json"]


class Settings(BaseSettings):
    """What an installation is set to. Every field is a flag, a variable or a line of the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        toml_file=TOML_FILE,
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
    )

    warehouse: Place = Path("veredicto.duckdb")
    """The DuckDB file, or the address of a [DuckLake](../how-to/grow-past-one-machine.md) that many
    machines share; snapshots of pages go into a folder beside it."""
    search: Names = ()
    """[Search providers](providers.md), comma separated."""
    search_budget: Names = ()
    """Queries that go to a provider in one run, at most: `200`, or `200,brave=40` for some of
    them."""
    corpus: Path | None = None
    """Folder of pages for `corpus`."""
    zim: Path | None = None
    """ZIM file, or folder of some, for `zim`."""
    feeds: Names = ()
    """Addresses of feeds and news sitemaps for `feeds`, comma separated."""
    archive_days: Annotated[float, Field(ge=0)] = 7.0
    """How long `archive` takes a stored page for the one on the web."""
    searxng_url: str | None = None
    """Base URL of the provider `searxng`."""
    wikipedia_url: str | None = None
    """Another base URL for `wikipedia`; `{language}` in it stands for the language of the
    article."""
    wikidata_url: str | None = None
    """Another base URL for `wikidata`."""
    gdelt_url: str | None = None
    """Another base URL for `gdelt`."""
    brave_url: str | None = None
    """Another base URL for `brave`."""
    brave_key: SecretStr | None = None
    """Key of `brave`; never recorded or shown."""
    tavily_url: str | None = None
    """Another base URL for `tavily`."""
    tavily_key: SecretStr | None = None
    """Key of `tavily`; never recorded or shown."""
    google_factcheck_url: str | None = None
    """Another base URL for `google_factcheck`."""
    google_factcheck_key: SecretStr | None = None
    """Key of `google_factcheck`; never recorded or shown."""
    allow_hosts: Names = ()
    """`host:port` pairs that may be fetched although their address is private, comma separated."""
    embedder: str | None = None
    """Folder, or name of a pulled one, of [another embedder](models.md)."""
    stance_model: str | None = None
    """Folder, or name of a pulled one, of [another stance model](models.md)."""
    policy: Path | None = None
    """TOML or JSON file of [what evidence is worth](../decisions/0009-fitted-policy.md)."""
    max_risk: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Share of wrong verdicts that is accepted; less sure ones are withheld."""
    max_claims: int | None = Field(default=None, ge=1)
    """Claims of an article that are checked, those most worth it; unset, all."""
    min_worth: Annotated[float, Field(ge=0, le=1)] | None = None
    """Check-worthiness from 0 to 1 below which a claim is not checked."""
    contact: str | None = None
    """Who answers for the crawler, sent in the User-Agent."""
    results_a_claim: int = 8
    """Pages looked at for a claim, at most."""
    published_before: datetime | None = None
    """Evidence published at or after it does not count."""
    patience_seconds: float = 30.0
    """How long to wait for a warehouse that others hold; those who wait go in turn."""
    keep_snapshots_days: Annotated[float, Field(ge=0)] | None = None
    """How long after its last use `vacuum` keeps a page that no verdict cites; unset, it stays."""
    keep_snapshots_mb: Annotated[float, Field(ge=0)] | None = None
    """How much all such pages may take; unset, whatever they do."""
    pool: str = "veredicto"
    """The work pool of `veredicto deploy`."""
    publish: bool = True
    """Whether a check leaves a [copy for readers](../how-to/query-while-it-writes.md)."""
    publish_to: Path | None = None
    """Folder for that copy; unset, beside the warehouse."""
    publish_every_seconds: Annotated[float, Field(ge=0)] = 60.0
    """How often within one batch at most; at its end in any case."""
    llm_base_url: str | None = None
    """Endpoint of [an additional judge](models.md)."""
    llm_model: str | None = None
    """Its model."""
    llm_key: SecretStr | None = None
    """Its key, where it wants one; never recorded or shown."""
    llm_seconds: PositiveFloat = 120.0
    """How long one whole answer of it may take."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the shipped models; unset, one a core."""
    newsroom: str | None = None
    """Who [publishes](../how-to/publish.md) fact-checks."""
    newsroom_url: str | None = None
    """Address of the folder of their pages."""
    ratings: Path | None = None
    """TOML file of the [scale](../how-to/publish.md) that labels are published on."""
    desk_url: str | None = None
    """Address that browsers reach [the desk](../how-to/review.md) by, behind a proxy."""
    second_reading: Names = ()
    """Decisions that a second person reads blind: `none`, `overruled`, `refuted`, `all`."""
    oidc_issuer: str | None = None
    """Who signs people in at the desk, for [the newsroom's own accounts](../how-to/review.md)."""
    oidc_client_id: str | None = None
    """What the desk is called there."""
    oidc_key: SecretStr | None = None
    """The key that the desk has there; never recorded or shown."""
    oidc_role: str = "reader"
    """What role such accounts begin with: `reader`, `editor`, `chief`."""
    log: LogFormat = "text"
    """`json` for [what a run does](../how-to/watch-from-outside.md) as lines of JSON on standard
    error."""
    notify: SecretStr | None = None
    """Where [messages](../how-to/be-told.md) go: addresses of apprise and `block:NAME`, comma
    separated; never recorded or shown."""
    notify_on: Names = ("refuted", "conflicting_evidence", "repeat")
    """What is told: `refuted`, `conflicting_evidence`, `repeat`, `worth_checking`."""

    @field_validator(
        "search",
        "search_budget",
        "allow_hosts",
        "feeds",
        "second_reading",
        "notify_on",
        mode="before",
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            value = value.split(",")
        if isinstance(value, list | tuple):
            return tuple(part.strip() for item in value for part in str(item).split(",") if part)
        return value

    @field_validator("notify", mode="before")
    @classmethod
    def _joined(cls, value: object) -> object:
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    @field_validator("published_before")
    @classmethod
    def _with_zone(cls, value: datetime | None) -> datetime | None:
        return value.astimezone() if value is not None and value.tzinfo is None else value

    @field_validator("warehouse", mode="before")
    @classmethod
    def _placed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return parse_place(value)
        except BadInput as error:
            raise ValueError(str(error)) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags before variables before the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def files(self) -> Path:
        """The folder beside the warehouse for snapshots and runs under way."""
        return files_beside(self.warehouse)

    @property
    def desk(self) -> Path:
        """The book of the editors' desk."""
        return self.files / "desk.sqlite"

    def searches(self, provider: str) -> bool:
        """Whether the provider is among those that are named to be asked."""
        return any(provider in map(str.strip, group.split("|")) for group in self.search)

    @property
    def snapshots(self) -> Path:
        """The folder of the pages as they were retrieved."""
        return self.files / "snapshots"

    @property
    def noted(self) -> tuple[tuple[str, str], ...]:
        """What a run records of the settings; no key is among them."""
        kept = {
            "search",
            "search_budget",
            "corpus",
            "zim",
            "feeds",
            "searxng_url",
            "wikipedia_url",
            "wikidata_url",
            "gdelt_url",
            "brave_url",
            "tavily_url",
            "google_factcheck_url",
            "results_a_claim",
            "max_claims",
            "min_worth",
            "published_before",
            "threads",
        }
        kept |= {"llm_base_url", "llm_model"} if self.llm_base_url else set()
        values = self.model_dump(include=kept, mode="json", exclude_none=True)
        return tuple((name, _plain(value)) for name, value in sorted(values.items()))


def load_settings(**flags: Any) -> Settings:  # noqa: ANN401 (pydantic checks the values)
    """The settings, with the flags that are not None going before everything else.

    Raises:
        BadSetting: a value cannot be used, or the file sets what is no setting.
    """
    given = {name: value for name, value in flags.items() if value not in (None, [], ())}
    try:
        found = Settings(**given)
        _refuse_unknown(TomlConfigSettingsSource(Settings)())
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        secret = name.endswith("_key") or name == "notify"
        got = "" if secret else f" (got {without_password(repr(first['input']))})"
        message = f"the setting {name!r} cannot be used: {first['msg']}{got}"
        raise BadSetting(message) from error
    except ValueError as error:
        message = f"{TOML_FILE} cannot be read: {error}"
        raise BadSetting(message) from error
    return found


def unknown_variables() -> tuple[str, ...]:
    """What is said of each `VEREDICTO_*` variable that is no setting.

    It is no error: orchestrators of containers make variables from the names of services.
    """
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    given = sorted(
        it for it in os.environ if it.upper().startswith(PREFIX) and it.upper() not in known
    )
    return tuple(f"{it} is no setting: {question(it, known)}".rstrip(": ") for it in given)


def _refuse_unknown(in_file: dict[str, Any]) -> None:
    for name in in_file:
        if name not in Settings.model_fields:
            asked = question(name, Settings.model_fields)
            message = f"{TOML_FILE}: there is no setting {name!r}: {asked}".rstrip(": ")
            raise BadSetting(message)


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
