"""Only faces that teach the right label are drawn with."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from recognizer.fonts import Face, find_faces, load_faces, split_faces

MATPLOTLIB_FONTS = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    for name in ("DejaVuSans.ttf", "DejaVuSansMono-Bold.ttf", "STIXSizFourSymReg.ttf"):
        shutil.copy(MATPLOTLIB_FONTS / name, folder)
    (folder / "broken.ttf").write_bytes(b"no font at all")
    return folder


def test_usable_faces_are_found_and_symbols_and_broken_files_are_not(folder, tmp_path):
    faces = find_faces([folder], tmp_path)
    assert [(face.family, face.style, face.kind) for face in faces] == [
        ("dejavu sans", "book", "print"),
        ("dejavu sans mono", "bold", "type"),
    ]


def test_x_height_and_coverage_are_the_faces_own(folder, tmp_path):
    face = find_faces([folder], tmp_path)[0]
    assert face.x_height == pytest.approx(0.55, abs=0.01)  # 1120 of 2048 units
    assert face.cap_height == pytest.approx(0.73, abs=0.01)
    assert face.covers("Größe ½ „q“ ſ")
    assert not face.covers("漢")


def test_the_index_is_read_back_as_written(folder, tmp_path):
    assert find_faces([folder], tmp_path) == load_faces(tmp_path)


def test_a_family_is_never_on_both_sides_of_a_split():
    faces = [Face("f", f"family {i % 40}", str(i), "print", 0.5, 0.7, "abc") for i in range(120)]
    training, held = split_faces(faces)
    assert len(training) + len(held) == 120
    assert held
    assert not {face.family for face in training} & {face.family for face in held}
