"""A process-wide setting is changed once, however many hold it, and put back by the last."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from PIL import Image

from ocr.shared_switch import SharedSwitch, native_messages_muted, pillow_limit_lifted


def test_the_last_holder_turns_it_off_whatever_the_order() -> None:
    calls: list[str] = []

    def turn_on() -> object:
        calls.append("on")
        return lambda: calls.append("off")

    switch = SharedSwitch(turn_on)  # type: ignore[arg-type]
    first, second = ExitStack(), ExitStack()
    first.enter_context(switch.held())
    second.enter_context(switch.held())
    first.close()
    assert calls == ["on"]
    second.close()
    assert calls == ["on", "off"]
    with switch.held():
        assert calls == ["on", "off", "on"]


def test_pillow_gets_its_limit_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 123)
    with pytest.raises(TypeError), pillow_limit_lifted():
        len(Image.MAX_IMAGE_PIXELS)  # type: ignore[arg-type] - None, while it is lifted
    assert Image.MAX_IMAGE_PIXELS == 123


def test_standard_error_speaks_again_after_being_muted(capfd: pytest.CaptureFixture[str]) -> None:
    before = len(os.listdir("/dev/fd"))
    with native_messages_muted():
        os.write(2, b"damaged row\n")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"
    assert len(os.listdir("/dev/fd")) == before
