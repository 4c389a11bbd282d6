"""What validating a notebook has found, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from autograder.judge.notes import Note
from autograder.types import CellGrade

Level = Literal["error", "warning", "note"]
ERROR: Level = "error"
WARNING: Level = "warning"
NOTE: Level = "note"


@dataclass(frozen=True)
class Finding:
    """Something that a student should know before handing in.

    Attributes:
        level: "error" (costs points), "warning" (grading copes, but should not have to) or "note"
            (nothing to mend).
        kind: short name of what is wrong: "duplicate", "encoding", …
        text: what is wrong and where.
        mend: what to do about it; "" for a note.
        automatic: whether `--mend` does it.
        cell: name of the cell; "" for the whole notebook.
    """

    level: Level
    kind: str
    text: str
    mend: str = ""
    automatic: bool = False
    cell: str = ""

    @classmethod
    def of(cls, note: Note, level: Level = WARNING) -> Finding:
        """Takes over what grading would say."""
        return cls(level, note.kind, str(note), note.mend, note.automatic, note.cell)

    @property
    def sentence(self) -> str:
        """The whole of it in one sentence."""
        return f"{self.text}; {self.mend}" if self.mend else self.text

    def as_json(self) -> dict[str, Any]:
        """Returns the finding as `--json` shows it."""
        return {
            "level": self.level, "kind": self.kind, "cell": self.cell, "text": self.text,
            "mend": self.mend, "automatic": self.automatic,
        }  # fmt: skip


@dataclass
class Report:
    """All about one notebook.

    Attributes:
        notebook: the file.
        release: the notebook that was handed out, None if it wasn't found.
        cells: what each graded cell gets from the visible tests, in order.
        findings: in the order in which a student should read them.
        mended: sentences about what `--mend` has done.
        copy: the copy of the original that it has kept.
        kernel: how the notebook was run: "warm", "ordinary", or "" if it wasn't.
        seconds: wall time.
    """

    notebook: Path
    release: Path | None = None
    cells: dict[str, CellGrade] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    copy: Path | None = None
    kernel: str = ""
    seconds: float = 0.0

    @property
    def score(self) -> float:
        """Points as far as the visible tests can tell."""
        return sum(cell.score for cell in self.cells.values() if cell.score is not None)

    @property
    def max_score(self) -> float:
        """Points of what tests can tell anything about."""
        return sum(cell.max_score for cell in self.cells.values() if not cell.needs_manual)

    @property
    def by_hand(self) -> float:
        """Points that a person will give."""
        return sum(cell.max_score for cell in self.cells.values() if cell.needs_manual)

    @property
    def to_mend(self) -> list[Finding]:
        """Findings that are more than notes."""
        return [finding for finding in self.findings if finding.level != NOTE]

    @property
    def fine(self) -> bool:
        """Whether the notebook can be handed in as it is."""
        return bool(self.cells) and not self.to_mend and self.score >= self.max_score

    def as_json(self) -> dict[str, Any]:
        """Returns the report as `--json` shows it."""
        return {
            "notebook": str(self.notebook),
            "release": None if self.release is None else str(self.release),
            "fine": self.fine,
            "score": self.score,
            "max_score": self.max_score,
            "by_hand": self.by_hand,
            "cells": {name: cell.as_json() for name, cell in self.cells.items()},
            "findings": [finding.as_json() for finding in self.findings],
            "mended": self.mended,
            "copy": None if self.copy is None else str(self.copy),
            "kernel": self.kernel,
            "seconds": round(self.seconds, 2),
        }
