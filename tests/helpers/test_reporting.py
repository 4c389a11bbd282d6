from __future__ import annotations

import pytest

from helpers import BelowLimit, report
from helpers.data import Source, _load

MNIST = Source("mnist", "MNIST", "$COURSE_DATA")
STAND_IN = Source("stand-in", "stand-in: something", "scikit-learn")
LIMITS = {"mnist": 0.988, "stand-in": 0.93}


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_load, "_last", None)


def test_prints_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    report("test accuracy", 0.9906, at_least=LIMITS, source=MNIST)
    assert capsys.readouterr().out == "test accuracy: 0.9906 (at least 0.988 on MNIST)\n"


def test_limit_of_the_data_that_were_used(capsys: pytest.CaptureFixture[str]) -> None:
    report("test accuracy", 0.94, at_least=LIMITS, source=STAND_IN)
    assert "at least 0.93 on stand-in data" in capsys.readouterr().out
    with pytest.raises(BelowLimit, match="0.9400, but it must be at least 0.988 on MNIST"):
        report("test accuracy", 0.94, at_least=LIMITS, source=MNIST)


def test_the_last_loaded_data_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_load, "_last", MNIST)
    with pytest.raises(BelowLimit):
        report("test accuracy", 0.94, at_least=LIMITS)
    monkeypatch.setattr(_load, "_last", STAND_IN)
    report("test accuracy", 0.94, at_least=LIMITS)


def test_at_most_and_both(capsys: pytest.CaptureFixture[str]) -> None:
    report("loss", 0.02, at_most=0.05)
    report("share", 0.5, at_least=0.4, at_most=0.6, format=".1%")
    assert capsys.readouterr().out == (
        "loss: 0.0200 (at most 0.05)\nshare: 50.0% (at least 40 %, at most 60 %)\n"
    )
    with pytest.raises(BelowLimit, match="must be at most 0.05"):
        report("loss", 0.06, at_most=0.05)


def test_without_a_limit_it_only_prints(capsys: pytest.CaptureFixture[str]) -> None:
    report("seconds", 12.345, format=".1f")
    assert capsys.readouterr().out == "seconds: 12.3\n"


@pytest.mark.parametrize("limits", [{}, {"at_least": 0.0}, {"at_most": 1.0}])
def test_nan_never_passes(limits: dict[str, float]) -> None:
    with pytest.raises(BelowLimit):
        report("test accuracy", float("nan"), **limits)  # type: ignore[arg-type]


def test_the_limit_itself_is_good_enough() -> None:
    report("test accuracy", 0.988, at_least=LIMITS, source="mnist")


def test_a_missing_limit_is_said() -> None:
    with pytest.raises(ValueError, match="no limit for the data kind 'cifar10'.*'mnist'"):
        report("test accuracy", 0.9, at_least=LIMITS, source="cifar10")
    with pytest.raises(ValueError, match="no data set was loaded"):
        report("test accuracy", 0.9, at_least=LIMITS)


def test_below_limit_counts_as_a_failed_assertion() -> None:
    assert issubclass(BelowLimit, AssertionError)
