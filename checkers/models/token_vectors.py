"""Vectors of texts from a table of tokens alone: thousands of times as fast as the embedder.

They are coarser, and say which texts are worth the embedder's time.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from checkers.errors import ModelError
from checkers.models.card import Card, hash_file, read_card, shipped
from checkers.models.embedder import Embedder
from checkers.models.network import TOKENIZER_FILE, Floats

TASK = "token_vectors"
ROWS, SCALES = "rows", "scales"
LONGEST = 256
"""Tokens read of a text, as many as the embedder reads."""


class TokenVectorsCard(Card):
    """What a table of token vectors was taught to imitate, and whose tokens it has.

    `embedder` is the title of the embedder and `tokenizer` the SHA-256 of its tokenizer.
    """

    WEIGHTS: ClassVar[str] = "vectors.npz"

    embedder: str
    tokenizer: str


class TokenVectors:
    """Sums of the rows of a text's tokens.

    Args:
        title: of the table.
        tokenizer: cuts texts into the tokens of the table.
        rows: int8 of shape (tokens, dimensions).
        scales: float32 of shape (tokens, 1), what the rows are to be multiplied with.
    """

    def __init__(
        self, title: str, tokenizer: Tokenizer, rows: NDArray[np.int8], scales: Floats
    ) -> None:
        self.title = title
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._rows = rows
        self._scales = scales

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32 of shape (texts, dimensions); zeros where a text has no token."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = np.zeros((len(texts), self._rows.shape[1]), np.float32)
        for place, encoding in enumerate(encoded):
            tokens = encoding.ids
            if tokens:
                sums[place] = self._scales[tokens, 0] @ self._rows[tokens].astype(np.float32)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        units: Floats = sums / np.maximum(lengths, np.finfo(np.float32).tiny)
        return units


def load_token_vectors(embedder: Embedder, folder: Path | None = None) -> TokenVectors:
    """The shipped table, or that of a folder, which was taught by this embedder.

    Raises:
        ModelError: it was taught by another one, or is missing or damaged.
    """
    folder = folder or shipped(TASK)
    card = read_card(folder, TokenVectorsCard)
    tokenizer = shipped("embedder") / TOKENIZER_FILE
    if card.embedder != embedder.title or card.tokenizer != hash_file(tokenizer):
        message = f"{card.title} was taught by {card.embedder}, not by {embedder.title}"
        raise ModelError(message)
    try:
        with np.load(folder / card.WEIGHTS, allow_pickle=False) as stored:
            rows, scales = stored[ROWS], stored[SCALES].astype(np.float32)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        message = f"the weights in {folder} cannot be read ({error}): install veredicto again"
        raise ModelError(message) from error
    return TokenVectors(card.title, Tokenizer.from_file(str(tokenizer)), rows, scales)
