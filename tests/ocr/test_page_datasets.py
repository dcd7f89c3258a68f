"""Glyphs and lines cut from drawn pages whose text is known in ALTO, PAGE and corrections."""

import csv

import cv2
import numpy as np
import pytest

from ocr.errors import DamagedFileError
from ocr.page_cutting import NO_LINE, NOT_COVERED, OUTSIDE
from ocr.page_datasets import NO_IMAGE, NO_TRUTH, PAGE_FORMATS, UNREADABLE
from ocr.page_truth import CORRECTION_COLUMNS, page_file_kind, read_corrections, read_page_file
from recognizer.datasets.conversion import ConvertSettings, convert_dataset
from recognizer.datasets.registry import FORMATS, choose_format
from recognizer.datasets.samples import NO_CHARACTER, ReadSettings, Sample, Skipped
from recognizer.glyph_data import read_glyph_shards
from segmenter.geometry import Box

ALL = (*PAGE_FORMATS, *FORMATS)
TEXTS = ("Handwritten pages", "are cut in lines", "and then in letters", "by what is known")
LEFT, PITCH, SCALE = 60, 70, 1.5


def draw_page(path):
    """A page of four lines; its lines' boxes and the boxes of the letters l, i and t found in them."""
    page = np.full((420, 700), 255, np.uint8)
    lines, letters = [], []
    for number, text in enumerate(TEXTS):
        base = 80 + number * PITCH
        at = LEFT
        for character in text:
            (width, _), _ = cv2.getTextSize(character, cv2.FONT_HERSHEY_SIMPLEX, SCALE, 3)
            cell = np.full((100, width + 40), 255, np.uint8)
            cv2.putText(cell, character, (20, 60), cv2.FONT_HERSHEY_SIMPLEX, SCALE, 0, 3, cv2.LINE_AA)
            rows, columns = np.nonzero(cell < 128)
            if len(rows):
                top, left = base - 60 + rows.min(), at - 20 + columns.min()
                box = Box(int(left), int(top), int(left + np.ptp(columns) + 1), int(top + np.ptp(rows) + 1))
                letters.append((character, box))
            region = page[base - 60 : base + 40, at - 20 : at + width + 20]
            np.minimum(region, cell[: region.shape[0], : region.shape[1]], out=region)
            at += width
        lines.append((text, Box(LEFT - 2, base - 36, at, base + 14)))
    cv2.imwrite(str(path), page)
    return lines, letters


def points(box):
    return f"{box.left},{box.top} {box.right},{box.top} {box.right},{box.bottom} {box.left},{box.bottom}"


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def write_page_xml(path, image, lines, letters):
    glyphs = "".join(
        f'<Glyph><Coords points="{points(box)}"/>'
        f"<TextEquiv><Unicode>{escape(c)}</Unicode></TextEquiv></Glyph>"
        for c, box in letters
    )
    rows = "".join(
        f'<TextLine><Coords points="{points(box)}"/>{glyphs if not at else ""}'
        f'<TextEquiv index="1"><Unicode>{"wrong" if text else ""}</Unicode></TextEquiv>'
        f'<TextEquiv index="0"><Unicode>{escape(text)}</Unicode></TextEquiv></TextLine>'
        for at, (text, box) in enumerate(lines)
    )
    path.write_text(
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageFilename="{image}" imageWidth="700" imageHeight="420"><TextRegion>{rows}</TextRegion>'
        "</Page></PcGts>",
        encoding="utf-8",
    )


def place(box, factor=1.0):
    values = (box.left, box.top, box.width, box.height)
    return " ".join(
        f'{k}="{v * factor:g}"' for k, v in zip(("HPOS", "VPOS", "WIDTH", "HEIGHT"), values, strict=True)
    )


def write_alto(path, image, lines, letters, factor=1.0, unit="pixel"):
    glyphs = "".join(f'<Glyph CONTENT="{escape(c)}" {place(box, factor)}/>' for c, box in letters)
    rows = "".join(
        f"<TextLine {place(box, factor)}>"
        + "<SP/>".join(
            f'<String CONTENT="{escape(word)}">{glyphs if not at and not n else ""}</String>'
            for n, word in enumerate(text.split())
        )
        + "</TextLine>"
        for at, (text, box) in enumerate(lines)
    )
    path.write_text(
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description>'
        f"<MeasurementUnit>{unit}</MeasurementUnit><sourceImageInformation>"
        f"<fileName>C:\\scans\\{image}</fileName></sourceImageInformation></Description>"
        f'<Layout><Page WIDTH="{700 * factor:g}" HEIGHT="{420 * factor:g}">'
        f"<PrintSpace>{rows}</PrintSpace></Page></Layout></alto>",
        encoding="utf-8",
    )


