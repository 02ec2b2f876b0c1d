"""What changed from one check of a claim to the next, as programs get it."""

from __future__ import annotations

from collections.abc import Iterator

from checkers.labels import Stance
from veredicto.desk.api.bodies import ChangedPageOut, ChangesOut, PassageOut, TurnOut
from veredicto.desk.changes import POLICY, Changes, Turn
from warehouse.export.findings import Cited


def changes_out(run_id: str, changes: Changes) -> ChangesOut:
    """The changes after the check of that run."""
    sure = changes.confidence
    return ChangesOut(
        run_id=run_id,
        confidence_before=sure.before if sure else None,
        confidence_after=sure.after if sure else None,
        turns=tuple(_turns(changes)),
        passages=(
            *(_passage(it, None, it.evidence.stance) for it in changes.came),
            *(_passage(it, it.evidence.stance, None) for it in changes.left),
            *(
                _passage(it.after, it.before.evidence.stance, it.after.evidence.stance)
                for it in changes.turned
            ),
        ),
        pages=tuple(
            ChangedPageOut(
                url=it.before.url,
                before=it.before.id,
                after=None if it.lost else it.after.id,
                outcome=it.after.outcome,
            )
            for it in changes.pages
        ),
        left_out=changes.left_out,
    )


def _turns(changes: Changes) -> Iterator[TurnOut]:
    for what, turn in (("label", changes.label), ("wording", changes.wording)):
        if turn is not None:
            yield _turn(what, turn)
    for turn in changes.models:
        yield _turn(turn.what, turn)
    if changes.refitted:
        yield TurnOut(what=POLICY, before="", after="")


def _turn(what: str, turn: Turn) -> TurnOut:
    return TurnOut(what=what, before=turn.before, after=turn.after)


def _passage(it: Cited, before: Stance | None, after: Stance | None) -> PassageOut:
    return PassageOut(
        publisher=it.source.publisher,
        url=it.source.final_url,
        passage=it.passage.text,
        before=before,
        after=after,
    )
