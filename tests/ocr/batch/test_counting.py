from concurrent.futures import Executor, Future

from PIL import Image

from ocr.batch.counting import count_pages_of
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import Source
from ocr.types import PageFailure


class DyingOn(Executor):
    """Runs calls at once; one that is given a certain file dies."""

    def __init__(self, name):
        self.name = name
        self.calls = []

    def submit(self, fn, paths, *arguments):
        future = Future()
        self.calls.append(len(paths))
        if any(self.name in path for path in paths):
            future.set_exception(OSError("Abnormal termination"))
        else:
            future.set_result(fn(paths, *arguments))
        return future


def make(folder, *names):
    for name in names:
        Image.new("L", (4, 4)).save(folder / name)
    return [Source(str(folder / name), name) for name in names]


def test_a_file_that_kills_its_worker_is_found_and_the_others_are_counted(tmp_path):
    sources = make(tmp_path, "a.png", "b-bad.png", "c.png", "d.tif")
    executor = DyingOn("bad")
    a, b, c, d = count_pages_of(sources, BatchSettings(), executor)
    assert (a, c, d) == (1, 1, 1)
    assert isinstance(b, PageFailure)
    assert b.step == "worker"
    assert "b-bad.png" in b.message
    assert executor.calls == [3, 1, 1, 1, 1]


def test_what_is_known_to_fail_is_not_opened(tmp_path):
    failure = PageFailure("locked", None, "load", "locked cannot be listed")
    executor = DyingOn("nothing")
    assert count_pages_of([Source("locked", "locked", failure)], BatchSettings(), executor) == [failure]
    assert executor.calls == []
