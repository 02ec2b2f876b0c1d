from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from almorva import PAGES, PUENTE
from filelock import FileLock
from jsonschema import Draft202012Validator, FormatChecker
from prefect.settings import PREFECT_API_URL, temporary_settings
from prepared_warehouses import prepared

from checkers.errors import BadInput, WarehouseLocked
from checkers.fetching.limits import FetchLimits
from checkers.fetching.pages import PageFetcher
from checkers.fetching.snapshot import SnapshotStore
from checkers.nouns import Report, Run
from flows.choosing import Bounds
from flows.watch import FeedLook, Watching, watch
from servers.pages import PageServer
from veredicto.watched import looks_object
from veredicto.wire import read_location
from warehouse.query import run_sql
from warehouse.watched import WatchedFeeds, feeds_watched

if TYPE_CHECKING:
    from starlette.requests import Request

    from command import Veredicto

STORY = PUENTE.partition("\n\n")[2] + PAGES["acta.html"].partition("según")[2].partition("<")[0]
OTHER = (
    "El mercado de Almorva abrirá también los domingos desde enero, según anunció el "
    "ayuntamiento. Los puestos de verdura pagarán 30 euros al mes por cada metro, y los de flores "
    "20 euros. La plaza se cerrará al tráfico de ocho a tres."
)
LONG = f"{STORY} {OTHER} {OTHER.replace('mercado', 'teatro').replace('verdura', 'música')}"


@pytest.fixture
def web() -> Iterator[PageServer]:
    with PageServer() as server:
        yield server


def page(title: str, text: str) -> str:
    return (
        f'<html lang="es"><head><title>{title}</title></head><body><main><article><h1>{title}</h1>'
        f"<p>{text}</p></article></main></body></html>"
    )


def item(path: str, title: str, *, days: float = 0.1, more: str = "") -> str:
    at = format_datetime(
        datetime.now(UTC).replace(hour=0, minute=0, second=0) - timedelta(days=days)
    )
    return f"<item><title>{title}</title><link>{path}</link><pubDate>{at}</pubDate>{more}</item>"


def serve_feed(web: PageServer, *items: str, path: str = "/rss") -> str:
    body = f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    etag = f'"{hash(body)}"'

    async def answer(request: Request) -> object:
        from starlette.responses import Response

        if request.headers.get("if-none-match") == etag:
            web.requests["304"] += 1
            return Response(status_code=304)
        return Response(body, media_type="application/rss+xml", headers={"etag": etag})

    return web.route(path, answer)  # type: ignore[arg-type]  # a response is one


class Newsroom:
    """Looks at feeds against a warehouse; a check records a run without claims."""

    def __init__(self, folder: Path, web: PageServer) -> None:
        self.record = WatchedFeeds(folder / "veredicto.duckdb")
        self.warehouse = prepared(folder / "veredicto.duckdb")
        self.fetcher = PageFetcher(
            limits=FetchLimits(),
            allow_hosts=web.allowed(),
            contact=None,
            snapshots=SnapshotStore(folder / "snapshots"),
            corpus=None,
        )
        self.lock = folder / "watch.lock"
        self.checked: list[str] = []
        self.poison: dict[str, Exception] = {}

    def check(self, location: str) -> Report:
        if error := self.poison.pop(location, None):
            raise error
        article = read_location(location, self.fetcher)
        now = datetime.now(UTC)
        run = Run(uuid4().hex, article.id, now, now, "1", (), (), (), ())
        report = Report(run, article, (), (), (), (), (), ())
        self.warehouse.record(report)
        self.checked.append(location)
        return report

    def look(self, *sources: str, bounds: Bounds = Bounds()) -> tuple[FeedLook, ...]:  # noqa: B008 (frozen)
        watching = Watching(
            record=self.record,
            fetch=self.fetcher.fetch_feed,
            read=lambda location: read_location(location, self.fetcher),
            check=self.check,
            lock=self.lock,
        )
        return watch(sources, watching, bounds)