def write_corrections(path, rows):
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        table.writerows(rows)


def read(source):
    return list(choose_format(source, formats=ALL).read(source, ReadSettings()))


def check_cuts(items, letters):
    glyphs = [item for item in items if isinstance(item, Sample)]
    assert sorted(item.label for item in glyphs) == sorted(c for c, _ in letters)
    assert all(item.framed and item.image.shape == (32, 32) and item.image.max() > 200 for item in glyphs)
    foot = {item.label: item.place for item in glyphs}
    assert foot["H"][0] == foot["H"][2] == 1
    assert abs(foot["H"][3]) < 0.2  # stands on the line
    assert foot["p"][3] < -0.2  # hangs below it
    assert foot["H"][1] > foot["a"][1]


@pytest.mark.parametrize("write", [write_page_xml, write_alto])
def test_page_files_give_glyphs_and_lines(tmp_path, write):
    lines, letters = draw_page(tmp_path / "scan.png")
    write(tmp_path / "scan.xml", "scan.png", lines, letters)
    items = read(tmp_path)
    check_cuts(items, letters)
    texts = [item.line.text for item in items if not isinstance(item, Sample | Skipped)]
    assert texts == list(TEXTS)
    assert not [item for item in items if isinstance(item, Skipped)]


def test_a_letters_picture_is_its_own(tmp_path):
    lines, letters = draw_page(tmp_path / "scan.png")
    write_page_xml(tmp_path / "scan.xml", "scan.png", lines, letters)
    tall = next(item for item in read(tmp_path) if isinstance(item, Sample) and item.label == "i")
    assert (tall.image > 128).any(axis=0).sum() < 12
    assert (tall.image > 128).any(axis=1).sum() > 20


def test_the_page_files_folder_may_lie_below_the_images(tmp_path):
    lines, letters = draw_page(tmp_path / "scan.png")
    (tmp_path / "page").mkdir()
    write_page_xml(tmp_path / "page/scan.xml", "moved elsewhere.tif", lines, letters)
    assert len([item for item in read(tmp_path) if isinstance(item, Sample)]) == len(letters)


def test_other_units_are_scaled_by_the_pages_size(tmp_path):
    lines, letters = draw_page(tmp_path / "scan.png")
    write_alto(tmp_path / "scan.xml", "scan.png", lines, letters, factor=2.0, unit="mm10")
    check_cuts(read(tmp_path), letters)


def test_a_converted_folder_holds_glyphs_and_lines_by_page(tmp_path):
    (tmp_path / "pages").mkdir()
    for name in ("a", "b"):
        lines, letters = draw_page(tmp_path / f"pages/{name}.png")
        write_page_xml(tmp_path / f"pages/{name}.xml", f"{name}.png", lines, letters)
    settings = ConvertSettings(reading=ReadSettings(kind="print"))
    card = convert_dataset(tmp_path / "pages", tmp_path / "out", settings, ALL)
    assert (card.format, card.split_by, card.sizes) == ("page", "page", True)
    assert sum(card.lines.values()) == 8
    assert sum(card.glyphs.values()) == 2 * len(letters)
    assert any("Split by page" in note for note in card.notes)
    assert read_glyph_shards([tmp_path / "out/glyphs"]).known_places()[:, 2].min() == 1


def test_what_cannot_be_cut_is_counted(tmp_path):
    lines, letters = draw_page(tmp_path / "scan.png")
    odd = [("l", Box(600, 380, 620, 400)), ("ll", letters[0][1]), ("l", Box(5000, 10, 5010, 30))]
    lines = [("漢字", lines[0][1]), ("", lines[1][1]), ("no ink here", Box(500, 360, 690, 400))]
    write_page_xml(tmp_path / "scan.xml", "scan.png", lines, odd)
    reasons = sorted(item.reason for item in read(tmp_path) if isinstance(item, Skipped))
    assert reasons == sorted([NO_LINE, NO_CHARACTER, OUTSIDE, NOT_COVERED, NO_TRUTH, NO_LINE])


