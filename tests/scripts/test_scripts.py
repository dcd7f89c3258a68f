from __future__ import annotations

import json
from pathlib import Path

import cut_lines
import gather_texts
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from recognizer.dataset import read_line_shard


def test_texts_of_pages_and_word_lists_are_gathered_by_language(tmp_path: Path) -> None:
    (tmp_path / "share" / "dict").mkdir(parents=True)
    (tmp_path / "share" / "dict" / "french").write_text("été\nmaison\n", encoding="utf-8")
    pages = tmp_path / "books_fr"
    pages.mkdir()
    sentence = "La maison est grande et le jardin est plein de roses. "
    (pages / "a.txt").write_text(sentence * 6, encoding="utf-8")
    out = tmp_path / "texts"
    done = CliRunner().invoke(gather_texts.main, [str(tmp_path / "share"), str(pages), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "La maison est grande" in (out / "fr.txt").read_text(encoding="utf-8")
    assert "maison" in (out / "fr.words").read_text(encoding="utf-8").split()
    assert (out / "sv.txt").read_text(encoding="utf-8") == ""


def test_lines_in_known_boxes_are_cut_with_their_text(tmp_path: Path) -> None:
    said = [
        "the quick brown fox jumps over",
        "the lazy dog and runs away again",
        "before anyone has seen a thing",
    ]
    image, entries = Image.new("L", (900, 420), 255), []
    font, pen = ImageFont.load_default(40), ImageDraw.Draw(image)
    for number, text in enumerate(said):
        at = (60, 60 + 100 * number)
        pen.text(at, text, font=font, fill=0)
        entries.append({"text": text, "box": [float(edge) for edge in pen.textbbox(at, text, font=font)]})
    image.save(tmp_path / "a.png")
    (tmp_path / "a.json").write_text(json.dumps({"image": "a.png", "lines": entries}), encoding="utf-8")
    shard = tmp_path / "shards" / "lines.npz"
    done = CliRunner().invoke(cut_lines.main, [str(tmp_path), "-o", str(shard)])
    assert done.exit_code == 0, done.output
    lines = read_line_shard(shard)
    assert list(lines.texts) == said
    assert all(lines.line(at).pixels.max() > 100 for at in range(len(lines)))
