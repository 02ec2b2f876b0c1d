"""Headlines, standfirsts, captions and pull quotes that say what a sentence of the text says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_SPANISH
from rapidfuzz import utils
from rapidfuzz.distance import LCSseq, Prefix

from checkers.blocks import BlockKind
from checkers.claims.cues import cues_of
from checkers.claims.differences import Said, count_negations, has_figures_of, plain
from checkers.claims.kinds import ends_with_stop
from checkers.claims.verbs import conditional, future, lemma

_BESIDE_THE_TEXT = {
    BlockKind.TITLE,
    BlockKind.STANDFIRST,
    BlockKind.CAPTION,
    BlockKind.PULL_QUOTE,
}
_NEAR = 200  # sentences on each side that a line is compared with
_COMPARED = 1_000  # characters of a sentence that are compared
_FEWEST = 4  # words of a line beside the text
_SHORTEST = 7  # words of a line of the text without a stop, which may be a heading
_LONGEST = 60  # words of a pull quote
_TELLING = 3  # words that tell something which a repetition has at least
_IN_ORDER = 0.6  # of these, the share that stands in the same order
_ROOT = 5  # letters that the forms of one word share at least
_BEFORE = 2  # words before what is repeated that may deny or soften it
_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*")
_STOPWORDS = {"es": frozenset(STOPWORDS_SPANISH), "en": frozenset(STOPWORDS_EN_PLUS)}
_STEMMERS = {"es": "spanish", "en": "english"}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, heading or the like, and what sort of block it stands in."""

    text: str
    kind: BlockKind

    @property
    def beside(self) -> bool:
        """Whether it stands beside the text, where sentences of it are repeated."""
        return self.kind in _BESIDE_THE_TEXT

    @property
    def fragment(self) -> bool:
        """Whether it is no whole sentence by its looks."""
        return self.text[:1].islower() or not ends_with_stop(self.text)

    @property
    def told(self) -> bool:
        """Whether it is a sentence of the text, which others may repeat."""
        return not self.beside and not self.fragment and self.kind is not BlockKind.HEADING


def find_repeats(lines: Sequence[Line], language: str) -> tuple[int | None, ...]:
    """For each line the index of the one that it repeats; None where it stands for itself.

    The same words repeat the first sentence that has them. Lines beside the text, and lines
    without a stop, also repeat a sentence near by that has all of their telling words, in about
    their order, with the same figures and names, and denies, foresees and doubts no more or less.
    """
    first = _first_of_each(lines)
    read = [_Read.of(line.text[:_COMPARED], language) for line in lines]
    found: list[int | None] = []
    for index, line in enumerate(lines):
        same = first.get(_plain(line), index)
        if same != index:
            found.append(same)
        elif _may_repeat(line, read[index]):
            found.append(next(_repeated(lines, read, index), None))
        else:
            found.append(None)
    # A sentence that is repeated may repeat an earlier one itself.
    return tuple(None if it is None else (it if found[it] is None else found[it]) for it in found)


@dataclass(frozen=True, slots=True)
class _Read:
    """The telling words of a text, as stems, each with its place."""

    said: Said
    words: int
    stems: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, language: str) -> _Read:
        stops = _STOPWORDS[language]
        words = list(_WORD.finditer(text))
        telling = [m for m in words if len(m.group()) > 1 and m.group().lower() not in stops]
        return cls(
            Said(text, language),
            len(words),
            tuple(_stem(m.group().lower(), language) for m in telling),
            tuple(m.span() for m in telling),
        )

    @property
    def capitals(self) -> tuple[str, ...]:
        """The stems of the words with a capital."""
        both = zip(self.stems, self.spans, strict=True)
        return tuple(stem for stem, (start, _) in both if self.said.text[start].isupper())

    @property
    def names(self) -> set[str]:
        """The words with a capital that do not begin the text."""
        words = (self.said.text[a:b] for a, b in self.spans if a > 0)
        return {plain(re.sub(r"\W", "", word)) for word in words if word[0].isupper()}

    def fitted(self, known: Collection[str]) -> _Read:
        """The same with stems that others have in place of those that come to the same.

        "Open AI" is "OpenAI", and of two forms of one word the longer part may be alike.
        """
        stems, spans = list(self.stems), list(self.spans)
        for at in range(len(stems) - 2, -1, -1):
            (start, _), (_, end) = spans[at : at + 2]
            both = plain(re.sub(r"\W", "", self.said.text[start:end]))
            if stems[at] not in known and both in known:
                stems[at : at + 2], spans[at : at + 2] = [both], [(start, end)]
        for at, stem in enumerate(stems):
            if stem not in known and self.said.text[spans[at][0]].islower():
                stems[at] = next((it for it in known if _alike(it, stem)), stem)
        return replace(self, stems=tuple(stems), spans=tuple(spans))

    def joined(self, other: _Read) -> _Read:
        """Both, one after the other."""
        return _Read.of(f"{self.said.text} {other.said.text}", self.said.language)

    def between(self, first: int, last: int) -> Said:
        """The text from one telling word to another, with the few words before them."""
        start, end = self.spans[first][0], self.spans[last][1]
        before = [m.start() for m in _WORD.finditer(self.said.text, 0, start)]
        start = before[-_BEFORE] if len(before) >= _BEFORE else 0
        return Said(self.said.text[start:end], self.said.language)


