from __future__ import annotations

import numpy as np
import pytest

from checkers.repeats.traces import (
    BAND_BITS,
    BANDS,
    PROBED_BITS,
    centred,
    centres,
    compact,
    lookup_of,
    traces_of,
)

DIMENSIONS = 384
BANDS_OF_A_RAMP = (14520, 9062, 203, 11957, 1373, 6584)


def some_vectors(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    random = np.random.default_rng(1)
    middle = centres()[1]["es"]
    vectors = middle + random.normal(size=(count, DIMENSIONS)) * 0.02
    return vectors.astype(np.float32)


def names(count: int) -> list[str]:
    return [f"claim {i}" for i in range(count)]


def test_a_vector_of_bytes_points_where_its_vector_pointed() -> None:
    vectors = some_vectors(50)
    kept = compact(vectors).astype(np.float64)

    cosines = (kept * vectors).sum(axis=1) / (
        np.linalg.norm(kept, axis=1) * np.linalg.norm(vectors, axis=1)
    )
    assert np.abs(kept).max(axis=1) == pytest.approx(127)
    assert cosines.min() > 0.9995


def test_without_the_centre_of_their_language_vectors_spread_over_the_whole_sphere() -> None:
    near = centred(compact(some_vectors(50)), ["es"] * 50)

    assert np.linalg.norm(near, axis=1) == pytest.approx(1, abs=1e-5)
    assert abs((near @ near.T)[np.triu_indices(50, 1)].mean()) < 0.2


def test_every_claim_begins_as_the_first_of_its_own_cluster() -> None:
    traces = traces_of(names(3), compact(some_vectors(3)), ["es"] * 3, "model 1")

    assert [trace.cluster_id for trace in traces] == names(3)
    assert {(len(t.bands), len(t.sketch), t.similarity, t.embedder) for t in traces} == {
        (BANDS, 4, None, "model 1")
    }
    assert max(max(trace.bands) for trace in traces) < 2**BAND_BITS


def test_a_lookup_tries_the_claims_own_bands_and_each_band_once() -> None:
    traces = traces_of(names(4), compact(some_vectors(4)), ["es"] * 4, "model 1")
    lookup = lookup_of(traces)

    assert lookup.claim_ids == tuple(names(4))
    assert lookup.probes.shape == (4, BANDS, 2**PROBED_BITS)
    for row, trace in enumerate(traces):
        for band, code in enumerate(trace.bands):
            tried = lookup.probes[row, band].tolist()
            assert code in tried
            assert len(set(tried)) == len(tried)


def test_the_nearer_two_vectors_are_the_more_bits_of_their_sketches_they_share() -> None:
    base = some_vectors(2)
    steps = [base[0] * (1 - share) + base[1] * share for share in (0.0, 0.2, 0.5, 1.0)]
    traces = traces_of(names(4), compact(np.stack(steps)), ["es"] * 4, "model 1")

    differing = [
        sum((a ^ b).bit_count() for a, b in zip(traces[0].sketch, one.sketch, strict=True))
        for one in traces
    ]
    assert differing[0] == 0
    assert differing == sorted(set(differing))


def test_the_bits_of_a_vector_are_the_same_on_every_machine() -> None:
    vector = np.arange(DIMENSIONS, dtype=np.float32)[None] - 190
    (trace,) = traces_of(["claim"], compact(vector), ["en"], "model 1")

    assert trace.bands == BANDS_OF_A_RAMP
