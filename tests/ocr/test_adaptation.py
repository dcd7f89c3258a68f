"""A preset is adapted, judged, and kept or not; whatever happens, nothing is left half-written."""

import dataclasses

import numpy as np
import pytest

from ocr.adaptation import AdaptationSettings, adapt_preset, check_review, load_replay
from ocr.adaptation_lines import Example, PageRows, Review, gather_examples
from ocr.corrections import Correction
from ocr.errors import QualityGateError, UsageError
from ocr.page_reader import PageReader
from ocr.results import PageSource, StoredPage
from ocr.settings import OcrSettings
from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine
from recognizer.fine_tuning import FineTuningSettings
from recognizer.network import LineNetworkSettings
from recognizer.preset import REPLAY, Preset, find_preset
from recognizer.replay import Replay, write_replay

ABC = Charset(" abx")
NETWORK = LineNetworkSettings(classes=ABC.classes, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))
WIDTHS = {"a": 9, "b": 5, "x": 12, " ": 10}


def draw(text, shapes, spans=True):
    """A line of boxes: of each letter its width, its top, and whether it is hollow."""
    columns, places, at = [np.zeros((40, 8), np.uint8)], [], 8
    for letter in text:
        width, top, hollow = shapes.get(letter, (10, 29, False))
        glyph = np.zeros((40, width), np.uint8)
        glyph[top:29] = 255
        if hollow:
            glyph[15:25, 2:-2] = 0
        columns += [glyph, np.zeros((40, 3), np.uint8)]
        places.append((at, at + width))
        at += width + 3
    columns.append(np.zeros((40, 8), np.uint8))
    pixels = np.hstack(columns)
    return TrainingLine(pixels, text, np.array(places, np.float32) if spans else None, "toy", "print")


KNOWN = {"a": (9, 5, True), "b": (5, 5, False), "x": (12, 13, False)}
ODD = {"a": (9, 13, False), "b": (5, 5, False), "x": (12, 13, False)}  # this writer's a is a small solid box


def texts(count, seed):
    rng = np.random.default_rng(seed)
    return [
        " ".join("".join(rng.choice(list("abx"), int(rng.integers(2, 5)))) for _ in range(3))
        for _ in range(count)
    ]


def review_of(shapes, count=40, corrected=40):
    lines = [draw(text, shapes, spans=False) for text in texts(count, seed=8)]
    return Review([Example("page", line, at < corrected) for at, line in enumerate(lines)], count)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """A preset that reads the known shapes, trained in seconds."""
    pytest.importorskip("keras")
    from recognizer.card import Card
    from recognizer.dataset import write_line_shard
    from recognizer.learner import OptimizerSettings
    from recognizer.preset_writer import PresetParts, save_preset
    from recognizer.schedule import Schedule
    from recognizer.training import LineData, LineTrainingSettings, train_lines

    folder = tmp_path_factory.mktemp("origin")
    lines = [draw(text, KNOWN) for text in texts(80, seed=1)]
    write_line_shard(folder / "shards" / "known.npz", lines)
    settings = LineTrainingSettings(
        network=NETWORK,
        charset=ABC,
        batches=dataclasses.replace(SMALL, round_lines=60),
        schedule=Schedule(steps=200, rate=5e-3, warm_up=10),
        optimizer=OptimizerSettings(average=0.9, precision="float32"),
        ctc_from=0.6,
    )
    weights = train_lines(LineData((folder / "shards",)), settings, folder / "work")
    write_replay(folder / REPLAY, Replay(tuple(lines[:50]), tuple(lines[50:])))
    card = Card("toy", "Reads boxes.", "none", 1, 200, 0.0, ())
    parts = PresetParts("toy", weights, card, NETWORK, charset=ABC, replay=folder / REPLAY)
    return save_preset(folder / "toy", parts)


SMALL = BatchSettings(window=160, windows=8)
SETTINGS = AdaptationSettings(FineTuningSettings(steps=100, seconds=120, rate=5e-3, share=0.5, batches=SMALL))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
class TestLearning:
    def test_a_strange_hand_is_learnt_and_the_known_one_kept(self, origin, tmp_path):
        made = adapt_preset(origin, tmp_path / "mine", review_of(ODD), SETTINGS)
        assert made.verdict.held.after < made.verdict.held.before
        assert made.verdict.base.after <= made.verdict.base.before
        found = find_preset(tmp_path / "mine")
        assert (found.name, found.charset, found.calibration) == ("mine", ABC, origin.calibration)
        assert load_replay(found).base  # it can be adapted again
        card = (tmp_path / "mine" / "card.md").read_text(encoding="utf-8")
        assert "adapted from the preset toy" in card
        assert "40 corrections in 40 lines of 1 pages" in card
        assert [path.name for path in tmp_path.iterdir()] == ["mine"]

    def test_what_spoils_the_base_test_is_refused_and_nothing_changes(self, origin, tmp_path):
        # The corrections call a known a an x: the better they are learnt, the worse the base test.
        wrong = {"a": KNOWN["x"], "b": KNOWN["b"], "x": KNOWN["a"]}
        before = {path.name: path.read_bytes() for path in origin.folder.iterdir()}
        with pytest.raises(QualityGateError, match="nothing was changed"):
            adapt_preset(origin, tmp_path / "mine", review_of(wrong), SETTINGS)
        assert list(tmp_path.iterdir()) == []
        assert {path.name: path.read_bytes() for path in origin.folder.iterdir()} == before

    def test_what_teaches_nothing_is_refused(self, origin, tmp_path):
        with pytest.raises(QualityGateError, match=r"read no better|may be chance"):
            adapt_preset(origin, tmp_path / "mine", review_of(KNOWN), SETTINGS)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("when", ["learning", "writing"])
    def test_ctrl_c_leaves_nothing(self, origin, tmp_path, monkeypatch, when):
        def interrupt(*whatever):
            raise KeyboardInterrupt

        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", None)
        if when == "writing":
            monkeypatch.setattr("ocr.adaptation.judge", interrupt)
        with pytest.raises(KeyboardInterrupt):
            adapt_preset(
                origin, tmp_path / "mine", review_of(ODD), SETTINGS, interrupt if when == "learning" else None
            )
        assert list(tmp_path.iterdir()) == []


