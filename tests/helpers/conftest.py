"""What the tests of helpers share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.data import _load


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tells which backend was under test, if one was asked for."""
    if os.environ.get("KERAS_BACKEND"):
        import keras

        terminalreporter.write_line(f"Keras on {keras.config.backend()}")


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No data anywhere, no network, and a user of its own."""
    for name in ("COURSE_DATA", "COURSE_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(_load, "_loaded", {})
    monkeypatch.setattr(_load, "_last", None)
    return tmp_path
