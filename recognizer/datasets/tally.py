"""Counts what of a data set is converted and what is skipped, and tells what its user should know."""

from __future__ import annotations

from collections import Counter, defaultdict

from recognizer.datasets.dealing import Deal, Undealt
from recognizer.datasets.samples import COPY, PARTS, Part, Sample, Skipped

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
        self.joined: tuple[tuple[str, ...], ...] = ()  # names of hands that have several

    @property
    def total(self) -> int:
        """Glyphs and lines converted."""
        return sum(self.glyphs.values()) + sum(self.lines.values())

    def add_unknown(self, sample: Sample) -> None:
        """Count a glyph whose writer is not known."""
        self.unknown += 1
        self.told_part += bool(sample.part)

    def add_glyphs(self, undealt: Undealt, deal: Deal) -> None:
        """Count the glyphs that were dealt to parts, and the copies among them; name the hands joined."""
        kept = ~deal.copies
        self.classes.update(undealt.labels[kept].tolist())
        for origin in undealt.origins[deal.copies].tolist():
            self.skip(Skipped(COPY, origin))
        for part in PARTS:
            own = kept & (deal.parts == part)
            self.glyphs[part] += int(own.sum())
            self.writers[part].update(set(deal.hands[own].tolist()) - {""})
        self.joined = deal.joined

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
        found = [self._note_joined()] if self.joined else []
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

    def _note_joined(self) -> str:
        names = "; ".join(" = ".join(group) for group in self.joined)
        return (
            f"Writers whose glyphs are copies of one another are one hand here: {names}. "
            f"{self.skipped[COPY]:,} second copies were left out."
        )
