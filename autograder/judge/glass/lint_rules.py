"""What can be seen of a test cell without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.judge.glass.analysis import (
    base_name,
    draws_without_seed,
    free_names,
    parse_cell,
    slice_for,
)
from autograder.judge.glass.plan import Plan, PlanCell

# Functions that run or unpack what they are given.
RUNNING = {
    "eval": "eval",
    "exec": "exec",
    "compile": "compile",
    "pickle.loads": "pickle",
    "pickle.load": "pickle",
    "dill.loads": "pickle",
    "joblib.load": "pickle",
    "marshal.loads": "marshal",
    "yaml.load": "yaml.load",
    "yaml.unsafe_load": "yaml.load",
    "os.system": "os.system",
    "os.popen": "os.popen",
    "subprocess.run": "subprocess",
    "subprocess.call": "subprocess",
    "subprocess.check_output": "subprocess",
    "subprocess.Popen": "subprocess",
    "importlib.import_module": "import_module",
    "__import__": "__import__",
    "runpy.run_path": "runpy",
}
# Functions that open what they are given a path of.
OPENING = frozenset(
    (
        "open",
        "np.load",
        "numpy.load",
        "np.loadtxt",
        "np.genfromtxt",
        "pd.read_csv",
        "os.remove",
        "os.rename",
        "shutil.rmtree",
        "shutil.copy",
        "shutil.move",
        "os.unlink",
        "Path.write_text",
    )
)
# Calls that give a real yes or no.
_DECIDING = """
all any allclose array_equal isclose isinstance issubclass callable hasattr isnan isfinite
startswith endswith issubset issuperset isdigit isalpha isupper islower exists equals is_integer
bool match search fullmatch wasSuccessful is_tensor issubdtype isfunction isgenerator isclass
ismethod isdisjoint array_equiv is_file len signature get
"""
DECIDING = frozenset(_DECIDING.split())
# NumPy's comparisons, whose message is an argument.
_COMPARING = """
assert_allclose assert_array_equal assert_equal assert_almost_equal assert_array_almost_equal
assert_array_less
"""
MESSAGE_PLACE = dict.fromkeys(_COMPARING.split(), "err_msg")
CHECKS = re.compile(r"assert|raises|warns|check|test|equal|report|fail|verify|grade", re.I)
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """Something about a cell that its author should know.

    Attributes:
        grade_id: the cell.
        line: in the cell, from 1; 0 for the whole cell.
        rule: short name of what was looked for.
        level: "error" (grades will be wrong, or can be had for nothing) or "warning".
        text: what is wrong, and what to write instead.
    """

    grade_id: str
    line: int
    rule: str
    level: str
    text: str


def check_plan(plan: Plan) -> list[Finding]:
    """Looks at all cells of an instructor's notebook.

    Args:
        plan: the notebook.

    Returns:
        What was found, in the order of the cells.
    """
    found: list[Finding] = []
    seen: set[str] = set()
    for index, cell in enumerate(plan.cells):
        if cell.grade_id and cell.grade_id in seen:
            found.append(
                Finding(cell.grade_id, 0, "name", ERROR, "two cells have this grade id: rename one")
            )
        seen.add(cell.grade_id)
        if cell.kind == "test":
            found += check_test(plan, index)
        elif cell.kind == "given":
            found += _bans(plan, cell)
    return [*found, *_names_of_tests(plan), *_by_chance(plan)]


def check_test(plan: Plan, index: int) -> list[Finding]:
    """Looks at one test cell."""
    cell = plan.cells[index]
    found = list(_points(cell))
    tree = parse_cell(cell.source)
    if tree is None:
        return [*found, Finding(cell.grade_id, 0, "syntax", ERROR, "the cell doesn't parse")]
    student = plan.solution_names()
    for node in ast.walk(tree):
        for rule in (_messages, _vacuous, _running, _opening, _shell):
            found += rule(cell, node, student)
    found += _checks_nothing(cell, tree)
    found += _last_value(cell, tree, student)
    return sorted(set(found), key=lambda f: (f.line, f.rule))


def _at(cell: PlanCell, node: ast.AST, rule: str, level: str, text: str) -> Finding:
    return Finding(cell.grade_id, getattr(node, "lineno", 0), rule, level, text)


def _points(cell: PlanCell) -> Iterator[Finding]:
    if not 0 < cell.points < float("inf"):
        yield Finding(
            cell.grade_id,
            0,
            "points",
            ERROR,
            f"worth {cell.points:g} points: give it a positive number",
        )


def _messages(cell: PlanCell, node: ast.AST, student: frozenset[str]) -> Iterator[Finding]:
    """Checks that say nothing about the mistake, or too much."""
    if isinstance(node, ast.Assert):
        if node.msg is None:
            yield _at(
                cell,
                node,
                "message",
                WARNING,
                "the assertion has no message: name the mistake that it finds",
            )
        elif isinstance(node.msg, ast.JoinedStr) and any(
            isinstance(part, ast.FormattedValue) for part in node.msg.values
        ):
            yield _at(
                cell,
                node,
                "message-values",
                WARNING,
                "the message shows values: make sure that none is an expected one",
            )
    if isinstance(node, ast.Call):
        name = _dotted(node.func).rpartition(".")[2]
        place = MESSAGE_PLACE.get(name)
        if place and not any(k.arg == place for k in node.keywords):
            yield _at(cell, node, "message", WARNING, f"{name} has no {place}: name the mistake")


def _vacuous(cell: PlanCell, node: ast.AST, student: frozenset[str]) -> Iterator[Finding]:
    """Checks that pass for answers that they don't look at."""
    if isinstance(node, ast.Assert):
        test = node.test
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = test.operand
            if isinstance(inner, ast.Compare) and isinstance(inner.ops[0], (ast.Gt, ast.GtE)):
                yield _at(
                    cell, node, "vacuous", ERROR, "`not a > b` is true for NaN: write `a <= b`"
                )
        if isinstance(test, ast.Call) and _asks(test, student) and not _decides(test):
            yield _at(
                cell,
                node,
                "vacuous",
                WARNING,
                "any object that isn't empty passes: compare with `is True` or a value",
            )
        if isinstance(test, ast.Name) and test.id in student:
            yield _at(
                cell,
                node,
                "vacuous",
                WARNING,
                "any value that isn't empty passes: compare it with what it must be",
            )
    loops: list[tuple[ast.expr, ast.AST]] = []
    if isinstance(node, ast.For) and any(isinstance(n, ast.Assert) for n in ast.walk(node)):
        loops.append((node.iter, node))
    if isinstance(node, ast.Call) and _dotted(node.func) in ("all", "np.all"):
        for part in node.args:
            if isinstance(part, (ast.GeneratorExp, ast.ListComp)):
                loops += [(g.iter, node) for g in part.generators]
    for iterated, where in loops:
        if _from_student(iterated, student) and "len(" not in cell.source:
            yield _at(
                cell,
                where,
                "vacuous",
                ERROR,
                "an empty answer is never checked: assert its length first",
            )


