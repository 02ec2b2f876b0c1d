from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from checkers.factchecks import json_stream
from checkers.factchecks.json_stream import Unreadable, read_values


def values(text: str) -> list[Any]:
    return list(read_values(io.BytesIO(text.encode())))


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", 7)
    monkeypatch.setattr(json_stream, "_HEAD", 60)


def test_an_array_and_objects_one_after_the_other_give_the_same() -> None:
    items = [{"a": 1}, {"b": ["]", "{"]}]

    assert values(json.dumps(items)) == items
    assert values("\n".join(map(json.dumps, items))) == items
    assert values("") == []


@pytest.mark.usefixtures("small_windows")
def test_a_feed_that_comes_in_small_pieces_is_read_to_the_end_of_its_list() -> None:
    items = [{"item": "x" * 50, "n": i} for i in range(5)]
    feed = {"@type": "DataFeed", "dataFeedElement": items, "name": {"not": "an item"}}

    assert values(json.dumps(feed)) == items


@pytest.mark.usefixtures("small_windows")
def test_tags_around_values_are_left_out_wherever_a_piece_ends() -> None:
    assert values(
        '<script type="application/ld+json">{"a": 1}</script>\n<script>{"b": 2}</script>'
    ) == [
        {"a": 1},
        {"b": 2},
    ]


def test_the_name_of_the_list_inside_a_string_is_no_list() -> None:
    item = {"text": 'so: "dataFeedElement": [1, 2]'}

    assert values(json.dumps(item)) == [item]


def test_reading_goes_on_behind_what_is_damaged() -> None:
    found = values('[{"a": 1}, {"b": nope, "c"}, {"d": 4}, {"e": ')

    assert found[0] == {"a": 1}
    assert {"d": 4} in found
    assert [one.at for one in found if isinstance(one, Unreadable)] == [11, 39]


def test_an_end_without_a_further_object_ends_the_reading() -> None:
    (found,) = values("{nope")

    assert isinstance(found, Unreadable)


def test_a_value_that_is_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", 16)
    monkeypatch.setattr(json_stream, "_HEAD", 16)
    monkeypatch.setattr(json_stream, "LONGEST_VALUE", 100)

    found = values(json.dumps([{"a": "x" * 500}, {"b": 2}]))

    assert [type(one) for one in found] == [Unreadable, dict]


def test_depth_and_digits_without_end_are_damage_and_no_crash() -> None:
    deep = "[" * 100_000
    digits = '{"n": ' + "9" * 5_000 + "}"

    assert [type(one) for one in values("[" + digits + ', {"a": 1}]')] == [Unreadable, dict]
    assert {type(one) for one in values('{"a": ' + deep)} == {Unreadable}


def test_a_file_of_nothing_but_damage_is_given_up() -> None:
    found = values("{" * 50_000)

    assert len(found) == 2
    assert isinstance(found[-1], Unreadable)
    assert "the rest is left unread" in found[-1].reason


def test_what_is_not_utf_8_is_replaced() -> None:
    assert list(read_values(io.BytesIO(b'{"a": "\xff"}'))) == [{"a": "\ufffd"}]


def test_values_come_before_the_stream_has_ended() -> None:
    class Endless(io.RawIOBase):
        pieces: Iterator[bytes] = iter([b"[", *[b'{"a": 1},' * 60_000] * 3])

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = next(self.pieces)  # StopIteration here would mean: read on to the end
            buffer[: len(piece)] = piece[: len(buffer)]
            return min(len(piece), len(buffer))

    first = next(iter(read_values(io.BufferedReader(Endless(), buffer_size=600_000))))

    assert first == {"a": 1}