@pytest.fixture
def newsroom(tmp_path: Path, web: PageServer, prefect_api: str) -> Iterator[Newsroom]:
    with temporary_settings({PREFECT_API_URL: prefect_api}):
        yield Newsroom(tmp_path, web)


def outcomes(look: FeedLook) -> list[str]:
    return [one.item.outcome.value for one in look.taken]


def test_what_is_new_is_checked_once_and_an_unchanged_feed_costs_a_304(
    newsroom: Newsroom, web: PageServer
) -> None:
    web.serve("/a", page("Uno", STORY))
    web.serve("/b", page("Dos", OTHER))
    feed = serve_feed(web, item("/a?utm_source=rss", "Uno"))

    (first,) = newsroom.look(feed)
    (second,) = newsroom.look(feed)
    serve_feed(web, item("/a", "Uno"), item("/b", "Dos"))
    (third,) = newsroom.look(feed)

    assert (outcomes(first), outcomes(second), second.unchanged) == (["checked"], [], 1)
    assert (outcomes(third), third.unchanged) == (["checked"], 1)
    assert web.requests["304"] == 1
    assert newsroom.checked == [web.url("/a?utm_source=rss"), web.url("/b")]


def test_an_agencys_copy_is_a_duplicate_and_another_story_on_the_subject_is_not(
    newsroom: Newsroom, web: PageServer
) -> None:
    copy = (
        LONG.replace("vecinos", "habitantes").replace("anunció", "dijo").replace("plaza", "calle")
    )
    web.serve("/a", page("Uno", LONG))
    web.serve("/b", page("El puente, un año después", copy))
    web.serve("/c", page("Tres", f"El puente de Almorva cumple un año y {OTHER}"))

    (look,) = newsroom.look(serve_feed(web, *(item(f"/{it}", it) for it in "abc")))

    assert outcomes(look) == ["checked", "duplicate", "checked"]
    assert look.taken[1].item.duplicate_of == look.taken[0].item.article_id


def test_a_changed_article_is_checked_again_and_a_changed_date_alone_is_not_news(
    newsroom: Newsroom, web: PageServer
) -> None:
    web.serve("/a", page("Uno", STORY))
    feed = serve_feed(web, item("/a", "Uno"))
    newsroom.look(feed)

    serve_feed(web, item("/a", "Uno", days=0.01))
    (touched,) = newsroom.look(feed)
    web.serve("/a", page("Uno", STORY.replace("12 millones", "13 millones")))
    serve_feed(web, item("/a", "Uno, corregido"))
    (changed,) = newsroom.look(feed)

    assert (outcomes(touched), outcomes(changed)) == (["unchanged"], ["updated"])


def test_what_may_pass_is_tried_again_and_what_cannot_is_not(
    newsroom: Newsroom, web: PageServer
) -> None:
    web.serve("/a", "", status=503)
    web.serve("/b", page("Dos", OTHER))
    newsroom.poison[web.url("/b")] = ValueError("a bug")
    feed = serve_feed(web, item("/a", "Uno"), item("/b", "Dos"), item("/gone", "Tres"))

    (first,) = newsroom.look(feed)
    web.serve("/a", page("Uno", STORY))
    (second,) = newsroom.look(feed)

    assert outcomes(first) == ["failed", "failed", "failed"]
    assert [one.item.transient for one in first.taken] == [True, True, False]
    assert [(one.item.url, one.item.outcome) for one in second.taken] == [
        (web.url("/a"), "checked"),
        (web.url("/b"), "checked"),
    ]


