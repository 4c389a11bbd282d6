"""Time series: numbers in the order in which they were measured."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from helpers.data._types import Source, read_only

SHORTEST = 100


@dataclass(frozen=True)
class Series:
    """A series in order of time. Its arrays are read-only: work on copies.

    Attributes:
        name: "sunspots".
        values: what was measured, float64 (n,).
        times: when, as text (n,): "1749-01".
        unit: of the values, for axes.
        step: the time from one value to the next: "month".
        season: after how many steps the series more or less repeats itself.
        source: where the data came from.
    """

    name: str
    values: np.ndarray = field(repr=False)
    times: np.ndarray = field(repr=False)
    unit: str
    step: str
    season: int
    source: Source

    def __len__(self) -> int:
        return len(self.values)


def read_csv(step: str, season: int) -> Callable[[Path], dict[str, np.ndarray]]:
    """Makes the reader of a file with a heading, times in its first column, values in its second.

    Args:
        step: the time from one row to the next.
        season: after how many rows the series more or less repeats itself.
    """

    def read(path: Path) -> dict[str, np.ndarray]:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.reader(file) if row][1:]
        return _arrays([row[0] for row in rows], [float(row[1]) for row in rows], step, season)

    return read


def check_series(arrays: dict[str, np.ndarray]) -> str | None:
    """Says what is wrong with a series that was read, or None."""
    values, times = arrays["values"], arrays["times"]
    if len(values) < SHORTEST:
        return f"it has only {len(values)} values"
    if not np.isfinite(values).all():
        return "it holds values that are no numbers"
    if not (times[1:] > times[:-1]).all():
        return "its times aren't in order"
    return None


def make_series(name: str, unit: str, arrays: dict[str, np.ndarray], source: Source) -> Series:
    """Makes the series of the arrays that were read; a stand-in may bring a unit of its own."""
    return Series(
        name=name,
        values=read_only(arrays["values"]),
        times=read_only(arrays["times"]),
        unit=str(arrays.get("unit", unit)),
        step=str(arrays["step"]),
        season=int(arrays["season"]),
        source=source,
    )


def yearly_sunspots() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for the monthly sunspots: yearly ones, 1700 to 2008 (NOAA, in statsmodels)."""
    from statsmodels.datasets import sunspots

    table = sunspots.load_pandas().data
    times = [f"{year:.0f}" for year in table["YEAR"]]
    return _arrays(times, table["SUNACTIVITY"], "year", 11), "yearly sunspots from statsmodels"


def sea_temperatures() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for daily temperatures: the Pacific's surface, 1950 to 2010 (in statsmodels)."""
    from statsmodels.datasets import elnino

    table = elnino.load_pandas().data.to_numpy()
    times = [f"{year:.0f}-{month:02d}" for year in table[:, 0] for month in range(1, 13)]
    words = "monthly sea temperatures from statsmodels"
    return _arrays(times, table[:, 1:].ravel(), "month", 12), words


def carbon_dioxide() -> tuple[dict[str, np.ndarray], str]:
    """Stands in for air passengers: CO₂ at Mauna Loa by the month (in statsmodels).

    Both rise from year to year and swing with the seasons. Months without a measurement are
    interpolated.
    """
    from statsmodels.datasets import co2

    months = co2.load_pandas().data["co2"].resample("MS").mean().interpolate()
    times = [time.strftime("%Y-%m") for time in months.index]
    arrays = _arrays(times, months, "month", 12)
    return arrays | {"unit": np.array("CO₂ (ppm)")}, "monthly CO₂ from statsmodels"


def _arrays(times: object, values: object, step: str, season: int) -> dict[str, np.ndarray]:
    return {
        "times": np.array(times, dtype=str),
        "values": np.array(values, dtype=np.float64),
        "step": np.array(step),
        "season": np.array(season, dtype=np.int64),
    }
