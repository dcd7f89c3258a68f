"""What a caller may choose about reading pages: frozen, nested, passed explicitly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from segmenter.types import SegmenterSettings

ReaderKind = Literal["line", "glyph"]
EngineKind = Literal["onnx", "keras"]
PrecisionKind = Literal["auto", "float32", "int8"]
OrientationKind = Literal["auto", "keep", "0", "90", "180", "270"]


@dataclass(frozen=True, slots=True)
class LoaderSettings:
    """How files become page images.

    Args:
        max_megapixels: a page with more is refused before it is decoded.
        pdf_dpi: dots an inch at which PDF pages are rendered.
        image_dpi: overrides what image files say of their dots an inch.
    """

    max_megapixels: float = 200.0
    pdf_dpi: float = 300.0
    image_dpi: float | None = None


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """The beam search over frames; weights were measured on training pages.

    Args:
        beam_width: hypotheses kept a frame; 1 is greedy.
        language_weight: what the language model's log-probability counts on a page of familiar text that
            is read surely; it counts less the stranger the text is to it, more where the optics doubt.
        character_bonus: added for every character together with the model's log-probability, against
            the deletions that this would cause.
        alternatives: rivals kept a glyph.
        characters: those that alone may be read, such as ``0-9.,``, beside the space; empty for all.
    """

    beam_width: int = 8
    language_weight: float = 0.3
    character_bonus: float = 0.3
    alternatives: int = 2
    characters: str = ""


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """Everything about reading one page."""

    preset: str = "latin"
    reader: ReaderKind = "line"
    engine: EngineKind = "onnx"
    precision: PrecisionKind = "auto"  # of the line reader in onnx; auto: int8 where the preset has it
    language: str = "auto"  # a language's two letters, latin for all mixed, none, or auto: each page its own
    user_words: tuple[str, ...] = ()  # words that are likelier than the language model knows
    orientation: OrientationKind = "auto"  # degrees counter-clockwise to turn every page; keep: as it lies
    agreement: bool = True  # whether the page's sure letters settle the doubtful ones that look like them
    loader: LoaderSettings = field(default_factory=LoaderSettings)
    segmenter: SegmenterSettings = field(default_factory=SegmenterSettings)
    decoder: DecoderSettings = field(default_factory=DecoderSettings)