def test_what_is_read_again_and_again_keeps_nothing_from_its_turn(
    newsroom: Newsroom, web: PageServer, tmp_path: Path
) -> None:
    words = {"/a": "uno", "/b": "dos", "/c": "tres"}
    for path, word in words.items():
        web.serve(
            path, page(word, f"El puente {word} costó doce millones de euros en {word} años.")
        )
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join(web.url(path) for path in words), encoding="utf-8")
    bounds = Bounds(most=2)

    taken = [
        [one.item.url for one in newsroom.look(str(listed), bounds=bounds)[0].taken]
        for _ in range(3)
    ]

    assert taken == [
        [web.url("/a"), web.url("/b")],
        [web.url("/c"), web.url("/a")],
        [web.url("/b"), web.url("/c")],
    ]


def test_two_looks_at_once_would_check_the_same_and_the_second_is_refused(
    newsroom: Newsroom, web: PageServer
) -> None:
    feed = serve_feed(web, item("/a", "Uno"))
    with FileLock(newsroom.lock), pytest.raises(WarehouseLocked, match="another look"):
        newsroom.look(feed)

    assert newsroom.checked == []


def test_a_bad_feed_is_told_and_stops_no_other(
    newsroom: Newsroom, web: PageServer, tmp_path: Path
) -> None:
    html = web.serve("/portada", "<!doctype html><html><body>Hola</body></html>")
    huge = web.serve("/huge", b"<rss>" + b" " * 50_000_000, content_type="application/rss+xml")
    web.serve("/a", page("Uno", STORY))
    good = serve_feed(web, item("/a", "Uno"))
    missing = str(tmp_path / "nada.txt")

    looks = newsroom.look(html, web.url("/gone"), huge, missing, good)

    told = [look.seen.look.detail for look in looks]
    assert "is an HTML page, no feed" in told[0]
    assert "404" in told[1]
    assert "bytes" in told[2]
    assert "does not exist" in told[3]
    assert [look.seen.look.read for look in looks] == [False, False, False, False, True]
    assert not any(look.seen.look.transient for look in looks)
    health = {it.url: it for it in feeds_watched(newsroom.record.path, patience_seconds=5)}
    assert (health[good].well, health[html].well) == (True, False)
    assert health[good].read_at is not None


def test_the_json_of_a_look_is_what_its_schema_describes_to_the_last_field(
    newsroom: Newsroom, web: PageServer, root: Path
) -> None:
    schema = json.loads((root / "docs/reference/watch.schema.json").read_text(encoding="utf-8"))
    web.serve("/a", page("Uno", LONG))
    web.serve("/b", page("Dos", LONG.replace("vecinos", "habitantes")))
    feed = serve_feed(web, *(item(f"/{it}", it) for it in "abc"), item("/old", "viejo", days=9))

    printed = looks_object(newsroom.look(feed, web.url("/gone"), bounds=Bounds(most=3)))

    Draft202012Validator(schema, format_checker=FormatChecker()).validate(printed)
    described = schema["properties"]["feeds"]["items"]["properties"]
    look, gone = printed["feeds"]
    assert set(look) == set(described)
    assert [set(it) for it in look["articles"]] == 3 * [
        set(described["articles"]["items"]["properties"])
    ]
    assert [it["outcome"] for it in look["articles"]] == ["checked", "duplicate", "failed"]
    assert (look["too_old"], gone["read"]) == (1, False)


def test_old_items_are_left_out_undated_ones_are_not_and_too_many_wait(
    newsroom: Newsroom, web: PageServer, tmp_path: Path
) -> None:
    for name, text in (("a", STORY), ("b", OTHER), ("c", " ".join(reversed(OTHER.split())))):
        web.serve(f"/{name}", page(name, text))
    feed = serve_feed(web, item("/old", "viejo", days=9), item("/a", "a"))
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{web.url('/b')}\n{web.url('/c')}\n{web.url('/a')}\n")
    bounds = Bounds(most=2)

    one, two = newsroom.look(feed, str(listed), bounds=bounds)
    again_one, again_two = newsroom.look(feed, str(listed), bounds=Bounds())

    assert (outcomes(one), outcomes(two)) == (["checked"], ["checked"])
    assert (one.too_old, two.waiting) == (1, 1)
    assert (outcomes(again_one), again_one.unchanged) == ([], 2)
    assert sorted(outcomes(again_two)) == ["checked", "unchanged", "unchanged"]


