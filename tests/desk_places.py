"""The pages of a desk, and claims in every state."""

from __future__ import annotations

from dataclasses import dataclass

from browsers import waiting
from desks import ServedDesk
from playwright.sync_api import Page

from checkers.labels import VerdictLabel
from veredicto.desk.nouns import Person, Role

# fmt: off
PLACES = (
    "sign-in", "join", "join-used", "queue", "queue-last", "queue-filtered", "queue-empty",
    "claim-open", "claim-repeated", "claim-draft", "claim-published", "claim-reworded",
    "claim-taken", "claim-second-reading", "claim-disagreement", "claim-conflict",
    "claim-failed", "claim-after", "queue-whole", "keys-shown", "source", "record", "verification",
    "disagreements", "charts",
    "health", "people", "people-invited", "account", "keys", "bulk", "bulk-nothing", "no-page",
    "no-claim",
)
REFUSALS = ("not-allowed", "not-understood", "sign-in-refused", "new-password", "bulk-done")
# fmt: on
EMPTY = ("/queue", "/charts", "/health", "/disagreements", "/record", "/people")
"""The pages that show something else where nothing was checked and nothing done."""


@dataclass(frozen=True)
class Place:
    """A page: its address, what is filled in, pressed and clicked there, and clicked `then`.

    A `stale` one was opened before somebody else changed the claim.
    """

    path: str
    keys: str = ""
    signed_in: bool = True
    click: str | None = None
    status: int = 200
    stale: bool = False
    by_editor: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    then: str | None = None


def places_of(desk: ServedDesk, chief: Person, editor: Person) -> dict[str, Place]:
    """Claims in every state, and the other pages with something on them."""
    first, second = desk.signed_in(editor), desk.somebody(Role.EDITOR, "Marta Gil")
    me = desk.signed_in(chief)
    supported = waiting(desk, verdict=VerdictLabel.SUPPORTED, confidence="high")
    refuted = waiting(desk, verdict=VerdictLabel.REFUTED)
    published, draft, reworded, taken, to_read = (it.claim_id for it in supported[:5])
    twice, differing, settled = (it.claim_id for it in refuted[:3])
    for claim in (published, draft, reworded):
        desk.confirm(first, claim)
    for claim in (published, reworded):
        desk.change(first, claim, "publish")
    desk.change(first, reworded, "reword", wording="Con otras palabras.")
    desk.change(first, taken, "assign", assignee=second.id)
    desk.change(first, taken, "recheck")
    desk.change(first, taken, "evidence", url="https://example.com/una-página")
    for claim in (twice, differing):
        desk.confirm(first, claim)
    desk.decide(second, differing, "overrule", label="supported", reason="No es así.")
    confirmed = supported[5].claim_id
    desk.confirm(me, confirmed)
    done = desk.state(confirmed).version
    failed = waiting(desk, verdict="retrieval_failed")[0].claim_id
    repeated = next(it for it in waiting(desk) if desk.desk.reader.repeats(it.claim_id))
    run_id = str((desk.desk.line.row(to_read) or {})["run_id"])
    source = next(
        source.id for source in desk.desk.reader.report(run_id, to_read).sources if source.text
    )
    desk.desk.book.saved.save("Levante", "verdict=refuted", by=chief.id, shared=True)
    link = desk.desk.book.people.invite(Role.EDITOR, by=chief.id)
    renewed = desk.desk.book.new_passwords.link(second.id, by=chief.id)
    nobody = (("name", "Nadie"), ("password", "ninguna de las buenas"))
    return {
        "not-allowed": Place("/people", status=403, by_editor=True),
        "not-understood": Place("/pages/x?start=-1", status=400),
        "sign-in-refused": Place("/sign-in", signed_in=False, fields=nobody, click="button.main"),
        "new-password": Place(f"/new-password/{renewed}", signed_in=False),
        "bulk-done": Place(
            "/queue?verdict=conflicting_evidence",
            click="button[value=assign]",
            then="main button.main",
        ),
        "sign-in": Place("/sign-in", signed_in=False),
        "join": Place(f"/join/{link}", signed_in=False),
        "join-used": Place("/join/used", signed_in=False, status=404),
        "queue": Place("/queue"),
        "queue-last": Place("/queue?page=5"),
        "queue-filtered": Place("/queue?verdict=refuted&state=open&q=de"),
        "queue-empty": Place("/queue?q=nothingislikethat"),
        "claim-open": Place(f"/claims/{to_read}"),
        "claim-repeated": Place(f"/claims/{repeated.claim_id}", keys="m"),
        "claim-draft": Place(f"/claims/{draft}"),
        "claim-published": Place(f"/claims/{published}"),
        "claim-reworded": Place(f"/claims/{reworded}", keys="w"),
        "claim-taken": Place(f"/claims/{taken}", keys="d"),
        "claim-second-reading": Place(f"/claims/{twice}", keys="o"),
        "claim-disagreement": Place(f"/claims/{differing}", keys="ox"),
        "claim-conflict": Place(
            f"/claims/{draft}", keys="w", click="details[data-form=reword] button", stale=True
        ),
        "claim-failed": Place(f"/claims/{failed}"),
        "claim-after": Place(f"/claims/{to_read}?done={done}"),
        "queue-whole": Place("/queue?all=speaker"),
        "keys-shown": Place(f"/claims/{settled}", keys="?"),
        "source": Place(f"/pages/{source}?start=10&end=60"),
        "record": Place("/record"),
        "verification": Place("/record/verification"),
        "disagreements": Place("/disagreements"),
        "charts": Place("/charts"),
        "health": Place("/health"),
        "people": Place("/people"),
        "people-invited": Place("/people", click="main form.search button"),
        "account": Place("/account"),
        "keys": Place("/account/keys"),
        "bulk": Place("/queue?verdict=supported&state=open", click="button[value=confirm]"),
        "bulk-nothing": Place("/queue", click="button[value=publish]"),
        "no-page": Place("/nothing-here", status=404),
        "no-claim": Place("/claims/nothing", status=404),
    }


def go(page: Page, place: Place) -> None:
    answer = page.goto(place.path)
    assert answer is not None
    assert answer.status == place.status
    if place.stale:
        page.eval_on_selector_all("[name=version]", "all => all.forEach(it => { it.value = 0; })")
    for key in place.keys:
        page.keyboard.press(key)
    for name, value in place.fields:
        page.locator(f"[name={name}]").fill(value)
    if place.click and "value=" in place.click:
        page.locator("input[name=everything]").check()
    for click in filter(None, (place.click, place.then)):
        with page.expect_navigation():
            page.locator(click).first.click()
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
