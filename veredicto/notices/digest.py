"""The claims that most need a person, for those who do not look at the desk every day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checkers.errors import BadInput, BadSetting
from veredicto.desk.book.opened import Book
from veredicto.desk.nouns import ClaimState, DeskState
from veredicto.desk.queue.line import Line, Waiting
from veredicto.desk.queue.wanted import Facet, Wanted
from veredicto.notices.channels import open_channels
from veredicto.notices.message import Message, Told, desk_page, render
from veredicto.notices.notifier import tell_failure
from veredicto.notices.wordings import FALLBACK, Wordings, wordings
from veredicto.refreshing import public_copy
from veredicto.settings import Settings
from warehouse.desk.reader import DeskReader
from warehouse.export.addresses import is_web_address
from warehouse.place import Lake, is_there

UNDECIDED = (DeskState.DISAGREEMENT, DeskState.SECOND_READING, DeskState.OPEN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that nobody has decided, as it stands in the queue, with its article's address."""

    claim: Waiting
    article_url: str | None
    desk_url: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """The claims checked since a time that most need a person, in the order of the desk.

    `waiting` counts all that were checked since then and are undecided.
    """

    since: datetime
    candidates: tuple[Candidate, ...]
    waiting: int


def best_claims(settings: Settings, *, since: datetime, most: int) -> Digest:
    """So many of the claims that were checked since a time and that nobody has decided.

    Raises:
        BadInput: there is no warehouse.
        WarehouseError: it or the desk's book cannot be read.
    """
    if not is_there(settings.warehouse):
        raise BadInput(f"there is no warehouse at {settings.warehouse}: check an article first.")
    line = _line(settings)
    wanted = Wanted(((Facet.STATE, tuple(map(str, UNDECIDED))),))
    ordered = line.all_of(wanted)
    found = line.find_all(ordered)
    waiting = [found[it] for it in ordered if found[it].checked_at >= since]
    candidates = []
    for claim in waiting[:most]:
        url = (line.row(claim.claim_id) or {})["article_url"]
        page = desk_page(settings.desk_url, claim.claim_id)
        candidates.append(Candidate(claim, url if is_web_address(url) else None, page))
    return Digest(since, tuple(candidates), len(waiting))


def digest_message(digest: Digest) -> Message:
    """What a digest says, in the language that most of its claims are in."""
    languages = Counter(it.claim.language for it in digest.candidates)
    words = wordings(languages.most_common(1)[0][0] if languages else FALLBACK)
    note = words.say("digest_since", date=words.formats.moment(digest.since))
    return render(
        words,
        title=words.count("digest_one", "digest", len(digest.candidates)),
        note=f"{note} {words.say('note')}",
        told=[_told(one, words) for one in digest.candidates],
    )


def send(digest: Digest, settings: Settings) -> int:
    """Sends the digest to every channel; gives how many did not take it.

    Raises:
        BadSetting: there is no channel, or one cannot be used.
    """
    channels = open_channels(settings.notify)
    if not channels:
        raise BadSetting("--send needs to know where to: name it in VEREDICTO_NOTIFY")
    if not digest.candidates:
        return 0
    message = digest_message(digest)
    failures = [(channel, channel.send(message)) for channel in channels]
    for channel, failure in failures:
        if failure is not None:
            tell_failure(channel, failure)
    return sum(failure is not None for _, failure in failures)


def _line(settings: Settings) -> Line:
    with closing(DeskReader(_place_to_read(settings))) as reader:
        return Line(reader.queue().table, _states(settings), datetime.now(UTC))


def _place_to_read(settings: Settings) -> Lake | Path:
    if isinstance(settings.warehouse, Lake):
        return settings.warehouse
    copy = public_copy(settings)
    copy.refresh_database(patience_seconds=settings.patience_seconds)
    return copy.database


def _states(settings: Settings) -> Mapping[str, ClaimState]:
    if not settings.desk.is_file():
        return {}
    # Jobs that are under way are those of the desk that is open.
    with Book(settings.desk, resume=False) as book:
        return book.actions.states()


def _told(one: Candidate, words: Wordings) -> Told:
    claim = one.claim
    remarks = [words.say("outlets", count=claim.outlets)] if claim.outlets > 1 else []
    return Told(
        claim=" ".join(claim.wording.split()),
        state=words.state(claim.status, claim.label, claim.confidence),
        remarks=tuple(remarks),
        article=" – ".join(filter(None, (claim.article_title, claim.outlet)))
        or words.say("untitled"),
        article_url=one.article_url,
        desk_url=one.desk_url,
    )
