"""Labelled (passage, claim) pairs: read, split, balanced and turned into Spanish.

    python -m training.pairs --data ../shared/data --out training/build/pairs

Only files whose licence is marked **ok** in the data's README feed `train.jsonl`; `held_out/` keeps
a tenth of their claims, chosen by hash, and is never trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from checkers.reading.sentences import statement_spans
from training import contrast, translate
from training.neighbours import near_others
from training.pair import NEUTRAL, NOT_SUPPORTS, REFUTES, SUPPORTS, Pair
from training.questions import answered, in_other_forms

STANCES = {
    "supported": SUPPORTS,
    "not_enough_evidence": NEUTRAL,
    "irrelevant": NEUTRAL,
    "refuted": REFUTES,
    "entailment": SUPPORTS,
    "neutral": NEUTRAL,
    "contradiction": REFUTES,
    "not_entailment": NOT_SUPPORTS,
}
HELD_OUT_SHARE = 0.1
LONGEST_PASSAGE = 700
LONGEST_NEWS = LONGEST_CLAIM = 350
NEWS = "news_fakenewscorpus.es"
OPPOSITES, ALIKE = 2_400, 6_000
"""Pairs with the opposite word, and with one that means the same, in each language."""
REWORDED = 3_000
"""Spanish sentences that are said in other words, and as many in English."""
LONGEST_STATEMENT = 150
"""Characters of a statement that contrast pairs are written from."""


@dataclass(frozen=True)
class Quota:
    """How many rows of a file are trained on, and how often each is repeated."""

    file: str
    rows: int
    repeats: int = 1


MIXTURE = (
    Quota("stance_factores.es", 400, repeats=6),
    Quota("stance_factcheckbench.en", 1700, repeats=3),
    Quota("stance_fevertrain.en", 16000),
    Quota("stance_fever.en", 12000),
    Quota("stance_feversymmetric.en", 702, repeats=3),
    Quota("stance_foolmetwice.en", 1168, repeats=2),
    Quota("stance_climatefever.en", 3500),
    Quota("stance_wice.en", 336),
    Quota("stance_checkcovid.en", 1258, repeats=2),
    Quota("stance_scifact.en", 498, repeats=2),
    Quota("nli_inferes.es", 5112, repeats=3),
    Quota("nli_mnli.en", 16500, repeats=2),
    Quota("nli_xnlitrain.en", 13200, repeats=2),
    Quota("nli_mnlibinary.en", 5000),
    Quota("nli_snli.en", 12000),
    Quota("nli_cad.en", 6000),
    Quota("nli_conjnli.en", 5000),
    Quota("nli_breaking.en", 2000),
    Quota("nli_negmnli.en", 1064),
    Quota("nli_negsnli.en", 1100),
    Quota("nli_pawsx.es", 1476),
    Quota("nli_pawsx.en", 1235),
)
NUMBER_ORIGINS = ("stance_fevertrain.en", "stance_fever.en", "nli_mnli.en")


def read(path: Path) -> Iterator[Pair]:
    """The file's pairs in a three-class or supports/not-supports reading."""
    language = path.name.split(".")[-2]
    for line in path.open(encoding="utf-8"):
        row = json.loads(line)
        label = STANCES.get(row["label"])
        passage, claim = _sides(row)
        if label is None or not passage or not claim:
            continue
        if row.get("method") == "Automated":
            continue  # InferES's unrelated sentences: too easy to learn from
        yield Pair(passage[:LONGEST_PASSAGE], claim, label, path.stem, f"{language}-{language}")


def _sides(row: dict[str, str]) -> tuple[str, str]:
    passage = row.get("evidence", row.get("premise", ""))
    claim = row.get("claim", row.get("hypothesis", ""))
    return " ".join(passage.split()), " ".join(claim.split())


def is_held_out(pair: Pair) -> bool:
    """Whether the pair's claim (or NLI premise) falls into the held-out tenth."""
    key = pair.passage if pair.origin.startswith("nli_") else pair.claim
    digest = hashlib.sha256(key.casefold().encode()).digest()
    return digest[0] / 256 < HELD_OUT_SHARE


def balanced(pairs: Sequence[Pair], size: int, random_: random.Random) -> list[Pair]:
    """At most `size` pairs, no class with more than three times the rows of the smallest."""
    by_label: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_label[pair.label].append(pair)
    ceiling = 3 * min(len(group) for group in by_label.values())
    kept = [
        p for group in by_label.values() for p in random_.sample(group, min(len(group), ceiling))
    ]
    return random_.sample(kept, min(size, len(kept)))


