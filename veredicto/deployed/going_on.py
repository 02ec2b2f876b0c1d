"""What becomes of a run whose machine died: another worker takes it up.

A run under way sends a heartbeat. Where one stays away, an automation of Prefect's server puts the
run back into the queue; what the run had finished is kept under its keys, and not done again.
"""

from __future__ import annotations

from datetime import timedelta

from prefect.automations import AutomationCore
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

NAME = "veredicto: go on with runs that fell silent"
HEARTBEAT_SECONDS = 30
"""The shortest that Prefect takes."""
SILENT_SECONDS = 100
"""Three heartbeats that stayed away, and some."""
_TAKEN_UP = "its machine fell silent; the next worker that is free goes on with it"


def ensure_automation(client: SyncPrefectClient, tag: str) -> None:
    """Make or bring up to date the automation for runs of that tag.

    Raises:
        httpx.TransportError: the server cannot be reached.
        PrefectHTTPStatusError: it does not take the automation.
    """
    wanted = AutomationCore(
        name=NAME,
        description="Puts a run whose worker or machine died back into the queue.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            # Whatever it says, it lives, or has ended.
            expect={"prefect.flow-run.*"},
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            match_related=ResourceSpecification({"prefect.resource.id": f"prefect.tag.{tag}"}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=SILENT_SECONDS),
        ),
        actions=[
            ChangeFlowRunState(name="AwaitingRetry", state=StateType.SCHEDULED, message=_TAKEN_UP)
        ],
    )
    made = client.read_automations_by_name(NAME)
    if made:
        # Whoever paused it has a reason.
        as_it_was = {"enabled": made[0].enabled}
        client.update_automation(made[0].id, wanted.model_copy(update=as_it_was))
    else:
        client.create_automation(wanted)
