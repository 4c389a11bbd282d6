"""What can be seen of a notebook's cells together, without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.judge.glass.analysis import (
    base_name,
    draws_without_seed,
    free_names,
    import_aliases,
    parse_cell,
    slice_for,
)
from autograder.judge.glass.cell_builtins import REMOTE_MODULES
from autograder.judge.glass.plan import Plan
from autograder.lint.findings import ERROR, WARNING, Finding
from autograder.lint.rules import check_test


def check_plan(plan: Plan) -> list[Finding]:
    """Looks at all cells of an instructor's notebook.

    Args:
        plan: the notebook.

    Returns:
        What was found, in the order of the cells.
    """
    found: list[Finding] = []
    for index, cell in enumerate(plan.cells):
        if cell.kind == "test":
            found += check_test(plan, index)
        elif cell.kind == "given":
            found += _bans(plan, index)
    found += [*_names_of_tests(plan), *_by_chance(plan)]
    return sorted(found, key=lambda finding: (finding.cell, finding.line))


def _bans(plan: Plan, index: int) -> Iterator[Finding]:
    """A given cell that takes a function away takes it from the judge, and not from students."""
    cell = plan.cells[index]
    known: dict[str, str] = {}
    for other in plan.cells:
        if (parsed := parse_cell(other.source)) is not None:
            known.update(import_aliases(parsed))
    tree = parse_cell(cell.source)
    for node in ast.walk(tree) if tree else ():
        takes = isinstance(node, ast.Delete) or (
            isinstance(node, ast.Assign) and _is_nothing(node.value)
        )
        for target in node.targets if takes else ():  # type: ignore[attr-defined]
            root = base_name(target)
            if not isinstance(target, ast.Attribute) or root not in known:
                continue
            name = known[root] + ast.unparse(target)[len(root) :]
            if not name.startswith(tuple(REMOTE_MODULES)):
                yield Finding(
                    index, cell.grade_id, getattr(node, "lineno", 0), "ban", ERROR,
                    f"{name} is taken away from the tests, and a student can import it anew",
                    f"tag the tests \"forbid: {name}\" and leave the function as it is",
                )  # fmt: skip


def _is_nothing(value: ast.expr) -> bool:
    nothing = isinstance(value, ast.Constant) and value.value is None
    return nothing or isinstance(value, (ast.Lambda, ast.Name))


def _by_chance(plan: Plan) -> Iterator[Finding]:
    """Given values that another run gives otherwise: the judge has to take the student's."""
    for index, (cell, names) in enumerate(zip(plan.cells, plan.names, strict=True)):
        tree = parse_cell(cell.source)
        if cell.kind != "given" or tree is None or not draws_without_seed(tree.body):
            continue
        used = frozenset().union(
            *(n.uses for c, n in zip(plan.cells, plan.names, strict=True) if c.kind == "test")
        )
        for name in sorted(names.binds & used):
            if draws_without_seed(slice_for(cell.source, {name}, plan.modules)):
                yield Finding(
                    index, cell.grade_id, 0, "unseeded", WARNING,
                    f"{name} is drawn without a seed, so that tests have to take it from the "
                    "student", "set a seed in this cell",
                )  # fmt: skip


def _names_of_tests(plan: Plan) -> Iterator[Finding]:
    """Names that a solution reads and only a test defines."""
    bound: set[str] = set()
    for cell, names in zip(plan.cells, plan.names, strict=True):
        if cell.kind != "test":
            bound |= names.binds
    for index, cell in enumerate(plan.cells):
        if cell.kind == "solution":
            for name in sorted((free_names(cell.source) & plan.test_globals()) - bound):
                yield Finding(
                    index, cell.grade_id, 0, "test-global", WARNING,
                    f"the solution reads {name}, which only a test defines",
                    "pass it as an argument, or define it in a given cell",
                )  # fmt: skip
