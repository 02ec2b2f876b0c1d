"""Pairs of claims, labelled by whether they say the same: from public data, and by program."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checkers.claims.names import find_names

OWN = Path("benchmarks/data/cross_language_claims.jsonl")
OF_EACH = 250
SHORTEST = 6  # words; below are captions such as "A cat eats."
SAME_SCORE, SIMILAR_SCORES = 4.8, (2.5, 4.0)
SCORES_ALIKE = 0.06  # the two files round differently
LONGEST = 300  # characters of a claim that is edited
ADVERSARIAL = "one word"
"""Pairs that differ in one word or in the order of words on purpose, of captions and Wikipedia."""
UNRELATED_BY_LABEL = (
    ("nli_negmnli.en", "en"),
    ("nli_negrte.en", "en"),
    ("nli_inferes.es", "es"),
    ("nli_xnlitrain.es", "es"),
    ("nli_xnlitrain.en", "en"),
)
Row = dict[str, str]


@dataclass(frozen=True)
class Labelled:
    """Two texts with their languages; `same` is the label, `kind` where the pair comes from."""

    kind: str
    one: str
    one_language: str
    other: str
    other_language: str
    same: bool

    @property
    def languages(self) -> str:
        """As "es", "en" or "es–en"."""
        both = sorted({self.one_language, self.other_language}, reverse=True)
        return "–".join(["es", "en"] if len(both) > 1 else both)

    @property
    def adversarial(self) -> bool:
        """Whether it was made to mislead."""
        return self.kind.startswith(ADVERSARIAL)


def labelled_pairs(data: Path) -> tuple[Labelled, ...]:
    """All pairs, in an order that is always the same."""
    random_ = random.Random(7)
    pairs = [
        *_own(random_),
        *_similarity(data, random_),
        *_posts(data),
        *_by_label(data, random_),
        *_edited(data, random_),
        *_adversarial(data, random_),
    ]
    random_.shuffle(pairs)
    return tuple(pairs)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _some(random_: random.Random, rows: Sequence[Row], most: int = OF_EACH) -> list[Row]:
    return random_.sample(list(rows), min(most, len(rows)))


def _own(random_: random.Random) -> Iterator[Labelled]:
    for row in _rows(OWN):
        claim, fact_check = row["claim"], row["fact_check"]
        yield Labelled("our own", claim, "es", fact_check, "en", same=True)
        changed = with_another_number(fact_check, random_)
        if changed:
            yield Labelled("another number", claim, "es", changed, "en", same=False)


def _long(row: Row) -> bool:
    return all(len(row[f"sentence{i}"].split()) >= SHORTEST for i in (1, 2))


def _similarity(data: Path, random_: random.Random) -> Iterator[Labelled]:
    both = {lang: _rows(data / f"similarity_stsb.{lang}.jsonl") for lang in ("es", "en")}
    low, high = SIMILAR_SCORES
    for lang, rows in both.items():
        same = [r for r in rows if _long(r) and float(r["score"]) >= SAME_SCORE]
        similar = [r for r in rows if _long(r) and low <= float(r["score"]) < high]
        for row in _some(random_, same):
            yield Labelled("paraphrase", row["sentence1"], lang, row["sentence2"], lang, same=True)
        for row in _some(random_, similar):
            yield Labelled("similar", row["sentence1"], lang, row["sentence2"], lang, same=False)
    parallel = list(_parallel(both["es"], both["en"]))
    for spanish, english in random_.sample(parallel, OF_EACH):
        one, other = spanish["sentence1"], english["sentence1"]
        yield Labelled("translation", one, "es", other, "en", same=True)
        changed = with_another_number(other, random_)
        if changed:
            yield Labelled("another number", one, "es", changed, "en", same=False)
    for spanish, english in parallel:
        score = float(english["score"])
        if score >= SAME_SCORE or low <= score < high:
            one, other = spanish["sentence1"], english["sentence2"]
            same_ = score >= SAME_SCORE
            kind = "paraphrase" if same_ else "similar"
            if same_ or random_.random() < 1 / 8:
                yield Labelled(kind, one, "es", other, "en", same=same_)


def _parallel(spanish: Sequence[Row], english: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Rows of the same place, give or take duplicates that one file lacks; told by their scores,
    names and numbers, so that the models under test have no part in it.
    """
    for place, row in enumerate(spanish):
        if not _long(row):
            continue
        near = [
            other
            for other in english[max(0, place - 2) : place + 12]
            if abs(float(other["score"]) - float(row["score"])) < SCORES_ALIKE
            and _marks(row["sentence1"]) == _marks(other["sentence1"])
            and _marks(row["sentence2"]) == _marks(other["sentence2"])
        ]
        if len(near) == 1 and _marks(row["sentence1"]):
            yield row, near[0]


