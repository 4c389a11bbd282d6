"""What a verdict depends on, as digests: if none of them has changed, nothing is graded again."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from autograder.gradebook.instructor import Loaded
from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import data_folders
from autograder.types import Assignment, SubmittedFiles

REPOSITORY = Path(__file__).parent.parent.parent
# The rooms that decide on points. What shows them (report) or makes notebooks (build, lint) may
# change without a regrade; what the gradebook's room reads of source/ and submitted/ is digested.
DECIDE = (
    "autograder/judge", "autograder/kernel", "autograder/types.py", "autograder/farm/task.py",
    "autograder/farm/open_judge.py", "autograder/farm/protection.py", "helpers",
)  # fmt: skip
# Name in a record, and what to say when it has changed. In the order in which they are told.
CHANGES = {
    "submission": "submission changed",
    "assignment": "assignment changed",
    "code": "our code changed",
    "environment": "environment changed",
}
NOTHING = "same inputs: not deterministic"
LIMITS = ("cell_seconds", "total_seconds", "memory", "disk", "processes", "total_output")


def submission_digest(files: SubmittedFiles) -> str:
    """Digest of what a student has handed in, with what was refused of it."""
    parts = [repr((name, len(data), _sha(data))) for name, data in sorted(files.files.items())]
    return _digest([*parts, repr((files.notes, files.problem))])


def assignment_digest(loaded: Loaded, options: KernelOptions) -> str:
    """Digest of the instructor's side: notebooks with solutions and hidden tests, files, limits.

    Outputs are left out: to run a notebook in source/ changes no grade.
    """
    assignment = loaded.assignment
    bare = replace(
        assignment,
        notebooks=tuple(replace(spec, plan=None) for spec in assignment.notebooks),
        files={},
    )
    written = [
        repr([(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells])
        for _, notebook in sorted(loaded.written.items())
    ]
    limits = {name: getattr(options, name) for name in LIMITS}
    return _digest([_plain(bare), *written, *_files(assignment), repr(limits)])


def environment_digest(level: str, judge: str, secret: str | None) -> str:
    """Digest of what grades here: Python, packages, walls, judge, data sets, the class's secret."""
    data = [
        (str(folder), [(entry.name, entry.stat().st_size) for entry in _entries(folder)])
        for folder in data_folders()
    ]
    return _digest([platform.machine(), *versions(), level, judge, secret or "", repr(data)])


@functools.cache
def code_digest() -> str:
    """Digest of the code that decides on points."""
    found: list[Path] = []
    for name in DECIDE:
        place = REPOSITORY / name
        found += [place] if place.is_file() else place.rglob("*.py")
    return _digest(
        f"{path.relative_to(REPOSITORY).as_posix()} {_sha(path.read_bytes())}"
        for path in sorted(found)
    )


@functools.cache
def versions() -> tuple[str, ...]:
    """Python's version and those of all packages, as "name-version"."""
    found = {f"python-{platform.python_version()}"}
    for folder in sys.path:
        try:
            # The names of the folders say it; to read what is in them takes half a second.
            names = [name for name in os.listdir(folder or ".") if name.endswith(".dist-info")]
        except OSError:
            continue
        found |= {name.removesuffix(".dist-info").lower() for name in names}
    return tuple(sorted(found))


def why(before: dict[str, str], now: dict[str, str]) -> str:
    """Says what has changed between two records of one submission."""
    if not before:
        return "the grader failed before"
    changed = [text for name, text in CHANGES.items() if before.get(name) != now.get(name)]
    return ", ".join(changed) or NOTHING


def same(before: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a verdict with these digests still holds."""
    return all(before.get(name) == now[name] for name in CHANGES)


def text_digest(value: Any) -> str:
    """Digest of anything that JSON or repr can write."""
    return _digest([json.dumps(value, sort_keys=True, default=repr)])


def _files(assignment: Assignment) -> Iterable[str]:
    return (repr((name, _sha(data))) for name, data in sorted(assignment.files.items()))


def _plain(assignment: Assignment) -> str:
    return repr(asdict(assignment))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((one for one in entries if one.is_file()), key=lambda one: one.name)
    except OSError:
        return []


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()


Digests = Callable[[SubmittedFiles], dict[str, str]]
