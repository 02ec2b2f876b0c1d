"""What a run may set for itself; everything else is the worker's."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from checkers.fetching.limits import FetchLimits
from veredicto.settings import Settings, load_settings

if TYPE_CHECKING:
    from flows.parts import Parts


class CheckOptions(BaseModel):
    """How to check; what is left empty is as the worker is set (VEREDICTO_…, veredicto.toml)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    search: tuple[str, ...] = Field(
        default=(), description="Search providers in the order of asking, such as wikipedia."
    )
    published_before: datetime | None = Field(
        default=None, description="Leave out evidence published at or after this time."
    )
    max_risk: float | None = Field(
        default=None,
        gt=0,
        lt=1,
        description="Share of wrong verdicts you accept; less sure ones are withheld.",
    )

    max_claims: int | None = Field(
        default=None, ge=1, description="Claims of an article to check, those most worth it."
    )
    min_worth: float | None = Field(
        default=None, ge=0, le=1, description="Check-worthiness from which a claim is checked."
    )

    def settings(self) -> Settings:
        """The settings of this process, with these before them.

        Raises:
            BadSetting: a value cannot be used.
        """
        return load_settings(**self.model_dump())


AS_SET = CheckOptions()


@lru_cache(maxsize=4)
def parts_of(options: CheckOptions) -> Parts:
    """The parts of this process under the options; the models are loaded once.

    Raises:
        VeredictoError: a setting cannot be used or the warehouse cannot be opened.
    """
    from flows.politeness import turn_among_workers
    from veredicto.wire import build_parts, silent

    return build_parts(options.settings(), silent, elsewhere=turn_among_workers(FetchLimits()))
