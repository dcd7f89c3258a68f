"""A preset's model card: what it was trained on, how, and how well it reads.

After M. Mitchell et al., "Model Cards for Model Reporting", 2019. ``card.json`` is for programs,
``card.md`` says the same for people.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizer.scoring import Score
from recognizer.types import PresetError

CARD_JSON, CARD_MARKDOWN = "card.json", "card.md"


@dataclass(frozen=True, slots=True)
class DataSource:
    """Something a preset learnt from.

    Args:
        name: of the data.
        role: what it was used for.
        licence: as its source states it.
        size: how much of it, in words.
    """

    name: str
    role: str
    licence: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is told about a preset.

    Args:
        name: of the preset.
        summary: what it reads, in a sentence or two.
        command: that trained it.
        seed: of the training.
        steps: taken.
        hours: spent training, all processes together.
        sources: data it learnt from.
        scores: character error rates on lines no training saw, read greedily.
        limits: what it does badly, a sentence each.
        settings: of the training, as JSON values.
        software: versions of what it was trained with.
        quantized: what 8-bit arithmetic costs, as JSON values: ``lines`` it was calibrated on, mean
            ``difference`` of a frame's probabilities, ``scores`` with the ``edits`` of both.
        glyphs: how the glyph classifier was trained, as JSON values: ``command``, ``seed``, ``steps``,
            ``hours``, ``software``, ``confusions`` (character, taken for, times) on held-out glyphs and
            ``notes``.
        confusions: of the line reader on held-out lines: character, what was read for it, times; empty texts
            stand for nothing.
    """

    name: str
    summary: str
    command: str
    seed: int
    steps: int
    hours: float
    sources: tuple[DataSource, ...]
    scores: tuple[Score, ...] = ()
    limits: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    software: dict[str, str] = field(default_factory=dict)
    quantized: dict[str, Any] = field(default_factory=dict)
    glyphs: dict[str, Any] = field(default_factory=dict)
    confusions: tuple[tuple[str, str, int], ...] = ()


def write_card(folder: Path, card: Card) -> list[str]:
    """Write both files of a card.

    Returns:
        Their names.
    """
    said = {**dataclasses.asdict(card), "scores": [_score_row(score) for score in card.scores]}
    text = json.dumps(said, indent=2, ensure_ascii=False, default=str)
    (folder / CARD_JSON).write_text(text + "\n", encoding="utf-8")
    (folder / CARD_MARKDOWN).write_text(format_card(card), encoding="utf-8")
    return [CARD_JSON, CARD_MARKDOWN]


def read_card(folder: Path) -> Card:
    """The card that ``write_card`` wrote.

    Raises:
        PresetError: there is none, or it cannot be read.
    """
    path = folder / CARD_JSON
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        scores = [{key: value for key, value in row.items() if key != "cer"} for row in said["scores"]]
        return Card(
            **{
                **said,
                "sources": tuple(DataSource(**row) for row in said["sources"]),
                "scores": tuple(Score(**row) for row in scores),
                "limits": tuple(said["limits"]),
                "confusions": tuple((true, read, times) for true, read, times in said.get("confusions", ())),
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PresetError(f"{path}: no model card that can be read ({error})") from error


def format_card(card: Card) -> str:
    """The card as Markdown."""
    lines = [f"# {card.name}", "", card.summary, "", "## Training", ""]
    lines += [f"- Command: `{card.command}`", f"- Seed: {card.seed}", f"- Steps: {card.steps:,}"]
    lines += [f"- Hours: {card.hours:.1f}"]
    lines += [f"- {name} {version}" for name, version in sorted(card.software.items())]
    lines += ["", "## Data", "", "| data | used for | size | licence |", "|---|---|---|---|"]
    lines += [f"| {s.name} | {s.role} | {s.size} | {s.licence} |" for s in card.sources]
    lines += ["", "## Character error rate", ""]
    if card.scores:
        lines += ["Lines no training saw, read greedily, without a language model.", ""]
        lines += ["| set | kind | lines | characters | CER |", "|---|---|---|---|---|"]
        lines += [
            f"| {s.name} | {s.kind} | {s.lines:,} | {s.characters:,} | {100 * s.error_rate:.2f} % |"
            for s in card.scores
        ]
    else:
        lines += ["Not measured."]
    if card.confusions:
        lines += ["", _format_confusions(card.confusions, "lines")]
    if card.quantized:
        lines += _format_quantized(card.quantized)
    if card.glyphs:
        lines += _format_glyphs(card.glyphs)
    lines += ["", "## Limits", "", *(f"- {limit}" for limit in card.limits)]
    return "\n".join(lines).rstrip() + "\n"


def _format_glyphs(said: dict[str, Any]) -> list[str]:
    """How the glyph classifier was trained, as Markdown."""
    lines = ["", "## Glyph classifier", "", f"- Command: `{said['command']}`", f"- Seed: {said['seed']}"]
    lines += [f"- Steps: {said['steps']:,}", f"- Hours: {said['hours']:.1f}"]
    lines += [f"- {name} {version}" for name, version in sorted(said.get("software", {}).items())]
    lines += [f"- {note}" for note in said.get("notes", ())]
    if said.get("confusions"):
        lines += ["", _format_confusions(said["confusions"], "glyphs")]
    return lines


def _format_confusions(pairs: Iterable[Sequence[Any]], of: str) -> str:
    """What was taken for what, as a sentence."""
    told = ", ".join(f"{_quote(found)} for {_quote(label)} {times}" for label, found, times in pairs)
    return f"Taken for one another most often on held-out {of} (found for true, times): {told}."


def _quote(character: str) -> str:
    """A character as Markdown shows it."""
    if not character.strip():
        return "space" if character else "nothing"
    return f"`` {character} ``" if "`" in character else f"`{character}`"


def _format_quantized(said: dict[str, Any]) -> list[str]:
    """What 8-bit arithmetic costs, as Markdown."""
    lines = ["", "## 8-bit arithmetic", ""]
    lines += [
        f"Ranges were measured on {said['lines']:,} training lines; a frame's probabilities then differ from "
        f"float32's by {said['difference']:.4f} in the mean (largest difference of each frame)."
    ]
    if said["scores"]:
        lines += ["", "| set | kind | lines | CER float32 | CER int8 |", "|---|---|---|---|---|"]
    for row in said["scores"]:
        rates = [100 * row["edits"][name] / max(1, row["characters"]) for name in ("float32", "int8")]
        lines += [
            f"| {row['name']} | {row['kind']} | {row['lines']:,} | {rates[0]:.2f} % | {rates[1]:.2f} % |"
        ]
    return lines


def _score_row(score: Score) -> dict[str, Any]:
    return {**dataclasses.asdict(score), "cer": round(score.error_rate, 5)}
