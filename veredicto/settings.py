"""Settings: from flags, then `VEREDICTO_*` variables, then `veredicto.toml`."""

from __future__ import annotations

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
from warehouse.place import Place, files_beside, parse_place, without_password

TOML_FILE = "veredicto.toml"
Names = Annotated[tuple[str, ...], NoDecode]
LogFormat = Literal["text", "json"]


class Settings(BaseSettings):
    """What an installation is set to. Every field is a flag, a variable or a line of the file."""

    model_config = SettingsConfigDict(
        env_prefix="VEREDICTO_", toml_file=TOML_FILE, extra="ignore", frozen=True
    )

    warehouse: Place = Path("veredicto.duckdb")
    search: Names = ()
    search_budget: Names = ()
    corpus: Path | None = None
    zim: Path | None = None
    feeds: Names = ()
    archive_days: Annotated[float, Field(ge=0)] = 7.0
    searxng_url: str | None = None
    wikipedia_url: str | None = None
    wikidata_url: str | None = None
    gdelt_url: str | None = None
    brave_url: str | None = None
    brave_key: SecretStr | None = None
    tavily_url: str | None = None
    tavily_key: SecretStr | None = None
    google_factcheck_url: str | None = None
    google_factcheck_key: SecretStr | None = None
    allow_hosts: Names = ()
    embedder: str | None = None
    stance_model: str | None = None
    policy: Path | None = None
    max_risk: Annotated[float, Field(gt=0, lt=1)] | None = None
    max_claims: int | None = Field(default=None, ge=1)
    min_worth: Annotated[float, Field(ge=0, le=1)] | None = None
    contact: str | None = None
    results_a_claim: int = 8
    published_before: datetime | None = None
    patience_seconds: float = 30.0
    keep_snapshots_days: Annotated[float, Field(ge=0)] | None = None
    keep_snapshots_mb: Annotated[float, Field(ge=0)] | None = None
    pool: str = "veredicto"
    publish: bool = True
    publish_to: Path | None = None
    publish_every_seconds: Annotated[float, Field(ge=0)] = 60.0
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    llm_seconds: PositiveFloat = 120.0
    threads: int | None = Field(default=None, ge=1)
    newsroom: str | None = None
    newsroom_url: str | None = None
    ratings: Path | None = None
    desk_url: str | None = None
    second_reading: Names = ()
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_key: SecretStr | None = None
    oidc_role: str = "reader"
    log: LogFormat = "text"
    notify: SecretStr | None = None
    notify_on: Names = ("refuted", "conflicting_evidence", "repeat")

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
        BadSetting: a value cannot be used.
    """
    given = {name: value for name, value in flags.items() if value not in (None, [], ())}
    try:
        return Settings(**given)
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


def _plain(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
