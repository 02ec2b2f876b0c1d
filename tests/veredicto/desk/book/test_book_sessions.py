from __future__ import annotations

from datetime import timedelta

import pytest
from desk_books import Desk, tampering

from checkers.errors import BadInput
from veredicto.desk.nouns import Person

HOUR = timedelta(hours=1)


def seen_at(desk: Desk) -> list[str]:
    with tampering(desk.path) as db:
        return [at for (at,) in db.execute("SELECT seen_at FROM sessions")]


def test_a_session_ends_when_it_is_not_used(desk: Desk, ana: Person) -> None:
    token = desk.book.sessions.open(ana.id)
    for _ in range(3):
        desk.watch.now += 11 * HOUR
        assert desk.book.sessions.person(token) == ana
    desk.watch.now += 12 * HOUR

    assert desk.book.sessions.person(token) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(desk: Desk, ana: Person) -> None:
    token = desk.book.sessions.open(ana.id)
    for _ in range(16):
        desk.watch.now += 10 * HOUR
        assert desk.book.sessions.person(token) == ana
    desk.watch.now += 10 * HOUR

    assert desk.book.sessions.person(token) is None


def test_using_a_session_writes_once_a_minute_at_most(desk: Desk, ana: Person) -> None:
    token = desk.book.sessions.open(ana.id)
    before = seen_at(desk)
    for _ in range(20):
        desk.book.sessions.person(token)
    soon = seen_at(desk)
    desk.watch.now += timedelta(minutes=1)
    desk.book.sessions.person(token)

    assert soon == before
    assert seen_at(desk) != before


def test_signing_out_ends_one_session_alone(desk: Desk, ana: Person, luis: Person) -> None:
    sessions = desk.book.sessions
    one, two, other = (sessions.open(it.id) for it in (ana, ana, luis))
    sessions.close(one)

    assert [sessions.person(token) for token in (one, two, other)] == [None, ana, luis]


def test_what_ended_is_cleared_away_and_nobody_has_none(desk: Desk, ana: Person) -> None:
    ended = desk.book.sessions.open(ana.id)
    desk.watch.now += 13 * HOUR
    assert desk.book.sessions.person(ended) is None
    assert desk.book.sessions.ended(ended) == ana
    desk.watch.now += 24 * HOUR
    desk.book.sessions.open(ana.id)

    assert len(seen_at(desk)) == 1
    assert desk.book.sessions.ended(ended) is None
    assert desk.book.sessions.person("") is None
    with pytest.raises(BadInput, match="nobody with the identifier"):
        desk.book.sessions.open("nobody")
