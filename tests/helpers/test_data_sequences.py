"""Series and reviews: real files, broken ones, stand-ins, and pickles that aren't trusted."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from helpers import data, reviews
from helpers.data import Dataset, Series, _load

Printed = pytest.CaptureFixture[str]
SERIES = ("sunspots", "temperatures", "passengers")


@pytest.fixture(autouse=True)
def only_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """$COURSE_DATA is an empty folder; there is no cache and no network."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(_load, "_loaded", {})
    return tmp_path


def write_csv(folder: Path, rows: list[str]) -> None:
    (folder / "monthly-sunspots.csv").write_text('"Month","Sunspots"\n' + "\n".join(rows) + "\n")


def months(n: int) -> list[str]:
    return [f'"{1800 + i // 12}-{i % 12 + 1:02d}",{i / 2}' for i in range(n)]


def lists(*texts: list[int]) -> np.ndarray:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def write_imdb(folder: Path, **change: np.ndarray) -> None:
    arrays = {
        "x_train": lists([1, 9999, 10000], [0, 5]),
        "y_train": np.array([1, 0]),
        "x_test": lists([2], [3, 3, 3]),
        "y_test": np.array([0, 1]),
    }
    np.savez(folder / "imdb.npz", allow_pickle=True, **{**arrays, **change})


def test_a_series_is_read(only_this_folder: Path, capsys: Printed) -> None:
    write_csv(only_this_folder, months(120))
    sun = data.load("sunspots")
    assert isinstance(sun, Series) and len(sun) == 120
    assert sun.values.dtype == np.float64 and sun.values[3] == 1.5
    assert (sun.step, sun.season, sun.source.kind) == ("month", 132, "sunspots")
    assert sun.times[0] == "1800-01" and not sun.values.flags.writeable
    out = capsys.readouterr().out
    assert out == (
        "monthly sunspots, unverified copy: 120 months, 1800-01 to 1809-12, from $COURSE_DATA\n"
    )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (months(20), "only 20 values"),
        (months(120)[::-1], "times aren't in order"),
        ([*months(119), '"1999-01",nan'], "no numbers"),
        ([*months(119), '"1999-01",?0.2'], "damaged"),
        ([*months(119), '"1999-01"'], "damaged"),
    ],
)
def test_a_bad_series_is_named(
    rows: list[str], reason: str, only_this_folder: Path, capsys: Printed
) -> None:
    write_csv(only_this_folder, rows)
    assert data.load("sunspots").source.kind == "stand-in"
    assert reason in capsys.readouterr().out


@pytest.mark.parametrize("name", SERIES)
def test_stand_in_series_are_real_and_in_order(name: str, capsys: Printed) -> None:
    series = data.load(name)
    assert isinstance(series, Series)
    assert series.source.kind == "stand-in" and series.source.where == "statsmodels"
    assert "stand-in: " in capsys.readouterr().out
    assert len(series) > 300 and np.isfinite(series.values).all()
    assert (series.times[1:] > series.times[:-1]).all()
    # A season later the series is like itself; half a season later it is not.
    values = series.values - np.convolve(series.values, np.ones(25) / 25, mode="same")

    def alike(lag: int) -> float:
        return float(np.corrcoef(values[12 : -12 - lag], values[12 + lag : -12])[0, 1])

    assert alike(series.season) > 0.3 > alike(series.season // 2)


def test_reviews_are_numbered(only_this_folder: Path) -> None:
    write_imdb(only_this_folder)
    imdb = data.load("imdb")
    assert isinstance(imdb, Dataset) and imdb.source.label == "IMDB, unverified copy"
    # Rank r is word r + 1; what is rarer, or unknown to the file, is 1; 0 is for padding.
    assert [list(text) for text in imdb.x_train] == [[2, 10000, 1], [1, 6]]
    assert imdb.y_train.tolist() == [1, 0] and imdb.x_train[0].dtype == np.int32
    assert not imdb.x_train[0].flags.writeable
    assert len(imdb.subset(train=1).x_train) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"y_train": np.array([1, 2])}, "y_train isn't 0 or 1"),
        ({"y_test": np.array([1])}, "y_test isn't 0 or 1 for each of the 2"),
        ({"x_train": lists([1], [])}, "empty ones"),
        ({"x_test": lists([-1], [2])}, "below 0"),
        ({"x_train": np.ones((2, 3))}, "damaged"),
        ({"x_train": lists(["a"], ["b"])}, "damaged"),  # type: ignore[list-item]
    ],
)
def test_bad_reviews_are_named(
    change: dict[str, np.ndarray], reason: str, only_this_folder: Path, capsys: Printed
) -> None:
    write_imdb(only_this_folder, **change)
    assert data.load("imdb").source.kind == "stand-in"
    assert reason in capsys.readouterr().out


class Trap:
    """Runs a command when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_a_pickle_that_runs_code_is_refused(only_this_folder: Path, capsys: Printed) -> None:
    sprung = only_this_folder / "sprung"
    write_imdb(only_this_folder, x_train=lists([1], Trap(sprung)))  # type: ignore[arg-type]
    assert data.load("imdb").source.kind == "stand-in"
    assert "damaged" in capsys.readouterr().out
    assert not sprung.exists()


def test_stand_in_reviews() -> None:
    imdb = data.load("imdb")
    assert imdb.source.kind == "stand-in" and len(imdb.x_train) == 3000
    assert abs(imdb.y_train.mean() - 0.5) < 0.01
    highest = max(int(text.max()) for text in imdb.x_train)
    assert highest <= len(reviews.VOCABULARY) + 1
    assert min(int(text.min()) for text in imdb.x_train) >= 2  # every word is known


def test_turns_come_in_pairs_of_the_same_words() -> None:
    sentences, verdicts = reviews.turns(200, seed=5)
    assert len(sentences) == 200 and verdicts.tolist() == [1, 0] * 100
    for one, other in zip(sentences[::2], sentences[1::2], strict=True):
        assert one != other and sorted(one.split()) == sorted(other.split())
    assert reviews.turns(200, seed=5)[0] == sentences
    assert reviews.turns(200, seed=6)[0] != sentences


def test_every_word_of_the_grammar_has_a_number() -> None:
    texts, verdicts = reviews.write(500, seed=2)
    assert verdicts.sum() == 250
    assert all(min(reviews.encode(text)) >= 2 for text in texts)
    assert reviews.encode("zzz lovely") == [1, *reviews.encode("Lovely!")]
    assert len(set(reviews.encode(" ".join(reviews.VOCABULARY)))) == len(reviews.VOCABULARY)
    assert not set(reviews.LIKED) & set(reviews.NOT_LIKED)


@pytest.mark.slow
def test_the_copies_at_hand_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    if not REAL_DATA:
        pytest.skip("no COURSE_DATA")
    monkeypatch.setenv("COURSE_DATA", REAL_DATA)
    for name in (*SERIES, "imdb"):
        source = data.load(name).source
        assert source.kind == "stand-in" or "unverified" not in source.label


REAL_DATA = os.environ.get("COURSE_DATA")
