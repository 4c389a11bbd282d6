"""What the instructor's notebook tells the judge: which cells are given, solved, tests."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from autograder.judge.glass.analysis import (
    WORD,
    CellNames,
    free_names,
    import_aliases,
    imported_packages,
    names_of,
    parse_cell,
    slice_for,
)
from autograder.judge.glass.purity import changeable

if TYPE_CHECKING:
    from nbformat import NotebookNode

_KNOWN = """
numpy scipy pandas matplotlib mpl_toolkits pylab keras tensorflow torch torchvision jax sklearn
sympy seaborn PIL cv2 networkx pytest IPython ipywidgets nose statsmodels plotly nltk requests bs4
numba xarray pint astropy skimage tqdm hypothesis yaml
"""
KNOWN_PACKAGES = frozenset(_KNOWN.split())
Kind = Literal["given", "solution", "test"]
IN_KERNEL = "in-kernel"
OPERATORS = "allow-student-operators"
CHANGES = "may-change-arguments"
FORBID = "forbid:"
RECORD = "autograder"  # notebook metadata with what lint has recorded


@dataclass(frozen=True)
class PlanCell:
    """One code cell of the instructor's notebook.

    Attributes:
        kind: "given" (students don't write it), "solution" or "test".
        source: the instructor's source, with solution and hidden tests.
        visible: the source as students get it.
        grade_id: nbgrader's name of the cell; "" if it has none.
        points: what a test is worth.
        tags: of the cell: `in-kernel`, `allow-student-operators`, `may-change-arguments`,
            `forbid: numpy.linalg.solve`.
    """

    kind: Kind
    source: str
    visible: str = ""
    grade_id: str = ""
    points: float = 0.0
    tags: tuple[str, ...] = ()

    @property
    def in_kernel(self) -> bool:
        """Whether the author wants the cell run in the student's kernel, unprotected."""
        return IN_KERNEL in self.tags

    @property
    def forbidden(self) -> list[str]:
        """Dotted names of functions that student code must not use."""
        parts = [t[len(FORBID) :] for t in self.tags if t.startswith(FORBID)]
        return [name.strip() for part in parts for name in part.split(",") if name.strip()]


@dataclass(frozen=True)
class Plan:
    """The code cells of a notebook, in order.

    Attributes:
        cells: the cells.
        changes: arguments that the instructor's solution changes, per test, as the lint has
            recorded them ("function:argument"); None if nobody has.
        names: the names in each cell.
        modules: names that are imported anywhere.
        shown: names that a solution cell imports outside the solution itself.
    """

    cells: tuple[PlanCell, ...]
    changes: Mapping[str, tuple[str, ...]] | None = None
    names: tuple[CellNames, ...] = field(init=False, repr=False, compare=False)
    modules: frozenset[str] = field(init=False, repr=False, compare=False)
    _changeable: dict[str, set[str]] = field(init=False, repr=False, compare=False)
    shown: tuple[frozenset[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(names_of(cell.source) for cell in self.cells))
        modules = frozenset().union(*(names.imports for names in self.names))
        object.__setattr__(self, "modules", modules)
        made: dict[str, str] = {}
        own = self.solution_classes()
        for cell, names in zip(self.cells, self.names, strict=True):
            made.update(names.made)
            if cell.kind == "solution":
                # An object of a student's class: what its methods do is the student's as well.
                names.changes |= {name for name in names.told if made.get(name) in own}
            names.changes -= modules
        found: dict[str, set[str]] = {}
        for cell in self.cells:
            if cell.kind == "solution":
                found.update(changeable(cell.source))
        object.__setattr__(self, "_changeable", found)
        # Imports of solution cells count as the instructor's if students find them there.
        shown = (names_of(stripped_source(c.source)) for c in self.cells if c.kind == "solution")
        imports = (
            frozenset(next(shown).imports) if c.kind == "solution" else frozenset()
            for c in self.cells
        )
        object.__setattr__(self, "shown", tuple(imports))

    def index(self, grade_id: str) -> int:
        """Position of a cell by its grade id.

        Raises:
            KeyError: there is none.
        """
        for i, cell in enumerate(self.cells):
            if cell.grade_id == grade_id:
                return i
        raise KeyError(grade_id)

    def names_from(self, modules: Collection[str]) -> frozenset[str]:
        """Names by which any cell has imported some modules, or what is in them."""
        found = set()
        for cell in self.cells:
            for name, what in import_aliases(parse_cell(cell.source) or ast.Module([], [])).items():
                if what in modules or what.rpartition(".")[0] in modules:
                    found.add(name)
        return frozenset(found)

    def given_classes(self) -> frozenset[str]:
        """Names of classes that given cells define and no solution does."""
        found = self._classes("given")
        return frozenset(found - self._classes("solution"))

    def solution_classes(self) -> frozenset[str]:
        """Names of classes that solutions define."""
        return frozenset(self._classes("solution"))

    def _classes(self, kind: Kind) -> set[str]:
        found: set[str] = set()
        for cell, names in zip(self.cells, self.names, strict=True):
            if cell.kind == kind:
                found |= names.classes
        return found

    def solution_names(self) -> frozenset[str]:
        """Names that solutions bind, imports left out."""
        found: set[str] = set()
        for cell, names in zip(self.cells, self.names, strict=True):
            if cell.kind == "solution":
                found |= names.binds - names.imports
        return frozenset(found)

    def test_names(self) -> frozenset[str]:
        """Names that tests bind."""
        cells = zip(self.cells, self.names, strict=True)
        return frozenset(n for cell, names in cells if cell.kind == "test" for n in names.binds)

    def test_globals(self) -> frozenset[str]:
        """Names that tests bind and the instructor's functions read: inputs in disguise."""
        bound: set[str] = set()
        read: set[str] = set()
        for cell, names in zip(self.cells, self.names, strict=True):
            if cell.kind == "test":
                bound |= names.binds - names.imports
            elif cell.kind == "solution":
                read |= free_names(cell.source)
        return frozenset(bound & read)

    def handed_on(self, grade_id: str) -> str:
        """What of a test's visible part later cells need in the kernel, where no test runs.

        Args:
            grade_id: the test.

        Returns:
            The statements that bind names which a later given cell or solution reads when it
            runs; "" if there are none.
        """
        index = self.index(grade_id)
        visible = self.cells[index].visible
        bound = names_of(visible)
        wanted = set()
        for cell, names in zip(self.cells[index + 1 :], self.names[index + 1 :], strict=True):
            if cell.kind != "test":
                wanted |= (bound.binds - bound.imports) & names.uses_at_once
                bound.binds -= names.binds
        picked = slice_for(visible, wanted, self.modules) if wanted else []
        return "\n".join(map(ast.unparse, picked))

    def visible_names(self) -> frozenset[str]:
        """Identifiers in what students see of the notebook."""
        shown = (
            stripped_source(cell.source) if cell.kind == "solution" else cell.visible
            for cell in self.cells
        )
        return frozenset(WORD.findall("\n".join(shown)))

    def may_change(self, grade_id: str, where: str) -> bool:
        """Whether student code may change an argument.

        Args:
            grade_id: the test.
            where: "function:argument", as `CellOutcome.changed` says it.

        Returns:
            What has been recorded of the instructor's solution; without a record, what can be
            seen in its source.
        """
        if self.changes is not None:
            return where in self.changes.get(grade_id, ())
        label, _, key = where.rpartition(":")
        known = self._changeable.get(label.replace("()", ""))
        # "*" is an object that student code has got at some other time, and knows still.
        return known is None or key in known or "*" in known or (key == "*" and bool(known))

    def packages(self) -> frozenset[str]:
        """Top-level packages that come with the course: imported, and not known to everybody."""
        found: set[str] = set()
        for cell in self.cells:
            found |= imported_packages(cell.source)
        return frozenset(found - sys.stdlib_module_names - KNOWN_PACKAGES)

    def makes_models(self) -> bool:
        """Whether solutions use Keras: tests will have models to rebuild."""
        return any(cell.kind == "solution" and "keras" in cell.source for cell in self.cells)

    def asked_operators(self) -> dict[str, frozenset[str]]:
        """Special methods that the instructor's solution writes, by class: they are under test."""
        own: dict[str, set[str]] = {}
        for cell, names in zip(self.cells, self.names, strict=True):
            if cell.kind != "test":
                for name, found in names.operators.items():
                    own.setdefault(name, set()).update(found)

        def resolved(name: str, seen: frozenset[str]) -> set[str]:
            found = set(own.get(name, ()))
            for base in [s[len("inherits ") :] for s in found if s.startswith("inherits ")]:
                if base not in seen:
                    found |= resolved(base, seen | {name})
            return {s for s in found if s.startswith("__")}

        return {name: frozenset(resolved(name, frozenset())) for name in own}

    def as_json(self) -> dict[str, Any]:
        """Returns the plan as plain data for the judge's process."""
        changes = None if self.changes is None else {k: list(v) for k, v in self.changes.items()}
        return {"cells": [asdict(cell) for cell in self.cells], "changes": changes}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Plan:
        """Reads what `as_json` wrote."""
        cells = tuple(PlanCell(**{**c, "tags": tuple(c["tags"])}) for c in told["cells"])
        changes = told["changes"]
        return cls(cells, None if changes is None else {k: tuple(v) for k, v in changes.items()})


def plan_of(
    notebook: NotebookNode,
    changes: Mapping[str, Iterable[str]] | None = None,
    tests: Mapping[str, str] | None = None,
    shown: Mapping[str, str] | None = None,
) -> Plan:
    """Reads the instructor's notebook.

    Args:
        notebook: with nbgrader's metadata, solutions and hidden tests.
        changes: arguments that the solution changes, per test, if they have been recorded;
            what stands in the notebook, see `record_changes`, if None.
        tests: sources of test cells by grade id, where nbgrader writes them anew (`AUTOTEST`).
        shown: what students see of them, where a course has marks of its own for hidden tests.

    Returns:
        Its code cells.
    """
    cells = []
    for node in notebook.cells:
        if node.cell_type != "code":
            continue
        about = node.metadata.get("nbgrader", {})
        kind: Kind = "given"
        if about.get("grade") and not about.get("solution"):
            kind = "test"
        elif about.get("solution") or about.get("grade"):
            kind = "solution"
        name = str(about.get("grade_id", ""))
        source = (tests or {}).get(name, node.source) if kind == "test" else node.source
        cells.append(
            PlanCell(
                kind,
                source,
                visible=(shown or {}).get(name, without_hidden(source)),
                grade_id=name,
                points=float(about.get("points") or 0.0),
                tags=tuple(str(tag) for tag in node.metadata.get("tags", ())),
            )
        )
    if changes is None:
        changes = notebook.metadata.get(RECORD, {}).get("changes")
    recorded = None if changes is None else {k: tuple(v) for k, v in changes.items()}
    return Plan(tuple(cells), recorded)


def record_changes(notebook: NotebookNode, changes: Mapping[str, Iterable[str]]) -> None:
    """Writes into a notebook which arguments its solution changes: nothing else may be changed.

    Args:
        notebook: the instructor's.
        changes: per test, "function:argument", as `autograder lint` has seen it.
    """
    plain = {name: sorted(where) for name, where in sorted(changes.items()) if where}
    notebook.metadata[RECORD] = {"changes": plain}


def without_hidden(source: str) -> str:
    """The lines of a test that students see: everything outside BEGIN/END HIDDEN TESTS."""
    lines, hidden = [], False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            hidden = True
        elif "END HIDDEN TESTS" in line:
            hidden = False
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)


def stripped_source(source: str) -> str:
    """A solution cell as nbgrader releases it: with a stub in place of each solution."""
    lines, inside, found = [], False, False
    for line in source.splitlines():
        if re.search(r"#+\s*BEGIN SOLUTION", line):
            inside = found = True
            lines.append(line[: len(line) - len(line.lstrip())] + "raise NotImplementedError()")
        elif re.search(r"#+\s*END SOLUTION", line):
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines) if found else "raise NotImplementedError()"
