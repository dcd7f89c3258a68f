"""A character n-gram model of text: scores characters after what stands before them, in arrays.

The model is a hashed table: an n-gram lies in one of two buckets (R. Pagh and F. Rodler, Cuckoo hashing,
2004), which hold sixteen bits of its hash and its log-probability in sixteenths of a nat. About one
lookup in 8,000 finds a stranger's entry, which is far below what the probabilities themselves are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ocr.errors import MissingModelError, UsageError
from ocr.user_words import FavouredWords

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

LANES = 4  # entries a bucket
STEP = 1 / 16  # nats a unit of the stored log-probabilities
UNKNOWN = 0  # index of characters the model does not know
BITS = 8  # a character's index in a packed n-gram
CONTEXT = 1 << 62  # added to a packed n-gram, it names the n-gram as a context
ONE_DIGIT = str.maketrans("123456789", "000000000")  # which digit it is, no model can tell
_EACH_LANE = np.uint64(0x0001_0001_0001_0001)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))  # Steele et al., SplitMix (2014)


@dataclass(frozen=True, slots=True, eq=False)
class NgramTable:
    """Packed n-grams -> a value each, by hash.

    Args:
        marks: (buckets, LANES) uint16: part of the entry's hash; 0 where the place is free.
        values: (buckets, LANES) uint8: minus the value in units of STEP.
    """

    marks: NDArray[np.uint16]
    values: NDArray[np.uint8]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        self.marks.setflags(write=False)
        self.values.setflags(write=False)

    def find(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], Floats]:
        """Whether each packed n-gram is held, and its value (0 where it is not)."""
        buckets, mark = hash_keys(keys, len(self.marks))
        lanes = _matching_lanes(self.marks.view(np.uint64)[:, 0].take(buckets), mark)
        second = lanes[0] == LANES
        lane = np.where(second, lanes[1], lanes[0])
        packed = self.values.view(np.uint32)[:, 0].take(np.where(second, buckets[1], buckets[0]))
        found = lane < LANES
        packed >>= lane.astype(np.uint32) << np.uint32(3)
        values = (packed & np.uint32(0xFF)) * found
        return found, values.astype(np.float32) * np.float32(-STEP)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """Interpolated character n-grams with back-off (I. Witten and T. Bell, The zero-frequency problem, 1991).

    A *state* is what the model remembers of a prefix: its last characters' indices packed into an
    int64, eight bits each, the last one lowest.

    Args:
        characters: those the model knows; character i has the index i + 1.
        order: length of the longest n-gram, 2..7.
        unigrams: (characters + 1,) float32 log-probabilities; entry 0 is for unknown characters.
        table: log-probabilities of n-grams of order 2 and above, and log back-off weights of contexts, whose
            keys carry CONTEXT; those not held weigh 0.
        words: the user's words, which are likelier than the model itself says; or None.
    """

    characters: str
    order: int
    unigrams: Floats
    table: NgramTable
    words: FavouredWords | None = None

    def indices(self, text: str) -> Ints:
        """Indices of characters, the same for all digits; UNKNOWN for those the model does not know."""
        points = _code_points(text)
        points = np.where((points >= ord("1")) & (points <= ord("9")), ord("0"), points)
        known = _code_points(self.characters)
        order = np.argsort(known)
        at = np.minimum(np.searchsorted(known[order], points), len(known) - 1)
        return np.where(known[order][at] == points, order[at] + 1, UNKNOWN)

    @property
    def digit(self) -> int:
        """Index of all digits; one that no character has where the model knows none."""
        return self.characters.find("0") + 1 or -1

    def last(self, states: Ints) -> Ints:
        """Index of the last character that each state remembers."""
        return states & ((1 << BITS) - 1)

    def start(self) -> int:
        """The state at the beginning of a line: after a space."""
        return int(self.indices(" ")[0])

    def advance(self, states: Ints, indices: Ints) -> Ints:
        """States after characters were added; the two broadcast against each other."""
        return ((states << BITS) | indices) & self._mask(self.order - 1)

    def score(self, states: Ints, indices: Ints) -> Floats:
        """Log-probabilities (nats) of characters after states; the two broadcast against each other."""
        states, indices = np.broadcast_arrays(states, indices)
        longer = np.arange(1, self.order, dtype=np.int64)  # characters of context
        tails = states & self._masks(longer).reshape(-1, *[1] * states.ndim)
        keys = np.concatenate([(tails << BITS) | indices, tails | CONTEXT])
        found, values = self.table.find(keys.view(np.uint64))
        result: Floats = self.unigrams[indices]
        for length in range(self.order - 1):
            backed_off = result + values[length + self.order - 1]
            result = np.where(found[length], values[length], backed_off)
        return result if self.words is None else self.words.raise_scores(result, states, indices)

    def bits_per_character(self, text: str) -> float:
        """Cross-entropy of a text under the model, bits a character; 0.0 for the empty text."""
        return self.bits_of_indices(self.indices(text))

    def bits_of_indices(self, indices: Ints) -> float:
        """The same for a text's indices, (n,) int64."""
        if not len(indices):
            return 0.0
        return float(-self.score(self._states(indices), indices).mean() / np.log(2.0))

    def _states(self, indices: Ints) -> Ints:
        """The state before each character of a text."""
        states = np.zeros(len(indices), dtype=np.int64)
        padded = np.concatenate([np.zeros(self.order - 2, dtype=np.int64), [self.start()], indices])
        for back in range(1, self.order):
            states |= padded[self.order - 1 - back : len(padded) - back] << (BITS * (back - 1))
        return states

    def _masks(self, lengths: Ints) -> Ints:
        return (np.int64(1) << (lengths * BITS)) - 1

    def _mask(self, length: int) -> int:
        return (1 << (length * BITS)) - 1