def _from_student(node: ast.expr, student: frozenset[str]) -> bool:
    """Whether the length of what is iterated over is the student's choice."""
    if isinstance(node, ast.Call):
        name = _dotted(node.func)
        if name in ("zip", "enumerate", "reversed", "map", "sorted", "list", "iter"):
            return any(_from_student(arg, student) for arg in node.args)
        return base_name(node.func) in student
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        return base_name(node) in student
    return False


def _asks(node: ast.AST, student: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and base_name(node.func) in student


def _decides(node: ast.Call) -> bool:
    return _dotted(node.func).rpartition(".")[2] in DECIDING


def _running(cell: PlanCell, node: ast.AST, student: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(node, ast.Call):
        return
    name = _dotted(node.func)
    if name in RUNNING and not all(isinstance(arg, ast.Constant) for arg in node.args):
        yield _at(
            cell,
            node,
            "runs-data",
            ERROR,
            f"{RUNNING[name]} would run what the student's code gives: compare data instead",
        )
    allows = any(k.arg == "allow_pickle" and _is(k.value, True) for k in node.keywords)
    if name.endswith(".load") and allows:
        yield _at(
            cell,
            node,
            "runs-data",
            ERROR,
            "allow_pickle=True runs what is in the file: load plain arrays",
        )


def _opening(cell: PlanCell, node: ast.AST, student: frozenset[str]) -> Iterator[Finding]:
    """Paths that the student chooses."""
    if isinstance(node, ast.Call) and _dotted(node.func) in OPENING and node.args:
        used = {n.id for n in ast.walk(node.args[0]) if isinstance(n, ast.Name)}
        if used & student:
            yield _at(
                cell,
                node,
                "path",
                ERROR,
                "the student chooses this path: name the file in the test",
            )


def _shell(cell: PlanCell, node: ast.AST, student: frozenset[str]) -> Iterator[Finding]:
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        harmless = called.endswith("run_line_magic") and node.args and _is_harmless(node.args[0])
        if called.startswith("get_ipython()") and not harmless:
            yield _at(
                cell,
                node,
                "ipython",
                ERROR,
                "IPython's magics work in the student's kernel only: write plain Python, or "
                "tag the cell in-kernel",
            )
    if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        yield _at(
            cell,
            node,
            "await",
            ERROR,
            "await works in the student's kernel only: tag the cell in-kernel",
        )
    if isinstance(node, ast.ClassDef) and any(base_name(b) in student for b in node.bases):
        yield _at(
            cell,
            node,
            "derived-class",
            ERROR,
            "a test can't derive a class from a student's: give the class in the exercise, "
            "or tag the cell in-kernel",
        )


def _is_harmless(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in ("matplotlib", "config", "load_ext")


def _checks_nothing(cell: PlanCell, tree: ast.Module) -> Iterator[Finding]:
    checking = (ast.Assert, ast.Raise)
    for node in ast.walk(tree):
        if isinstance(node, checking):
            return
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            if CHECKS.search(name):
                return
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        return  # partial credit
    yield Finding(cell.grade_id, 0, "vacuous", ERROR, "the cell checks nothing: add an assertion")


def _last_value(cell: PlanCell, tree: ast.Module, student: frozenset[str]) -> Iterator[Finding]:
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or cell.source.rstrip().endswith(";"):
        return
    if isinstance(last.value, ast.Compare):
        yield _at(
            cell,
            last,
            "vacuous",
            ERROR,
            "a comparison at the end of a cell passes in any case: assert it",
        )
    elif _asks(last.value, student) or (
        isinstance(last.value, ast.Name) and last.value.id in student
    ):
        yield _at(
            cell,
            last,
            "credit",
            ERROR,
            "a number from the student's code would count as points: end with your own",
        )


def _bans(plan: Plan, cell: PlanCell) -> Iterator[Finding]:
    """A given cell that takes a function away takes it from the judge only."""
    tree = parse_cell(cell.source)
    imported = {name for names in plan.names for name in names.imports}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and base_name(target) in imported:
                    name = ast.unparse(target)
                    yield _at(
                        cell,
                        node,
                        "ban",
                        ERROR,
                        f"{name} is changed for tests too: tag them 'forbid: {name}'",
                    )


def _by_chance(plan: Plan) -> Iterator[Finding]:
    """Given values that another run gives otherwise: the judge has to take the student's."""
    for cell, names in zip(plan.cells, plan.names, strict=True):
        tree = parse_cell(cell.source)
        if cell.kind != "given" or tree is None or not draws_without_seed(tree.body):
            continue
        for other, later in zip(plan.cells, plan.names, strict=True):
            for name in sorted(names.binds & later.uses if other.kind == "test" else ()):
                if draws_without_seed(slice_for(cell.source, {name}, plan.modules)):
                    text = (
                        f"{name} is drawn without a seed in a given cell, so that tests have to "
                        "take it from the student: set a seed in that cell"
                    )
                    yield Finding(other.grade_id, 0, "unseeded", WARNING, text)


def _names_of_tests(plan: Plan) -> Iterator[Finding]:
    """Names that a solution reads and only a test defines."""
    bound: set[str] = set()
    for cell, names in zip(plan.cells, plan.names, strict=True):
        if cell.kind != "test":
            bound |= names.binds
    for cell in plan.cells:
        if cell.kind == "solution":
            for name in sorted((free_names(cell.source) & plan.test_globals()) - bound):
                text = (
                    f"the solution reads {name}, which only a test defines: pass it as an argument"
                )
                yield Finding(cell.grade_id, 0, "test-global", WARNING, text)


def _dotted(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
