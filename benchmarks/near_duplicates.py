"""How like one another texts are: copies of an article, and other articles on its subject.

    python -m benchmarks.near_duplicates

The copies are made from the article in `examples/`: another headline and three words changed, a
paragraph cut, a paragraph of another text added. The other texts are the pages on its subject.
"""

from __future__ import annotations

from pathlib import Path

from checkers.reading.article import parse_article
from checkers.reading.signatures import NEAR_DUPLICATE, sign

EXAMPLES = Path(__file__).parent.parent / "examples"


def main() -> None:
    """Print a row a text, likest first."""
    text = _text(EXAMPLES / "article.es.txt")
    blocks = text.split("\n")
    pages = {page.name: _text(page) for page in sorted((EXAMPLES / "pages").rglob("*.html"))}
    foreign = next(iter(pages.values())).split("\n")[-1]
    texts = {
        "copy: other headline, three words": _reworded(blocks),
        "copy: last paragraph cut": "\n".join(blocks[:-1]),
        "copy: paragraph of another added": "\n".join([*blocks, foreign]),
        "first half only": "\n".join(blocks[: len(blocks) // 2]),
        **{f"subject: {name}": page for name, page in pages.items()},
    }
    own = sign(text)
    rows = sorted(((own.jaccard(sign(one)), name) for name, one in texts.items()), reverse=True)
    print(f"the article has {len(text.split())} words; copies from {NEAR_DUPLICATE}")
    for likeness, name in rows:
        print(f"{likeness:.2f}  {'copy' if likeness >= NEAR_DUPLICATE else 'other':<6} {name}")


def _text(path: Path) -> str:
    return parse_article(path.read_bytes(), name=path.name).text


def _reworded(blocks: list[str]) -> str:
    """The article under another headline, with the middle word of three paragraphs changed."""
    longest = sorted(range(1, len(blocks)), key=lambda at: -len(blocks[at]))[:3]
    changed = ["Un titular distinto para la misma nota de agencia", *blocks[1:]]
    for at in longest:
        words = changed[at].split()
        words[len(words) // 2] = "cambiada"
        changed[at] = " ".join(words)
    return "\n".join(changed)


if __name__ == "__main__":
    main()
