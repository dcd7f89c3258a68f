"""What becomes a text line: its components, and its place in a printed row or a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from segmenter.marks import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A text line to be.

    Args:
        members: indices of the pieces or the components that it is made of.
        cell: row and column in a table, from 0; None outside of one.
        gap_before: whether it stands in the same printed row as the strip before it.
        initial: whether it is a large letter that begins the line of the strip after it.
    """

    members: Ints
    cell: tuple[int, int] | None = None
    gap_before: bool = False
    initial: bool = False

    def holding(self, components: Sequence[Ints]) -> Strip:
        """The same strip made of what its pieces are made of.

        Args:
            components: those of each piece.
        """
        return replace(self, members=np.concatenate([components[i] for i in self.members.tolist()]))
