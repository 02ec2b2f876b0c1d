"""Seconds that an article takes until its claims are known, and what many of them leave in memory.

    python -m benchmarks.reading

An article of 1,000 words is made of the labelled ones in `tests/data/claims/`, as a web page.
Its text is extracted, split into sentences and claims, and these are weighed by the
shipped heads, all with models warm. For the memory, articles that differ in every figure are read
one after another.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path

import psutil

from benchmarks.interleaved import describe_machine, markdown, time_in_turns
from checkers.claims.find import find_claims
from checkers.claims.statements import StatementModel, load_statement_model
from checkers.claims.worth import weigh_claims
from checkers.models.embedder import load_embedder
from checkers.reading.article import parse_article

LABELLED = Path("tests/data/claims")
RESULT = Path("benchmarks/results/reading.md")
WORDS = 1_000
LANGUAGES = ("es", "en")
MEGABYTE = 1_000_000


def main() -> None:
    """Print both tables and keep them."""
    parser = argparse.ArgumentParser(description="Seconds and memory of reading articles.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--articles", type=int, default=200)
    given = parser.parse_args()
    statements = load_statement_model(load_embedder())
    report = "\n\n".join(
        [
            "# Reading an article and splitting it into claims",
            describe_machine(),
            seconds(statements, given.rounds),
            memory(statements, given.articles),
        ]
    )
    print(report)
    RESULT.write_text(f"{report}\n", encoding="utf-8")


def seconds(statements: StatementModel, rounds: int) -> str:
    """The table of the seconds of one article of 1,000 words."""
    ways = {}
    for language in LANGUAGES:
        text = article_text(language)
        page = page_of(text)
        article = parse_article(page, name="a.html")
        claims = find_claims(article)
        ways |= {
            f"{language}, all": partial(_whole, page, statements),
            f"{language}, reading the page": partial(parse_article, page, name="a.html"),
            f"{language}, finding the claims": partial(find_claims, article),
            f"{language}, weighing the claims": partial(weigh_claims, claims, language, statements),
        }
    for way in ways.values():
        way()
    timings = time_in_turns(ways, rounds)
    rows = [
        [name, f"{one.median:.2f}", f"{min(one.seconds):.2f}", f"{max(one.seconds):.2f}"]
        for name, one in timings.items()
    ]
    return markdown([f"an article of {WORDS:,} words", "median s", "least s", "most s"], rows)


def memory(statements: StatementModel, articles: int) -> str:
    """The table of the memory of the process after more and more articles."""
    rows = []
    process = psutil.Process()
    for done, page in enumerate(_pages(articles), start=1):
        _whole(page, statements)
        if done * 4 % articles == 0:
            rows.append([f"{done:,}", f"{process.memory_info().rss / MEGABYTE:,.0f}"])
    return markdown(["articles read", "memory of the process, MB"], rows)


def article_text(language: str) -> str:
    """A thousand words or a little more, in paragraphs."""
    files = sorted(LABELLED.glob(f"*.{language}.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    blocks: list[str] = []
    for block in "\n".join(json.loads(line)["text"] for line in lines).split("\n"):
        blocks.append(block)
        if sum(len(one.split()) for one in blocks) >= WORDS:
            break
    return "\n".join(blocks)


def page_of(text: str) -> bytes:
    """The text as a web page."""
    paragraphs = "".join(f"<p>{escape(block)}</p>" for block in text.split("\n"))
    return f"<html><body><article>{paragraphs}</article></body></html>".encode()


def _pages(count: int) -> Iterator[bytes]:
    """Pages that differ in their figures, in both languages."""
    texts = [article_text(language) for language in LANGUAGES]
    for number in range(count):
        shifted = str.maketrans({str(d): str((d + number) % 10) for d in range(10)})
        yield page_of(f"{texts[number % 2].translate(shifted)}\n{number}")


def _whole(page: bytes, statements: StatementModel) -> int:
    """How many claims there are in a page."""
    article = parse_article(page, name="a.html")
    return len(weigh_claims(find_claims(article), article.language, statements))


if __name__ == "__main__":
    main()
