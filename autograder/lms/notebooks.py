"""Which assignment a file belongs to, by the names of the notebooks in source/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from autograder.gradebook.course import Course, WrongCall
from autograder.lms.names import without_copy
from autograder.lms.paths import fold

ENDING = ".ipynb"
COPIES = 3  # "homework-1 (2) - Copy" is a copy of a copy of a copy


class Notebooks:
    """The notebooks of a course.

    Args:
        course: the course folder.

    Raises:
        WrongCall: there are none.
    """

    def __init__(self, course: Course) -> None:
        self.names = {
            assignment: sorted(path.stem for path in course.source(assignment).glob(f"*{ENDING}"))
            for assignment in course.assignments()
        }
        if not self.names:
            raise WrongCall(
                f"{course.root} has no assignment in source/: put your notebooks into "
                "source/ASSIGNMENT/"
            )

    def recognize(self, file: str, assignment: str | None = None) -> dict[str, tuple[str, int]]:
        """Finds a file's notebook by its name.

        Args:
            file: the file's name, as a student or a learning management system left it.
            assignment: look only there; None to look everywhere.

        Returns:
            Per assignment the notebook's name in source/ and which copy it is, 0 for no copy.
        """
        if not file.lower().endswith(ENDING):
            return {}
        stem, copy = file[: -len(ENDING)], 0
        wanted = self.names if assignment is None else {assignment: self.names[assignment]}
        for same in (str, _loose):
            part, copy = stem, 0
            for _ in range(COPIES + 1):
                found = {
                    name: (notebook, copy)
                    for name, notebooks in wanted.items()
                    for notebook in notebooks
                    if same(notebook) == same(part)
                }
                if found:
                    return found
                part, number = without_copy(part)
                copy = number or copy
                if not number:
                    break
        return {}


def vote(recognized: Iterable[set[str]]) -> str | None:
    """The assignment of a download: what more than half of its submissions belong to.

    Args:
        recognized: for each submission in which a notebook was recognized, its assignments.
    """
    ballots = list(recognized)
    counts = Counter(name for names in ballots for name in names)
    ranked = counts.most_common(2)
    if not ranked or 2 * ranked[0][1] <= len(ballots):
        return None
    return ranked[0][0] if len(ranked) < 2 or ranked[1][1] < ranked[0][1] else None


def _loose(name: str) -> str:
    """A name without what systems change in it: case, spaces, signs."""
    return re.sub(r"[\W_]", "", fold(name))