def _code_points(text: str) -> Ints:
    """(n,) int64."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)


def hash_keys(keys: NDArray[np.uint64], buckets: int) -> tuple[Ints, NDArray[np.uint16]]:
    """The two buckets, (2, ...), that each packed n-gram may lie in, and its mark, (...), never 0."""
    mixed = keys * _MIX[0]
    mixed ^= mixed >> np.uint64(31)
    mixed *= _MIX[1]
    mixed ^= mixed >> np.uint64(29)
    both = np.empty((2, *keys.shape), dtype=np.uint64)
    both[0] = mixed
    np.multiply(mixed, _MIX[0], out=both[1])
    both >>= np.uint64(32)
    both *= np.uint64(buckets)
    both >>= np.uint64(32)
    mark = mixed.astype(np.uint16)
    return both.view(np.int64), np.maximum(mark, np.uint16(1))


def _matching_lanes(packed: NDArray[np.uint64], marks: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """The first of the four marks packed into each word that equals the wanted one; LANES if none does.

    The four are compared at once (H. Warren, Hacker's Delight, 2013, section 6-1): what equals leaves
    a zero, and only the first zero is told for certain.
    """
    difference = packed ^ (marks.astype(np.uint64) * _EACH_LANE)
    zeros = (difference - _EACH_LANE) & ~difference & (_EACH_LANE << np.uint64(15))
    first = zeros & (~zeros + np.uint64(1))
    lane = (first > np.uint64(1 << 15)).astype(np.uint8)
    lane += first > np.uint64(1 << 31)
    lane += first > np.uint64(1 << 47)
    lane[first == 0] = LANES
    return lane


def save_language_model(model: LanguageModel, path: Path) -> None:
    """Write a model as a compressed npz."""
    np.savez_compressed(
        path,
        characters=np.frombuffer(model.characters.encode("utf-32-le"), dtype=np.uint32),
        order=np.int64(model.order),
        unigrams=model.unigrams,
        marks=model.table.marks,
        values=model.table.values,
    )


def load_language_model(path: Path) -> LanguageModel:
    """Read a model.

    Raises:
        MissingModelError: there is no such file, or it is none of ours.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return LanguageModel(
                characters=stored["characters"].astype("<u4").tobytes().decode("utf-32-le"),
                order=int(stored["order"]),
                unigrams=stored["unigrams"],
                table=NgramTable(stored["marks"], stored["values"]),
            )
    except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
        raise MissingModelError(
            f"{path} is no language model ({error}); build one or read without"
        ) from error


def shipped_models() -> dict[str, Path]:
    """Files of the models that came with the package, by name."""
    folder = Path(str(resources.files("ocr"))) / "languages"
    return {path.stem: path for path in sorted(folder.glob("*.npz"))}


def check_language(name: str) -> None:
    """See that a name is ``auto``, ``none`` or that of a shipped model.

    Raises:
        UsageError: it is none of these.
    """
    known = ("auto", "none", *shipped_models())
    if name not in known:
        raise UsageError(f"there is no language {name!r}; choose from {', '.join(known)}")