def _marks(text: str) -> tuple[str, ...]:
    """The numbers of a text, and words with a capital that both languages spell alike."""
    return tuple(sorted(set(re.findall(r"\d+|\b[A-Z]{2,}\b", text))))


def _posts(data: Path) -> Iterator[Labelled]:
    """Posts that a fact-checker boiled down to one claim."""
    for lang in ("es", "en"):
        groups: dict[str, list[str]] = {}
        for row in _rows(data / f"claimnorm_ct25.{lang}.jsonl"):
            post = row["post"].removesuffix("None").strip()
            groups.setdefault(row["normalized_claim"], []).append(post[: len(post) // 3 + 1])
        for first, *others in groups.values():
            for post in others:
                yield Labelled("posts of a claim", first, lang, post, lang, same=True)


def _by_label(data: Path, random_: random.Random) -> Iterator[Labelled]:
    """Pairs of which one does not follow from the other."""
    for name, lang in UNRELATED_BY_LABEL:
        rows = [
            row
            for row in _rows(data / f"{name}.jsonl")
            if row["label"] != "entailment" and row.get("method") != "Automated"
        ]
        for row in _some(random_, rows, 150):
            yield Labelled("inference", row["premise"], lang, row["hypothesis"], lang, same=False)


def _edited(data: Path, random_: random.Random) -> Iterator[Labelled]:
    """Real claims with another number, year or name in them."""
    spanish = [r["claim"] for r in _rows(data / "claims_quantemp_unlabelled.es.jsonl")]
    english = sorted({r["claim"] for r in _rows(data / "stance_fevertrain.en.jsonl")})
    for lang, texts in (("es", spanish), ("en", english)):
        names = sorted(
            {n.text for t in texts[:800] for n in find_names(t, lang) if n.text.istitle()}
        )
        edits: tuple[tuple[str, Callable[[str], str | None]], ...] = (
            ("another number", lambda text: with_another_number(text, random_)),
            (
                "another name",
                lambda text, lang=lang, names=names: _with_another_name(  # type: ignore[misc]
                    text, lang, names, random_
                ),
            ),
        )
        for kind, edit in edits:
            found = 0
            for text in random_.sample(texts, len(texts)):
                changed = edit(text) if len(text) < LONGEST else None
                if changed and found < OF_EACH:
                    found += 1
                    yield Labelled(kind, text, lang, changed, lang, same=False)


def _adversarial(data: Path, random_: random.Random) -> Iterator[Labelled]:
    for lang in ("es", "en"):
        rows = _rows(data / f"nli_pawsx.{lang}.jsonl")
        for label in ("entailment", "not_entailment"):
            for row in _some(random_, [r for r in rows if r["label"] == label], 150):
                yield Labelled(
                    f"{ADVERSARIAL}: order",
                    row["premise"],
                    lang,
                    row["hypothesis"],
                    lang,
                    same=label == "entailment",
                )
    rows = [r for r in _rows(data / "nli_breaking.en.jsonl") if r["label"] != "entailment"]
    for row in _some(random_, rows, 150):
        yield Labelled(
            f"{ADVERSARIAL}: replaced", row["premise"], "en", row["hypothesis"], "en", same=False
        )


def with_another_number(text: str, random_: random.Random) -> str | None:
    """The text with another digit in one of its numbers, or another year near by."""
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return None
    number = random_.choice(numbers)
    old = number.group()
    if re.fullmatch(r"(?:19|20)\d\d", old):
        new = str(int(old) + random_.choice((-3, -2, -1, 1, 2)))
    else:
        place = random_.randrange(len(old))
        digit = random_.choice([d for d in "123456789" if d != old[place]])
        new = old[:place] + digit + old[place + 1 :]
    return text[: number.start()] + new + text[number.end() :]


def _with_another_name(
    text: str, language: str, names: Sequence[str], random_: random.Random
) -> str | None:
    own = find_names(text, language)
    if not own:
        return None
    name = random_.choice(own)
    new = random_.choice([one for one in names if one not in text])
    return text[: name.start] + new + text[name.end :]
