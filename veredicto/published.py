"""What is published of a warehouse: which claims, in which files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from checkers.errors import BadInput
from veredicto.page.render import MARK as PAGE_MARK
from veredicto.page.render import render_page
from warehouse.current import CurrentClaim, Selection, select_claims
from warehouse.export.annotation import MARK as ANNOTATION_MARK
from warehouse.export.annotation import annotation_page
from warehouse.export.claimreview import MARK as CLAIM_REVIEW_MARK
from warehouse.export.claimreview import Newsroom, claim_review, claim_review_document
from warehouse.export.files import json_text, write_texts
from warehouse.export.findings import find_out
from warehouse.export.ratings import Ratings
from warehouse.recorded import RecordedRuns

STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an export goes: a folder (one that is there, or a name that ends in /), or a file."""

    out: str
    force: bool = False

    @property
    def to_screen(self) -> bool:
        """Whether it goes to standard output."""
        return self.out == STANDARD_OUTPUT

    @property
    def to_folder(self) -> bool:
        """Whether each document gets a file of its own."""
        return not self.to_screen and (self.out.endswith("/") or Path(self.out).is_dir())

    def leave(self, documents: Mapping[str, str], mark: str) -> tuple[Path, ...]:
        """Writes each text into a file of the folder by its name, or the only one into the file.

        Raises:
            BadInput: A file is somebody else's or cannot be written.
        """
        place = Path(self.out)
        texts = {
            place / name if self.to_folder else place: text for name, text in documents.items()
        }
        write_texts(texts, mark=mark, force=self.force)
        return tuple(texts)


@dataclass(frozen=True, slots=True)
class Documents:
    """Texts by the names of their files, and what tells an earlier export of them."""

    texts: Mapping[str, str]
    mark: str


def as_claim_reviews(
    runs: RecordedRuns,
    selection: Selection,
    newsroom: Newsroom,
    ratings: Ratings,
    *,
    labelled: bool,
    unreviewed: bool,
    apart: bool,
) -> Documents:
    """The ClaimReviews of the claims that an editor approved; `unreviewed` adds the engine's own.

    Args:
        runs: The warehouse.
        selection: Which claims.
        newsroom: Who publishes, and where.
        ratings: The scale of the labels.
        labelled: Whether reviews have a rating.
        unreviewed: Whether verdicts that no editor has seen are published, too.
        apart: Whether each claim gets a document of its own.

    Raises:
        BadInput: There is nothing to publish.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    claims = [one for one in _selected(runs, selection) if one.label is not None]
    if not unreviewed:
        claims = [one for one in claims if one.approved]
        if not claims:
            raise BadInput(
                "nothing is approved: no editor has confirmed or overruled a verdict of what was"
                " asked for. --unreviewed publishes the engine's own, and says so in each."
            )
    reviews = {
        f"{finding.claim.id}.json": claim_review(finding, newsroom, ratings, labelled=labelled)
        for finding in find_out(runs, claims)
    }
    if not reviews:
        raise BadInput("there is no verdict on what was asked for: nothing to publish.")
    if apart:
        texts = {name: json_text(review) for name, review in reviews.items()}
    else:
        texts = {"claimreview.json": json_text(claim_review_document(list(reviews.values())))}
    return Documents(texts, CLAIM_REVIEW_MARK)


def as_annotations(
    runs: RecordedRuns, selection: Selection, ratings: Ratings, *, apart: bool
) -> Documents:
    """The Web Annotations of the claims that have a label; `apart`, a document an article.

    Raises:
        BadInput: There is nothing to publish.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    findings = list(find_out(runs, _selected(runs, selection)))
    if not findings:
        raise BadInput("there is no verdict on what was asked for: nothing to annotate.")
    if apart:
        texts = {
            f"{article}.json": json_text(annotation_page(group, ratings))
            for article, group in groupby(findings, key=lambda one: one.article.id)
        }
    else:
        texts = {"annotations.json": json_text(annotation_page(findings, ratings))}
    return Documents(texts, ANNOTATION_MARK)


def as_pages(runs: RecordedRuns, selection: Selection, *, apart: bool) -> Documents:
    """The page of each article that has one of the claims: its newest run, or the named one.

    Raises:
        BadInput: There is no such article, or more than one and only one file.
        WarehouseError: The warehouse cannot be read, by kind.
    """
    chosen = _runs_to_show(runs, selection)
    if len(chosen) > 1 and not apart:
        raise BadInput(
            f"{len(chosen)} articles are meant, and a page holds one: name an article, or a folder"
            " for all of them: --out FOLDER/"
        )
    decided = {
        article: tuple(claims)
        for article, claims in groupby(
            select_claims(runs, Selection(articles=tuple(chosen))), key=lambda one: one.article_id
        )
    }
    texts = {
        f"{article}.html": render_page(runs.report(run), decided[article])
        for article, run in chosen.items()
    }
    return Documents(texts, PAGE_MARK)


def _runs_to_show(runs: RecordedRuns, selection: Selection) -> dict[str, str]:
    """The run to show of each article, the newest where several are meant."""
    claims = _selected(runs, selection)
    chosen = {one.article_id: one.run_id for one in sorted(claims, key=_by_time)}
    if selection.runs:
        named = [runs.report(runs.find(name).run_id).run for name in selection.runs]
        named.sort(key=lambda run: run.finished_at)
        chosen |= {run.article_id: run.id for run in named if run.article_id in chosen}
    return chosen


def _by_time(claim: CurrentClaim) -> tuple[object, str]:
    return claim.checked_at, claim.run_id


def _selected(runs: RecordedRuns, selection: Selection) -> Sequence[CurrentClaim]:
    claims = select_claims(runs, selection)
    if not claims:
        raise BadInput(
            "no claim is what was asked for: veredicto sql verdicts_current lists those there are."
        )
    return claims
