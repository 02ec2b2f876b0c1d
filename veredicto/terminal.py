"""A report for a person at a terminal."""

from __future__ import annotations

from collections import Counter

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from checkers.evidence.wordings import wording_of
from checkers.labels import ClaimStatus, OpinionOutcome, Stance, VerdictLabel
from checkers.nouns import Assessment, Claim, Evidence, Opinion, Report, Verdict, WeighedEvidence
from veredicto.earlier_shown import earlier_panel
from veredicto.repeats_shown import checked_before
from warehouse.place import Place

LABELS = {
    VerdictLabel.SUPPORTED: ("✓ supported", "green"),
    VerdictLabel.REFUTED: ("✗ refuted", "red"),
    VerdictLabel.CONFLICTING_EVIDENCE: ("≠ conflicting evidence", "magenta"),
    VerdictLabel.NOT_ENOUGH_EVIDENCE: ("? not enough evidence", "yellow"),
}
STANCES = {
    Stance.SUPPORTS: ("supports", "green"),
    Stance.REFUTES: ("refutes", "red"),
    Stance.NEUTRAL: ("neutral", "dim"),
}
AFTER_ARTICLE = "published after the article:"
FAILED = ("! retrieval failed", "bright_red")


def print_report(report: Report, warehouse: Place, console: Console) -> None:
    """Claims with verdicts and the passages that decided, then what was not checked and why."""
    console.print(Rule(Text(report.article.title or "(no title)", style="bold"), align="left"))
    pairs = list(zip(report.claims, report.assessments, strict=True))
    shown = _Shown(report)
    for claim, assessment in pairs:
        if claim.to_check:
            earlier = [one for one in report.earlier_fact_checks if one.claim_id == claim.id]
            if earlier:
                console.print(earlier_panel(claim.text, earlier))
            console.print(shown.claim(claim, assessment))
    left_out = [(claim, one) for claim, one in pairs if not claim.to_check]
    if left_out:
        console.print(Rule("not checked", align="left", style="dim"))
        console.print(_left_out(left_out))
    if report.run.failures:
        console.print(Rule("failed", align="left", style="red"))
        console.print(_failures(report))
    console.print(Rule(style="dim"))
    console.print(_summary(report, warehouse))


