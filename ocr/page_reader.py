"""What reads pages: engines, alphabet, language model and calibration of one preset, loaded together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from ocr.characters import parse_characters
from ocr.decoder import Calibration
from ocr.errors import MissingModelError, UsageError
from ocr.language import LanguageModel, check_language, shipped_models
from ocr.language_shelf import LanguageShelf
from ocr.settings import OcrSettings
from ocr.user_words import favour_words
from recognizer.charset import LATIN, Charset
from recognizer.types import DependencyError, GlyphClassifier, LineReader, PresetError
from recognizer.word_calibration import WordCalibration
from segmenter.types import CropSettings

FEWEST_LETTERS = 10  # of a charset in which there are words to know; numbers are in no language
FALLBACK = "latin"  # the model of ten languages mixed, for pages that none of the others fits


@dataclass(frozen=True, slots=True, eq=False)
class PageReader:
    """What reads pages; made once, used for every page.

    Args:
        line_reader: reads line crops; the default way.
        glyph_classifier: reads single glyphs, for ``reader="glyph"``.
        charset: names the classes of both.
        language_model: what text looks like, or models of which each page finds its own, or None to believe
            the optics alone.
        calibration: makes confidences mean what they say, or None to leave them as they are.
        word_calibration: makes of letters and spaces the confidence of words, or None: the letters' product.
        final_calibration: of characters, after all that depends on their confidences was read; or None.
        preset: name of the preset all this came from.
        crop: the frame that the line reader was trained on.
    """

    line_reader: LineReader | None = None
    glyph_classifier: GlyphClassifier | None = None
    charset: Charset = field(default_factory=Charset)
    language_model: LanguageModel | LanguageShelf | None = None
    calibration: Calibration | None = None
    word_calibration: WordCalibration | None = None
    final_calibration: Calibration | None = None
    preset: str = ""
    crop: CropSettings = field(default_factory=CropSettings)


def load_page_reader(settings: OcrSettings | None = None, threads: int = 1) -> PageReader:
    """Load what the settings ask for: the line reader or the glyph classifier of a preset.

    Args:
        settings: name or folder of the preset, reader, engine, precision and language; ``language="none"``
            reads without a language model, and so does ``auto`` with a preset that knows no letters.
        threads: cores the engine may use.

    Raises:
        MissingModelError: the preset, its weights or the package that runs them is missing.
        UsageError: there is no such language, or none of the characters wanted can be read.
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
    if settings.decoder.characters:
        parse_characters(settings.decoder.characters, preset.charset)
    return PageReader(
        line_reader=line_reader,
        glyph_classifier=classifier,
        charset=preset.charset,
        language_model=_load_language(settings, preset.charset),
        calibration=preset.calibration,
        word_calibration=preset.word_calibration,
        final_calibration=preset.final_calibration,
        preset=preset.name,
        crop=CropSettings(**asdict(preset.crop)),
    )


def _load_language(settings: OcrSettings, charset: Charset) -> LanguageModel | LanguageShelf | None:
    """The language models asked for; None where none is wanted or of use, or none came with the package."""
    check_language(settings.language)
    paths = shipped_models()
    is_numeric = sum(character.isalpha() for character in charset.characters) < FEWEST_LETTERS
    if settings.language == "none" or not paths or (settings.language == "auto" and is_numeric):
        if settings.user_words:
            raise UsageError("user words need a language model: leave --language none out")
        return None
    words = favour_words(settings.user_words, LATIN) if settings.user_words else None
    shelf = LanguageShelf(paths, FALLBACK if FALLBACK in paths else min(paths), words)
    return shelf if settings.language == "auto" else shelf.load(settings.language)
