"""The digest as a deployed flow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from prefect import State, flow
from prefect.states import Completed, Failed
from pydantic import Field

from veredicto.notices.digest import best_claims, send
from veredicto.settings import load_settings


@flow(name="digest", flow_run_name="digest", persist_result=False)
def digest(
    days: Annotated[float, Field(gt=0, description="Claims checked in so many days.")] = 1.0,
    most: Annotated[int, Field(ge=1, description="Claims to send.")] = 10,
) -> State[None]:
    """Send the claims that most need a person to the channels of VEREDICTO_NOTIFY.

    Flagged ones that nobody has decided come first, as at the editors' desk. Where there is none,
    nothing is sent.
    """
    settings = load_settings()
    found = best_claims(settings, since=datetime.now(UTC) - timedelta(days=days), most=most)
    refused = send(found, settings)
    if refused:
        return Failed(message=f"{refused} channels did not take it; the log says which")
    return Completed(message=f"{len(found.candidates)} claims of {found.waiting} undecided ones")