class _Shown:
    """Renders the claims of one report."""

    def __init__(self, report: Report) -> None:
        self._article = report.article
        self._evidence = {piece.id: piece for piece in report.evidence}
        self._passages = {passage.id: passage for passage in report.passages}
        self._sources = {source.id: source for source in report.sources}
        self._opinions = report.opinions
        self._before = report.checked_before

    def claim(self, claim: Claim, assessment: Assessment) -> RenderableType:
        text = Text(claim.text, style="bold")
        if claim.attributed_to:
            text.append(f"  (attributed to {claim.attributed_to})", style="not bold dim")
        if assessment.verdict is None:
            head = Text(FAILED[0], style=FAILED[1])
            body = Group(text, Text(assessment.reason or ""), *self._checked_before(claim))
            return Panel(body, title=head, title_align="left")
        verdict = assessment.verdict
        words, colour = LABELS[verdict.label]
        # An abstention has no evidence to be confident in.
        abstains = verdict.label is VerdictLabel.NOT_ENOUGH_EVIDENCE
        confidence = "" if abstains else f"  {verdict.confidence:.0%}"
        head = Text(words + confidence, style=f"bold {colour}")
        later = self._pieces(verdict, later=True)
        if later:
            later = [Padding(Text(AFTER_ARTICLE, style="italic"), (1, 0, 0, 2)), *later]
        opinions = [
            self._opinion(opinion, verdict)
            for opinion in self._opinions
            if opinion.verdict_id == verdict.id
        ]
        pieces = [*self._pieces(verdict, later=False), *later, *opinions]
        told = [Text(verdict.justification), *_carried(assessment), *self._checked_before(claim)]
        body = Group(text, *told, *pieces)
        return Panel(body, title=head, title_align="left", border_style=colour)

    def _checked_before(self, claim: Claim) -> list[RenderableType]:
        found = [one for one in self._before if one.claim_id == claim.id]
        return checked_before(found)

    def _pieces(self, verdict: Verdict, *, later: bool) -> list[RenderableType]:
        """The pieces that counted, from before the article or after it."""
        return [
            self._piece(number, weighed, verdict)
            for number, weighed in enumerate(verdict.evidence, start=1)
            if weighed.weight > 0 and self._is_later(weighed) is later
        ]

    def _is_later(self, weighed: WeighedEvidence) -> bool:
        piece = self._evidence[weighed.evidence_id]
        return self._sources[piece.source_id].is_later_than(self._article)

    def _piece(self, number: int, weighed: WeighedEvidence, verdict: Verdict) -> RenderableType:
        piece = self._evidence[weighed.evidence_id]
        source = self._sources[piece.source_id]
        words, colour = STANCES[piece.stance]
        others = self._who_say_it_too(piece, verdict)
        quote = Text.assemble(
            (f"[{number}] {words} ", colour),
            f"«{self._passages[piece.passage_id].text}»",
            (f"\n{plain_title(source.title)}" if source.title else "", "italic"),
            ("\n" + self._provenance(piece), "dim"),
            (f"\nin the same words: {', '.join(others)}" if others else "", "dim"),
            (f"\n{source.url}", "dim underline"),
        )
        return Padding(quote, (1, 0, 0, 2))

    def _who_say_it_too(self, piece: Evidence, verdict: Verdict) -> list[str]:
        """The other publishers who say it in the same words, and so with the same voice."""
        own = self._sources[piece.source_id].publisher
        said = wording_of(self._passages[piece.passage_id].text)
        others = [self._evidence[weighed.evidence_id] for weighed in verdict.evidence]
        who = dict.fromkeys(
            self._sources[other.source_id].publisher
            for other in others
            if wording_of(self._passages[other.passage_id].text) == said
        )
        return [publisher for publisher in who if publisher != own]

    def _opinion(self, opinion: Opinion, verdict: Verdict) -> RenderableType:
        """One line: what an additional judge makes of the claim, with its first quote."""
        line = Text.assemble(("second reading by ", "dim"), (opinion.model, "dim"), (": ", "dim"))
        if opinion.label is None:
            failed = opinion.outcome is OpinionOutcome.FAILED
            line.append("no answer" if failed else "not accepted", style="yellow")
            line.append(f", {opinion.reason}", style="dim")
            return Padding(line, (1, 0, 0, 2))
        line.append(*LABELS[opinion.label])
        line.append(*((", agrees", "dim") if opinion.agrees else (", DISAGREES", "bold magenta")))
        numbers = {weighed.evidence_id: n for n, weighed in enumerate(verdict.evidence, start=1)}
        for quote in opinion.quotes[:1]:
            line.append(f" [{numbers[quote.evidence_id]}] «{quote.text}»")
        return Padding(line, (1, 0, 0, 2))

    def _provenance(self, piece: Evidence) -> str:
        source = self._sources[piece.source_id]
        published = f", published {source.published_at:%Y-%m-%d}" if source.published_at else ""
        return (
            f"{source.publisher}{published}, retrieved {source.retrieved_at:%Y-%m-%d %H:%M} UTC, "
            f"similarity {piece.similarity:.2f}"
        )


def plain_title(title: str) -> str:
    """The title of a page on one line."""
    return " ".join(title.split())


def _carried(assessment: Assessment) -> list[RenderableType]:
    """One line where the verdict is one of an earlier run."""
    if assessment.carried_from is None or assessment.verdict is None:
        return []
    decided = f"{assessment.verdict.decided_at:%Y-%m-%d %H:%M}"
    run = assessment.carried_from[:12]
    return [Text(f"not checked again: the verdict of {decided} UTC, of run {run}", style="dim")]


def _left_out(pairs: list[tuple[Claim, Assessment]]) -> RenderableType:
    lines = []
    for claim, assessment in pairs:
        line = Text(f"{claim.kind}  ", style="cyan")
        line.append(f"{claim.check_worthiness:.2f}  ", style="dim")
        line.append(claim.text, style="default")
        line.append(f"\n    {assessment.reason}", style="dim")
        lines.append(Padding(line, (0, 0, 0, 2)))
    return Group(*lines)


def _failures(report: Report) -> RenderableType:
    counted = Counter(
        (failure.stage, failure.url or failure.provider or "", failure.reason)
        for failure in report.run.failures
    )
    return Group(
        *(
            Padding(Text(f"{stage}  {where}\n    {reason} (×{count})"), (0, 0, 0, 2))
            for (stage, where, reason), count in counted.items()
        )
    )


def _summary(report: Report, warehouse: Place) -> Text:
    found: Counter[str] = Counter()
    for assessment in report.assessments:
        verdict = assessment.verdict
        found[verdict.label.value if verdict else assessment.status.value] += 1
    order = [*VerdictLabel, *ClaimStatus]
    counts = ", ".join(
        f"{found[name]} {name.replace('_', ' ')}" for name in order if found.get(name)
    )
    seconds = sum(seconds for _, seconds in report.run.seconds)
    return Text(
        f"{counts} · {len(report.sources)} pages, {len(report.evidence)} passages judged, "
        f"{seconds:.1f} s · run {report.run.id[:12]} in {warehouse}",
        style="dim",
    )
