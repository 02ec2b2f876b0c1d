"""What an apposition says of a name: "Sundar Pichai, consejero delegado de Google, …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkers.claims.clauses import Clause, Depth, Sentence
from checkers.claims.cues import cues_of
from checkers.claims.heads import find_head, find_name
from checkers.claims.propositions import Part, Within, cut_out, join
from checkers.claims.tagged import Token

_SHORTEST, _LONGEST = 2, 20  # words of an apposition
_NEAR = 3  # words after a relative among which the verb of its subject stands
_BEGINS = frozenset({"DET", "NOUN", "ADJ"})
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "ADP", "NUM", "ADV", "V.Part", "CCONJ", "SYM"})
_MARKS = frozenset("«»“”\"'%")


def find_appositions(sentence: Sentence, language: str) -> Iterator[Within]:
    """The appositions that say what the name before them is, each as a proposition."""
    for at, token in enumerate(sentence.tokens[:-1]):
        if token.text in {",", "—", "–", "("} and at:
            yield from _apposition(sentence, at, language)
            yield from _named(sentence, at, language)
            yield from _participle(sentence, at, language)


def _named(sentence: Sentence, mark: int, language: str) -> Iterator[Within]:
    """What "la consejera de Industria, Nuria Peralta, …" says: the name comes after what it is."""
    tokens = sentence.tokens
    last = mark + 1
    while last < len(tokens) and tokens[last].tag == "PROPN":
        last += 1
    if last == mark + 1 or last == len(tokens) or tokens[last].text not in {",", "."}:
        return
    head = find_head(sentence, mark, language)
    if head is None:
        return
    first = next(i for i, t in enumerate(tokens) if t.start == head[0])
    described = tokens[first:mark]
    if described[0].lower not in cues_of(language).parts.articles or described[1].tag != "NOUN":
        return
    if not any(t.lower in cues_of(language).parts.links or t.tag == "ADJ" for t in described):
        return
    name = sentence.slice(mark + 1, last)
    wording = (
        f"{sentence.text[slice(*name)]} {cues_of(language).parts.copula}"
        f" {_lowered(sentence.text[slice(*head)])}"
    )
    yield Within(Part(head[0], name[1], (head, name), wording), None)


def _lowered(phrase: str) -> str:
    return phrase[:1].lower() + phrase[1:]


def _participle(sentence: Sentence, mark: int, language: str) -> Iterator[Within]:
    """What "Telmar, fundada en 1987 por…, cuenta…" says with a participle."""
    tokens, cues = sentence.tokens, cues_of(language).parts
    at = mark + 1
    if tokens[mark].text != "," or at + 1 >= len(tokens) or tokens[at].tag != "V.Part":
        return
    if tokens[at].lower.endswith("ing") or tokens[at + 1].lower not in cues.participle_links:
        return
    last = _end_of_phrase(tokens, at + 1)
    if last + 1 < len(tokens) and tokens[last].text == "," and tokens[last + 1].lower in cues.links:
        # "Dirigido por Inés Quiroga, del Instituto del Bosque, midió": of whom it tells.
        last = _end_of_phrase(tokens, last + 1)
    if last == len(tokens) or tokens[last].text not in {",", "."}:
        return
    head = find_name(sentence, mark) or find_head(sentence, mark, language)
    # Of what stands later in a sentence the participle may say something, or not.
    if head is None or (head[0] > tokens[0].start and find_name(sentence, mark) is None):
        return
    piece = sentence.slice(at, last)
    said = sentence.text[slice(*piece)]
    many = tokens[at].lower.endswith("s") and language == "es"
    copula = cues.passive_many if many else cues.passive
    wording = f"{sentence.text[slice(*head)]} {copula} {said}"
    cut = cut_out(sentence, mark, piece[1])
    yield Within(Part(head[0], piece[1], (head, piece), wording), cut)


def _end_of_phrase(tokens: Sequence[Token], last: int) -> int:
    """The token after a phrase that goes on at one."""
    while last < len(tokens) and (tokens[last].tag in _INSIDE or tokens[last].text in _MARKS):
        last += 1
    return last


def _apposition(sentence: Sentence, mark: int, language: str) -> Iterator[Within]:
    tokens, cues = sentence.tokens, cues_of(language).parts
    closing = {"(": ")"}.get(tokens[mark].text, tokens[mark].text)
    last = mark + 1
    while last < len(tokens) and (tokens[last].tag in _INSIDE or tokens[last].text in _MARKS):
        if tokens[last].tag == "CCONJ" and not _phrase_follows(sentence, last):
            return
        last += 1
    relative = _relative_at(sentence, last)
    end = last if relative is None else relative.last
    ends = end == len(tokens) or tokens[end].text in {closing, ".", ";"}
    if not (ends and _SHORTEST <= last - mark - 1 <= _LONGEST):
        return
    if not _says_what(sentence, mark + 1, last, language):
        return
    head = find_name(sentence, mark)
    if head is None:
        return
    piece = sentence.slice(mark + 1, last)
    copula = cues.copula_past if cues.past.search(sentence.text[slice(*piece)]) else cues.copula
    name = sentence.text[slice(*head)]
    wording = f"{name} {copula} {sentence.text[slice(*piece)]}"
    cut = cut_out(sentence, mark, sentence.slice(mark + 1, end)[1])
    yield Within(Part(head[0], piece[1], (head, piece), wording), cut)
    if relative is not None and relative.opener is not None:
        said = sentence.slice(relative.opener + 1, relative.last)
        pieces = (head, said)
        yield Within(Part(head[0], said[1], pieces, join(sentence.text, pieces)), cut)


def _relative_at(sentence: Sentence, first: int) -> Clause | None:
    """The relative clause that begins at a token and whose subject it is."""
    cues = cues_of(sentence.language).parts
    return next(
        (
            clause
            for clause in sentence.clauses
            if clause.depth is Depth.RELATIVE
            and clause.first == clause.opener == first
            and sentence.tokens[first].lower in {*cues.subject_relatives, "that"}
            and clause.verb - first <= _NEAR
        ),
        None,
    )


def _phrase_follows(sentence: Sentence, at: int) -> bool:
    """Whether "and" goes on within the apposition: what follows it is no name of its own."""
    following = sentence.tokens[at + 1 : at + 2]
    return bool(following) and following[0].tag != "PROPN"


def _says_what(sentence: Sentence, first: int, last: int, language: str) -> bool:
    """Whether a phrase tells what something is: a noun with its article or with what it is of."""
    tokens, cues = sentence.tokens, cues_of(language)
    if tokens[first].tag not in _BEGINS or tokens[first].lower in cues.parts.not_appositions:
        return False
    noun = next((t for t in tokens[first:last] if t.tag == "NOUN"), None)
    if tokens[first].tag == "DET":
        described = noun is not None or any(t.tag == "ADJ" for t in tokens[first:last])
        return described and tokens[first].lower in cues.parts.articles
    if noun is None:
        return False
    # Without an article it is told by what it is of: "ministra de Sanidad", "chief of staff".
    return any(t.tag == "ADP" and t.lower in cues.parts.links for t in tokens[first:last])
