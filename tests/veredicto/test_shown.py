from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from printed_json import assert_described
from rich.console import Console

from builders import NOON, a_claim, an_article
from checkers.labels import ClaimStatus, Stage, VerdictLabel
from checkers.nouns import Assessment, Failure, Report, Run, Verdict
from checkers.verdicts.compare import Closeness, Comparisons, Difference, Kind
from checkers.verdicts.recheck import Looked, News, NewsKind
from checkers.verdicts.replay import Replay, Unreadable
from flows.recheck import SecondLook
from veredicto.rechecked import print_recheck, recheck_object
from veredicto.replayed import print_replay, replay_object

SAME = Replay("run-1", None, (), (), Comparisons(), claims=3, pages=2, verdicts=1, carried=0)
CLOSE = replace(SAME, comparisons=Comparisons((), Closeness(3e-7, "evidence x: similarity")))
DIFFERS = replace(
    SAME,
    verdict_id="verdict-1",
    notes=("the stance model was a, and is b",),
    comparisons=Comparisons(
        (
            Difference(Kind.VERDICT, "La obra costó 12 millones.", "label", "supported", "refuted"),
            Difference(Kind.SOURCE, "https://x.example", "", "there", None),
        )
    ),
)
LOST = replace(SAME, unreadable=(Unreadable("https://x.example", "ab" * 32, "it is missing"),))


def shown(replayed: Replay) -> str:
    console = Console(file=StringIO(), width=200)
    with console.capture() as printed:
        print_replay(replayed, console)
    return printed.get()


@pytest.mark.parametrize(
    ("replayed", "outcome", "words"),
    [
        (SAME, "identical", ["identical: 3 claims, 2 pages, 1 verdicts"]),
        (CLOSE, "identical_within_tolerance", ["identical within 0.0001", "3.0e-07 (evidence x"]),
        (DIFFERS, "differs", ["the stance model was a", "supported", "refuted", "—", "2 fields"]),
        (LOST, "unreadable", ["https://x.example", "it is missing", "could only be guessed"]),
    ],
)
def test_a_replay_says_its_outcome_in_words_and_as_json(
    replayed: Replay, outcome: str, words: list[str]
) -> None:
    text = shown(replayed)

    assert [word for word in words if word not in text] == []
    assert replay_object(replayed)["outcome"] == outcome
    assert_described("replay", replay_object(replayed))


def test_the_json_of_a_replay_has_both_sides_and_what_could_not_be_read() -> None:
    differences = replay_object(DIFFERS)["differences"]
    assert differences[0]["recorded"] == "supported"
    assert differences[1]["derived"] is None
    lost = replay_object(LOST)
    assert lost["unreadable"][0]["reason"] == "it is missing"
    assert lost["compared"] == {"claims": 3, "pages": 1, "verdicts": 0}


def a_verdict(label: VerdictLabel, stance: str) -> Assessment:
    models = (("stance", stance),)
    verdict = Verdict(f"v-{label}", "c", label, 0.9, ((label, 0.9),), "x", (), models, NOON)
    return Assessment("c", ClaimStatus.JUDGED, None, verdict)


def test_a_recheck_shows_what_flipped_why_and_what_failed() -> None:
    claim = a_claim("La obra costó 12 millones.")
    before = a_verdict(VerdictLabel.SUPPORTED, "one")
    after = a_verdict(VerdictLabel.NOT_ENOUGH_EVIDENCE, "two")
    none = Assessment("c", ClaimStatus.RETRIEVAL_FAILED, "x", None)
    looked = (
        Looked(claim, (News(NewsKind.CHANGED, "https://a.example"),), before, after),
        Looked(claim, (News(NewsKind.GONE, "https://b.example"),), before, before),
        Looked(claim, (News(NewsKind.NEW, "https://c.example"),), before, none),
        Looked(claim, (), before, before),
    )
    failure = Failure(Stage.FETCH, "no longer there: 404", url="https://b.example")
    silent = Failure(Stage.SEARCH, "no answer", provider="searxng")
    article = an_article()
    run = Run("new", article.id, NOON, NOON, "0", (), (), (failure, silent), ())
    look = SecondLook("old", Report(run, article, (), (), (), (), (), ()), looked)
    console = Console(file=StringIO(), width=200)
    with console.capture() as printed:
        print_recheck((look,), console)
    text = printed.get()

    for words in (
        "supported → not enough evidence",
        "supported, as before",
        "supported → retrieval failed",
        "changed: https://a.example",
        "no longer there: https://b.example",
        "new page: https://c.example",
        "other stance model: one → two",
        "failed: searxng",
        "unchanged 1, judged again 3, flipped 2",
    ):
        assert words in text
    claims = recheck_object((look,))["runs"][0]["claims"]
    assert claims[0]["other_models"] == [{"role": "stance", "before": "one", "after": "two"}]
    assert claims[2]["after"]["label"] is None


def test_a_recheck_of_nothing_says_so() -> None:
    console = Console(file=StringIO(), width=100)
    with console.capture() as printed:
        print_recheck((), console)
    assert printed.get().strip() == "unchanged 0, judged again 0, flipped 0"
