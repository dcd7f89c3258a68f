"""The nearest vectors of other groups, exactly: blocks of products in float32, the best of each row kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BLOCK = 256  # rows whose products are taken at once: 72 MB for 70,000 vectors
CHUNK = 64  # columns whose largest product is looked at first
MOST_SAMPLED = 20_000  # vectors that tell the directions
FORBIDDEN = -2.0  # below any product of vectors of length 1


def nearest_outside(vectors: Floats, groups: Ints, count: int) -> tuple[Ints, Floats]:
    """Each vector's nearest among those of other groups.

    The largest products of a row lie in the chunks with the largest maxima, so that all but a few chunks
    are passed over at the speed of a maximum.

    Args:
        vectors: (n, dimensions) float32 of length 1.
        groups: (n,) numbers; vectors of one group are never neighbours.
        count: neighbours wanted.

    Returns:
        (n, count) indices, nearest first, -1 where there are not so many, and their products.
    """
    order = np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    starts = np.searchsorted(sorted_groups, sorted_groups, side="left")
    ends = np.searchsorted(sorted_groups, sorted_groups, side="right")
    places, products = _search(vectors[order], vectors[order], count, (starts, ends))
    indices = np.empty_like(places)
    values = np.empty_like(products)
    indices[order] = np.where(places >= 0, order[np.maximum(places, 0)], -1)
    values[order] = products
    return indices, values


def reduce_vectors(vectors: Floats, most: int) -> Floats:
    """Vectors along the directions they differ most in, of length 1 again; as they are where there are few.

    Args:
        vectors: (n, dimensions) float32.
        most: directions kept.
    """
    if vectors.shape[1] <= most or len(vectors) <= most:
        return vectors
    sampled = vectors[:: max(1, len(vectors) // MOST_SAMPLED)].astype(np.float64)
    _, axes = np.linalg.eigh(sampled.T @ sampled)
    reduced = vectors @ axes[:, ::-1][:, :most].astype(np.float32)
    lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced / np.maximum(lengths, 1e-6), dtype=np.float32)


def nearest_among(queries: Floats, vectors: Floats, count: int) -> tuple[Ints, Floats]:
    """Each query's nearest vectors; shapes as ``nearest_outside``'s."""
    nothing = np.zeros(len(queries), dtype=np.int64)
    return _search(queries, vectors, count, (nothing, nothing))


def _search(queries: Floats, vectors: Floats, count: int, barred: tuple[Ints, Ints]) -> tuple[Ints, Floats]:
    """Best vectors of each query outside of its barred range of them."""
    indices = np.full((len(queries), count), -1, dtype=np.int64)
    values = np.full((len(queries), count), FORBIDDEN, dtype=np.float32)
    if not len(vectors):
        return indices, values
    wide = -(-len(vectors) // CHUNK) * CHUNK
    turned = np.ascontiguousarray(vectors.T)
    products = np.full((min(BLOCK, max(1, len(queries))), wide), FORBIDDEN, dtype=np.float32)
    for start in range(0, len(queries), BLOCK):
        part = queries[start : start + BLOCK]
        found = products[: len(part)]
        np.matmul(part, turned, out=found[:, : len(vectors)])
        for row in range(len(part)):
            found[row, barred[0][start + row] : barred[1][start + row]] = FORBIDDEN
        best, best_values = _best_of_rows(found, count)
        indices[start : start + len(part), : best.shape[1]] = np.where(best_values > FORBIDDEN, best, -1)
        values[start : start + len(part), : best.shape[1]] = best_values
    return indices, values


def _best_of_rows(products: Floats, count: int) -> tuple[Ints, Floats]:
    """Columns of the largest products of each row, largest first, and the products."""
    rows, wide = products.shape
    chunks = wide // CHUNK
    tops = products.reshape(rows, chunks, CHUNK).max(axis=2)
    kept = min(count, chunks)
    chosen = np.argpartition(tops, chunks - kept, axis=1)[:, chunks - kept :]
    columns = (chosen[:, :, None] * CHUNK + np.arange(CHUNK)).reshape(rows, -1)
    some = np.take_along_axis(products, columns, axis=1)
    wanted = min(count, some.shape[1])
    best = np.argpartition(some, some.shape[1] - wanted, axis=1)[:, some.shape[1] - wanted :]
    values = np.take_along_axis(some, best, axis=1)
    ranked = np.argsort(-values, axis=1, kind="stable")
    best = np.take_along_axis(best, ranked, axis=1)
    return np.take_along_axis(columns, best, axis=1), np.take_along_axis(values, ranked, axis=1)
