"""Counts what of a data set is converted and what is skipped, and tells what its user should know."""

from __future__ import annotations

from collections import Counter, defaultdict

from recognizer.datasets.samples import PARTS, Part, Sample, Skipped

MOST_EXAMPLES = 5  # of what was skipped, for each reason


class Tally:
    """Counts of one conversion; all start at nothing."""

    def __init__(self) -> None:
        """Start counting."""
        self.glyphs: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.examples: defaultdict[str, list[str]] = defaultdict(list)
        self.writers: defaultdict[str, set[str]] = defaultdict(set)
        self.unknown = 0  # glyphs whose writer is not known
        self.told_part = 0  # of them, those whose source names their part

    @property
    def total(self) -> int:
        """Glyphs and lines converted."""
        return sum(self.glyphs.values()) + sum(self.lines.values())

    def add_glyph(self, sample: Sample, part: Part) -> None:
        """Count a glyph that went to a part."""
        self.glyphs[part] += 1
        self.classes[sample.label] += 1
        if sample.writer:
            self.writers[part].add(sample.writer)
        else:
            self.unknown += 1
            self.told_part += bool(sample.part)

    def add_line(self, part: Part, writer: str) -> None:
        """Count a line that went to a part."""
        self.lines[part] += 1
        self.writers[part].add(writer)

    def skip(self, item: Skipped) -> None:
        """Count what was left out."""
        self.skipped[item.reason] += 1
        if len(self.examples[item.reason]) < MOST_EXAMPLES:
            self.examples[item.reason].append(item.origin)

    def notes(self, groups: str) -> list[str]:
        """What whoever uses the set should know.

        Args:
            groups: what splits keep together: ``writer`` or ``page``.
        """
        found = []
        if self.unknown:
            held = "the source's own parts" if self.told_part else "the picture alone"
            found.append(
                f"The writer of {self.unknown:,} glyphs is not known: they are split by {held}, so one hand "
                "may stand on both sides and scores may flatter."
            )
        empty = [part for part in PARTS if not self.glyphs[part] + self.lines[part]]
        if empty:
            names = set().union(*self.writers.values())
            few = f"{len(names)} {groups}s are" if names else f"{self.total:,} pictures are"
            found.append(f"No {' and no '.join(empty)} part: {few} too few for this seed.")
        if groups != "writer":
            found.append(f"Split by {groups}: a writer or font of several {groups}s may stand on both sides.")
        return found
