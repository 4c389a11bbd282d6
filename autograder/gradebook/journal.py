"""The journal of a class: every verdict on disk before it counts, one file per submission.

What a run has graded can be written into the gradebook again after a crash, and is known to be up
to date or not by its digests. The report reads the journal, never a run.
"""

from __future__ import annotations

import contextlib
import json
import os
import urllib.parse
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.types import CellGrade, Graded, GradedNotebook, Verdict

FOLDER = ".journal"  # beside the gradebook
VERSION = 1


@dataclass(frozen=True)
class Record:
    """What the journal holds about one submission.

    Attributes:
        graded: what came back from a worker, before manual grades and penalties.
        digests: of what the verdict depends on, by name: "submission", "assignment", "code",
            "environment".
        graded_at: when, in ISO 8601, UTC.
        booked: whether the gradebook holds it.
    """

    graded: Graded
    digests: dict[str, str] = field(default_factory=dict)
    graded_at: str = ""
    booked: bool = False


class Journal:
    """The records of a class.

    Args:
        folder: where the gradebook lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    def write(self, record: Record) -> None:
        """Puts a record on disk, in place of an older one; kill -9 leaves one or the other."""
        verdict = record.graded.verdict
        path = self._path(verdict.student, verdict.assignment)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.part")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump({"version": VERSION, **asdict(record)}, file, default=sorted)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def read(self, student: str, assignment: str) -> Record | None:
        """Returns the record of a submission, None if there is none that can be read."""
        return _load(self._path(student, assignment))

    def records(self) -> Iterator[Record]:
        """All records that can be read, sorted by assignment, then student."""
        for path in sorted(self.folder.glob("*/*.json")):
            record = _load(path)
            if record is not None:
                yield record

    def forget(self, student: str, assignment: str) -> None:
        """Drops the record of a submission, if there is one."""
        self._path(student, assignment).unlink(missing_ok=True)

    def _path(self, student: str, assignment: str) -> Path:
        # Names come from folders, but a journal may be read on another system.
        safe = [urllib.parse.quote(name, safe=" @+,") for name in (assignment, student)]
        return self.folder / safe[0] / f"{safe[1]}.json"


def _load(path: Path) -> Record | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("version") == VERSION:
            return Record(**{**content, "graded": _graded(content["graded"])})
    return None


def _graded(content: dict[str, Any]) -> Graded:
    verdict = content["verdict"]
    verdict |= {"cells": _cells(verdict["cells"]), "tampering": tuple(verdict["tampering"])}
    notebooks = [
        GradedNotebook(
            **{**one, "cells": _cells(one["cells"]), "unanswered": frozenset(one["unanswered"])}
        )
        for one in content["notebooks"]
    ]
    return Graded(**{**content, "verdict": Verdict(**verdict), "notebooks": notebooks})


def _cells(cells: dict[str, Any]) -> dict[str, CellGrade]:
    return {name: CellGrade(**cell) for name, cell in cells.items()}
