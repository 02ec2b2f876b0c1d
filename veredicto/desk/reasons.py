"""Why something failed, in the language of a page.

Searches, pages and commands say it in an English sentence, which is what the warehouse keeps. Each
kind of sentence is a text of the catalogues here, with braces for what stands in it.
"""

from __future__ import annotations

import re
from functools import cache

from veredicto.desk.marking import _
from veredicto.desk.words import OUTCOMES, Words

REASON = "reason"
"""What braces call a sentence within a sentence."""
KNOWN = "known"
"""What braces call a sentence that more was added to."""
REASONS = "reasons"
"""What braces call several of them, with semicolons between."""
ADDRESS_KINDS = {
    "malformed": _("malformed"),
    "cloud metadata": _("cloud metadata"),
    "unspecified": _("unspecified"),
    "loopback": _("loopback"),
    "link-local": _("link-local"),
    "multicast": _("multicast"),
    "reserved": _("reserved"),
    "private": _("private"),
    "tunnelled": _("tunnelled"),
    "not public": _("not public"),
}
LISTS = {"outcome": OUTCOMES, "kind": ADDRESS_KINDS}
"""The values that are names of a closed list, by what braces call them."""
NARROW = {"name": r"\S+?", "url": r"\S+?", "status": r"\d{3}(?: .*?)?"}
"""What values look like that are not just any text, by what braces call them."""

OF_PAGES = (
    _("{outcome}: {reason}"),
    _("the server answered {status}"),
    _("the page did not come whole in the time it is given"),
    _("the server cannot be reached: {reason}"),
    _("the page redirects to what is no URL of the web: {said}"),
    _("the connection broke off or the server spoke no HTTP: {reason}"),
    _("more than {count} redirects, the last one to {url}"),
    _("the host name {name} has no address"),
    _("{name} has no address"),
    _("All connection attempts failed"),
    _("Server disconnected without sending a response."),
    _(
        "{shown} is a {kind} address and is not fetched; if it is yours and meant,"
        " add {where} to VEREDICTO_ALLOW_HOSTS"
    ),
    _("{shown} is no URL that can be fetched: {said}"),
    _("{shown} is not fetched: only http and https are"),
    _("the URL holds a user name or password: give it without"),
    _("{shown} names no host that can be fetched from"),
    _("{shown} names port 0, where nothing can be fetched"),
    _("robots.txt of {name} keeps robots from this page"),
    _("no page of {name} is fetched: for robots.txt {reason}"),
    _("the page has {count} bytes, more than {most}"),
    _("the page has more than {most} bytes on the wire"),
    _("the page has more than {most} bytes when decompressed"),
    _("the page has more than {most} tags"),
    _("pages of the type {type} are not read, only {types}"),
    _("the page is a PDF file, which is read as an article only"),
    _("the page is binary, not text"),
    _("the page holds no text that could be extracted"),
    _("the body is compressed {count} times over"),
    _("the body is in the unknown encoding {name}"),
    _("the body is made of more than {count} compressed pieces"),
    _("the compressed body is damaged: {said}"),
    _("the compressed body ends early"),
    _("files of the type {type} are not read"),
    _("the file cannot be read: {said}"),
    _("the file has more than {most} bytes"),
    _("the file is not read: {reason}"),
    _("it names no file: {reason}"),
    _("it lies on the host {name}"),
    _("it lies outside the corpus folder"),
    _("no ZIM file is given: set VEREDICTO_ZIM"),
    _("the ZIM files hold no such entry"),
    _("the entry has more than {most} bytes"),
    _("no longer there: {reason}; it counts as retrieved on {time} UTC"),
    _("could not be asked for again: {reason}; it counts as retrieved on {time} UTC"),
    _("{known}; it had one on {day}"),
)
OF_SEARCHES = (
    _("left alone until {time} UTC, since {reason}"),
    _("the {count} queries that a run may ask {name} are spent"),
    _("{name} cannot be reached: {reason}"),
    _("{name} cannot be searched: {reason}; check {setting}"),
    _("{name} answered with something else than {provider}'s JSON ({said}): check {setting}"),
    _("{name} answered with more than {count} bytes"),
    _("{name} got no answer from its engines: {engines}"),
    _(
        "{name} asked none of its engines: those that failed rest, or it has none for the web;"
        " ask again in two minutes, or check its settings.yml"
    ),
    _("{name} could not search: {said}"),
    _("the engines that ddgs asks gave nothing to use: {said}"),
    _("the feed {url} cannot be read: {reason}"),
    _("the feed {url} holds no items"),
    _("no feed could be read: {reasons}"),
    _(
        "{known}; its settings.yml may lack json among search.formats: add it, or take another"
        " instance"
    ),
    _("{known}; check {setting}"),
    _("{known}, to be asked again after: {time}"),
    _("{name} answered {status}"),
)
OF_MODELS = (
    _("{name} answered compressed, which it was asked not to"),
    _(
        "{name} did not answer within {seconds} s: check that it runs, or give it longer with"
        " VEREDICTO_LLM_SECONDS"
    ),
    _("the connection to {name} broke off: {said}"),
    _("{name} answered with something else than a chat completion: check VEREDICTO_LLM_BASE_URL"),
    _("the passage cited is of no page of this run"),
    _("the passage cited is not in the stored page {url} at {place}"),
    _("the figure {said} is not in its passage where it is said to be"),
    _("the justification quotes {said}, which is not where it says"),
)
OF_COMMANDS = (
    _(
        "no search provider is set: give --search corpus --corpus FOLDER, or --search"
        " wikipedia,ddgs for the web without a key"
    ),
    _("{known} Waited {seconds} s."),
    _(
        "the warehouse {file} is held by another process{who}: wait for it to end, or close the"
        " program that has the file open."
    ),
    _("the warehouse {file} was written anew: try again."),
    _("the warehouse {file} was changed by another writer at the same moment: try again."),
    _(
        "the warehouse {file} has no room to grow: free space on its disk and run again."
        " Everything recorded before is kept."
    ),
    _(
        "the warehouse {file} cannot be written: give this user the right to write the file and"
        " its folder, or name another file."
    ),
    _(
        "{url} is no evidence of the claim {name}, so it cannot be left out: veredicto sql"
        " verdicts_with_evidence lists the pages that are."
    ),
    _(
        "run {name} was recorded before runs kept what they saw, and cannot be derived again:"
        " check the article anew."
    ),
)
OF_THE_RECORD = (
    _("is missing"),
    _("is missing, with those up to {number}"),
    _("does not follow {number} as that stands: one of the two was changed"),
    _("does not follow the beginning"),
    _("who did it, what, when or to what was changed"),
    _("its content was changed"),
    _("its content was taken out, and no redaction says so"),
    _("its content was changed since it was redacted"),
    _("{file} beside the book is missing: nothing tells whether later ones were cut off"),
    _("is the last of another book by {file}: this one took its place"),
    _("is missing, as the book says: the end was cut off"),
    _("is missing, as {file} says: the end was cut off"),
    _("is missing to {number}, as the book says: the end was cut off"),
    _("is missing to {number}, as {file} says: the end was cut off"),
    _("was put in: the chain ended before it"),
    _("is not the one that was written, as the book says"),
    _("is not the one that was written, as {file} says"),
    _("the warehouse is to be told of it, and the outbox does not have it"),
    _("the outbox has it, and it publishes nothing"),
)
SHAPES = (*OF_PAGES, *OF_SEARCHES, *OF_MODELS, *OF_COMMANDS, *OF_THE_RECORD)
"""The first that fits counts."""


