"""What a claim is found by: its vector, and bits of it that near vectors have in common.

Random hyperplanes cut the space (Charikar 2002): two vectors lie on one side of a plane the more
often the nearer they are. Some planes make the bands that candidates are found by in an equality
join, others the sketch whose differing bits rank them. A lookup tries the bands that differ on the
planes it lies nearest to as well (Lv et al. 2007, multi-probe), so that few bands have to be kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from checkers.before import ClaimTrace

CENTRES = "centres.npz"
BANDS = 6
BAND_BITS = 14
PROBED_BITS = 6
"""A lookup tries every combination of so many bits of a band, the least certain ones."""
SKETCHES = 4
SKETCH_BITS = 64
SCALE = 127

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """What claims are looked up by; row i of everything is that of `claim_ids[i]`.

    `probes` are the bands to look into, int64 of shape (claims, BANDS, 2 ** PROBED_BITS);
    `sketches` uint64 of shape (claims, SKETCHES).
    """

    embedder: str
    claim_ids: tuple[str, ...]
    probes: Integers
    sketches: NDArray[np.uint64]


@cache
def centres() -> tuple[str, dict[str, Floats]]:
    """The title of the embedder that repeats are found with, and its centre for each language."""
    with as_file(files("checkers.repeats") / CENTRES) as path, np.load(path) as stored:
        kept = {name: stored[name] for name in stored.files}
    return str(kept.pop("embedder")), kept


def compact(vectors: Floats) -> NDArray[np.int8]:
    """Vectors as they are kept: each scaled so that its largest component is `SCALE`."""
    scaled = vectors * (SCALE / np.abs(vectors).max(axis=1, keepdims=True))
    kept: NDArray[np.int8] = np.rint(scaled).astype(np.int8)
    return kept


def centred(kept: NDArray[np.int8], languages: Sequence[str]) -> Floats:
    """Unit vectors without the centre of their language, float32 of shape (claims, dimensions)."""
    vectors = _unit(kept.astype(np.float32))
    middle = np.stack([centres()[1][language] for language in languages])
    return _unit(vectors - middle)


def traces_of(
    claim_ids: Sequence[str], kept: NDArray[np.int8], languages: Sequence[str], embedder: str
) -> tuple[ClaimTrace, ...]:
    """The traces of claims, each the first of its own cluster."""
    near = centred(kept, languages)
    bands, sketches = _packed(_sides(near)), _sketched(near)
    return tuple(
        ClaimTrace(
            claim_id=claim_id,
            embedder=embedder,
            language=language,
            vector=tuple(map(int, vector)),
            bands=tuple(map(int, band)),
            sketch=tuple(map(int, sketch)),
            cluster_id=claim_id,
        )
        for claim_id, language, vector, band, sketch in zip(
            claim_ids, languages, kept, bands, sketches, strict=True
        )
    )


def lookup_of(traces: Sequence[ClaimTrace]) -> Lookup:
    """What the claims of these traces, one at least, are looked up by."""
    kept = np.array([trace.vector for trace in traces], np.int8)
    sides = _sides(centred(kept, [trace.language for trace in traces]))
    uncertain = np.argsort(np.abs(sides), axis=2)[:, :, :PROBED_BITS]
    flips = 1 << uncertain
    chosen = (np.arange(2**PROBED_BITS)[:, None] >> np.arange(PROBED_BITS)) & 1
    probes = _packed(sides)[:, :, None] ^ (flips @ chosen.T)
    return Lookup(
        embedder=traces[0].embedder,
        claim_ids=tuple(trace.claim_id for trace in traces),
        probes=probes,
        sketches=np.array([trace.sketch for trace in traces], np.uint64),
    )


def _unit(vectors: Floats) -> Floats:
    # An embedder gives no null vectors, but a centre may be met exactly.
    lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Floats = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return units


@cache
def _planes(name: str, count: int, dimensions: int) -> Floats:
    """Normals of +1 and -1, drawn from a hash: the same on every machine, for ever."""
    drawn = hashlib.shake_256(name.encode()).digest((count * dimensions + 7) // 8)
    bits = np.unpackbits(np.frombuffer(drawn, np.uint8))[: count * dimensions]
    normals: Floats = bits.reshape(count, dimensions).astype(np.float32) * np.float32(
        2
    ) - np.float32(1)
    return normals


def _sides(near: Floats) -> Floats:
    """Distances to the planes of the bands, shape (claims, BANDS, BAND_BITS)."""
    planes = _planes("bands", BANDS * BAND_BITS, near.shape[1])
    return (near @ planes.T).reshape(len(near), BANDS, BAND_BITS)


def _packed(sides: Floats) -> Integers:
    packed: Integers = ((sides > 0) @ (1 << np.arange(BAND_BITS))).astype(np.int64)
    return packed


def _sketched(near: Floats) -> NDArray[np.uint64]:
    planes = _planes("sketch", SKETCHES * SKETCH_BITS, near.shape[1])
    bits = ((near @ planes.T) > 0).reshape(len(near), SKETCHES, SKETCH_BITS).astype(np.uint64)
    sketches: NDArray[np.uint64] = (bits << np.arange(SKETCH_BITS, dtype=np.uint64)).sum(
        axis=2, dtype=np.uint64
    )
    return sketches
