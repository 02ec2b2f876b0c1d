from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import ServedDesk

from checkers.errors import FetchError
from checkers.fetching.addresses import AddressGuard
from checkers.fetching.status import check_status
from veredicto.desk.reasons import said_reason, said_reasons
from veredicto.desk.words import words_in

SPANISH, ENGLISH = words_in("es"), words_in("en")
NAMED = {"message", "said", "reason", "detail"}
RAISED = {
    *("SearchFailed", "FetchRefused", "FetchFailed", "TooLarge", "Undecodable", "ConnectError"),
    *("_refused", "_unsupported", "_outside", "failed", "ValueError"),
}
NOT_RECORDED = (
    # Of settings and stored pages, which end a run or are no reason by themselves.
    "is no host:port",
    "there is no intact snapshot",
    "the disk is full, so pages",
    "pages cannot be kept in",
    "the index 999 cannot be used",
    "the stored page 999 is not the one",
    "is damaged or was altered",
    # Pieces of longer ones.
    "no longer there",
    "could not be asked for again",
    "999: 999; it counts as retrieved on",
    "999; it had one on",
)


def sentences(folder: Path) -> Iterator[tuple[str, str]]:
    """The sentences in which the modules of a folder say why something failed."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said: list[ast.expr | None] = []
            names = node.targets[:1] if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.Yield) or any(getattr(it, "id", "") in NAMED for it in names):
                said = [getattr(node, "value", None)]
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                said = [it for it in node.args if name in RAISED]
            for one in said:
                text = _filled(one)
                if " " in text:
                    yield path.name, text


def _filled(node: ast.expr | None) -> str:
    """What a string says with something in each of its braces."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_filled(it) if isinstance(it, ast.Constant) else "999" for it in node.values)
    return ""


@pytest.mark.parametrize("folder", ["checkers/search", "checkers/fetching"])
def test_every_way_in_which_searches_and_pages_fail_has_its_spanish_words(
    root: Path, folder: str
) -> None:
    found = list(sentences(root / folder))
    assert len(found) > 8
    unknown = [
        (name, text)
        for name, text in found
        if not any(it in text for it in NOT_RECORDED)
        and said_reason(text.replace("a 999 address", "a loopback address"), SPANISH) is None
    ]
    assert unknown == []


def test_what_a_real_server_and_a_real_guard_refuse_is_said_in_spanish() -> None:
    with pytest.raises(FetchError) as busy:
        check_status(503, "https://a.example/", None)
    said = said_reason(f"http_error: {busy.value}", SPANISH)
    assert said == (
        "el servidor respondió con un error: el servidor respondió 503 Service Unavailable"
    )
    with pytest.raises(FetchError) as refused:
        AddressGuard(()).check_url("ftp://a.example/")
    assert said_reason(str(refused.value), SPANISH) == (
        "'ftp://a.example/' no se descarga: solo http y https"
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            (
                "https://s.example answered 429 Too Many Requests, to be asked again after: 30;"
                " check VEREDICTO_BRAVE_KEY"
            ),
            (
                "https://s.example respondió 429 Too Many Requests; se puede volver a preguntar"
                " después de: 30; revisa VEREDICTO_BRAVE_KEY"
            ),
        ),
        (
            (
                "left alone until 10:20:00 UTC, since http://s.example cannot be reached: All"
                " connection attempts failed"
            ),
            (
                "en reposo hasta las 10:20:00 UTC, porque no se puede llegar a http://s.example:"
                " falló todo intento de conexión"
            ),
        ),
        (
            (
                "refused_address: 127.0.0.1 is a loopback address and is not fetched; if it is"
                " yours and meant, add 127.0.0.1:9 to VEREDICTO_ALLOW_HOSTS"
            ),
            (
                "dirección rechazada: 127.0.0.1 es una dirección de este mismo equipo y no se"
                " descarga; si es tuya y es a propósito, añade 127.0.0.1:9 a VEREDICTO_ALLOW_HOSTS"
            ),
        ),
        (
            "the page holds no text that could be extracted; it had one on 2026-03-01",
            "la página no tiene texto que se pueda extraer; lo tenía el 2026-03-01",
        ),
        (
            "no longer there: the server answered 410; it counts as retrieved on 2026-03-01 UTC",
            "ya no está: el servidor respondió 410; vale como se consultó el 2026-03-01 UTC",
        ),
        ("something that nobody has said before", None),
        ("no such outcome: the server answered 503", None),
        ("", None),
    ],
)
def test_sentences_within_sentences_are_said_in_the_language_too(
    reason: str, said: str | None
) -> None:
    assert said_reason(reason, SPANISH) == said
    assert said_reason(reason, ENGLISH) in {
        None,
        reason,
        reason.replace("refused_address", "address refused"),
    }


def test_several_reasons_are_told_apart_though_some_have_semicolons_in_them() -> None:
    several = "the feed a holds no items; x answered 403 Forbidden; check A_KEY; who knows"
    assert said_reasons(several, SPANISH) == (
        "el canal a no tiene entradas; x respondió 403 Forbidden; revisa A_KEY; who knows"
    )


def test_what_failed_is_said_in_the_language_of_the_page_and_what_is_not_known_marked_english(
    desk: ServedDesk,
) -> None:
    editor = desk.somebody()
    pages = {
        language: editor.page(
            f"/claims/{desk.fresh_claim()}", headers={"accept-language": language}
        ).find("section", {"aria-labelledby": "searched"})
        for language in ("es", "en")
    }
    assert "the server answered 503" in pages["en"].get_text(" ")
    assert "el servidor respondió 503" in pages["es"].get_text(" ")
    assert pages["es"].find(lang="en") is None