def said_reason(text: str, words: Words) -> str | None:
    """The reason in a language; None where it is of no kind that is known."""
    for shape, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        values = {name: _value(name, value, words) for name, value in found.groupdict().items()}
        if None not in values.values():
            return words.say(shape).format(**values)
    return None


def said_reasons(text: str, words: Words) -> str:
    """Several reasons with semicolons between, which also stand within some; others as they are."""
    parts, said = text.split("; "), []
    while parts:
        # The longest beginning that is a reason: what is not known at all is a part by itself.
        for end in range(len(parts), 0, -1):
            whole = "; ".join(parts[:end])
            known = said_reason(whole, words)
            if known is not None or end == 1:
                said.append(known or whole)
                parts = parts[end:]
                break
    return "; ".join(said)


def _value(name: str, value: str, words: Words) -> str | None:
    """What stands in braces; None where it is not what it must be."""
    if name in LISTS:
        return words.say(LISTS[name][value]) if value in LISTS[name] else None
    if name in {REASON, KNOWN}:
        return said_reason(value, words) or (value if name == REASON else None)
    return said_reasons(value, words) if name == REASONS else value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((shape, re.compile(_pattern(shape), re.DOTALL)) for shape in SHAPES)


def _pattern(shape: str) -> str:
    """The shape as a regular expression; what is in braces is as short as it can be."""
    parts = re.split(r"\{(\w+)\}", shape)
    named = (f"(?P<{name}>{NARROW.get(name, '.*?')})" for name in parts[1::2])
    plain = map(re.escape, parts[::2])
    return next(plain) + "".join(name + text for name, text in zip(named, plain, strict=True))
