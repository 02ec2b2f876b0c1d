"""The rows that the statement heads are fitted and measured on."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checkers.claims.features import voices_of, without_noise
from checkers.claims.verbs import base_forms, words_of
from checkers.reading.sentences import sentence_spans
from training.translate import to_spanish

SHORTEST, LONGEST = 30, 350  # characters of a sentence that is given a silver label
SILVER_A_LABEL = {"en": 1_600, "es": 800}  # sentences
QUOTED = re.compile(r"[«“\"][^»”\"]{20,}[»”\"]")
SKIPPED = re.compile(
    r"has|have|had|also|never|did|does|do|not|n't|who|would|will|is|are|was|were|be|been|\w+ly"
    r"|ha|han|había|no|también|se|le|les|lo|que|nos|\w+mente"
)
PERSONS = re.compile(
    r"i|he|she|they|we|who|officials|critics|analysts|experts|people|voters|president|minister"
    r"|senator|governor|spokes(?:wo)?man|researchers|scientists|authorities|police|government"
    r"|él|ella|ellos|ellas|yo|quien|autoridades|expertos|analistas|president[ea]|ministr[oa]"
    r"|gobierno|policía|investigadores|científicos|portavoz|alcalde|alcaldesa"
)
PROSE = frozenset({"slate", "government", "nineeleven", "oup", "fiction", "letters", None})


@dataclass(frozen=True)
class Row:
    """A sentence with its label; rows of one `source` text are on the same side of every split."""

    text: str
    label: int
    source: str
    origin: str = ""

    @property
    def part(self) -> int:
        """A number in 0–99 that the source alone decides."""
        return int(hashlib.sha256(self.source.encode()).hexdigest()[:8], 16) % 100


def read(data: Path, name: str) -> list[dict[str, object]]:
    """The rows of a labelled file.

    Raises:
        FileNotFoundError: the file is not there.
    """
    with (data / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def checkworthy(data: Path, name: str) -> list[Row]:
    """The labelled sentences or tweets of a check-worthiness file, links and pictures left out."""
    rows = [
        Row(
            text=without_noise(str(row["text"])),
            label=int(str(row["check_worthy"])),
            source=str(row["text"]),
            origin=str(row.get("origin", "")),
        )
        for row in read(data, name)
    ]
    return [row for row in rows if row.text]


def in_spanish(rows: Iterable[Row]) -> list[Row]:
    """The rows in Apertium's Spanish; each keeps its English source."""
    rows = list(rows)
    spanish = to_spanish([row.text for row in rows])
    return [Row(spanish[row.text], row.label, row.source, row.origin) for row in rows]


def attributed(data: Path) -> list[Row]:
    """PolNeAR's sentences; a document is a source."""
    return [
        Row(without_noise(str(r["text"])), int(str(r["attributed"])), str(r["doc"]))
        for r in read(data, "attribution_polnear.en")
    ]


def silver_attribution(data: Path, language: str) -> list[Row]:
    """Sentences of free texts with the label that rules are sure of, as many yes as no."""
    texts = list(_english(data) if language == "en" else _spanish(data))
    random.Random(0).shuffle(texts)
    rows: dict[int, list[Row]] = {0: [], 1: []}
    for text in texts:
        if all(len(kept) == SILVER_A_LABEL[language] for kept in rows.values()):
            break
        label = silver_label(text, language)
        if label is not None and len(rows[label]) < SILVER_A_LABEL[language]:
            rows[label].append(Row(text, label, text))
    return [*rows[0], *rows[1]]


def silver_label(text: str, language: str) -> int | None:
    """1 where rules are sure that the sentence gives another's words or thoughts, 0, or None."""
    found = voices_of(text, language)
    if found.rule is not None or _somebody(text, language):
        return 1
    if found.any or QUOTED.search(text):
        return 1 if QUOTED.search(text) and found.says else None
    return 0


def _somebody(text: str, language: str) -> bool:
    """Whether a person or a name stands right before a verb of saying or thinking."""
    previous = None
    for word in words_of(text):
        if SKIPPED.fullmatch(word.lower):
            continue
        if previous is not None and word.text[0].islower():
            named = previous.text[0].isupper() and previous.start > 0
            verb = voices_of(word.text, language)
            inflected = word.lower not in base_forms(word.lower, language) or not named
            if (
                (named or PERSONS.fullmatch(previous.lower))
                and inflected
                and (verb.says or verb.thinks)
            ):
                return True
        previous = word
    return False


def _english(data: Path) -> Iterator[str]:
    premises = {str(r["premise"]) for r in read(data, "nli_mnli.en") if r.get("genre") in PROSE}
    news = [str(r["text"]) for r in read(data, "subjectivity_ct25.en") if r["newssd"] == 1]
    web = {str(r["evidence"]) for r in read(data, "stance_factcheckbench.en")}
    wikipedia = {str(r["evidence"]) for r in read(data, "stance_fever.en")}
    return _sentences([*sorted(premises), *news, *sorted(web), *sorted(wikipedia)], "en")


def _spanish(data: Path) -> Iterator[str]:
    news = [str(r["text"]).replace("*NUMBER*", "12") for r in read(data, "news_fakenewscorpus.es")]
    answers = {str(r["passage"]) for r in read(data, "retrieval_sqac.es")}
    evidence = {str(r["evidence"]) for r in read(data, "stance_factores.es")}
    return _sentences([*news, *sorted(answers), *sorted(evidence)], "es")


def _sentences(texts: Iterable[str], language: str) -> Iterator[str]:
    met = set()
    for text in texts:
        for span in sentence_spans(text, language):
            sentence = without_noise(text[span.start : span.end])
            if SHORTEST <= len(sentence) <= LONGEST and sentence not in met:
                met.add(sentence)
                yield sentence


def sample(rows: list[Row], limit: int | None) -> list[Row]:
    """`limit` of the rows by chance, the same at every call; all where it is None."""
    if limit is None or len(rows) <= limit:
        return rows
    return random.Random(0).sample(rows, limit)
