from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from desks import PASSWORD, ServedDesk, page_of

from veredicto.desk.nouns import Role
from veredicto.desk.visit import LANGUAGE

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@pytest.fixture(scope="module")
def spanish(root: Path) -> Catalog:
    with (root / "veredicto/desk/locale/es.po").open("rb") as file:
        return read_po(file, locale="es")


@pytest.fixture(scope="module")
def extracted(root: Path) -> set[str | tuple[str, ...]]:
    """What Babel finds in code and templates as pyproject says."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    names = ("method", "pattern")
    found: set[str | tuple[str, ...]] = set()
    for _, _, message, _, _ in extract_from_dir(
        root,
        [(it["pattern"], it["method"]) for it in mappings],
        {it["pattern"]: {k: v for k, v in it.items() if k not in names} for it in mappings},
        directory_filter=lambda folder: "/.venv" not in folder,
    ):
        found.add(message)
    return found


def texts(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)  # type: ignore[call-overload] # of Babel


def test_the_catalogue_has_the_texts_of_code_and_templates_and_no_others(
    spanish: Catalog, extracted: set[str | tuple[str, ...]]
) -> None:
    keys = {texts(message)[0] for message in extracted}
    known = {texts(message.id)[0] for message in spanish if message.id}
    assert sorted(keys - known) == []
    assert sorted(known - keys) == []
    plural = {texts(message.id)[0] for message in spanish if message.id and message.pluralizable}
    assert plural == {message[0] for message in extracted if isinstance(message, tuple)}


def test_what_brings_the_catalogue_up_to_date_finds_every_text(
    root: Path, tmp_path: Path, extracted: set[str | tuple[str, ...]]
) -> None:
    recipe = (root / "Makefile").read_text(encoding="utf-8")
    command = next(it for it in recipe.splitlines() if "pybabel -q extract" in it)
    arguments = shlex.split(command)[1:]
    arguments[arguments.index("-o") + 1] = str(tmp_path / "desk.pot")
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *arguments], cwd=root, check=True
    )
    with (tmp_path / "desk.pot").open("rb") as file:
        found = {texts(it.id)[0] for it in read_po(file) if it.id}
    assert found == {texts(message)[0] for message in extracted}


def test_every_text_has_its_spanish_words_with_the_same_placeholders(spanish: Catalog) -> None:
    assert [message.id for message in spanish if message.id and message.fuzzy] == []
    for message in spanish:
        if not message.id:
            continue
        for said in texts(message.string):
            assert said.strip(), message.id
            # The singular may do without the number.
            wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
            given = set(PLACEHOLDER.findall(said))
            assert given <= wanted, message.id
        assert set(PLACEHOLDER.findall(texts(message.string)[-1])) == wanted, message.id


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es", "es"),
        ("es-AR,es;q=0.9,en;q=0.8", "es"),
        ("fr,es;q=0.5,en;q=0.9", "en"),
        ("de", "en"),
        ("", "en"),
        ("q=;;,*;q=x", "en"),
        ("en-GB", "en"),
        ("ES-es", "es"),
    ],
)
def test_a_page_speaks_what_the_browser_accepts(
    desk: ServedDesk, accepted: str, language: str
) -> None:
    page = desk.nobody().page("/sign-in", headers={"accept-language": accepted})
    assert page.html["lang"] == language
    assert page.h1.text == {"es": "Entrar", "en": "Sign in"}[language]


def test_the_switch_is_kept_by_the_browser_and_by_the_account(desk: ServedDesk) -> None:
    browser = desk.nobody()
    answer = browser.client.post("/language", data={"language": "es", "back": "/sign-in"})
    assert answer.headers["location"] == "/sign-in"
    assert browser.client.cookies[LANGUAGE] == "es"
    assert browser.page("/sign-in", headers={"accept-language": "en"}).html["lang"] == "es"
    person = desk.with_password()
    editor = desk.signed_in(person)
    assert editor.page("/queue").html["lang"] == "en"
    editor.send("/language", {"language": "es"})
    assert editor.page("/queue").html["lang"] == "es"
    elsewhere = desk.nobody()
    elsewhere.client.post("/sign-in", data={"name": person.name, "password": PASSWORD})
    assert elsewhere.page("/queue").html["lang"] == "es"
    unknown = desk.nobody()
    unknown.client.post("/language", data={"language": "../../etc"})
    assert LANGUAGE not in unknown.client.cookies


def test_dates_and_numbers_are_written_as_each_language_does(desk: ServedDesk) -> None:
    editor, claim = desk.somebody(), desk.fresh_claim("refuted")
    desk.confirm(editor, claim)
    row = desk.desk.line.row(claim)
    assert row is not None
    month = {"en": f"{row['checked_at']:%b}", "es": ""}
    pages = {
        it: editor.page(f"/claims/{claim}", headers={"accept-language": it}).main
        for it in ("en", "es")
    }
    share = row["confidence"] * 100
    assert f"{share:.0f}%" in pages["en"].find(class_="engine").text
    assert re.search(rf"{share:.0f}\s%", pages["es"].find(class_="engine").text)
    days = {it: page.find(class_="reading").text for it, page in pages.items()}
    assert month["en"] in days["en"]
    assert days["en"] != days["es"]
    weights = {it: page.find(class_="piece").text for it, page in pages.items()}
    assert re.search(r"weighs \d[.]\d|weighs \d\b", weights["en"])
    assert re.search(r"\d,\d|pesa \d\b", weights["es"])


def refusals(desk: ServedDesk) -> Iterator[str]:
    """What the desk says where it refuses something to somebody who reads Spanish."""
    editor, claim = desk.somebody(), desk.fresh_claim()
    editor.client.headers["accept-language"] = "es"
    label = desk.verdict(claim)[1]
    for answer in (
        desk.decide(editor, claim, "overrule"),
        desk.decide(editor, claim, "overrule", label=label, reason="Porque sí."),
        desk.decide(editor, claim, "not_checkable"),
        desk.change(editor, claim, "publish"),
        desk.change(editor, claim, "undo", undoes=1),
        desk.change(editor, claim, "merge", into="no-such"),
        desk.change(editor, claim, "assign", assignee="no-such"),
        desk.change(editor, claim, "evidence", url="x"),
        desk.confirm(editor, claim, verdict="another"),
        desk.decide(editor, desk.unjudged_claim(), "confirm", verdict="x"),
        editor.send("/queue/bulk", {"kind": "confirm"}),
        editor.send("/queue/bulk/do", {"kind": "not_checkable", "claims": f"{claim}:0"}),
        editor.send("/queue/bulk/do", {"kind": "assign", "claims": "x:0", "assignee": "x"}),
        editor.send("/queue/bulk/do", {"kind": "assign", "claims": "damaged"}),
        editor.send("/queue/saved", {"name": " "}),
        editor.send("/account/keys", {"key_confirm": "o"}),
        editor.send("/account/keys", {"key_confirm": "abc"}),
        editor.send("/account/password", {"old": "x", "new": "x", "again": "y"}),
        editor.send("/account/password", {"old": "x", "new": PASSWORD, "again": PASSWORD}),
    ):
        page = page_of(answer, 400)
        trouble = page.find(class_="trouble")
        yield (trouble or page.main).get_text(" ", strip=True)


ENGLISH = re.compile(
    r"\b(the|is|are|has|this|there|give|choose|your|not|claims|for|without|needs?)\b", re.IGNORECASE
)


def test_what_is_refused_is_said_in_the_language_of_the_page(desk: ServedDesk) -> None:
    assert [said for said in refusals(desk) if ENGLISH.search(said)] == []


def test_what_is_missing_or_not_allowed_is_said_in_the_language_of_the_page(
    desk: ServedDesk,
) -> None:
    editor = desk.somebody()
    editor.client.headers["accept-language"] = "es"
    for answer in (
        editor.get("/no/such/page"),
        editor.get("/people"),
        editor.get("/claims/no-such"),
        editor.get("/pages/no-such"),
        editor.get("/join/no-such"),
        editor.client.post("/sign-out"),
        editor.client.delete("/queue"),
        desk.nobody().client.post(
            "/sign-in", data={"name": "x", "password": "x"}, headers={"accept-language": "es"}
        ),
    ):
        said = page_of(answer, answer.status_code).main.get_text(" ", strip=True)
        assert not ENGLISH.search(said), said
        assert "Project-Id-Version" not in said
    link = f"/join/{desk.book.people.invite(Role.EDITOR, by='desk')}"
    for fields in (
        {"name": " ", "password": PASSWORD, "again": PASSWORD},
        {"name": "a" * 81, "password": PASSWORD, "again": PASSWORD},
        {"name": "a\u200bb", "password": PASSWORD, "again": PASSWORD},
        {"name": "Alguien Más", "password": "corta", "again": "corta"},
        {"name": PASSWORD, "password": PASSWORD, "again": PASSWORD},
        {"name": editor.person and editor.person.name, "password": PASSWORD, "again": PASSWORD},
    ):
        answer = desk.nobody().client.post(link, data=fields, headers={"accept-language": "es"})
        said = page_of(answer, 400).find(id="trouble").text
        assert not ENGLISH.search(said), said
