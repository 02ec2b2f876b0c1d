r"""Fit the taggers of words on treebanks of Universal Dependencies.

    python -m training.words es --fit es_gsd-ud-dev.conllu es_pud-ud-test.conllu \
        --measure es_gsd-ud-test.conllu
    python -m training.words en --fit FOLDER/*.conllu --measure en_ewt-ud-test.conllu

A sentence to measure on is never fitted on, whichever file it is in. Writes
`checkers/models/weights/words_es` or `words_en` and prints what is reached.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from pycrfsuite import Trainer

from checkers.claims.tagged import FINITE, HELD, see_words
from checkers.models.card import CARD_FILE, LANGUAGES, hash_file
from checkers.models.words import WordsCard, load_words
from training.treebank import TaggedSentence, read_treebank

WEIGHTS = Path(__file__).parents[1] / "checkers" / "models" / "weights"
PARAMETERS = {"c1": 0.15, "c2": 0.02, "max_iterations": 80}
LICENCE = "CC-BY-SA-4.0"  # that of the treebanks


def fit(sentences: Sequence[TaggedSentence], language: str, path: Path) -> None:
    """Write the tagger that is fitted on the sentences."""
    trainer = Trainer(algorithm="lbfgs", params=PARAMETERS, verbose=False)
    for one in sentences:
        trainer.append(see_words(one.words, language), one.tags)
    trainer.train(str(path))


def write_card(language: str, folder: Path, tags: Sequence[str]) -> None:
    """Write what the loader checks."""
    card = WordsCard(
        name=f"veredicto-words-{language}",
        version="1",
        task=f"words_{language}",
        sha256=hash_file(folder / WordsCard.WEIGHTS),
        languages=(language,),
        licence=LICENCE,
        tags=tuple(tags),
    )
    (folder / CARD_FILE).write_text(json.dumps(card.model_dump(), indent=1) + "\n", "utf-8")


def measure(sentences: Sequence[TaggedSentence], language: str) -> str:
    """A line with the accuracy of the tags, and the F1 of verbs that make a clause."""
    tagger = load_words(language)
    gold = [tag for one in sentences for tag in one.tags]
    found = [t for one in sentences for t in tagger.tags(see_words(one.words, language))]
    pairs = list(zip(gold, found, strict=True))
    right = sum(g == f for g, f in pairs)
    finite = [(_finite(g), _finite(f)) for g, f in pairs]
    both = sum(g and f for g, f in finite)
    f1 = 2 * both / (sum(g for g, _ in finite) + sum(f for _, f in finite))
    return f"{language}: {len(pairs)} words, accuracy {right / len(pairs):.3f}, finite F1 {f1:.3f}"


def _finite(tag: str) -> bool:
    return tag in FINITE or tag.endswith(HELD)


def main() -> None:
    """Fit and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("--fit", type=Path, nargs="+", required=True)
    parser.add_argument("--measure", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    held = [one for path in given.measure for one in read_treebank(path)]
    names = {one.id for one in held}
    rows = [one for path in given.fit for one in read_treebank(path) if one.id not in names]
    folder = WEIGHTS / f"words_{given.language}"
    folder.mkdir(parents=True, exist_ok=True)
    print(f"fitting on {len(rows)} sentences", flush=True)
    fit(rows, given.language, folder / WordsCard.WEIGHTS)
    write_card(given.language, folder, sorted({tag for one in rows for tag in one.tags}))
    print(measure(held, given.language))


if __name__ == "__main__":
    main()
