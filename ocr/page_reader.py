"""What reads pages: engines, alphabet, language model and calibration of one preset, loaded together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from ocr.decoder import Calibration
from ocr.errors import MissingModelError
from ocr.language import LanguageModel, load_language_model, shipped_model
from ocr.settings import OcrSettings
from recognizer.charset import Charset
from recognizer.types import DependencyError, GlyphClassifier, LineReader, PresetError
from recognizer.word_calibration import WordCalibration
from segmenter.types import CropSettings

LANGUAGE_MODEL = "latin"  # the shipped model, of ten languages mixed


@dataclass(frozen=True, slots=True, eq=False)
class PageReader:
    """What reads pages; made once, used for every page.

    Args:
        line_reader: reads line crops; the default way.
        glyph_classifier: reads single glyphs, for ``reader="glyph"``.
        charset: names the classes of both.
        language_model: what text looks like, or None to believe the optics alone.
        calibration: makes confidences mean what they say, or None to leave them as they are.
        word_calibration: makes of letters and spaces the confidence of words, or None: the letters' product.
        preset: name of the preset all this came from.
        crop: the frame that the line reader was trained on.
    """

    line_reader: LineReader | None = None
    glyph_classifier: GlyphClassifier | None = None
    charset: Charset = field(default_factory=Charset)
    language_model: LanguageModel | None = None
    calibration: Calibration | None = None
    word_calibration: WordCalibration | None = None
    preset: str = ""
    crop: CropSettings = field(default_factory=CropSettings)


def load_page_reader(settings: OcrSettings | None = None, threads: int = 1) -> PageReader:
    """Load what the settings ask for: the line reader or the glyph classifier of a preset.

    Args:
        settings: name or folder of the preset, reader, engine, precision and language; ``language="none"``
            reads without a language model.
        threads: cores the engine may use.

    Raises:
        MissingModelError: the preset, its weights or the package that runs them is missing.
    """
    from recognizer.preset import find_preset, load_glyph_classifier, load_line_reader

    settings = settings or OcrSettings()
    by_line = settings.reader == "line"
    try:
        preset = find_preset(settings.preset)
        line_reader = (
            load_line_reader(preset, settings.engine, threads, settings.precision) if by_line else None
        )
        classifier = None if by_line else load_glyph_classifier(preset, settings.engine, threads)
    except (PresetError, DependencyError) as error:
        raise MissingModelError(str(error)) from error
    return PageReader(
        line_reader=line_reader,
        glyph_classifier=classifier,
        charset=preset.charset,
        language_model=_load_language(settings.language),
        calibration=preset.calibration,
        word_calibration=preset.word_calibration,
        preset=preset.name,
        crop=CropSettings(**asdict(preset.crop)),
    )


def _load_language(language: str) -> LanguageModel | None:
    """The language model asked for; None where none is wanted or none came with the package."""
    if language == "none":
        return None
    path = shipped_model(LANGUAGE_MODEL if language == "auto" else language)
    if path is None and language != "auto":
        path = shipped_model(LANGUAGE_MODEL)
    return load_language_model(path) if path else None
