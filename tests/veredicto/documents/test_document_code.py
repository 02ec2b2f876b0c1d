"""The code of the documents, executed: guides and tutorials have tests of their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from document_code import ELSEWHERE, TRANSLATED, WITH_CODE, Block, Reader, blocks_of, name_of

OTHERS = [it for it in WITH_CODE if it.parent.name != "how-to" and it not in TRANSLATED]


@pytest.mark.parametrize("document", OTHERS, ids=name_of)
def test_what_a_document_has_one_type_works(document: Path, reader: Reader) -> None:
    for block in blocks_of(document):
        reader(block)


@pytest.mark.parametrize("document", TRANSLATED, ids=name_of)
def test_a_translation_has_one_type_the_same(document: Path) -> None:
    original = document.with_name(document.name.replace(".es.md", ".md"))

    assert [typed(it) for it in blocks_of(document)] == [typed(it) for it in blocks_of(original)]


def typed(block: Block) -> str:
    """The code without its remarks."""
    return re.sub(r"\s+# .*", "", block.code)


def test_what_is_left_to_other_tests_is_in_a_document() -> None:
    lines = [
        it for document in WITH_CODE for b in blocks_of(document) for it in b.code.splitlines()
    ]

    assert [it for it in ELSEWHERE if not any(line.startswith(it) for line in lines)] == []
