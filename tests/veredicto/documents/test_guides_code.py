"""The code of the guides, executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_code import TRANSLATED, WITH_CODE, Reader, blocks_of, name_of

GUIDES = [it for it in WITH_CODE if it.parent.name == "how-to" and it not in TRANSLATED]


@pytest.mark.parametrize("document", GUIDES, ids=name_of)
def test_what_a_guide_has_one_type_works(document: Path, reader: Reader) -> None:
    for block in blocks_of(document):
        reader(block)
