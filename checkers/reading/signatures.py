"""What tells that two texts are one: MinHash signatures of their shingles (Broder 1997)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from datasketch import MinHash

SHINGLE = 4
"""Words of a shingle."""
PERMUTATIONS = 128
_SCHEME = "affine32"  # signatures that are kept compare only with those of one scheme
NEAR_DUPLICATE = 0.7
"""Jaccard similarity of shingles from which an article need not be checked beside another.

`benchmarks/near_duplicates.py` shows what lies on either side.
"""
WORD = re.compile(r"\w+")


def sign(text: str) -> MinHash:
    """The signature of a text; two are compared by `jaccard`, from 0 to 1."""
    signature = MinHash(num_perm=PERMUTATIONS, scheme=_SCHEME)
    signature.update_batch(_shingles(text))
    return signature


def values_of(signature: MinHash) -> tuple[int, ...]:
    """The signature as numbers, to be kept."""
    return tuple(int(value) for value in signature.hashvalues)


def signature_of(values: Sequence[int]) -> MinHash:
    """The signature that was kept as `values`."""
    kept = np.array(values, np.uint64)
    return MinHash(num_perm=PERMUTATIONS, hashvalues=kept, scheme=_SCHEME)


def _shingles(text: str) -> Iterator[bytes]:
    words = WORD.findall(text.casefold())
    for i in range(max(1, len(words) - SHINGLE + 1)):
        yield " ".join(words[i : i + SHINGLE]).encode("utf-8", "replace")