def test_pages_without_an_image_are_counted(tmp_path):
    lines, letters = draw_page(tmp_path / "scan.png")
    (tmp_path / "scan.png").unlink()
    write_page_xml(tmp_path / "scan.xml", "scan.png", lines, letters)
    assert {item.reason for item in read(tmp_path)} == {NO_IMAGE}
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n no more")
    assert {item.reason for item in read(tmp_path)} == {UNREADABLE}


def test_the_last_correction_of_a_box_wins(tmp_path):
    _, letters = draw_page(tmp_path / "scan.png")
    character, box = letters[0]
    where = (box.left, box.top, box.width, box.height)
    other = letters[3]
    rows = [
        ("1", "/elsewhere/scan.png", 1, 1, 1, 1, *where, "M", "N"),
        ("2", "/elsewhere/scan.png", 1, 1, 1, 1, *where, "N", character),
        (
            "3",
            "/elsewhere/scan.png",
            1,
            1,
            1,
            4,
            other[1].left,
            other[1].top,
            other[1].width,
            other[1].height,
            "x",
            "",
        ),
        ("4", "gone.png", 1, 1, 1, 1, *where, "a", "b"),
        ("5", "/elsewhere/scan.png", 1, 1, "", "", LEFT - 2, 44, 500, 50, "Handwriten", TEXTS[0]),
    ]
    write_corrections(tmp_path / "corrections.csv", rows)
    items = read(tmp_path)
    assert [item.label for item in items if isinstance(item, Sample)] == [character]
    assert sorted(item.reason for item in items if isinstance(item, Skipped)) == sorted([NO_TRUTH, NO_IMAGE])
    assert [item.line.text for item in items if not isinstance(item, Sample | Skipped)] == [TEXTS[0]]


def test_damaged_files_are_named(tmp_path):
    (tmp_path / "x.xml").write_text("<PcGts><Page>", encoding="utf-8")
    with pytest.raises(DamagedFileError, match=r"x\.xml"):
        read_page_file(tmp_path / "x.xml")
    (tmp_path / "y.xml").write_text("<html/>", encoding="utf-8")
    with pytest.raises(DamagedFileError, match="neither ALTO nor PAGE"):
        read_page_file(tmp_path / "y.xml")
    assert page_file_kind(tmp_path / "y.xml") == ""
    assert page_file_kind(tmp_path / "gone.xml") is None
    (tmp_path / "c.csv").write_text("time,source\n1,2\n", encoding="utf-8")
    with pytest.raises(DamagedFileError, match="lacks the columns page_num"):
        read_corrections(tmp_path / "c.csv")
    write_corrections(tmp_path / "c.csv", [("1", "a", "one", 1, 1, 1, 0, 0, 5, 5, "a", "b")])
    with pytest.raises(DamagedFileError, match="line 2"):
        read_corrections(tmp_path / "c.csv")


def test_xml_reaches_for_no_file_outside(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "x.xml").write_text(
        f'<!DOCTYPE a [<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
        '<PcGts><Page imageFilename="s.png"><TextLine><Coords points="0,0 9,0 9,9"/>'
        "<TextEquiv><Unicode>&s;</Unicode></TextEquiv></TextLine></Page></PcGts>",
        encoding="utf-8",
    )
    assert not any("secret" in mark.text for mark in read_page_file(tmp_path / "x.xml").lines)


def test_old_outlines_are_read_point_by_point(tmp_path):
    (tmp_path / "x.xml").write_text(
        '<PcGts><Page imageFilename="s.png"><TextLine>'
        '<Coords><Point x="1" y="2"/><Point x="9" y="8"/></Coords>'
        "<Word><Coords points='1,1 2,2'/><TextEquiv><Unicode>two</Unicode></TextEquiv></Word>"
        "<Word><TextEquiv><Unicode>words</Unicode></TextEquiv></Word></TextLine></Page></PcGts>",
        encoding="utf-8",
    )
    (mark,) = read_page_file(tmp_path / "x.xml").lines
    assert (mark.text, mark.box) == ("two words", Box(1, 2, 9, 8))
