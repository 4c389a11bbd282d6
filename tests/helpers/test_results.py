from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers import results
from helpers.results import _store


def test_what_is_saved_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_store, "FOLDER", tmp_path)
    rows = [{"name": "ours", "seconds": 1.5}, {"name": "printed", "accuracy": 0.9}]
    path = results.save("times", rows, about="How long", settings={"seeds": 3}, folder=tmp_path)
    assert path == tmp_path / "times.json" and [*tmp_path.iterdir()] == [path]
    loaded = results.load("times")
    assert loaded["rows"] == rows and loaded["about"] == "How long"
    assert loaded["settings"] == {"seeds": 3}
    assert loaded["machine"]["cores"] >= 1 and loaded["versions"]["numpy"]
    assert len(loaded["date"]) == 10


def test_columns() -> None:
    rows = [{"name": "ours", "seconds": 1.5}, {"name": "printed", "accuracy": 0.9}]
    assert results.columns(rows) == {
        "name": ["ours", "printed"],
        "seconds": [1.5, None],
        "accuracy": [None, 0.9],
    }


def test_unknown_results() -> None:
    with pytest.raises(ValueError, match="no results 'nothing'.*xor_starts.*make bench"):
        results.load("nothing")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    results.save("times", [{"a": 1}], about="x", folder=tmp_path)
    with pytest.raises(ValueError):
        results.save("times", [{"a": float("nan")}], about="x", folder=tmp_path)
    assert json.loads((tmp_path / "times.json").read_text())["rows"] == [{"a": 1}]


@pytest.mark.parametrize("path", sorted(_store.FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_committed_results_are_whole(path: Path) -> None:
    loaded = results.load(path.stem)
    assert {"about", "date", "machine", "versions", "settings", "rows"} == loaded.keys()
    assert loaded["rows"] and all(row.keys() for row in loaded["rows"])


def test_xor_starts_agree_with_the_network_of_today() -> None:
    """The stored share of the printed network is what the code gives, not a figure of old."""
    rows = results.load("xor_starts")["rows"]
    printed = next(
        row
        for row in rows
        if (row["first_parameters"], row["hidden"], row["learning_rate"]) == ("0 to 1", 3, 0.1)
    )
    assert printed["solved_of_first_40"] == 37
    assert printed["share"] == pytest.approx(printed["solved"] / printed["starts"], abs=1e-4)
