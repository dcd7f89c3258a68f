import contextlib
import csv
import dataclasses
import io
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.batch import record
from ocr.batch.run import process_batch
from ocr.batch.selection import parse_pages
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import find_sources
from ocr.batch.worker import read_page
from ocr.errors import MissingModelError, OcrError, OutputError, UsageError
from ocr.loader import KNOWN_SUFFIXES
from ocr.results import load_stored_page

FAKES = Path(__file__).parent / "fakes"


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.syspath_prepend(str(FAKES))
    return BatchSettings(jobs=1, overlay=None, recognizer="fake_recognizers:load_fake")


def write_picture(path, size=(40, 30), suffix=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, 255).save(path, suffix)


def write_tiff(path, frames):
    pictures = [Image.new("L", (40, 30), 255) for _ in range(frames)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])


def run(scans, out, settings, progress=None):
    """In a thread: quick, and for whatever needs no process of its own."""
    sources = find_sources([str(scans)], str(out), KNOWN_SUFFIXES)
    with ThreadPoolExecutor(settings.jobs) as threads:
        return process_batch(sources, out, settings, progress, threads)


def run_spawned(scans, out, settings, progress=None):
    """In spawned workers, as a user's run."""
    return process_batch(find_sources([str(scans)], str(out), KNOWN_SUFFIXES), out, settings, progress)


