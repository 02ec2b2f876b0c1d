"""The story of a claim for a person at a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from checkers.labels import ClaimStatus, Stance, VerdictLabel
from veredicto.terminal import FAILED, LABELS, STANCES, plain_title
from warehouse.claim_story import ClaimStory, Row


def story_object(story: ClaimStory) -> dict[str, Any]:
    """The object that `veredicto story --json` prints: the rows by table, times in ISO 8601."""
    told: dict[str, Any] = to_jsonable_python(
        {field.name: getattr(story, field.name) for field in fields(story)}
    )
    return told


def print_story(story: ClaimStory, console: Console) -> None:
    """The claim and where it stands, then what happened to it, oldest first."""
    claim, article = story.claim, story.article
    console.print(
        Text(" ".join((claim["decontextualised"] or claim["text"]).split()), style="bold")
    )
    where = ", ".join(filter(None, (article["title"], article["publisher"])))
    console.print(Text(where or "an article without a title", style="dim"))
    if article["url"]:
        console.print(Text(article["url"], style="dim underline"))
    told = _Told(story)
    happened = [
        *((row["finished_at"], told.check(row)) for row in story.runs),
        *((row["reviewed_at"], told.decision(row)) for row in story.reviews),
    ]
    for at, shown in sorted(happened, key=lambda one: one[0]):
        console.print(Rule(Text(_moment(at), style="dim"), align="left", style="dim"))
        console.print(shown)


class _Told:
    """Renders what happened to one claim."""

    def __init__(self, story: ClaimStory) -> None:
        self._story = story
        self._verdicts = {row["id"]: row for row in story.verdicts}
        self._evidence = {row["id"]: row for row in story.evidence}
        self._passages = {row["id"]: row for row in story.passages}
        self._sources = {row["id"]: row for row in story.sources}

    def check(self, run: Row) -> RenderableType:
        """What a run came to, and on what."""
        head = Text.assemble(*self._outcome(run), (f"  run {run['run_id']}", "dim"))
        verdict = self._verdicts.get(run["verdict_id"])
        if verdict is None:
            return Group(head, Text(run["reason"] or ""))
        kept = [Text("the verdict of an earlier run stands", style="italic")]
        said = Text(verdict["justification"])
        return Group(head, *(kept if run["carried_from"] else []), said, *self._pieces(verdict))

    def decision(self, review: Row) -> RenderableType:
        """What an editor decided."""
        label = VerdictLabel(review["label"]) if review["label"] else None
        words, colour = LABELS[label] if label else ("", "bold")
        return Text.assemble(
            (f"{review['reviewer']}: {str(review['decision']).replace('_', ' ')} ", "bold"),
            (words, colour),
            f"\n{review['reason']}" if review["reason"] else "",
        )

    def _outcome(self, run: Row) -> Iterator[tuple[str, str]]:
        verdict = self._verdicts.get(run["verdict_id"])
        if verdict is not None:
            label = VerdictLabel(verdict["label"])
            words, colour = LABELS[label]
            # An abstention has no evidence to be confident in.
            sure = label is not VerdictLabel.NOT_ENOUGH_EVIDENCE
            yield words + (f"  {verdict['confidence']:.0%}" if sure else ""), f"bold {colour}"
        elif run["status"] == ClaimStatus.RETRIEVAL_FAILED:
            yield FAILED
        else:
            yield str(run["status"]).replace("_", " "), "bold"

    def _pieces(self, verdict: Row) -> Iterator[RenderableType]:
        for weighed in self._story.weighed:
            if weighed["verdict_id"] != verdict["id"] or not weighed["weight"]:
                continue
            piece = self._evidence[weighed["evidence_id"]]
            source = self._sources[piece["source_id"]]
            words, colour = STANCES[Stance(piece["stance"])]
            published = source["published_at"]
            from_where = ", ".join(
                (
                    source["publisher"],
                    *([f"published {published:%Y-%m-%d}"] if published else []),
                    f"retrieved {_moment(source['retrieved_at'])}",
                )
            )
            quote = Text.assemble(
                (f"{words} ", colour),
                f"«{self._passages[piece['passage_id']]['text']}»",
                (f"\n{plain_title(source['title'])}" if source["title"] else "", "italic"),
                (f"\n{from_where}, weight {weighed['weight']:.2f}", "dim"),
                (f"\n{source['url']}", "dim underline"),
            )
            yield Padding(quote, (0, 0, 0, 2))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
