"""Why a verdict is what it is, in the article's language, from templates over the facts used.

Passages are cited by their number in the verdict's evidence, counted from 1; what stands between
quotation marks before a number is verbatim in that passage.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from checkers.articles import Article
from checkers.labels import Stance, VerdictLabel
from checkers.nouns import Evidence, Outdated, WeighedEvidence
from checkers.verdicts.weigh import Grounds

FALLBACK_LANGUAGE = "en"
FIGURES_SHOWN = 2
LONGEST_QUOTE = 180
"""Characters; a longer passage is quoted up to the last word before."""
NOT_IN_HOSTS = re.compile(r"[^\w.:–-]")
"""What would look like a quote or a citation, among others."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be explained; `leaning` is the likeliest label, however unsure.

    `left_out` are the addresses of pages that an editor does not want as evidence.
    """

    label: VerdictLabel
    leaning: VerdictLabel
    outdated: Outdated | None = None
    left_out: tuple[str, ...] = ()


def justify(
    finding: Finding,
    article: Article,
    evidence: Sequence[Evidence],
    weighed: Sequence[WeighedEvidence],
    grounds: Grounds,
) -> str:
    """One to six sentences for a reader, with numbered citations."""
    wording = _wording(article.language)
    left_out = _left_out(finding.left_out, wording)
    if not evidence:
        return " ".join(part for part in (wording["label"]["nothing_found"], left_out) if part)
    facts = _Facts(wording, article, tuple(evidence), tuple(weighed), grounds)
    withheld = finding.label is not finding.leaning
    sentence = wording["withheld" if withheld else "label"][finding.leaning].format(
        supports=facts.side(Stance.SUPPORTS),
        refutes=facts.side(Stance.REFUTES),
        read=len(evidence),
        sources=len({piece.source_id for piece in evidence}),
    )
    more = (
        facts.quotes(),
        facts.figures(),
        facts.outdated(finding.outdated) if finding.outdated else "",
        facts.later(),
        left_out,
    )
    return " ".join(part for part in (sentence, *more) if part)


def why_excluded(reason: str, language: str) -> str:
    """The words for a piece of evidence that did not count."""
    return _wording(language)["excluded"][reason]


def _left_out(urls: Sequence[str], wording: dict[str, dict[str, str]]) -> str:
    """How many pages editors left out, and of which hosts; their addresses may be forgotten."""
    if not urls:
        return ""
    hosts = dict.fromkeys(NOT_IN_HOSTS.sub("", urlsplit(url).hostname or "–") for url in urls)
    template = wording["side"]["left_out_one" if len(urls) == 1 else "left_out"]
    return template.format(count=len(urls), hosts=", ".join(hosts))


@dataclass(frozen=True, slots=True)
class _Facts:
    """The evidence of a verdict, with the words for it."""

    wording: dict[str, dict[str, str]]
    article: Article
    evidence: tuple[Evidence, ...]
    weighed: tuple[WeighedEvidence, ...]
    grounds: Grounds

    def side(self, side: Stance) -> str:
        """The voices on a side, with their publishers and numbers."""
        cited = [
            f"{self._publisher(piece)} [{number}]"
            for number, piece, weight in self._numbered()
            if weight.weight > 0 and piece.stance is side
        ]
        template = self.wording["side"]["one" if len(cited) == 1 else "many"]
        return template.format(count=len(cited), who=", ".join(cited))

    def quotes(self) -> str:
        """The weightiest passage of each side in its own words."""
        found = []
        for side in (Stance.SUPPORTS, Stance.REFUTES):
            counted = [
                (weight.weight, -number, piece)
                for number, piece, weight in self._numbered()
                if weight.weight > 0 and piece.stance is side
            ]
            if counted:
                _, number, piece = max(counted, key=lambda one: one[:2])
                template = self.wording["side"][f"quote_{side}"]
                found.append(template.format(quote=self._quote(piece), number=-number))
        return " ".join(found)

    def figures(self) -> str:
        """The claim's figures beside those that counted."""
        shown = [
            self.wording["side"]["figure"].format(
                claim=piece.comparison.claim.text,
                publisher=self._publisher(piece),
                number=number,
                source=piece.comparison.source.text,
                time=f" ({piece.comparison.source.time})" if piece.comparison.source.time else "",
            )
            for number, piece, weight in self._numbered()
            if piece.comparison is not None and weight.weight > 0
        ]
        listed = "; ".join(shown[:FIGURES_SHOWN])
        return self.wording["side"]["figures"].format(list=listed) if listed else ""

    def outdated(self, found: Outdated) -> str:
        """When it was true, and when no longer."""
        numbers = {piece.id: (number, piece) for number, piece, _ in self._numbered()}
        then, now = numbers[found.true_evidence_id], numbers[found.false_evidence_id]
        return self.wording["side"]["outdated"].format(
            then=found.true_at,
            then_publisher=self._publisher(then[1]),
            then_number=then[0],
            now=found.false_at,
            now_publisher=self._publisher(now[1]),
            now_number=now[0],
        )

    def later(self) -> str:
        """How many of the passages that counted are newer than the article."""
        count = sum(
            weight.weight > 0 and self._is_later(piece) for _, piece, weight in self._numbered()
        )
        if not count:
            return ""
        return self.wording["side"]["later_one" if count == 1 else "later"].format(count=count)

    def _numbered(self) -> list[tuple[int, Evidence, WeighedEvidence]]:
        pairs = zip(self.evidence, self.weighed, strict=True)
        return [(number, piece, weight) for number, (piece, weight) in enumerate(pairs, start=1)]

    def _publisher(self, piece: Evidence) -> str:
        return self.grounds.sources[piece.source_id].publisher

    def _is_later(self, piece: Evidence) -> bool:
        return self.grounds.sources[piece.source_id].is_later_than(self.article)

    def _quote(self, piece: Evidence) -> str:
        text = self.grounds.passages[piece.passage_id].text
        if len(text) > LONGEST_QUOTE:
            text = text[:LONGEST_QUOTE].rsplit(maxsplit=1)[0]
        return text


@cache
def _wording(language: str) -> dict[str, dict[str, str]]:
    folder = files("checkers.verdicts") / "wording"
    file = folder / f"{language}.toml"
    if not file.is_file():
        file = folder / f"{FALLBACK_LANGUAGE}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
