"""A course folder as nbgrader sees it: configuration, paths, assignments, submissions."""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from traitlets.config import Config

from autograder.types import Submission

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = ".autograder.lock"  # the system releases it when the process ends, however it ends
# Stand for ids while a path is turned into a pattern.
ASSIGNMENT, STUDENT = "zzASSIGNMENTzz", "zzSTUDENTzz"
LOG = logging.getLogger("autograder.nbgrader")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


class WrongCall(Exception):
    """What was asked for can't be done. The text says what, where and how to mend it."""


class _Settings(NbGrader):
    """Reads nbgrader_config.py exactly as nbgrader's own commands do."""

    def migrate_config(self) -> None:
        """Leaves the user's Jupyter folder alone."""


class Course:
    """An nbgrader course folder.

    Args:
        root: the folder with source/ and submitted/ in it.

    Raises:
        WrongCall: the folder or its source folder is missing, or its configuration is broken.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not self.root.is_dir():
            raise WrongCall(f"there is no folder {root}: name your course folder with --course-dir")
        app = _Settings(log=LOG)
        app.raise_config_file_errors = True
        with self.inside(), _unchanged_path(self.root):
            try:
                app.initialize(argv=[], root=str(self.root))
            except (Exception, SystemExit) as error:
                raise WrongCall(
                    f"nbgrader_config.py of {root} can't be read "
                    f"({type(error).__name__}: {error}): mend it"
                ) from error
        self.config: Config = app.config
        self.directory: CourseDirectory = app.coursedir
        if Path(self.directory.root).resolve() != self.root:
            self.directory.root = str(self.root)
        source = str(self.path(self.directory.source_directory, ASSIGNMENT)).split(ASSIGNMENT)[0]
        if not os.path.isdir(source):
            raise WrongCall(
                f"{root} has no folder {self.directory.source_directory}/ with your notebooks: "
                "put ASSIGNMENT/NOTEBOOK.ipynb there, or name another folder with --course-dir"
            )

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Works inside the course folder, where nbgrader's relative paths start."""
        before = os.getcwd()
        os.chdir(self.root)
        try:
            yield
        finally:
            os.chdir(before)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Makes sure that nobody else grades this folder at the same time.

        Raises:
            WrongCall: somebody does.
        """
        if fcntl is None:
            yield
            return
        with open(self.root / LOCK, "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise WrongCall(
                    f"another run is grading {self.root} at this moment: wait until it is done"
                ) from None
            yield

    @property
    def db_url(self) -> str:
        """URL of the gradebook; a relative SQLite file is meant relative to the course folder."""
        url = make_url(self.directory.db_url)
        if url.drivername.startswith("sqlite") and url.database and url.database != ":memory:":
            url = url.set(database=str(self.root / url.database))
        return url.render_as_string(hide_password=False)

    @property
    def gradebook_folder(self) -> Path:
        """The folder in which the gradebook lies; the course folder if it is a database server."""
        url = make_url(self.db_url)
        if url.drivername.startswith("sqlite") and url.database and url.database != ":memory:":
            return Path(url.database).parent.resolve()
        return self.root

    def path(self, step: str, assignment: str, student: str = ".") -> Path:
        """Returns the folder of an assignment in one of nbgrader's steps."""
        return Path(os.path.normpath(self.directory.format_path(step, student, assignment)))

    def source(self, assignment: str) -> Path:
        """The instructor's folder of an assignment."""
        return self.path(self.directory.source_directory, assignment)

    def autograded(self, assignment: str, student: str) -> Path:
        """The folder for graded notebooks."""
        return self.path(self.directory.autograded_directory, assignment, student)

    def feedback(self, assignment: str, student: str) -> Path:
        """The folder for what a student reads."""
        return self.path(self.directory.feedback_directory, assignment, student)

    def assignments(self) -> list[str]:
        """Names of the assignments that have a notebook in source/, sorted."""
        found = self._find(self.directory.source_directory, ".")
        return sorted(
            match["assignment_id"]
            for folder, match in found
            if glob.glob(os.path.join(glob.escape(folder), "*.ipynb"))
        )

    def submissions(self, assignments: list[str], students: list[str]) -> list[Submission]:
        """Finds what was handed in.

        Args:
            assignments: names.
            students: ids or patterns with * and ?; empty for everybody.

        Returns:
            One entry per student and assignment, sorted by assignment, then student.
        """
        excluded = {
            name.strip() for name in self.directory.student_id_exclude.split(",") if name.strip()
        }
        patterns = students or [self.directory.student_id]
        found = []
        for folder, match in self._find(self.directory.submitted_directory, STUDENT):
            if match["assignment_id"] not in assignments:
                continue
            student = match["student_id"]
            if student in excluded or student.startswith("."):
                continue
            if any(fnmatch.fnmatchcase(student, wanted) for wanted in patterns):
                found.append(Submission(student, match["assignment_id"], Path(folder)))
        return sorted(found, key=lambda one: (one.assignment, one.student))

    def _find(self, step: str, student: str) -> list[tuple[str, re.Match[str]]]:
        """Folders of one step, each with the ids that its name holds."""
        path = str(self.path(step, ASSIGNMENT, student))
        pattern = re.escape(path)
        for name, group in ((ASSIGNMENT, "assignment_id"), (STUDENT, "student_id")):
            pattern = pattern.replace(name, f"(?P<{group}>[^/\\\\]+)", 1)
            pattern = pattern.replace(name, f"(?P={group})")
        wanted = glob.escape(path).replace(ASSIGNMENT, "*").replace(STUDENT, "*")
        found = ((folder, re.fullmatch(pattern, folder)) for folder in glob.glob(wanted))
        return [(folder, match) for folder, match in found if match and os.path.isdir(folder)]


@contextlib.contextmanager
def _unchanged_path(root: Path) -> Iterator[None]:
    """nbgrader puts the folder at the front of sys.path: plugins are found, nothing is shadowed."""
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before
        if str(root) not in sys.path:
            sys.path.append(str(root))
