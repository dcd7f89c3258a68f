"""What ``ocr train lines`` asks for, worked out from its options; nothing is trained."""

import json

import click
import numpy as np
import pytest

from cli.line_plan import plan_lines
from recognizer.checkpoints import Checkpoint, write_checkpoint
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.datasets.card import DatasetCard, write_dataset_card
from recognizer.training_settings import describe_network
from recognizer.types import DatasetError

OPTIONS = {
    "real": (),
    "valid": (),
    "charset": None,
    "least": 2,
    "network": None,
    "steps": None,
    "hours": None,
    "rate": None,
    "batch": None,
    "balance": 1.0,
    "patience": 0,
    "score_steps": None,
    "seed": 0,
}


def write_texts(folder, *texts):
    lines = [TrainingLine(np.zeros((40, 8), np.uint8), text, None, "page", "type") for text in texts]
    write_line_shard(folder / "lines.npz", lines)
    return folder


def plan(tmp_path, texts=("abba ", "aaa"), origin=None, there=None, **options):
    data = write_texts(tmp_path / "data", *texts)
    return plan_lines({"data": (data,), **OPTIONS, **options}, origin, there, tmp_path / "work")


def test_charset_is_derived_from_the_lines_and_told(tmp_path):
    found = plan(tmp_path, ("abba", "ab~"))
    assert found.settings.charset.characters == " ab"
    assert found.settings.network.classes == 4
    assert "1 lines that hold them are left out" in found.told[1]
    assert (tmp_path / "work" / "characters.csv").is_file()
    assert found.start is None


def test_charset_of_a_file_is_taken_as_it_is(tmp_path):
    (tmp_path / "ab.txt").write_text("b a\na", encoding="utf-8")
    assert plan(tmp_path, charset=str(tmp_path / "ab.txt")).settings.charset.characters == " ba"


def test_class_of_a_charset_given_that_no_line_holds_is_an_error(tmp_path):
    (tmp_path / "abc.txt").write_text("abc", encoding="utf-8")
    with pytest.raises(DatasetError, match="no line holds c"):
        plan(tmp_path, charset=str(tmp_path / "abc.txt"))


def test_lines_beyond_a_charset_given_are_an_error(tmp_path):
    (tmp_path / "ab.txt").write_text("ab", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"1 of 2 lines .* c \(1\)"):
        plan(tmp_path, ("ab", "abc"), charset=str(tmp_path / "ab.txt"))


def test_checkpoint_keeps_its_charset_and_network_when_lines_are_added(tmp_path):
    first = plan(tmp_path, network="small").settings
    state = {"network": json.loads(json.dumps(describe_network(first.network, first.charset))), "step": 0}
    path = tmp_path / "work" / "checkpoint.npz"
    write_checkpoint(path, Checkpoint({}, state))
    more = ("abba", "cc", "aa")
    assert plan(tmp_path, more).settings.charset.characters == " abc"  # nothing was learnt yet
    write_checkpoint(path, Checkpoint({}, {**state, "step": 7}))
    for charset in (None, "auto"):
        again = plan(tmp_path, more, charset=charset)
        assert again.settings.charset.characters == " ab"
        assert again.settings.network == first.network
        assert "Going on from" in again.told[-1]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_other_charset_than_that_of_the_origin_begins_with_what_both_know(tmp_path):
    from recognizer.preset import find_preset

    found = plan(tmp_path, ("a0БЖ", "a0БЖ"), find_preset("latin"), charset="auto")
    assert found.settings.charset.characters == " 0aБЖ"
    assert found.start == tmp_path / "work" / "start.weights.h5"
    assert found.start.is_file()
    assert found.notes[-1].startswith("Of 6 classes 4 begin with the weights of latin, 2 afresh")
    with pytest.raises(DatasetError, match=r"2 of 2 lines .* Б \(2\), Ж \(2\)"):
        plan(tmp_path / "more", ("a0БЖ", "a0БЖ"), find_preset("latin"))


def test_options_shape_the_training(tmp_path):
    made = plan(tmp_path, batch=4, balance=3.0, rate=0.01, steps=9, seed=5, network="small").settings
    assert (made.batches.windows, made.batches.balance, made.seed) == (4, 3.0, 5)
    assert (made.schedule.rate, made.schedule.steps) == (0.01, 9)
    assert made.network.width == 0.5


def test_patience_needs_lines_to_measure_on(tmp_path):
    with pytest.raises(click.UsageError, match="--valid"):
        plan(tmp_path, patience=2)


def test_converted_data_set_is_learnt_from_and_measured_by_its_own_parts(tmp_path):
    place = tmp_path / "mine"
    write_texts(place / "lines" / "train", "abab")
    write_texts(place / "lines" / "valid", "zz")
    card = DatasetCard(
        "mine", "x", "pages", "CC0", "type", 32, False, 0, "page", lines={"train": 1, "valid": 1}
    )
    write_dataset_card(place, card)
    found = plan_lines({**OPTIONS, "data": (place,)}, None, None, tmp_path / "work")
    assert found.settings.charset.characters == " ab"
    assert found.data.train == (place / "lines" / "train",)
    assert found.data.valid == (place / "lines" / "valid",)


def test_data_set_of_glyphs_alone_is_refused(tmp_path):
    (tmp_path / "mine").mkdir()
    write_dataset_card(tmp_path / "mine", DatasetCard("mine", "x", "npz", "", "hand", 32, False, 0, "crop"))
    with pytest.raises(DatasetError, match="ocr train glyphs"):
        plan_lines({**OPTIONS, "data": (tmp_path / "mine",)}, None, None, tmp_path / "work")
