"""Makes pages of the templates, everything escaped, in the language of who asks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from checkers.verdicts.justify import why_excluded
from veredicto.desk import words as named
from veredicto.desk.keys import COMMANDS
from veredicto.desk.queue.line import SHOWN_VALUES, Waiting
from veredicto.desk.queue.wanted import NONE, Wanted
from veredicto.desk.reasons import said_reason
from veredicto.desk.told import said
from veredicto.desk.visit import Visitor, words_of
from veredicto.desk.words import FALLBACK, LANGUAGES, SIGNS, Words, words_in
from veredicto.page.citations import cited_parts
from warehouse.export.addresses import is_web_address

# What HTML cannot hold, and what would not be seen: also signs that turn the direction of text.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# A text of a template that stands by itself, without values in it.
_PLAIN = re.compile(r'\{\{ _\("([^"\\]*)"\) \}\}')
OWN_FILES = ("desk.css", "desk.js", "icon.svg")


def render(
    request: Request,
    template: str,
    *,
    who: Visitor | None = None,
    status: int = 200,
    words: Words | None = None,
    **context: Any,  # noqa: ANN401 (templates take what they show)
) -> HTMLResponse:
    """A page, with what every page shows besides."""
    words = words or (who.words if who else words_of(request))
    keys = who.keys if who else {}
    text = (
        environment(words.language)
        .get_template(template)
        .render(
            who=who,
            person=who.person if who else None,
            mark=who.mark if who else "",
            keys=keys,
            key_table=_key_table(words.language, tuple(keys.items())) if keys else "",
            words=words,
            formats=words.formats,
            path=request.url.path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            **context,
        )
    )
    return HTMLResponse(text, status_code=status)


class _Said(PackageLoader):
    """Loads templates with their plain texts said in the language of `words` already.

    A page has some hundred and fifty; to look each up for every reader takes a tenth of its time.
    """

    def __init__(self, words: Words) -> None:
        super().__init__("veredicto.desk", "templates")
        self._words = words

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """The source of a template."""
        source, path, fresh = super().get_source(environment, template)
        return _PLAIN.sub(lambda it: str(escape(self._words.say(it[1]))), source), path, fresh


@cache
def environment(language: str) -> Environment:
    """The templates with the words of a language."""
    made = Environment(
        loader=_Said(words_in(language)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printable,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    words = words_in(language)
    made.install_gettext_callables(words.say, words.say_many, newstyle=True)  # type: ignore[attr-defined] # of the extension
    made.tests["web_address"] = is_web_address
    made.filters["label_shown"] = label_shown
    made.globals.update(
        named=named,
        signs=SIGNS,
        languages=LANGUAGES,
        commands=COMMANDS,
        NONE=NONE,
        SHOWN_VALUES=SHOWN_VALUES,
        Wanted=Wanted,
        own_file=own_file,
        cited_parts=cited_parts,
        kinds=named.PUBLISHERS,
        ending_of=partial(said, words=words),
        because=partial(because, words=words),
        why_excluded=partial(why_excluded, language=language),
    )
    return made


def label_shown(claim: Waiting) -> str:
    """What stands on a claim: a label, that it is not checkable, or why there is no label."""
    return "not_checkable" if claim.not_checkable else str(claim.label or claim.status)


def because(reason: str | None, words: Words) -> Markup:
    """Why something failed; marked as English where it is not known in the language."""
    told = said_reason(reason or "", words)
    if told is None and words.language != FALLBACK:
        return Markup('<span lang="en">{}</span>').format(printable(reason or ""))
    return escape(printable(told or reason or ""))


@lru_cache(maxsize=256)
def _key_table(language: str, keys: tuple[tuple[str, str], ...]) -> Markup:
    """The table of somebody's keys, which is on every page."""
    words, template = words_in(language), environment(language).get_template("key_table.html")
    return Markup(template.render(keys=dict(keys), words=words))  # noqa: S704 (a template has escaped it)


def printable(value: object) -> object:
    """The value without what a page cannot hold or a reader would be misled by."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub("\ufffd", value)
    return value


@cache
def own_file(name: str) -> str:
    """The address of a file of ours; it changes with its content."""
    return f"/static/{name}?{content_hash(name)}"


@cache
def content_hash(name: str) -> str:
    """A hash of what is in a file of ours."""
    return hashlib.sha256(content_of(name)).hexdigest()[:16]


@cache
def content_of(name: str) -> bytes:
    """What is in a file of ours."""
    return (files("veredicto.desk") / "static" / name).read_bytes()
