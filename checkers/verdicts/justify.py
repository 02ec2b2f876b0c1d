"""Why a verdict is what it is, in the article's language, from templates over the facts used.

Passages are cited by their number in the verdict's evidence, counted from 1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from checkers.nouns import Evidence, Stance, VerdictLabel, WeighedEvidence
from checkers.verdicts.weigh import Grounds

FALLBACK_LANGUAGE = "en"
FIGURES_SHOWN = 2


def justify(
    label: VerdictLabel,
    language: str,
    evidence: Sequence[Evidence],
    weighed: Sequence[WeighedEvidence],
    grounds: Grounds,
    *,
    leaning: VerdictLabel,
) -> str:
    """One to three sentences for a reader, with numbered citations.

    `leaning` is the likeliest label where the accepted risk does not let it be the verdict.
    """
    wording = _wording(language)
    if not evidence:
        return wording["label"]["nothing_found"]
    withheld = label is not leaning
    sentence = wording["withheld" if withheld else "label"][leaning].format(
        supports=_side(Stance.SUPPORTS, evidence, weighed, grounds, wording),
        refutes=_side(Stance.REFUTES, evidence, weighed, grounds, wording),
        read=len(evidence),
        sources=len({piece.source_id for piece in evidence}),
    )
    figures = _figures(evidence, weighed, grounds, wording)
    return sentence + (wording["side"]["figures"].format(list=figures) if figures else "")


def why_excluded(reason: str, language: str) -> str:
    """The words for a piece of evidence that did not count."""
    return _wording(language)["excluded"][reason]


def _side(
    side: Stance,
    evidence: Sequence[Evidence],
    weighed: Sequence[WeighedEvidence],
    grounds: Grounds,
    wording: dict[str, dict[str, str]],
) -> str:
    cited = [
        f"{grounds.sources[piece.source_id].publisher} [{number}]"
        for number, (piece, weight) in enumerate(zip(evidence, weighed, strict=True), start=1)
        if weight.weight > 0 and piece.stance is side
    ]
    template = wording["side"]["one" if len(cited) == 1 else "many"]
    return template.format(count=len(cited), who=", ".join(cited))


def _figures(
    evidence: Sequence[Evidence],
    weighed: Sequence[WeighedEvidence],
    grounds: Grounds,
    wording: dict[str, dict[str, str]],
) -> str:
    shown = []
    for number, (piece, weight) in enumerate(zip(evidence, weighed, strict=True), start=1):
        if piece.comparison is None or weight.weight == 0:
            continue
        source = piece.comparison.source
        shown.append(
            wording["side"]["figure"].format(
                claim=piece.comparison.claim.text,
                publisher=grounds.sources[piece.source_id].publisher,
                number=number,
                source=source.text,
                time=f" ({source.time})" if source.time else "",
            )
        )
    return "; ".join(shown[:FIGURES_SHOWN])


@cache
def _wording(language: str) -> dict[str, dict[str, str]]:
    folder = files("checkers.verdicts") / "wording"
    file = folder / f"{language}.toml"
    if not file.is_file():
        file = folder / f"{FALLBACK_LANGUAGE}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