def _first_of_each(lines: Sequence[Line]) -> dict[str, int]:
    """The first line of each wording, one of the text before one beside it."""
    first: dict[str, int] = {}
    for index in sorted(range(len(lines)), key=lambda at: lines[at].beside):
        if wording := _plain(lines[index]):
            first.setdefault(wording, index)
    return first


def _plain(line: Line) -> str:
    return utils.default_process(line.text[:_COMPARED])


def _may_repeat(line: Line, read: _Read) -> bool:
    if not _FEWEST <= read.words <= _LONGEST or len(read.stems) < _TELLING:
        return False
    is_heading = line.kind is BlockKind.HEADING
    return line.beside or (line.fragment and not is_heading and read.words >= _SHORTEST)


def _repeated(lines: Sequence[Line], read: Sequence[_Read], index: int) -> Iterator[int]:
    """The sentences that a line repeats; it may run on from one into the next."""
    wanted = frozenset(read[index].stems)
    for at in range(max(0, index - _NEAR), min(len(lines), index + _NEAR + 1)):
        if not lines[at].told or wanted.isdisjoint(read[at].stems):
            continue
        if _says(read[at], read[index]):
            yield at
        elif at + 1 < len(lines) and lines[at + 1].told:
            shared = [wanted.intersection(read[one].stems) for one in (at, at + 1)]
            # To read both as one takes some time, and most have too little of it.
            if len(shared[0] | shared[1]) < _IN_ORDER * len(wanted):
                continue
            if _says(read[at].joined(read[at + 1]), read[index]):
                yield at if len(shared[0]) >= len(shared[1]) else at + 1


def _says(whole: _Read, part: _Read) -> bool:
    """Whether what the part says is said in the whole."""
    known = set(whole.stems)
    if len(known.intersection(part.stems)) < _IN_ORDER * len(set(part.stems)):
        return False
    part = part.fitted(known)
    if not known.issuperset(part.stems):
        return False
    same = [op for op in LCSseq.opcodes(part.stems, whole.stems) if op.tag == "equal"]
    shared = sum(op.src_end - op.src_start for op in same)
    # Who does it to whom is told by their order.
    named = LCSseq.similarity(part.capitals, whole.stems)
    if shared < _IN_ORDER * len(part.stems) or named < len(part.capitals):
        return False
    where = whole.between(same[0].dest_start, same[-1].dest_end - 1)
    names = {plain(re.sub(r"\W", "", word)) for word in _WORD.findall(whole.said.text)}
    return (
        has_figures_of(whole.said, part.said)
        and count_negations(where) == count_negations(part.said)
        and _mood(where) == _mood(part.said)
        and part.names <= names
    )


def _mood(said: Said) -> tuple[bool, ...]:
    """Whether it doubts, foresees, or is in the conditional or future."""
    cues = cues_of(said.language)
    spanish = said.language == "es"
    return (
        cues.hedge.search(said.text) is not None,
        cues.prediction.search(said.text) is not None,
        spanish and conditional(said.text) is not None,
        spanish and future(said.text) is not None,
    )


def _alike(one: str, other: str) -> bool:
    """Whether two stems are likely of one word, by how they begin."""
    common = Prefix.similarity(one, other)
    return common >= _ROOT and common >= _IN_ORDER * max(len(one), len(other))


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    """What the forms of a word have in common; of a number its digits."""
    if word[0].isdigit():
        return re.sub(r"\D", "", word)
    return str(_stemmer(language).stemWord(lemma(word, language)))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_STEMMERS[language])
