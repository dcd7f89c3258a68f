import struct
import zlib

import numpy as np
import pytest

from recognizer.event_log import EventLog, checksum
from recognizer.scoring import Score
from recognizer.training_log import TrainingLog
from recognizer.types import TrainingError


def picture(path):
    """A PNG of one grey pixel."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )
    return path


def records(path):
    """The records of an event file, their checksums verified."""
    data, at, found = path.read_bytes(), 0, []

    def masked(part):
        value = checksum(part)
        return ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF

    while at < len(data):
        (length,) = struct.unpack("<Q", data[at : at + 8])
        assert struct.unpack("<I", data[at + 8 : at + 12])[0] == masked(data[at : at + 8])
        found.append(data[at + 12 : at + 12 + length])
        assert struct.unpack("<I", data[at + 12 + length : at + 16 + length])[0] == masked(found[-1])
        at += 16 + length
    return found


def test_checksum_is_castagnolis():
    assert checksum(b"123456789") == 0xE3069283  # the check value of CRC-32C
    assert checksum(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    assert checksum(b"") == 0


def test_scalar_is_written_byte_for_byte(tmp_path):
    log = EventLog(tmp_path)
    assert list(tmp_path.iterdir()) == []  # nothing before the first event
    log.add_scalars(300, {"loss": 0.5})
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("events.out.tfevents.")
    version, scalar = records(path)
    assert version[9:] == b"\x1a\x0dbrain.Event:2"
    assert scalar[9:] == b"\x10\xac\x02" + b"\x2a\x0d" + b"\x0a\x0b" + b"\x0a\x04loss" + b"\x15\0\0\0\x3f"


def test_resumed_log_has_later_steps_forgotten(tmp_path):
    log = EventLog(tmp_path)
    log.resume(100)
    log.add_scalars(150, {"loss": 1.0})
    _, start, _ = records(next(tmp_path.iterdir()))
    assert start[9:] == b"\x10\x65" + b"\x3a\x02\x08\x01"  # step 101, a session's start


def test_what_is_no_picture_is_refused(tmp_path):
    (tmp_path / "x.png").write_bytes(b"JFIF")
    with pytest.raises(TrainingError, match="no PNG"):
        EventLog(tmp_path / "log").add_picture(0, "x", tmp_path / "x.png")


def test_log_goes_to_tensorboard_too(tmp_path):
    log = TrainingLog(tmp_path)
    log.add(50, 1.0, "ctc", 1e-3, 0.25)
    log.add_scores(50, 1.0, [Score("valid", "hand", 1, 10, 2)])
    log.add_scores(50, 1.0, [])
    log.add_picture(0, picture(tmp_path / "augmentation.png"))
    (path,) = (tmp_path / "tensorboard").iterdir()
    written = records(path)
    assert len(written) == 4
    for record, names in zip(
        written[1:],
        [(b"loss/ctc", b"learning rate"), (b"error rate/valid hand",), (b"augmentation",)],
        strict=True,
    ):
        assert all(name in record for name in names)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tensorflow_reads_what_was_written(tmp_path):
    tf = pytest.importorskip("tensorflow")
    log = EventLog(tmp_path / "log")
    log.resume(40)
    log.add_scalars(50, {"loss/ctc": 0.25, "learning rate": 1e-3})
    log.add_picture(1 << 33, "sheet", picture(tmp_path / "x.png"))
    (path,) = (tmp_path / "log").iterdir()
    raw = [record.numpy() for record in tf.data.TFRecordDataset(str(path))]  # checks the checksums
    version, start, scalars, sheet = [tf.compat.v1.Event.FromString(record) for record in raw]
    assert version.file_version == "brain.Event:2"
    assert (start.step, start.session_log.status) == (41, tf.compat.v1.SessionLog.START)
    assert scalars.step == 50
    assert {value.tag: pytest.approx(value.simple_value) for value in scalars.summary.value} == {
        "loss/ctc": 0.25,
        "learning rate": 1e-3,
    }
    (value,) = sheet.summary.value
    assert (sheet.step, value.tag, value.image.width, value.image.colorspace) == (1 << 33, "sheet", 1, 1)
    np.testing.assert_array_equal(tf.io.decode_png(value.image.encoded_image_string), [[[0x80]]])
    assert abs(scalars.wall_time - path.stat().st_mtime) < 100
