from __future__ import annotations

import pytest
from desk_books import CLAIM, Desk, bytes_of

from checkers.forgotten import MASK, Forgotten, name_keys
from veredicto.desk.book.jobs import JobKind
from veredicto.desk.book.redaction import AT_ONCE
from veredicto.desk.forgetting import count_in_book, forget_in_book
from veredicto.desk.nouns import ActionKind, Person

NAME = "Berta Núñez"
GONE = MASK * len(NAME)
PAGE = "https://faro.example/berta"


@pytest.fixture
def filled(desk: Desk, ana: Person, jefa: Person) -> Desk:
    berta = desk.joined(NAME)
    for number in range(9):
        desk.does(ana, ActionKind.REWORD, f"claim {number}", wording=f"Lo dijo {NAME}")
    desk.decides(ana, "refuted", reason="Lo niega Núñez, Berta")
    desk.does(ana, ActionKind.PUBLISH)
    desk.does(ana, ActionKind.ADD_EVIDENCE, url=PAGE)
    desk.book.saved.save(NAME, "q=x", by=ana.id, shared=False)
    job = desk.book.jobs.add(JobKind.ADD_EVIDENCE, CLAIM, by=ana.id, url=PAGE)
    desk.book.jobs.finish(job.id, "failed", f"{NAME} no está")
    desk.book.people.disable(berta.id, by=jefa.id)
    return desk


def test_a_name_goes_everywhere_for_good_and_the_chain_says_so(filled: Desk, ana: Person) -> None:
    forgotten = Forgotten(names=name_keys(NAME))
    before = filled.state()
    count = count_in_book(filled.path, forgotten, frozenset())
    last = filled.book.actions.last_number
    forget_in_book(filled.path, forgotten, frozenset(), by="jefa", reason=f"lo pidió {NAME}")

    kept = bytes_of(filled.path).decode("utf-8", "replace")
    for word in ("Berta", "Núñez"):
        assert word not in kept
    verification = filled.book.actions.verify()
    assert verification.broken == ()
    assert len(verification.redacted) == count == 11
    said = filled.book.actions.since(last)
    assert [action.kind for action in said] == [ActionKind.REDACT]
    assert {action.content["reason"] for action in said} == {f"lo pidió {GONE}"}
    after = filled.state()
    assert after.standing is not None
    assert before.standing is not None
    assert (after.version, after.state) == (before.version, before.state)
    assert after.standing.reason == f"Lo niega {MASK * 12}"
    assert filled.book.outbox.waiting()[0].reason == after.standing.reason
    assert filled.book.actions.of("claim 7")[0].content["wording"] == f"Lo dijo {GONE}"
    assert filled.book.saved.for_person(ana.id)[0].name == GONE
    assert filled.book.jobs.of(CLAIM)[0].detail == f"{GONE} no está"
    assert [person.name for person in filled.book.people.all() if not person.active] == [GONE]
    assert count_in_book(filled.path, forgotten, frozenset()) == 0


def test_what_was_redacted_can_be_redacted_again(filled: Desk) -> None:
    redact = filled.book.actions.redact
    redact(lambda text: text.replace("Berta", "▒▒▒▒▒"), by="jefa", reason="ley")
    redact(lambda text: text.replace("Núñez", "▒▒▒▒▒"), by="jefa", reason="ley")

    verification = filled.book.actions.verify()
    assert verification.broken == ()
    assert len(verification.redacted) == 11
    assert "Núñez" not in bytes_of(filled.path).decode("utf-8", "replace")


def test_many_actions_are_redacted_at_once(desk: Desk, ana: Person) -> None:
    for number in range(AT_ONCE + 1):
        desk.does(ana, ActionKind.REWORD, f"claim {number}", wording=NAME)

    numbers = desk.book.actions.redact(
        lambda text: GONE if text == NAME else None, by="jefa", reason="ley"
    )

    assert len(numbers) == AT_ONCE + 1
    assert len(desk.book.actions.latest(kind=ActionKind.REDACT)) == 2
    verification = desk.book.actions.verify()
    assert (verification.broken, verification.redacted) == ((), numbers)


def test_the_name_of_who_signs_in_stays_theirs(desk: Desk, ana: Person) -> None:
    desk.book.actions.redact(lambda text: text.replace("Ana", "▒▒▒"), by="jefa", reason="ley")

    assert desk.book.people.all() == (ana,)
    assert desk.book.actions.since(0)[0].content["name"] == "▒▒▒"


def test_what_does_not_stand_in_the_book_leaves_it_as_it_was(filled: Desk) -> None:
    last = filled.book.actions.last_number

    assert filled.book.actions.redact(lambda _: None, by="jefa", reason="ley") == ()
    assert filled.book.actions.last_number == last
    assert count_in_book(filled.path.with_name("none"), Forgotten(), frozenset()) == 0
    forget_in_book(filled.path.with_name("none"), Forgotten(), frozenset(), by="x", reason="y")
    assert not filled.path.with_name("none").exists()


def test_all_words_on_the_claims_of_a_forgotten_article_go(filled: Desk) -> None:
    filled.book.actions.redact(lambda _: None, by="jefa", reason="ley", claims=frozenset({CLAIM}))

    decided, published, added = filled.book.actions.of(CLAIM)
    assert set(str(decided.content["reason"])) == {MASK}
    assert decided.content["label"] == "refuted"
    assert published.content == {}
    assert set(str(added.content["url"])) == {MASK}
    assert filled.book.actions.of("claim 7")[0].content["wording"] == f"Lo dijo {NAME}"
    assert filled.book.actions.verify().redacted == (decided.number, added.number)
