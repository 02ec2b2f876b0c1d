"""The labels of the nouns: closed lists of words, as they are printed and stored."""

from __future__ import annotations

from enum import StrEnum


class Stance(StrEnum):
    """What one passage says of one claim."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    REFUTES = "refutes"


class VerdictLabel(StrEnum):
    """What the evidence as a whole says of a claim: AVeriTeC's four labels (Schlichtkrull 2023)."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class StatementKind(StrEnum):
    """What sort of statement a sentence makes."""

    FACTUAL = "factual"
    ATTRIBUTED = "attributed"
    HEDGED = "hedged"
    PREDICTION = "prediction"
    OPINION = "opinion"
    QUESTION = "question"
    OTHER = "other"


class EntityType(StrEnum):
    """What a name names; a work is what somebody has made, newspapers and journals too."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    WORK = "work"


class ClaimStatus(StrEnum):
    """How far the check of a claim came; only `JUDGED` goes with a verdict."""

    JUDGED = "judged"
    RETRIEVAL_FAILED = "retrieval_failed"
    NOT_CHECKED = "not_checked"
    AMBIGUOUS = "ambiguous"


class Comparator(StrEnum):
    """How a quantity is bounded in the text."""

    EQUAL = "="
    ABOUT = "≈"
    LESS = "<"
    AT_MOST = "≤"
    MORE = ">"
    AT_LEAST = "≥"
    RANGE = "range"


class Outcome(StrEnum):
    """How the retrieval of one page ended; everything but `RETRIEVED` is a failure."""

    RETRIEVED = "retrieved"
    REFUSED_ADDRESS = "refused_address"
    ROBOTS = "robots"
    HTTP_ERROR = "http_error"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    UNSUPPORTED_CONTENT = "unsupported_content"
    NO_TEXT = "no_text"


class SearchOutcome(StrEnum):
    """How a search provider took one query; only the first two are answers."""

    ANSWERED = "answered"
    EMPTY = "empty"
    RATE_LIMITED = "rate_limited"
    FAILED = "failed"
    RESTING = "resting"
    OVER_BUDGET = "over_budget"


class Stage(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    CLAIMS = "claims"
    SEARCH = "search"
    FETCH = "fetch"
    EVIDENCE = "evidence"
    VERDICTS = "verdicts"
    RECORD = "record"


class Decision(StrEnum):
    """What an editor did with a verdict; `RETRACT` takes back what was decided before."""

    CONFIRM = "confirm"
    OVERRULE = "overrule"
    NOT_CHECKABLE = "not_checkable"
    RETRACT = "retract"


class OpinionOutcome(StrEnum):
    """What became of an additional judge's opinion; only an accepted one says anything."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