def into_languages(pairs: Iterable[Pair], random_: random.Random) -> list[Pair]:
    """English pairs spread over en-en, es-es, en-es and es-en (passage-claim), by Apertium."""
    pairs = list(pairs)
    choices = random_.choices(("en-en", "es-es", "en-es", "es-en"), (35, 42, 13, 10), k=len(pairs))
    wanted: set[str] = set()
    for pair, languages in zip(pairs, choices, strict=True):
        if pair.languages == "en-en":
            wanted.update(_sides_to_translate(pair, languages))
    spanish = translate.to_spanish(sorted(wanted))
    translated = []
    for pair, languages in zip(pairs, choices, strict=True):
        if pair.languages != "en-en":
            translated.append(pair)
            continue
        passage_language, claim_language = languages.split("-")
        translated.append(
            replace(
                pair,
                passage=spanish[pair.passage] if passage_language == "es" else pair.passage,
                claim=spanish[pair.claim] if claim_language == "es" else pair.claim,
                languages=languages,
            )
        )
    return translated


def _sides_to_translate(pair: Pair, languages: str) -> Iterator[str]:
    passage_language, claim_language = languages.split("-")
    if passage_language == "es":
        yield pair.passage
    if claim_language == "es":
        yield pair.claim


def _statements(data: Path) -> list[str]:
    """English statements: debates (ClaimBuster, CC BY 4.0), FEVER and MultiNLI."""
    texts: set[str] = set()
    for name in ("checkworthy_claimbuster.en", *NUMBER_ORIGINS):
        for line in (data / f"{name}.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            passage, claim = _sides(row)
            if is_held_out(Pair(passage[:LONGEST_PASSAGE], claim, NEUTRAL, name)):
                continue
            texts.update(
                " ".join(row[field].split())
                for field in ("text", "claim", "evidence", "premise")
                if field in row
            )
    return sorted(t for t in texts if 30 < len(t) < 220)


def news_sentences(data: Path) -> list[str]:
    """Native Spanish sentences of news, true or not (Spanish Fake News Corpus, CC BY 4.0).

    Its figures are replaced by `*NUMBER*`: sentences that have one are left out.
    """
    rows = (json.loads(line) for line in (data / f"{NEWS}.jsonl").open(encoding="utf-8"))
    texts = [" ".join(row["text"].split()) for row in rows]
    sentences = {t[s.start : s.end] for t in texts for s in statement_spans(t, "es")}
    return sorted(s for s in sentences if "*" not in s and 50 < len(s) < LONGEST_NEWS)


def spanish_sentences(data: Path) -> list[str]:
    """Native Spanish sentences (SQAC, CC BY-SA 4.0) to write contrast pairs from."""
    rows = (json.loads(line) for line in (data / "retrieval_sqac.es.jsonl").open(encoding="utf-8"))
    return sorted({" ".join(row["passage"].split()) for row in rows})


def build(data: Path, random_: random.Random) -> tuple[list[Pair], list[Pair]]:
    """(training pairs, held-out pairs)."""
    train: list[Pair] = []
    held_out: list[Pair] = []
    numeric: list[Pair] = []
    for quota in MIXTURE:
        pairs = list(read(data / f"{quota.file}.jsonl"))
        held_out += [pair for pair in pairs if is_held_out(pair)]
        free = [pair for pair in pairs if not is_held_out(pair)]
        train += balanced(free, quota.rows, random_) * quota.repeats
        if quota.file in NUMBER_ORIGINS:
            numeric += [pair for pair in free if pair.label == SUPPORTS]
    claims = sorted({pair.claim for pair in numeric if len(pair.claim) < LONGEST_STATEMENT})
    random_.shuffle(claims)
    train += _from_contrast(contrast.number_swaps(_texts(numeric), "en", random_), "en-en")
    statements = _statements(data)
    counted = [text for text in statements if contrast.COUNTED.search(text)]
    train += _from_contrast(
        contrast.comparisons(random_.sample(counted, 3000), "en", random_), "en-en"
    )
    random_.shuffle(statements)
    train += _exchanged(statements, "en")
    train = into_languages(train, random_)
    train += list(_spanish_contrasts(spanish_sentences(data), random_))
    native = [*spanish_sentences(data), *news_sentences(data)]
    random_.shuffle(native)
    train += _exchanged(native, "es")
    train += list(_reworded([s for s in native if len(s) < LONGEST_NEWS], random_))
    train = in_other_forms(train, random_)
    train += list(_denials(claims, random_))
    random_.shuffle(train)
    return [pair for pair in train if len(pair.claim) < LONGEST_CLAIM], held_out


def _exchanged(sentences: Sequence[str], language: str) -> list[Pair]:
    """Pairs in which one word took another's place."""
    return [
        pair
        for kind, most in (("opposite", OPPOSITES), ("alike", ALIKE))
        for pair in _from_contrast(
            islice(contrast.exchanges(sentences, language, kind), most), f"{language}-{language}"
        )
    ]


def _reworded(sentences: Sequence[str], random_: random.Random) -> Iterator[Pair]:
    """Spanish sentences beside what two translations make of others, and beside their English."""
    again, abroad = sentences[:REWORDED], sentences[REWORDED : 2 * REWORDED]
    for chosen, language, translated in (
        (again, "es", translate.in_other_words(again)),
        (abroad, "en", translate.to_english(abroad)),
    ):
        near = near_others(chosen[::2], chosen, random_)
        rows = contrast.reworded(chosen, near, translated, language, random_)
        yield from _from_contrast(rows, f"es-{language}")


def _spanish_contrasts(sentences: Sequence[str], random_: random.Random) -> Iterator[Pair]:
    yield from _from_contrast(contrast.sentence_numbers(sentences, "es", random_), "es-es")
    short = [s for s in sentences if 50 < len(s) < 250]
    yield from _from_contrast(contrast.comparisons(short, "es", random_), "es-es")
    near = near_others(short[:2000], short, random_)
    yield from _from_contrast(contrast.others_said(near), "es-es")


def _denials(claims: Sequence[str], random_: random.Random) -> Iterator[Pair]:
    """Denials of the claim, and near misses: the denial of something else says nothing.

    Without the near misses any denial is taken for a refutation of whatever stands beside it.
    """
    spanish = list(translate.to_spanish(claims[:2200]).values())
    for language, own in (("es", spanish), ("en", claims[2200:3400])):
        denied = contrast.denials(own, language, random_)
        others = contrast.others_denied(near_others(own, own, random_), language, random_)
        yield from _from_contrast((*denied, *others), f"{language}-{language}")
        yield from answered(own, near_others(own, own, random_), language, random_)


def _texts(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    return sorted({(pair.passage, pair.claim) for pair in pairs})


def _from_contrast(rows: Iterable[contrast.Contrast], languages: str) -> list[Pair]:
    return [
        Pair(row.passage[:LONGEST_PASSAGE], row.claim, row.label, f"contrast_{row.kind}", languages)
        for row in rows
    ]


def write(pairs: Iterable[Pair], path: Path) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs)


def write_held_out_rows(data: Path, folder: Path) -> None:
    """The held-out rows of every file as they are there, for `veredicto eval`."""
    folder.mkdir(parents=True, exist_ok=True)
    for quota in MIXTURE:
        name = f"{quota.file}.jsonl"
        with (folder / name).open("w", encoding="utf-8") as kept:
            for line in (data / name).open(encoding="utf-8"):
                passage, claim = _sides(json.loads(line))
                if is_held_out(Pair(passage[:LONGEST_PASSAGE], claim, NEUTRAL, quota.file)):
                    kept.write(line)


def describe(data: Path, train: Sequence[Pair], seed: int) -> dict[str, object]:
    """What the pairs were made from: seed, SHA-256 of every file, pairs of every origin."""
    others = ["retrieval_sqac.es", "checkworthy_claimbuster.en", NEWS]
    files = [quota.file for quota in MIXTURE] + others
    hashes = {
        name: hashlib.sha256((data / f"{name}.jsonl").read_bytes()).hexdigest() for name in files
    }
    return {
        "seed": seed,
        "files": hashes,
        "pairs": dict(sorted(Counter(pair.origin for pair in train).items())),
        "languages": dict(sorted(Counter(pair.languages for pair in train).items())),
    }


def load(path: Path, keep: Callable[[Pair], bool] = lambda _: True) -> list[Pair]:
    """The pairs that `write` wrote."""
    return [p for line in path.open(encoding="utf-8") if keep(p := Pair(**json.loads(line)))]


def main() -> None:
    """Write `train.jsonl`, `held_out.jsonl` and `manifest.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("training/build/pairs"))
    parser.add_argument("--seed", type=int, default=20261124)
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    train, held_out = build(arguments.data, random_)
    write(train, arguments.out / "train.jsonl")
    write(held_out, arguments.out / "held_out.jsonl")
    write_held_out_rows(arguments.data, arguments.out / "held_out")
    manifest = describe(arguments.data, train, arguments.seed)
    (arguments.out / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    print(f"{len(train)} training pairs, {len(held_out)} held out, in {arguments.out}")


if __name__ == "__main__":
    main()