def test_a_folder_is_watched_by_its_files(newsroom: Newsroom, tmp_path: Path) -> None:
    folder = tmp_path / "entrada"
    folder.mkdir()
    (folder / "puente.txt").write_text(PUENTE)
    (folder / "vacío.txt").write_text("")

    (first,) = newsroom.look(str(folder))
    (second,) = newsroom.look(str(folder))

    assert sorted(outcomes(first)) == ["checked", "failed"]
    assert (outcomes(second), second.unchanged) == ([], 2)


@contextmanager
def killed(veredicto: Veredicto, *arguments: str, when: object, **variables: str) -> Iterator[None]:
    process = veredicto.start(*arguments, **variables)
    deadline = time.monotonic() + 120
    while not when() and time.monotonic() < deadline:  # type: ignore[operator]  # a condition
        time.sleep(0.1)
    process.kill()
    process.communicate()
    yield


def test_a_look_that_was_killed_goes_on_and_checks_nothing_twice(
    veredicto: Veredicto, web: PageServer, corpus: Path
) -> None:
    import anyio
    from starlette.responses import Response

    async def hang(_: object) -> Response:
        await anyio.sleep(60)
        return Response()

    web.serve("/a", page("El mercado de Almorva", OTHER))
    web.route("/b", hang)
    feed = serve_feed(web, item("/a", "Uno"), item("/b", "Dos"))
    arguments = ("watch", feed, "--corpus", str(corpus), "--json")
    allowed = {"VEREDICTO_ALLOW_HOSTS": ",".join(web.allowed())}

    with killed(veredicto, *arguments, when=lambda: web.requests["/b"], **allowed):
        web.serve("/b", page("El puente de Almorva cumple un año", STORY))
    ended = veredicto(*arguments, **allowed)

    assert ended.status == 0, ended.err
    (look,) = ended.json["feeds"]
    assert (look["checked"], look["unchanged"]) == (1, 1)
    assert look["articles"][0]["url"] == web.url("/b")
    assert look["articles"][0]["verdicts"]
    runs = run_sql(
        veredicto.folder / "veredicto.duckdb",
        "SELECT count(*), count(DISTINCT article_id) FROM runs",
    )
    assert runs.rows == ((2, 2),)


def test_where_no_feed_can_be_read_the_command_fails_and_says_why(
    veredicto: Veredicto, web: PageServer, corpus: Path
) -> None:
    html = web.serve("/portada", "<!doctype html><html><body>Hola</body></html>")

    allowed = ",".join(web.allowed())
    ended = veredicto("watch", html, "--corpus", str(corpus), VEREDICTO_ALLOW_HOSTS=allowed)

    assert ended.status == 1
    assert "is an HTML page, no feed" in " ".join(ended.out.split())


def test_what_was_checked_and_not_noted_is_noted_and_not_checked_again(
    newsroom: Newsroom, web: PageServer
) -> None:
    web.serve("/a", page("Uno", STORY))
    report = newsroom.check(web.url("/a"))

    (look,) = newsroom.look(serve_feed(web, item("/a", "Uno")))

    assert (outcomes(look), look.taken[0].item.run_id) == (["checked"], report.run.id)
    assert len(newsroom.checked) == 1


def test_an_error_of_ours_keeps_its_words(newsroom: Newsroom, web: PageServer) -> None:
    web.serve("/a", page("Uno", STORY))
    newsroom.poison[web.url("/a")] = BadInput("there is no search provider")

    (look,) = newsroom.look(serve_feed(web, item("/a", "Uno")))

    assert look.taken[0].item.detail == "there is no search provider"
