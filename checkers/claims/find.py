"""The statements of an article: those to check, and the others with the reason why not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checkers.articles import Article
from checkers.blocks import BlockKind
from checkers.claims.finder import Finder
from checkers.claims.kinds import ends_with_stop
from checkers.claims.referents import Referents
from checkers.claims.repeats import Line, find_repeats
from checkers.claims.satire import satire_cue
from checkers.claims.sentence import LONGEST, ArticleSentence
from checkers.claims.stated import with_stated
from checkers.nouns import Claim
from checkers.reading.sentences import statement_spans


def find_claims(article: Article) -> tuple[Claim, ...]:
    """Every statement of the article in the order of its text, a part after what it is taken from.

    A claim to check has `excluded` None; the others say why not, in the article's language. Of an
    attributed sentence there are two: that it was said, and what is said, which names the other in
    `said_by`; what repeats another statement names it in `repeats`.
    `article.text[start:end] == text` for each.

    Raises:
        ModelError: the weights of the tagger are missing or damaged.
    """
    sentences = tuple(_sentences(article))
    titled = bool(sentences) and article.title is not None and sentences[0].text == article.title
    repeats = find_repeats(tuple(_lines(article, sentences, titled=titled)), article.language)
    finder = Finder(
        article,
        Referents.of(article, sentences),
        stops_expected=any(ends_with_stop(s.text) for s in sentences),
        satire=satire_cue(article),
    )
    found: dict[str, Claim] = {}
    first: list[str] = []
    for index, (sentence, repeated) in enumerate(zip(sentences, repeats, strict=True)):
        said = None if repeated is None else sentences[repeated].text
        claims = tuple(finder.claims(sentence, said, is_title=titled and index == 0))
        first.append(claims[0].id if claims else "")
        for claim in claims:
            found.setdefault(claim.id, claim)
    for identifier, repeated in zip(first, repeats, strict=True):
        if repeated is not None and first[repeated]:
            found[identifier] = replace(found[identifier], repeats=first[repeated])
    in_order = sorted(found.values(), key=lambda claim: (claim.start, -claim.end))
    return with_stated(in_order, article)


def _lines(
    article: Article, sentences: Sequence[ArticleSentence], *, titled: bool
) -> Iterator[Line]:
    """The sentences with the kinds of their blocks."""
    starts = [block.start for block in article.blocks]
    for sentence in sentences:
        at = bisect_right(starts, sentence.start) - 1
        kind = article.blocks[at].kind if at >= 0 else BlockKind.PARAGRAPH
        yield Line(sentence.text, BlockKind.TITLE if titled and sentence.index == 0 else kind)


def _sentences(article: Article) -> Iterator[ArticleSentence]:
    previous_end, previous = 0, ""
    for index, span in enumerate(statement_spans(article.text, article.language)):
        if "\n" in article.text[previous_end : span.start]:
            previous = ""
        text = article.text[span.start : span.end]
        yield ArticleSentence(index, text, span.start, span.end, previous)
        previous_end, previous = span.end, text[:LONGEST]
