"""Claims with several passages each, labelled, to fit the verdict policy on.

Made from the rows that the stance model was not trained on: a claim keeps its own passages, and the
nearest passages of all other claims stand beside them as they would on the web, each from a
publisher of its own. Half of the English claims are put into Spanish by Apertium, some with English
passages. Where a passage supports a claim with a figure, a second publisher may give another
figure: that case is conflicting.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkers.articles import Article
from checkers.evidence.gather import Judges
from checkers.evidence.rank import rank_passages
from checkers.identifiers import identify
from checkers.labels import Outcome, VerdictLabel
from checkers.nouns import Passage, Source
from training import contrast, translate
from training.pair import REFUTES, SUPPORTS, Pair
from training.pairs import is_held_out, read
from veredicto.evaluation.cases import RETRIEVED_AT, Case, claim_of, judged_case

FILES = {
    "stance_fever.en": 330,
    "stance_fevertrain.en": 330,
    "stance_feversymmetric.en": 74,
    "stance_foolmetwice.en": 90,
    "stance_checkcovid.en": 120,
    "stance_scifact.en": 51,
    "stance_climatefever.en": 105,
    "stance_factcheckbench.en": 40,
    "stance_factores.es": 10,
    "nli_inferes.es": 250,
    "nli_mnli.en": 120,
}
"""Claims of each file, at most."""
SPANISH_SHARE = 0.55
ACROSS_SHARE = 0.25
"""Of the claims put into Spanish, those whose passages stay in English."""
CONFLICTS = 120
DISTANT = "{number}.example"


@dataclass(frozen=True)
class Labelled:
    """A case with its label; `language` is the claim's."""

    case: Case
    gold: VerdictLabel
    language: str
    file: str


@dataclass(frozen=True)
class Statement:
    """A claim with its own passages, before others join them."""

    claim: str
    language: str
    passages: tuple[tuple[str, str], ...]
    """(text, language)."""
    gold: VerdictLabel
    file: str


def labelled_cases(data: Path, judges: Judges, random_: random.Random) -> Iterator[Labelled]:
    """Every case, judged by the models, one after another."""
    statements = _into_spanish(list(_statements(data, random_)), random_)
    statements += list(_conflicting(statements, random_))
    random_.shuffle(statements)
    pool = {
        language: _sources(sorted({p for s in statements for p in s.passages if p[1] == language}))
        for language in ("es", "en")
    }
    candidates = {
        language: [Passage.of(source, 0, len(source.text)) for source in sources]
        for language, sources in pool.items()
    }
    grouped: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        own = {language for _, language in statement.passages}
        place = statement.language if len(own) > 1 else own.pop()
        grouped[statement.language, place].append(statement)
    for (language, place), group in sorted(grouped.items()):
        yield from _judged(group, language, pool[place], candidates[place], judges)


def _judged(
    statements: Sequence[Statement],
    language: str,
    sources: Sequence[Source],
    candidates: Sequence[Passage],
    judges: Judges,
) -> Iterator[Labelled]:
    articles = [Article.of(s.claim, language=language, url=f"urn:{s.file}") for s in statements]
    claims = [claim_of(article) for article in articles]
    ranked = rank_passages(claims, candidates, judges.embedder)
    by_id = {source.id: source for source in sources}
    for statement, article, claim in zip(statements, articles, claims, strict=True):
        near = [by_id[found.passage.source_id] for found in ranked[claim.id]]
        case = judged_case(claim, article, ranked, near, judges)
        yield Labelled(case, statement.gold, language, statement.file)


def _statements(data: Path, random_: random.Random) -> Iterator[Statement]:
    for name, most in FILES.items():
        grouped: dict[str, list[Pair]] = defaultdict(list)
        for pair in read(data / f"{name}.jsonl"):
            if is_held_out(pair):
                grouped[pair.claim].append(pair)
        claims = sorted(grouped)
        language = name.rpartition(".")[2]
        for claim in random_.sample(claims, min(most, len(claims))):
            pairs = grouped[claim]
            gold = _label({pair.label for pair in pairs})
            passages = tuple((pair.passage, language) for pair in pairs)
            yield Statement(claim, language, passages, gold, name)


def _label(stances: set[int]) -> VerdictLabel:
    if {SUPPORTS, REFUTES} <= stances:
        return VerdictLabel.CONFLICTING_EVIDENCE
    if SUPPORTS in stances:
        return VerdictLabel.SUPPORTED
    return VerdictLabel.REFUTED if REFUTES in stances else VerdictLabel.NOT_ENOUGH_EVIDENCE


def _into_spanish(statements: Sequence[Statement], random_: random.Random) -> list[Statement]:
    chosen = {
        s.claim for s in statements if s.language == "en" and random_.random() < SPANISH_SHARE
    }
    texts = {s.claim for s in statements if s.claim in chosen}
    texts |= {text for s in statements if s.claim in chosen for text, _ in s.passages}
    spanish = translate.to_spanish(sorted(texts))
    return [_in_spanish(s, spanish, random_) if s.claim in chosen else s for s in statements]


def _in_spanish(statement: Statement, spanish: dict[str, str], random_: random.Random) -> Statement:
    across = random_.random() < ACROSS_SHARE
    passages = tuple(
        (text, "en") if across else (spanish[text], "es") for text, _ in statement.passages
    )
    return Statement(spanish[statement.claim], "es", passages, statement.gold, statement.file)


def _conflicting(statements: Sequence[Statement], random_: random.Random) -> Iterator[Statement]:
    """Supported claims with a figure, and a second passage that gives another."""
    supported = [s for s in statements if s.gold is VerdictLabel.SUPPORTED]
    made = 0
    for statement in random_.sample(supported, len(supported)):
        passage, language = statement.passages[0]
        swapped = [
            c.claim
            for c in contrast.number_swaps([(statement.claim, passage)], language, random_)
            if c.kind == "number_swapped"
        ]
        if swapped and made < CONFLICTS:
            made += 1
            passages = (*statement.passages, (swapped[0], statement.language))
            conflicting = VerdictLabel.CONFLICTING_EVIDENCE
            yield Statement(
                statement.claim, statement.language, passages, conflicting, "contrast_conflict"
            )


def _sources(texts: Iterable[tuple[str, str]]) -> list[Source]:
    return [
        Source(
            id=identify("source", text),
            url=f"https://{DISTANT.format(number=number)}/",
            final_url=f"https://{DISTANT.format(number=number)}/",
            publisher=DISTANT.format(number=number),
            retrieved_at=RETRIEVED_AT,
            outcome=Outcome.RETRIEVED,
            language=language,
            text=text,
        )
        for number, (text, language) in enumerate(texts)
    ]
