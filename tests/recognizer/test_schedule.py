import pytest

from recognizer.schedule import Schedule


def test_rate_warms_up_and_falls_to_almost_nothing():
    plan = Schedule(steps=1000, rate=1.0, warm_up=10, floor=0.0)
    assert plan.learning_rate(0, 0.0) == pytest.approx(0.1)
    assert plan.learning_rate(9, 0.0) == pytest.approx(1.0)
    assert plan.learning_rate(500, 0.5) == pytest.approx(0.5)
    assert plan.learning_rate(1000, 1.0) == pytest.approx(0.0)


def test_progress_is_that_of_whichever_ends_first():
    assert Schedule(steps=100).progress(25, 9999) == 0.25
    assert Schedule(steps=None, seconds=200).progress(25, 50) == 0.25
    assert Schedule(steps=100, seconds=200).progress(25, 100) == 0.5
    assert Schedule(steps=100).progress(101, 0) == 1.0


def test_longer_plan_brings_the_rate_up_again():
    assert Schedule(steps=200).learning_rate(100, 0.5) > Schedule(steps=100).learning_rate(100, 1.0)


def test_plan_without_an_end_is_refused():
    with pytest.raises(ValueError, match="needs a number"):
        Schedule(steps=None)
