"""Reads the hostile submissions of this folder. README.md says how one is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
HEADER = re.compile(r"\A# ---\n(?P<header>(?:#.*\n)+?)# ---\n(?P<cells>.*)\Z", re.DOTALL)
KINDS = "answer|after|earlier|notebook|file"
CELL = re.compile(rf"^# %% *(?P<kind>{KINDS})(?: +(?P<name>\S+))?$", re.MULTILINE)
PART = re.compile(r"^# include (?P<name>\w+)$", re.MULTILINE)
TEXTS = {"tries", "assignment", "reason", "status"}
KEYS = {*TEXTS, "points", "message", "finds", "sample"}


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    Attributes:
        name: the file's name, which is the student's id, too.
        category: the file's folder.
        tries: what it hopes for, in a line.
        assignment: which assignment is attacked.
        points: by test, what it must get where that isn't everything.
        message: by test, words that its author must read.
        reason: words that the verdict's reason must hold, alternatives parted by " | "; "" for
            no reason at all.
        status: "graded" or "failed".
        finds: by grep-like text, whether it must stand in the outputs of the graded notebook.
        sample: whether the quick tests grade it.
        cells: (kind, name, text) of what is handed in, in the file's order.
    """

    name: str
    category: str
    tries: str
    assignment: str = "numbers"
    points: dict[str, float] = field(default_factory=dict)
    message: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    status: str = "graded"
    finds: dict[str, bool] = field(default_factory=dict)
    sample: bool = False
    cells: tuple[tuple[str, str, str], ...] = ()

    @property
    def earlier(self) -> Attack | None:
        """What its author has handed in, and read the feedback of, before."""
        cells = [(name, source) for kind, name, source in self.cells if kind == "earlier"]
        if not cells:
            return None
        return replace(self, cells=tuple(("answer", *cell) for cell in cells))


def load() -> list[Attack]:
    """Reads all attacks, by name."""
    found = [read(path) for path in HERE.glob("*/*.py")]
    return sorted(found, key=lambda attack: attack.name)


def read(path: Path) -> Attack:
    """Reads one attack.

    Raises:
        ValueError: the file isn't written as README.md says.
    """
    match = HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path}: no header between two lines '# ---'")
    header: dict[str, Any] = {}
    for line in match["header"].splitlines():
        key, _, value = line.removeprefix("# ").partition(": ")
        header[key] = value if key in TEXTS else yaml.safe_load(value)
    unknown = set(header) - KEYS
    if unknown or not header.get("tries"):
        raise ValueError(f"{path}: unknown keys {sorted(unknown)}, or no key 'tries'")
    pieces = CELL.split(match["cells"])
    if pieces[0].strip() or len(pieces) < 4:
        raise ValueError(f"{path}: the header must be followed by '# %% answer NAME' or the like")
    cells = tuple(
        (kind, name or "", PART.sub(_part, text).strip("\n") + "\n")
        for kind, name, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    )
    return Attack(path.stem, path.parent.name, cells=cells, **header)


def _part(match: re.Match[str]) -> str:
    return (HERE / "parts" / f"{match['name']}.txt").read_text(encoding="utf-8")
