"""What looks like an attempt at the grades, in words for the instructor. It costs no points.

None of it has an effect: points, tests and metadata come from the instructor's notebook. Much can
happen by accident, too, so that a person has to look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder.judge.reading import CLAIMS, StudentCell
from autograder.kernel.session import CellRun
from autograder.types import CellSpec, SubmittedFiles

SKIP = "skip-execution"
MOST = 12  # sentences about one submission
# What `collect` says of things that lead out of the folder.
REFUSED = re.compile(r"was refused: it is (a link|a device|a pipe|a socket)$")
NONSENSE = "sent nonsense"
# Limits that nobody reaches who trains a network; endless loops and memory are mistakes mostly.
BOMB = re.compile(r"stopped at the (limit of \d+ processes|disk limit .*|file size limit .*)")


def of_cells(known: Mapping[str, CellSpec], submitted: Iterable[StudentCell]) -> Iterator[str]:
    """Compares what must not be changed with what the instructor handed out.

    Args:
        known: the instructor's cells by grade id.
        submitted: the student's.
    """
    counts: Counter[str] = Counter()
    for cell in submitted:
        spec = known.get(cell.grade_id or "")
        if spec is None:
            continue
        name = spec.grade_id
        counts[name] += 1
        if spec.is_test and _lines(cell.source) != _lines(spec.visible):
            yield f"the test cell {name!r} was changed (the instructor's was run)"
        for what, then, now in _forged(spec, cell.claims):
            yield f"the metadata of the cell {name!r} was changed: {what} {now!r}, not {then!r}"
        if SKIP in cell.claims.get("tags", ()) and SKIP not in spec.metadata.get("tags", ()):
            yield f"the cell {name!r} was given the tag {SKIP!r}"
    for name, count in counts.items():
        if count > 1 and not known[name].solution:
            yield f"the {_kind(known[name])} {name!r} is there {count} times"


def of_files(submitted: SubmittedFiles) -> Iterator[str]:
    """Finds what was refused because it leads out of the submission."""
    for note in submitted.notes:
        if REFUSED.search(note):
            yield note.replace("was refused: it is", "was handed in and refused:")
    if submitted.problem is not None and "is a link" in submitted.problem:
        yield "the submitted folder is a link"


def of_run(name: str, run: CellRun) -> str | None:
    """Looks at what running one cell gave.

    Args:
        name: what to call the cell.
        run: what happened.
    """
    said = " ".join([run.why or "", *(run.error[:2] if run.error else ())])
    if NONSENSE in said and run.status != "not run":
        return f"{name}: the kernel sent forged or broken messages"
    if run.status == "lost" and (match := BOMB.search(said)):
        return f"{name}: {match.group(0)}"
    return None


def shortened(found: Iterable[str]) -> tuple[str, ...]:
    """Each sentence once, and not too many of them."""
    unique = list(dict.fromkeys(found))
    more = len(unique) - MOST
    return (*unique[:MOST], f"and {more} more") if more > 0 else tuple(unique)


def _forged(spec: CellSpec, claims: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    ours = spec.metadata.get("nbgrader", {})
    for key in CLAIMS:
        if key in claims and key in ours and claims[key] != ours[key]:
            yield key, ours[key], claims[key]


def _kind(spec: CellSpec) -> str:
    return "test cell" if spec.is_test else "cell"


def _lines(source: str) -> list[str]:
    return [line.rstrip() for line in source.strip().splitlines()]