def report(out):
    with (out / "report.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_good_page_is_read_and_every_bad_one_has_its_row_and_reason(tmp_path, settings):
    import pikepdf

    scans, out = tmp_path / "scans", tmp_path / "out"
    write_picture(scans / "blank.png")
    write_picture(scans / "single.png", (1, 1))
    write_picture(scans / "עברית" / "דף.png")
    write_picture(scans / "中文.png")
    Image.new("L", (40, 30), 0).save(scans / "black.png")
    write_tiff(scans / "frames.tif", 4)
    (scans / "text.png").write_text("this is no picture")
    (scans / "zero.tif").write_bytes(b"")
    jpeg = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (200, 200), np.uint8)
    Image.fromarray(noise).save(jpeg, "JPEG")
    (scans / "cut.jpg").write_bytes(jpeg.getvalue()[: len(jpeg.getvalue()) // 2])
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        pdf.save(scans / "locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))

    summary = run_spawned(scans, out, settings)

    assert {Path(failure.source).name for failure in summary.failures} == {
        "text.png",
        "zero.tif",
        "cut.jpg",
        "locked.pdf",
    }
    rows = report(out)
    failed = {Path(row["source"]).name: row["error"] for row in rows if row["status"] == "failed"}
    assert all(name in reason for name, reason in failed.items())
    assert len(failed) == 4
    assert sum(row["status"] == "ok" for row in rows) == 5 + 4
    assert (out / "עברית" / "דף.txt").read_text(encoding="utf-8") == "דף1\n"
    assert (out / "中文.csv").is_file()
    assert (out / "frames.txt").read_text() == "frames1\n\fframes2\n\fframes3\n\fframes4\n"
    assert (out / "frames-0003.txt").read_text() == "frames3\n"


def test_rows_stand_in_the_order_of_the_plan_whoever_is_done_first(tmp_path, settings):
    scans = tmp_path / "scans"
    for name in ("a-slow", "b", "c", "d"):
        write_picture(scans / f"{name}.png")
    run(scans, tmp_path / "out", dataclasses.replace(settings, jobs=2))
    assert [Path(row["source"]).stem for row in report(tmp_path / "out")] == ["a-slow", "b", "c", "d"]


def test_a_killed_worker_costs_its_page_alone(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    for name in ("a", "b-killed", "c", "d-killed", "e"):
        write_picture(scans / f"{name}.png")
    summary = run_spawned(scans, out, settings)
    assert [(Path(f.source).stem, f.step) for f in summary.failures] == [
        ("b-killed", "worker"),
        ("d-killed", "worker"),
    ]
    assert sorted(path.stem for path in out.glob("*.txt")) == ["a", "c", "e"]


class BreakingOnce(ThreadPoolExecutor):
    """Loses one page as a pool does that breaks: by no fault of the page."""

    broken = False

    def submit(self, fn, /, *arguments, **options):
        if fn is not read_page or self.broken:
            return super().submit(fn, *arguments, **options)
        self.broken = True
        future = Future()
        future.set_exception(BrokenProcessPool("All workers expired"))
        return future


def test_a_page_lost_with_its_pool_is_read_again(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    write_picture(scans / "a.png")
    sources = find_sources([str(scans)], str(out), KNOWN_SUFFIXES)
    with BreakingOnce(1) as executor:
        summary = process_batch(sources, out, settings, executor=executor)
    assert executor.broken
    assert summary.failures == ()
    assert (out / "a.txt").is_file()


def test_an_output_folder_that_goes_bad_ends_the_run(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    for name in "abcdefgh":
        write_picture(scans / f"{name}.png")

    class SpoilAfterOne:
        def start(self, pages):
            pass

        def advance(self, row):
            while (out / ".ocr").is_dir():  # a worker that is writing may make the folder anew
                (out / ".ocr").rename(tmp_path / f"moved-{len(list(tmp_path.iterdir()))}")
                with contextlib.suppress(IsADirectoryError):
                    (out / ".ocr").write_text("in the way")

    with pytest.raises(OutputError):
        run(scans, out, settings, SpoilAfterOne())


def test_the_report_is_written_as_the_run_goes_on(tmp_path, settings, monkeypatch):
    scans, out = tmp_path / "scans", tmp_path / "out"
    for name in "ab":
        write_picture(scans / f"{name}.png")
    monkeypatch.setattr(record, "_REPORT_SECONDS", 0.0)
    seen = []

    class Reader:
        def start(self, pages):
            pass

        def advance(self, row):
            seen.append([Path(each["source"]).stem for each in report(out)])

    run(scans, out, settings, Reader())
    assert seen in ([["a"], ["a", "b"]], [["b"], ["a", "b"]])  # whichever page was done first


def test_a_failure_is_told_with_its_page(tmp_path, settings, caplog):
    (tmp_path / "scans").mkdir()
    write_tiff(tmp_path / "scans" / "raises.tif", 2)
    run(tmp_path / "scans", tmp_path / "out", settings)
    assert sorted(message[-8:] for message in caplog.messages) == ["(page 1)", "(page 2)"]


@pytest.mark.slow
def test_a_hung_page_meets_the_time_limit_and_the_next_are_read(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    for name in ("a-hung", "b"):
        write_picture(scans / f"{name}.png")
    started = time.monotonic()
    summary = run_spawned(scans, out, dataclasses.replace(settings, page_seconds=3.0))
    assert time.monotonic() - started < 60
    assert [(Path(f.source).stem, f.step) for f in summary.failures] == [("a-hung", "time limit")]
    assert (out / "b.txt").is_file()


def test_an_unexpected_error_is_a_row_that_names_the_file(tmp_path, settings):
    write_picture(tmp_path / "scans" / "raises.png")
    (failure,) = run(tmp_path / "scans", tmp_path / "out", settings).failures
    assert failure.step == "recognize"
    assert "raises.png" in failure.message
    assert "ValueError: no such luck" in failure.message


def test_a_failed_page_is_empty_in_the_joined_text(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    scans.mkdir()
    write_tiff(scans / "three.tif", 3)
    (out / "three-0002.txt").mkdir(parents=True)  # page 2 cannot be written
    summary = run(scans, out, settings)
    assert [(failure.index, failure.step) for failure in summary.failures] == [(1, "write")]
    assert (out / "three.txt").read_text() == "three1\n\f\fthree3\n"


def test_the_whole_result_is_kept(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a" / "b.png")
    run(tmp_path / "scans", tmp_path / "out", settings)
    stored = load_stored_page(tmp_path / "out" / ".ocr" / "pages" / "a" / "b.json.gz")
    assert [line.text for line in stored.result.iter_lines()] == ["b1"]
    assert stored.source.open().pixels.shape == (30, 40)


def test_selected_pages_keep_their_names(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    scans.mkdir()
    write_tiff(scans / "t.tif", 4)
    run(scans, out, dataclasses.replace(settings, pages=parse_pages("2,4-")))
    assert sorted(path.name for path in out.glob("*.txt")) == ["t-0002.txt", "t-0004.txt", "t.txt"]


def test_no_selected_page_is_a_usage_error(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a.png")
    with pytest.raises(UsageError, match="selected"):
        run(tmp_path / "scans", tmp_path / "out", dataclasses.replace(settings, pages=parse_pages("2")))


def test_a_missing_model_is_told_before_any_page(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a.png")
    missing = dataclasses.replace(settings, recognizer="fake_recognizers:load_missing")
    with pytest.raises(MissingModelError, match="no preset"):
        run(tmp_path / "scans", tmp_path / "out", missing)
    assert not (tmp_path / "out" / "report.csv").exists()


def test_a_recogniser_that_dies_as_it_loads_ends_the_run(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a.png")
    dead = dataclasses.replace(settings, recognizer="fake_recognizers:load_dead")
    with pytest.raises(OcrError, match="died"):
        run_spawned(tmp_path / "scans", tmp_path / "out", dead)


@pytest.mark.parametrize("dotted", ["fake_recognizers", "fake_recognizers:none", "no_such_module:load", ":"])
def test_a_recogniser_that_is_not_there_is_a_usage_error(tmp_path, settings, dotted):
    write_picture(tmp_path / "scans" / "a.png")
    with pytest.raises(UsageError, match="module:function"):
        run(tmp_path / "scans", tmp_path / "out", dataclasses.replace(settings, recognizer=dotted))


def test_an_unknown_format_is_refused_before_anything_is_made(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a.png")
    with pytest.raises(UsageError):
        run(tmp_path / "scans", tmp_path / "out", dataclasses.replace(settings, formats=("nonsense",)))
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_is_a_file_is_refused(tmp_path, settings):
    write_picture(tmp_path / "scans" / "a.png")
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="out"):
        run(tmp_path / "scans", tmp_path / "out", settings)


def test_an_interrupt_leaves_what_is_done_with_its_report(tmp_path, settings):
    scans, out = tmp_path / "scans", tmp_path / "out"
    for name in ("a", "b-hung", "c"):
        write_picture(scans / f"{name}.png")

    class InterruptAfterOne:
        def start(self, pages):
            assert pages == 3

        def advance(self, row):
            signal.raise_signal(signal.SIGINT)

    # A shell starts jobs in the background with interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_spawned(scans, out, settings, InterruptAfterOne())
    finally:
        signal.signal(signal.SIGINT, before)
    assert [Path(row["source"]).stem for row in report(out)] == ["a"]
    assert (out / "a.txt").is_file()
