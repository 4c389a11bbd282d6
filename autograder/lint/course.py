"""Which notebooks are checked: chapters under solutions/, or those of an nbgrader course folder."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.builder import without_todo
from autograder.build.notebook import assemble
from autograder.build.text import read_cells
from autograder.farm.protection import protect
from autograder.gradebook.course import Course, WrongCall
from autograder.gradebook.instructor import Loaded, load_assignment
from autograder.judge.glass.client import JudgeFailed
from autograder.judge.glass.plan import plan_of
from autograder.kernel.options import DEFAULT_ISOLATION, Isolation, KernelOptions
from autograder.kernel.scratch import font_cache
from autograder.kernel.session import KernelStartError
from autograder.lint.findings import NotebookReport, TestReport
from autograder.lint.notebook_rules import check_plan

Listener = Callable[[str], None]  # told what is being checked


@dataclass
class Source:
    """An assignment that is checked.

    Attributes:
        name: the chapter or assignment.
        loaded: what the grader would load.
        text: the percent file from which its one notebook is built, if there is one.
        problem: why it can't be loaded.
    """

    name: str
    loaded: Loaded | None = None
    text: Path | None = None
    problem: str = ""


def chapters(solutions: Path, names: Sequence[str] = ()) -> list[Source]:
    """Loads the exercises of chapters.

    Args:
        solutions: folder with a folder per chapter.
        names: only these; all if empty.

    Raises:
        WrongCall: there is no such chapter, or none that has exercises.
        AuthorMistake: a text doesn't build.
    """
    known = {path.parent.name: path for path in sorted(solutions.glob("*/exercises.py"))}
    if not known:
        raise WrongCall(
            f"{solutions} holds no chapter with exercises.py: name a folder with --solutions, or "
            "an nbgrader course with --course-dir"
        )
    for name in names:
        if name not in known:
            raise WrongCall(f"{solutions} has no exercises of {name!r}: choose from "
                            f"{', '.join(known)}")  # fmt: skip
    return [
        Source(name, load_text(text), text)
        for name, text in known.items()
        if not names or name in names
    ]


def load_text(text: Path, notebook: NotebookNode | None = None) -> Loaded:
    """Loads exercises as the grader would load the notebook that they build to.

    Args:
        text: a chapter's exercises.py.
        notebook: the solved notebook, if it has been assembled already.
    """
    chapter = text.resolve().parent.name
    solved = without_todo(notebook or assemble(text, "exercises"))
    with tempfile.TemporaryDirectory(prefix="lint-") as folder:
        path = Path(folder) / "source" / chapter / f"{chapter}_exercises.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(solved, path)
        return load_assignment(Course(Path(folder)), chapter)


def assignments(root: Path, names: Sequence[str] = ()) -> list[Source]:
    """Loads the assignments of an nbgrader course.

    Args:
        root: the course folder, with source/ in it.
        names: only these; all if empty.

    Raises:
        WrongCall: there is no such folder or assignment.
    """
    course = Course(root)
    known = course.assignments()
    for name in names:
        if name not in known:
            raise WrongCall(f"{course.root} has no assignment {name!r}: choose from "
                            f"{', '.join(known)}")  # fmt: skip
    found = []
    for name in names or known:
        try:
            found.append(Source(name, load_assignment(course, name)))
        except WrongCall as mistake:
            twins = "; ".join(_twins(course.source(name)))
            found.append(Source(name, problem=f"{twins}; {mistake}" if twins else str(mistake)))
    return found


def _twins(folder: Path) -> Iterator[str]:
    """Names the cells because of which nbgrader refuses a notebook without saying so."""
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(Exception):  # broken JSON, say: nbgrader has said so
            cells = nbformat.read(path, as_version=4).cells
            ids = Counter(cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells)
            for twin in [name for name, count in ids.items() if name and count > 1]:
                yield f"{path.name}: two cells have the grade id {twin!r}: rename one"


def check(
    sources: Sequence[Source],
    *,
    run: bool = True,
    isolation: Isolation = DEFAULT_ISOLATION,
    listener: Listener = lambda name: None,
) -> Iterator[NotebookReport]:
    """Checks assignments.

    Args:
        sources: what to check.
        run: whether notebooks are run; without, only what can be seen in them is found.
        isolation: walls around kernels and judges.
        listener: told the name of each notebook before it is checked.

    Yields:
        A report per notebook, as soon as it is there.

    Raises:
        WrongCall: the walls can't be had.
    """
    loaded = [source.loaded for source in sources if source.loaded is not None]
    if not run:
        for source in sources:
            yield from _reports(source, None, listener)
        return
    with (
        protect(loaded, isolation, "glass") as protection,
        tempfile.TemporaryDirectory(prefix="lint-") as folder,
    ):
        fonts = font_cache(Path(folder))
        env = {"MPLCONFIGDIR": fonts} if fonts else {}
        options = protection.options(KernelOptions(env=env))
        for source in sources:
            yield from _reports(source, options, listener)


def _reports(
    source: Source, options: KernelOptions | None, listener: Listener
) -> Iterator[NotebookReport]:
    if source.loaded is None:
        yield NotebookReport(source.name, problem=source.problem)
        return
    assignment = source.loaded.assignment
    if not assignment.notebooks:
        yield NotebookReport(source.name, problem="there is no notebook in this folder")
    for spec in assignment.notebooks:
        name = source.name if source.text else f"{source.name}/{spec.name}"
        listener(name)
        written = source.loaded.written[spec.name]
        tests = {cell.grade_id: cell.source for cell in spec.cells if cell.is_test}
        shown = {cell.grade_id: cell.visible for cell in spec.cells if cell.is_test}
        plan = plan_of(written, tests=tests, shown=shown)
        report = NotebookReport(
            str(source.text) if source.text else name,
            points=sum(cell.points for cell in spec.cells),
            by_hand=sum(cell.points for cell in spec.cells if cell.is_manual),
            tests=[TestReport(c.grade_id, c.points) for c in plan.cells if c.kind == "test"],
            findings=check_plan(plan),
            numbers=[i for i, c in enumerate(written.cells, 1) if c.cell_type == "code"],
            lines=text_lines(source.text, written) if source.text else [],
        )
        if options is not None:
            # Imported here: what is only seen needs no kernel.
            from autograder.lint.across import AcrossTheGlass

            across = AcrossTheGlass(assignment, spec, options)
            try:
                across.check()
            except (KernelStartError, JudgeFailed) as error:
                report.problem = str(error)
            report.tests = list(across.tests.values())
            both = [*report.findings, *across.findings]
            report.findings = sorted(both, key=lambda finding: (finding.cell, finding.line))
            report.changes = across.changes
        yield report


def text_lines(text: Path, notebook: NotebookNode) -> list[int]:
    """Lines of the headers in a percent file that the code cells of its notebook come from.

    Args:
        text: the file.
        notebook: what it builds to.

    Returns:
        Per code cell its header's line, negative for the cells that a graded question becomes.
    """
    cells = read_cells(text)
    found = []
    for node in notebook.cells:
        if node.cell_type != "code":
            continue
        own = [cell.line for cell in cells if cell.source == node.source]
        name = node.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("__solution")
        asked = [-cell.line for cell in cells if cell.header.get("quiz") == name]
        found.append((own or asked or [1])[0])
    return found
