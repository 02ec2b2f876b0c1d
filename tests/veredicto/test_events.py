"""What Prefect's automations are told of a run, seen where its client hands events over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prefect.events.clients import AssertingEventsClient
from prefect.events.worker import EventsWorker
from town import BRIDGE, EVIDENCE, NEWS, Town, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from prefect.events import Event

    from checkers.labels import VerdictLabel


@pytest.fixture
def sent() -> Iterator[Sent]:
    EventsWorker.set_client_override(AssertingEventsClient)
    yield Sent()
    EventsWorker.instance().drain()
    EventsWorker.set_client_override(None)
    AssertingEventsClient.reset()


class Sent:
    def named(self, prefix: str) -> list[Event]:
        EventsWorker.instance().wait_until_empty()
        events = [event for client in AssertingEventsClient.all for event in client.events]
        return [event for event in events if event.event.startswith(prefix)]


class CutOffError(Exception):
    pass


def cut_off(_: str) -> Mapping[str, VerdictLabel]:
    raise CutOffError


def test_a_run_that_is_cut_off_once_it_is_recorded_tells_of_it_when_it_goes_on(
    town: Town, sent: Sent
) -> None:
    town.publish(NEWS, BRIDGE)
    town.check("/balance")
    denied = EVIDENCE["/acta"].replace("12 millones", "31 millones")
    town.server.serve("/acta", page("Documento acta", denied, "Aprobado por el pleno."))
    assert sent.named("veredicto.verdict") == []

    labels_before, town.parts.labels_before = town.parts.labels_before, cut_off
    with pytest.raises(CutOffError):
        town.check("/balance")
    assert sent.named("veredicto.verdict") == []
    town.parts.labels_before = labels_before
    second = town.check("/balance")

    (flip,) = sent.named("veredicto.verdict.flipped")
    assert (flip.payload["run"], flip.payload["before"]) == (second.run.id, "supported")
    (flag,) = sent.named("veredicto.claim.flagged")
    assert flag.payload["reasons"] == ["refuted"]
    assert flag.resource["veredicto.reason.refuted"] == "true"


def test_an_event_says_that_a_claim_repeats_a_false_one_and_none_that_it_still_stands(
    town: Town, sent: Sent
) -> None:
    town.look(town.publish(BRIDGE.replace("12", "31")))
    (first,) = sent.named("veredicto.claim.flagged")

    town.look(town.publish(BRIDGE.replace("12", "31"), NEWS))
    assert sent.named("veredicto.claim.flagged") == [first]
    town.server.serve("/otra", page("Otra noticia", NEWS, BRIDGE.replace("12", "31")))
    town.check("/otra")

    _, repeated = sent.named("veredicto.claim.flagged")
    assert repeated.payload["reasons"] == ["refuted", "repeat"]
    assert first.resource.id.removeprefix("veredicto.claim.") in repeated.payload["repeats"]
