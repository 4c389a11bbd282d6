"""Reading and writing the files of measurements."""

from __future__ import annotations

import datetime
import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_PACKAGES = ("keras", "tensorflow", "tensorflow-cpu", "numpy")


def load(name: str) -> dict[str, Any]:
    """Reads a file of measurements.

    Args:
        name: of the file, without ".json".

    Returns:
        {"about": what was measured, "date": "2026-01-31", "machine": {…}, "versions": {…},
        "settings": {…}, "rows": [{…}, …]}.

    Raises:
        ValueError: there are no measurements of that name.
    """
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.json"))) or "none yet"
        raise ValueError(
            f"there are no results {name!r} (there are: {known}); `make bench` makes them"
        )
    return json.loads(path.read_text(encoding="utf-8"))


def save(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    about: str,
    settings: Mapping[str, Any] | None = None,
    folder: Path = FOLDER,
) -> Path:
    """Writes measurements with date, machine and versions; replaces an older file whole.

    Args:
        name: of the file, without ".json".
        rows: the table, one mapping per row, of plain values.
        about: what was measured, in one sentence.
        settings: what else somebody needs to measure it again: seeds, data, ….
        folder: where to write.

    Returns:
        Path of the file.
    """
    content = {
        "about": about,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(),
        "settings": dict(settings or {}),
        "rows": [dict(row) for row in rows],
    }
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    path = folder / f"{name}.json"
    temporary = path.with_suffix(".part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)
    return path


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Turns rows into columns, which is what plots take: name → values; None where there is none.

    Args:
        rows: as `load(…)["rows"]`.

    Returns:
        One list per key that any row has, each as long as the table.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def machine() -> dict[str, Any]:
    """What the measuring machine is: processor, usable cores, system. No names, no paths."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that do the computing."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
