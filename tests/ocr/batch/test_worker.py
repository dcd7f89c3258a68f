"""What a worker does besides reading a page."""

from ocr.batch import worker


def test_memory_given_back_is_asked_of_the_c_library_alone(monkeypatch):
    asked = []

    class Library:
        def __init__(self, name):
            assert name is None

        def malloc_trim(self, pad):
            asked.append(pad)

    monkeypatch.setattr(worker.ctypes, "CDLL", Library)
    worker.give_memory_back()
    assert asked == ([0] if worker.os.name == "posix" else [])
    monkeypatch.setattr(worker.ctypes, "CDLL", lambda name: object())
    worker.give_memory_back()  # a C library without it
