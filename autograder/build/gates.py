"""Gates that every chapter passes before it lands. Each returns sentences, empty if all is well.

`autograder build --check` finds drift (drift.py); here is what can be wrong although nothing
drifted: leaked solutions, stored outputs that nobody compares, pictures without words, and
exercises that a copy of something given would solve.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import io
import pkgutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.build.digests import used_modules
from autograder.build.markers import HIDDEN_TESTS, SOLUTION, regions
from autograder.build.notebook import assemble
from autograder.build.quiz import load_quiz
from autograder.build.text import parses, read_cells

MOST_KILOBYTES = 700
LEAST_COMPARED = 0.6
IGNORED = "nbval-ignore-output"
TELLING = 12  # characters; shorter lines (`return x`, `else:`) tell nothing


def leaks(exercises: Path, course: Path) -> list[str]:
    """Finds lines of solutions and hidden tests in what students open.

    Args:
        exercises: exercises.py of a chapter; a quiz.yaml beside it is looked at too.
        course: folder of released notebooks.

    Returns:
        One sentence per line of a solution or hidden test that is found in a released
        exercises notebook, and per whole region that is found anywhere in `course`.
    """
    visible: set[str] = set()
    secret: dict[str, str] = {}
    blocks: list[str] = []
    notebook = assemble(exercises, "exercises")
    for cell in notebook.cells:
        inside = False
        block: list[str] = []
        for line in cell.source.splitlines():
            if any(f"BEGIN {kind}" in line for kind in (SOLUTION, HIDDEN_TESTS)):
                inside, block = True, []
            elif any(f"END {kind}" in line for kind in (SOLUTION, HIDDEN_TESTS)):
                inside = False
                blocks.append("\n".join(block).strip())
            elif inside:
                block.append(line)
                secret.setdefault(line.strip(), cell.get("id", "?"))
            else:
                visible.add(line.strip())
        role = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and role.get("solution"):
            blocks.append(cell.source.strip())
    lines = {
        line: name
        for line, name in secret.items()
        if line not in visible and len(line) >= TELLING and not line.startswith("#")
    }
    found = []
    for path in sorted(course.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        text = _everything(nbformat.read(path, as_version=4))
        for mark in (f"BEGIN {SOLUTION}", f"BEGIN {HIDDEN_TESTS}"):
            if mark in text:
                found.append(f"{path}: holds the words {mark!r}")
        found += [
            f"{path}: holds a whole solution or hidden test: {block.splitlines()[0]!r} …"
            for block in blocks
            if len(block) >= 2 * TELLING and block in text
        ]
        if path.stem.endswith("_exercises") and path.parent.name == exercises.parent.name:
            found += [
                f"{path}: holds a line of the solution or hidden test of {name}: {line!r}"
                for line, name in lines.items()
                if line in text
            ]
    return found


def unparsable(notebook: Path) -> list[str]:
    """Names the code cells of a notebook that don't parse."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [
        f"{notebook}: cell {number} doesn't parse: {error.msg}"
        for number, cell in enumerate(cells, 1)
        if cell.cell_type == "code" and (error := parses(cell.source))
    ]


def too_large(notebook: Path) -> list[str]:
    """Says if a notebook is larger than a reader should have to load."""
    size = notebook.stat().st_size / 1024
    if size <= MOST_KILOBYTES:
        return []
    return [f"{notebook}: {size:.0f} KB, more than {MOST_KILOBYTES}: use fewer or smaller pictures"]


def not_compared(notebook: Path) -> list[str]:
    """Says if nbval would compare too few of the cells that have text output."""
    cells = nbformat.read(notebook, as_version=4).cells
    texts = [cell for cell in cells if cell.cell_type == "code" and _has_text(cell)]
    compared = [cell for cell in texts if IGNORED not in cell.metadata.get("tags", [])]
    if not texts or len(compared) >= LEAST_COMPARED * len(texts):
        return []
    return [
        f"{notebook}: of {len(texts)} cells with text output {len(compared)} are compared, fewer "
        f"than {LEAST_COMPARED:.0%}: print what is the same everywhere, and untag those cells"
    ]


def mute_pictures(notebook: Path) -> list[str]:
    """Names cells whose pictures have no alt text, and errors kept as outputs."""
    found = []
    for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells, 1):
        for output in cell.get("outputs", []):
            picture = "image/png" in output.get("data", {})
            alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
            if picture and len(alt) < 20:
                found.append(
                    f"{notebook}: the picture of cell {number} has no alt text: "
                    "draw it with helpers.plots, or show it with plots.show(fig, alt=…)"
                )
            tags = cell.metadata.get("tags", [])
            if output.output_type == "error" and "raises-exception" not in tags:
                found.append(f"{notebook}: cell {number} ended with {output.ename}")
    return found


def on_stand_in(notebook: Path) -> list[str]:
    """Names cells whose stored output was made on a stand-in instead of the real data."""
    return [
        f"{notebook}: cell {number} was run on a stand-in: build it where the real data are"
        for number, cell in enumerate(nbformat.read(notebook, as_version=4).cells, 1)
        if any("stand-in:" in output.get("text", "") for output in cell.get("outputs", []))
    ]


