import json
from dataclasses import replace

import pytest

from recognizer.card import Card, DataSource, format_card, read_card, write_card
from recognizer.scoring import Score
from recognizer.types import PresetError

CARD = Card(
    name="toy",
    summary="Reads toys.",
    command="ocr train lines toys --to toy",
    seed=3,
    steps=1234,
    hours=1.26,
    sources=(DataSource("toy lines", "training", "CC0", "12 lines"),),
    scores=(Score("valid", "print", 10, 400, 6),),
    limits=("Reads nothing else.",),
    software={"keras": "3.1"},
    confusions=(("l", "1", 7), (" ", "", 3), ("", "`", 2)),
)


def test_card_tells_people_what_it_tells_programs(tmp_path):
    assert write_card(tmp_path, CARD) == ["card.json", "card.md"]
    said = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    assert said["seed"] == 3
    assert said["sources"][0]["licence"] == "CC0"
    assert said["scores"][0]["cer"] == 0.015
    text = (tmp_path / "card.md").read_text(encoding="utf-8")
    for part in (
        "# toy",
        "`ocr train lines toys --to toy`",
        "1,234",
        "1.3",
        "CC0",
        "| 1.50 % |",
        "Reads nothing else.",
        "held-out lines (found for true, times): `1` for `l` 7, nothing for space 3, `` ` `` for nothing 2.",
    ):
        assert part in text


def test_card_without_scores_says_so():
    assert "Not measured." in format_card(Card("toy", "", "", 0, 0, 0.0, ()))


def test_card_is_read_as_it_was_written(tmp_path):
    write_card(tmp_path, CARD)
    assert read_card(tmp_path) == CARD
    (tmp_path / "card.json").write_text("{}")
    with pytest.raises(PresetError, match="no model card that can be read"):
        read_card(tmp_path)


def test_cost_of_8_bits_stands_beside_what_float32_reads():
    row = {"name": "valid", "kind": "type", "lines": 9, "characters": 200, "edits": {"float32": 3, "int8": 4}}
    text = format_card(replace(CARD, quantized={"lines": 320, "difference": 0.00187, "scores": [row]}))
    assert "by 0.0019 in the mean" in text
    assert "| valid | type | 9 | 1.50 % | 2.00 % |" in text
    assert "8-bit" not in format_card(CARD)
