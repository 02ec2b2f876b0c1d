"""How a claim was read, as a value of a column and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checkers.nouns import Claim
from checkers.readings import Reference, SaidBy, Stretch


def reading_row(claim: Claim) -> dict[str, object]:
    """The value of `claims.reading` and `run_claims.reading`."""
    said = claim.said_by
    return {
        "confidence": claim.confidence,
        "said_by": said
        and {
            "who": said.who,
            "cue": said.cue,
            "direct": said.direct,
            "anonymous": said.anonymous,
            "saying_id": said.saying_id,
        },
        "refers": [
            {
                "text": one.text,
                "start_char": one.start,
                "end_char": one.end,
                "meaning": one.meaning,
                "found_start": one.found and one.found.start,
                "found_end": one.found and one.found.end,
            }
            for one in claim.references
        ],
        "spans": [{"start_char": one.start, "end_char": one.end} for one in claim.spans],
    }


def with_reading(claim: Claim, row: Mapping[str, Any] | None) -> Claim:
    """The claim with what such a value says of it; as it is where nothing was kept."""
    if row is None:
        return claim
    said = row["said_by"]
    return replace(
        claim,
        confidence=row["confidence"],
        said_by=said and SaidBy(**said),
        references=tuple(_reference(one) for one in row["refers"] or ()),
        spans=tuple(Stretch(one["start_char"], one["end_char"]) for one in row["spans"] or ()),
    )


def _reference(row: Mapping[str, Any]) -> Reference:
    found = None
    if row["found_start"] is not None:
        found = Stretch(row["found_start"], row["found_end"])
    return Reference(row["text"], row["start_char"], row["end_char"], row["meaning"], found)
