"""Counts n-grams of characters and makes a small language model of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.language import BITS, CONTEXT, LANES, ONE_DIGIT, STEP, LanguageModel, NgramTable, hash_keys
from recognizer.charset import normalize_text

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]

_FULL = 0.94  # part of the places in a table that are taken: two buckets of four bear 0.97
_LONGEST_WALK = 2000  # entries driven out in turn before a table is made larger
_LARGEST = 255  # of a stored value


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """The n-grams of one order.

    Args:
        keys: (n,) int64, packed, rising.
        counts: (n,) int64.
        probabilities: (n,) float64, interpolated.
    """

    keys: Ints
    counts: Ints
    probabilities: Doubles


def build_language_model(
    texts: Iterable[str], characters: str, order: int = 6, entries: int = 260_000, least: int = 2
) -> LanguageModel:
    """A model of the texts with Witten-Bell interpolation, cut down to the n-grams that matter.

    An n-gram matters by its count times what its probability differs from that of the next lower
    order (K. Seymore and R. Rosenfeld, Scalable backoff language models, 1996).

    Args:
        texts: running text; line ends count as spaces.
        characters: those that the model is to know, at most 254; the others break the text.
        order: length of the longest n-gram, 2..7.
        entries: n-grams of order 2 and above that are kept.
        least: n-grams of order 3 and above seen less often are left out from the start.

    Raises:
        ValueError: the texts hold no known character, or a parameter is out of range.
    """
    if not 2 <= order <= 7 or len(characters) > 254:
        raise ValueError("a model has an order of 2 to 7 and at most 254 characters")
    indices = index_texts(texts, characters)
    if not indices.any():
        raise ValueError("the texts hold none of the characters")
    unigrams = _count_unigrams(indices, len(characters))
    levels = [_Level(np.arange(1, len(unigrams)), np.ones(len(unigrams) - 1, np.int64), unigrams[1:])]
    for length in range(2, order + 1):
        levels.append(_next_level(indices, length, levels[-1], 1 if length == 2 else least))
    kept = _prune(levels, entries)
    contexts, weights = _back_off_weights(kept)
    keys = np.concatenate([*(level.keys for level in kept[1:]), contexts | CONTEXT])
    values = np.concatenate([*(np.log(level.probabilities) for level in kept[1:]), weights])
    return LanguageModel(
        characters=characters,
        order=order,
        unigrams=np.log(unigrams).astype(np.float32),
        table=fill_table(keys, values),
    )


def index_texts(texts: Iterable[str], characters: str) -> Ints:
    """The texts as one array of indices: white space as single spaces, digits as one, 0 for the unknown."""
    known = np.zeros(0x110000, dtype=np.uint8)
    known[[ord(character) for character in characters]] = np.arange(1, len(characters) + 1)
    parts = []
    for text in texts:
        plain = " ".join(normalize_text(text).translate(ONE_DIGIT).split())
        parts.append(known[np.frombuffer(f" {plain} ".encode("utf-32-le", "replace"), dtype=np.uint32)])
    return np.concatenate([np.zeros(0, np.uint8), *parts]).astype(np.int64)


def fill_table(keys: Ints, values: Doubles) -> NgramTable:
    """A hashed table of all the keys (R. Pagh and F. Rodler, Cuckoo hashing, 2004).

    Args:
        keys: (n,) distinct packed n-grams.
        values: (n,) at most 0.
    """
    count = max(1, int(np.ceil(len(keys) / (LANES * _FULL))))
    while True:
        buckets, mark = hash_keys(keys.astype(np.uint64), count)
        owners = _place_entries(buckets.T.tolist(), count)
        if owners is not None:
            break
        count += count // 20 + 1
    owner = np.array(owners, dtype=np.int64).reshape(count, LANES)
    quantised = np.clip(np.rint(values / -STEP), 0, _LARGEST).astype(np.uint8)
    taken = owner >= 0
    marks = np.where(taken, np.append(mark, np.uint16(0))[owner], np.uint16(0))
    return NgramTable(marks, np.where(taken, np.append(quantised, np.uint8(0))[owner], np.uint8(0)))


def _place_entries(choices: list[list[int]], count: int) -> list[int] | None:
    """The entry in each place of each bucket, -1 for free ones; None where they do not fit.

    An entry that finds both its buckets full drives another one out, which goes to its other bucket.
    """
    owners = [-1] * (count * LANES)
    dice = random.Random(count)
    for entry in range(len(choices)):
        moving = entry
        for _ in range(_LONGEST_WALK):
            places = [bucket * LANES + lane for bucket in choices[moving] for lane in range(LANES)]
            free = next((place for place in places if owners[place] < 0), None)
            if free is not None:
                owners[free] = moving
                break
            place = dice.choice(places)
            owners[place], moving = moving, owners[place]
        else:
            return None
    return owners


def _count_unigrams(indices: Ints, characters: int) -> Doubles:
    """(characters + 1,) Witten-Bell probabilities over a uniform floor; entry 0 for the unknown."""
    counts = np.bincount(indices, minlength=characters + 1).astype(np.float64)
    counts[0] = 0.0
    seen = float((counts > 0).sum())
    probabilities: Doubles = (counts + seen / (characters + 1)) / (counts.sum() + seen)
    return probabilities


def _next_level(indices: Ints, length: int, lower: _Level, least: int) -> _Level:
    """Counts and interpolated probabilities of the n-grams of one order."""
    grams = (
        np.zeros(len(indices) - length + 1, dtype=np.int64)
        if len(indices) >= length
        else np.zeros(0, np.int64)
    )
    whole = np.ones(len(grams), dtype=bool)
    for offset in range(length):
        part = indices[offset : offset + len(grams)]
        grams = (grams << BITS) | part
        whole &= part > 0
    keys, counts = np.unique(grams[whole], return_counts=True)
    context, kinds = np.unique(keys >> BITS, return_inverse=True)
    total = np.bincount(kinds, weights=counts, minlength=len(context))
    types = np.bincount(kinds, minlength=len(context))
    below = _lookup(lower, keys & ((1 << (BITS * (length - 1))) - 1))
    probabilities = (counts + types[kinds] * below) / (total + types)[kinds]
    frequent = counts >= least
    return _Level(keys[frequent], counts[frequent].astype(np.int64), probabilities[frequent])


def _lookup(level: _Level, keys: Ints) -> Doubles:
    """Probabilities of n-grams that the level holds; anything for the others."""
    if not len(level.keys):
        return np.zeros(len(keys))
    at = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
    return level.probabilities[at]


def _prune(levels: Sequence[_Level], entries: int) -> list[_Level]:
    """The levels with the n-grams of order 2 and above that matter most."""
    worths = []
    for length, (lower, level) in enumerate(pairwise(levels), start=1):
        suffix = level.keys & ((1 << (BITS * length)) - 1)
        worths.append(level.counts * (np.log(level.probabilities) - np.log(_lookup(lower, suffix))))
    ranked = np.sort(np.concatenate([np.zeros(0), *worths]))[::-1]
    bar = float(ranked[entries]) if len(ranked) > entries else -np.inf
    kept = [levels[0]]
    for level, worth in zip(levels[1:], worths, strict=True):
        good = worth > bar
        kept.append(_Level(level.keys[good], level.counts[good], level.probabilities[good]))
    return kept


def _back_off_weights(levels: Sequence[_Level]) -> tuple[Ints, Doubles]:
    """Contexts with characters of their own, and the log of what is left for the other characters."""
    contexts: list[Ints] = []
    weights: list[Doubles] = []
    for length in range(1, len(levels)):
        level = levels[length]
        context, kinds = np.unique(level.keys >> BITS, return_inverse=True)
        suffix = level.keys & ((np.int64(1) << (BITS * length)) - 1)
        below = _backed_off(levels[:length], contexts, weights, suffix)
        own = np.bincount(kinds, weights=level.probabilities, minlength=len(context))
        lower = np.bincount(kinds, weights=below, minlength=len(context))
        left = np.clip(1.0 - own, 1e-6, 1.0) / np.clip(1.0 - lower, 1e-6, 1.0)
        contexts.append(context)
        weights.append(np.minimum(left, 1.0))
    return np.concatenate(contexts), np.log(np.concatenate(weights))


def _backed_off(
    levels: Sequence[_Level], contexts: Sequence[Ints], weights: Sequence[Doubles], keys: Ints
) -> Doubles:
    """Probabilities of n-grams of the last level's order under the pruned model."""
    level = levels[-1]
    result = _lookup(level, keys)
    held = np.isin(keys, level.keys)
    if held.all() or len(levels) == 1:
        return result
    missing = keys[~held]
    length = len(levels)
    lower = _backed_off(
        levels[:-1], contexts, weights, missing & ((np.int64(1) << (BITS * (length - 1))) - 1)
    )
    context = missing >> BITS
    known, weight = contexts[length - 2], weights[length - 2]
    factor = np.ones(len(missing))
    if len(known):
        at = np.minimum(np.searchsorted(known, context), len(known) - 1)
        factor = np.where(known[at] == context, weight[at], 1.0)
    result[~held] = factor * lower
    return result