def toy_preset(folder, sha256=()):
    return Preset("toy", folder, ABC, None, NETWORK, None, None, sha256=dict(sha256))


def test_too_few_corrected_lines_are_told_with_how_many_are_needed(tmp_path):
    with pytest.raises(UsageError, match=r"23 corrected lines are too few.*24 are needed; correct 1 more"):
        check_review(review_of(ODD, corrected=23))
    check_review(review_of(ODD, corrected=24))


def test_a_preset_that_is_there_is_never_overwritten(tmp_path):
    with pytest.raises(UsageError, match="is there already"):
        adapt_preset(toy_preset(tmp_path), tmp_path, review_of(ODD), SETTINGS)


def test_a_preset_without_lines_to_replay_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"make_replay"):
        adapt_preset(toy_preset(tmp_path), tmp_path / "new", review_of(ODD), SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_corrections_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"corrections\.csv"):
        gather_examples(tmp_path, PageReader(), OcrSettings())


def test_pages_are_known_by_their_path_or_by_a_name_that_is_alone(make_page):
    def row(source, index=0):
        return Correction(source, index, (1, 1, 2, 2), True, "a", "b")

    def page(source, index=0):
        result = make_page([["text"]], source=source, index=index)
        return StoredPage(result, PageSource(f"/scans/{source}", index))

    rows = PageRows([row("a.png"), row("/scans/b.png"), row("x/c.png"), row("y/c.png"), row("a.png", 1)])
    assert [one.source for one in rows.of(page("a.png"))] == ["a.png"]
    assert [one.source for one in rows.of(page("b.png"))] == ["/scans/b.png"]
    assert [one.index for one in rows.of(page("a.png", 1))] == [1]
    assert rows.of(page("c.png")) == []  # two files of that name
    assert rows.of(page("d.png")) == []


def write_run(out, result, lines):
    from ocr.batch.files import lines_path, result_path
    from ocr.line_store import save_lines
    from ocr.results import save_result

    for path in (result_path(out, "book"), lines_path(out, "book")):
        path.parent.mkdir(parents=True)
    save_result(result, result_path(out, "book"))
    save_lines(lines, lines_path(out, "book"))


def test_lines_up_to_the_last_correction_are_examples_and_no_others(tmp_path, make_page):
    import csv

    from ocr.corrections import CORRECTION_COLUMNS
    from ocr.line_store import StoredLines
    from segmenter.types import CropSettings

    result = make_page([["one", "tw0", "f€ur", "five", "six"]])
    knots = np.array([(line.baseline.xs[0], line.baseline.ys[0]) for line in result.iter_lines()])
    crops = tuple(np.full((40, 30 + at), 255, np.uint8) for at in range(5))
    lines = StoredLines(
        crops, np.zeros(5), np.ones(5), np.zeros(5, np.int64), knots, np.eye(2, 3), CropSettings()
    )
    write_run(tmp_path, result, lines)
    second, fourth = (list(result.iter_lines())[at] for at in (1, 3))
    zero, last = second.words[0].glyphs[2].box, fourth.words[0].box
    with (tmp_path / "corrections.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        for box, numbers, old, new in (
            (zero, (2, 1, 3), "0", "o"),
            (last, (4, 1, ""), "five", "fine"),
            (zero.__class__(1, 290, 3, 295), (9, 9, 9), "a", "b"),
        ):
            size = (box.left, box.top, box.width, box.height)
            table.writerow(["t", "book.tif", 1, *numbers, *size, old, new])
    reader = PageReader(charset=Charset(" onetwfuriv"))
    review = gather_examples(tmp_path, reader, OcrSettings())
    assert [(one.line.text, one.corrected) for one in review.examples] == [
        ("one", False),
        ("two", True),
        ("fine", True),
    ]
    assert [one.line.pixels.shape[1] for one in review.examples] == [30, 31, 33]
    assert (review.corrections, review.unplaced, review.left_out) == (3, 1, 1)
    assert dict(review.unknown) == {"€": 1}
    assert review.corrected == 2
    assert dataclasses.astuple(review)[1] == 3