def unproven(chapter: Path) -> list[str]:
    """Names graded items with fewer than one alternative and four wrong known answers."""
    from autograder.build.answers import load

    known = load(chapter)
    notebook = assemble(chapter / "exercises.py", "exercises")
    items = [
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
    ]
    found = [
        f"{answer.path}: there is no graded item {answer.item!r}"
        for answer in known
        if answer.item not in items
    ]
    for item in items:
        kinds = [answer.kind for answer in known if answer.item == item]
        right, wrong = len(kinds) - kinds.count("wrong"), kinds.count("wrong")
        if right < 1 or wrong < 4:
            found.append(
                f"{chapter}: item {item!r} has {right} right and {wrong} wrong known answers: "
                "write at least 1 and 4 in answers/ (or in quiz.yaml)"
            )
    quiz = chapter / "quiz.yaml"
    practice = [q for q in load_quiz(quiz) if not q.graded] if quiz.exists() else []
    if len(practice) < 5:
        found.append(f"{quiz}: {len(practice)} practice questions, at least 5 are needed")
    return found


def borrowed(chapter: Path) -> list[str]:
    """Finds exercises that a function of the lesson or of helpers solves as it is.

    Each function (and class) that the lesson defines and each public callable of the helpers
    modules is put in place of each exercise's function, if it takes as many arguments, and the
    check is run: it must fail.

    Args:
        chapter: folder with lesson.py and exercises.py.

    Returns:
        One sentence per exercise and function that passes.
    """
    given, exercises = _exercise_parts(chapter / "exercises.py")
    found = []
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(given, space)
        # Modules import each other's functions: each is tried once.
        found_twice = [*_of_helpers(chapter), *_of_lesson(chapter / "lesson.py")]
        candidates = list({id(one): (origin, one) for origin, one in found_twice}.values())
        for name, solution, checks in exercises:
            exec(solution, space)
            model = space.get(name)
            if not callable(model) or not checks:
                continue
            for origin, candidate in candidates:
                if not _takes_as_many(candidate, model):
                    continue
                trial = {**space, name: candidate}
                try:
                    exec(checks, trial)
                except BaseException as error:  # any failure is what we want, exits included
                    if isinstance(error, KeyboardInterrupt):
                        raise
                else:
                    found.append(f"{chapter.name}: {origin} passes as {name}: ask for a variant")
    return found


# -- parts ---------------------------------------------------------------------------------------


def _exercise_parts(path: Path) -> tuple[str, list[tuple[str, str, str]]]:
    """Given code, and for each exercise cell its name, source and the checks up to the next."""
    given: list[str] = []
    parts: list[list[str]] = []
    for cell in read_cells(path):
        if cell.kind != "code":
            continue
        if "exercise" in cell.header:
            parts.append([cell.header["exercise"], cell.source, ""])
        elif "check" in cell.header and parts:
            parts[-1][2] += cell.source + "\n"
            regions(path, cell, HIDDEN_TESTS)
        else:
            given.append(cell.source)
    return "\n".join(given), [(name, source, checks) for name, source, checks in parts]


def _of_lesson(path: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Functions and classes that a lesson defines, with its imports but without running it."""
    source = "\n".join(cell.source for cell in read_cells(path) if cell.kind == "code")
    kept = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    space: dict[str, Any] = {"__name__": "lesson"}
    exec(compile(tree, str(path), "exec"), space)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield f"lesson.{node.name}", space[node.name]


def _of_helpers(chapter: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Public callables of every helpers module (Keras only where the chapter uses it)."""
    import helpers

    text = (chapter / "exercises.py").read_text(encoding="utf-8")
    files = {path.stem for path in used_modules("import helpers.models, helpers.training")}
    for info in pkgutil.walk_packages(helpers.__path__, "helpers."):
        heavy = info.name.rsplit(".", 1)[-1] in files and "keras" not in text
        if heavy and info.name in ("helpers.models", "helpers.training"):
            continue
        module: ModuleType = importlib.import_module(info.name)
        for name, value in vars(module).items():
            own = getattr(value, "__module__", "").startswith("helpers")
            if name.startswith("_"):  # __builtins__ is a dict as well
                continue
            if callable(value) and own:
                yield f"{info.name}.{name}", value
            elif isinstance(value, dict):
                for key, item in value.items():
                    if callable(item):
                        yield f"{info.name}.{name}[{key!r}]", item
                    elif isinstance(item, tuple):
                        yield from (
                            (f"{info.name}.{name}[{key!r}][{n}]", part)
                            for n, part in enumerate(item)
                            if callable(part)
                        )


def _takes_as_many(candidate: Callable[..., Any], model: Callable[..., Any]) -> bool:
    try:
        wanted = inspect.signature(model).parameters.values()
        needed = [object() for p in wanted if p.default is p.empty and p.kind <= 1]
        inspect.signature(candidate).bind(*needed)
    except (TypeError, ValueError):
        return False
    return True


def _has_text(cell: NotebookNode) -> bool:
    """Whether nbval has text of this cell to compare; a picture's alt text doesn't count."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.text.strip():
            return True
        data = output.get("data", {})
        if "text/plain" in data and not any(kind.startswith("image/") for kind in data):
            return True
    return False


def _everything(notebook: NotebookNode) -> str:
    parts = []
    for cell in notebook.cells:
        parts.append(cell.source)
        for output in cell.get("outputs", []):
            parts.append(output.get("text", ""))
            parts += [str(v) for k, v in output.get("data", {}).items() if k.startswith("text/")]
            parts += output.get("traceback", [])
    return "\n".join(parts)
