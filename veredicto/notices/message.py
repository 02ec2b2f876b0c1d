"""What a message says, as text and as HTML: one for an article, in the article's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from checkers.before import CheckedBefore
from checkers.labels import Stance, VerdictLabel
from checkers.nouns import EarlierFactCheck, Report
from checkers.verdicts.flags import Flag, Reason
from veredicto.notices.wordings import Wordings, wordings
from warehouse.export.addresses import is_web_address

LONGEST_TITLE = 120
SIDES = {
    VerdictLabel.SUPPORTED: (Stance.SUPPORTS,),
    VerdictLabel.REFUTED: (Stance.REFUTES,),
    VerdictLabel.CONFLICTING_EVIDENCE: (Stance.SUPPORTS, Stance.REFUTES),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: (),
}
"""Which sides are quoted beside a verdict."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a line, and the whole as text and as HTML."""

    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source for or against a claim, with where they stand."""

    side: str
    text: str
    title: str
    publisher: str
    date: str
    url: str | None

    @property
    def provenance(self) -> str:
        """The title of the page, who published it and when, as far as it says."""
        return ", ".join(part for part in (self.title, self.publisher, self.date) if part)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as a message shows it: what was found, in sentences, and where to read on."""

    claim: str
    state: str
    remarks: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    article: str | None = None
    article_url: str | None = None
    desk_url: str | None = None


def message_of(report: Report, flags: Sequence[Flag], desk_url: str | None) -> Message:
    """What is said of the flagged claims of a run; `desk_url` is where browsers find the desk."""
    words = wordings(report.article.language)
    article = " ".join((report.article.title or "").split())
    title = words.count("one", "many", len(flags), title=_named(article, words))
    told = tuple(_told(report, flag, desk_url, words) for flag in flags)
    url = report.article.url
    return render(
        words,
        title=title,
        note=words.say("note"),
        told=told,
        article=article,
        article_url=url if is_web_address(url) else None,
    )


def render(
    words: Wordings,
    *,
    title: str,
    note: str,
    told: Sequence[Told],
    article: str | None = None,
    article_url: str | None = None,
) -> Message:
    """The message with these parts, in the language of the words."""
    parts = {
        "title": title,
        "note": note,
        "told": told,
        "article": article,
        "article_url": article_url,
        "words": words,
    }
    text, html = (
        _environment().get_template(f"message.{kind}.j2").render(parts) for kind in ("txt", "html")
    )
    return Message(title, text, html)


def desk_page(desk_url: str | None, claim_id: str) -> str | None:
    """Where the desk shows a claim; None where the desk has no address that others know."""
    return None if desk_url is None else f"{desk_url.rstrip('/')}/claims/{quote(claim_id)}"


def shortened(text: str, longest: int = LONGEST_TITLE) -> str:
    """The text on one line, cut at a word if it is longer than that."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rsplit(' ', 1)[0]}…"


def _named(article: str, words: Wordings) -> str:
    if not article:
        return words.say("untitled")
    return f"«{shortened(article)}»" if words.language == "es" else f"“{shortened(article)}”"


def _told(report: Report, flag: Flag, desk_url: str | None, words: Wordings) -> Told:
    verdict = flag.assessment.verdict
    return Told(
        claim=" ".join(flag.claim.wording.split()),
        state=words.state(
            flag.assessment.status,
            verdict.label if verdict else None,
            verdict.confidence if verdict else None,
        ),
        remarks=tuple(_remarks(flag, words)),
        quotes=tuple(_quotes(report, flag, words)),
        desk_url=desk_page(desk_url, flag.claim.id),
    )


def _remarks(flag: Flag, words: Wordings) -> Iterator[str]:
    if Reason.WORTH_CHECKING in flag.reasons:
        yield words.say("worth_checking")
    yield from (_before(one, words) for one in flag.checked_before)
    yield from (_of_others(one, words) for one in flag.fact_checks)


def _before(before: CheckedBefore, words: Wordings) -> str:
    name = "repeat" if before.decision is None else "repeat_decided"
    return words.say(
        name,
        date=words.formats.day(before.checked_at),
        outlet=before.outlet or before.article_title or words.say("untitled"),
        wording=before.wording,
    )


def _of_others(earlier: EarlierFactCheck, words: Wordings) -> str:
    it = earlier.fact_check
    said = words.say(
        "fact_check",
        publisher=it.publisher_name or it.publisher,
        claim=it.claim_reviewed,
        rating=it.rating.words or words.say("unrated"),
    )
    return f"{said} {it.url}" if is_web_address(it.url) else said


def _quotes(report: Report, flag: Flag, words: Wordings) -> Iterator[Quote]:
    """The weightiest passage of each side that the verdict rests on."""
    verdict = flag.assessment.verdict
    if verdict is None:
        return
    pieces = {piece.id: piece for piece in report.evidence}
    sources = {source.id: source for source in report.sources}
    passages = {passage.id: passage for passage in report.passages}
    for side in SIDES[verdict.label]:
        counted = [
            (weighed.weight, pieces[weighed.evidence_id])
            for weighed in verdict.evidence
            if weighed.weight > 0 and pieces[weighed.evidence_id].stance is side
        ]
        if not counted:
            continue
        _, piece = max(counted, key=lambda it: it[0])
        source = sources[piece.source_id]
        yield Quote(
            side=words.say(side),
            text=" ".join(passages[piece.passage_id].text.split()),
            title=shortened(source.title or ""),
            publisher=source.publisher,
            date=words.formats.day(source.published_at) if source.published_at else "",
            url=source.url if is_web_address(source.url) else None,
        )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("veredicto.notices"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
