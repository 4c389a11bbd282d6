"""What can be seen of a test cell without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.judge.glass.analysis import base_name, parse_cell
from autograder.judge.glass.plan import Plan
from autograder.lint.findings import ERROR, WARNING, Finding, Level

# Functions that run or unpack what they are given.
RUNNING = {
    **{name: name for name in ("eval", "exec", "compile", "os.system", "os.popen", "__import__")},
    **dict.fromkeys(("pickle.loads", "pickle.load", "dill.loads", "joblib.load"), "pickle"),
    **dict.fromkeys(("pd.read_pickle", "pandas.read_pickle", "torch.load"), "pickle"),
    **{f"subprocess.{n}": "subprocess" for n in ("run", "call", "check_output", "Popen")},
    "marshal.loads": "marshal", "yaml.load": "yaml.load", "yaml.unsafe_load": "yaml.load",
    "importlib.import_module": "import_module", "runpy.run_path": "runpy",
}  # fmt: skip
# Functions that open what they are given a path of.
_OPENING = """
open np.load numpy.load np.loadtxt np.genfromtxt pd.read_csv pandas.read_csv os.remove os.rename
os.unlink shutil.rmtree shutil.copy shutil.move Path pathlib.Path keras.models.load_model
keras.saving.load_model
"""
OPENING = frozenset(_OPENING.split())
# Calls that give a real yes or no.
_DECIDING = """
all any allclose array_equal isclose isinstance issubclass callable hasattr isnan isfinite
startswith endswith issubset issuperset isdigit isalpha isupper islower exists equals is_integer
bool match search fullmatch wasSuccessful is_tensor issubdtype isfunction isgenerator isclass
ismethod isdisjoint array_equiv is_file len signature get
"""
DECIDING = frozenset(_DECIDING.split())
# NumPy's comparisons, and the place of their message among the arguments.
COMPARING = {"assert_allclose": 5, "assert_almost_equal": 3, "assert_array_almost_equal": 3,
             "assert_array_equal": 2, "assert_equal": 2, "assert_array_less": 2}  # fmt: skip
CHECKS = re.compile(r"assert|raises|warns|check|test|equal|report|fail|verify|grade", re.I)
# Words that tell of a look at how much there is.
SIZES = re.compile(r"\blen\(|\.shape\b|\.size\b|\.ndim\b|strict\s*=\s*True|assert_\w*(equal|close)")
WRAPPERS = frozenset(("zip", "enumerate", "reversed", "map", "sorted", "list", "iter", "tuple"))
LOADING = frozenset(("matplotlib", "config", "load_ext"))
IN_KERNEL = "write plain Python, or tag the cell in-kernel"


def check_test(plan: Plan, index: int) -> list[Finding]:
    """Looks at one test cell.

    Args:
        plan: the notebook.
        index: of the cell.

    Returns:
        What was found, by line.
    """
    return sorted(set(_Test(plan, index).findings()), key=lambda f: (f.line, f.rule))


class _Test:
    def __init__(self, plan: Plan, index: int) -> None:
        self.index, self.cell = index, plan.cells[index]
        self.asked = plan.solution_names()  # what students write
        self.given: set[str] = set()  # names of the test that hold what student code gave

    def findings(self) -> Iterator[Finding]:
        """All that is found."""
        cell = self.cell
        if not 0 < cell.points < float("inf"):
            yield self._at(None, "points", ERROR, f"worth {cell.points:g} points",
                           "give it a positive number")  # fmt: skip
        tree = parse_cell(cell.source)
        if tree is None:
            yield self._at(None, "syntax", ERROR, "the cell doesn't parse", "mend it")
            return
        self._follow(tree)
        yield from self._messages(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                yield from self._assertion(node)
            yield from self._loop(node)
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif not cell.in_kernel:
                yield from self._stays(node)
        yield from self._checks_nothing(tree)
        yield from self._last_value(tree)

    def _at(
        self, node: ast.AST | None, rule: str, level: Level, text: str, instead: str
    ) -> Finding:
        line = getattr(node, "lineno", 0)
        return Finding(self.index, self.cell.grade_id, line, rule, level, text, instead)

    # -- what comes from students ----------------------------------------------------------------

    def _follow(self, tree: ast.Module) -> None:
        """Finds the names to which the test gives what student code gave it."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and self._from_student(node.value):
                for target in node.targets:
                    self.given |= {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}

    def _from_student(self, node: ast.expr) -> bool:
        """Whether a value is the student's: so is its length, for one."""
        if isinstance(node, ast.Call):
            if dotted(node.func) in WRAPPERS:
                return any(self._from_student(arg) for arg in node.args)
            return base_name(node.func) in self.asked
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
            return base_name(node) in self.asked | self.given
        return False

    # -- messages --------------------------------------------------------------------------------

    def _messages(self, tree: ast.Module) -> Iterator[Finding]:
        """Checks that say nothing about the mistake, told once per cell; or say too much."""
        silent: list[ast.AST] = []
        checks = 0
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                checks += 1
                if node.msg is None:
                    silent.append(node)
                elif isinstance(node.msg, ast.JoinedStr) and any(
                    isinstance(part, ast.FormattedValue) for part in node.msg.values
                ):
                    yield self._at(
                        node, "message-values", WARNING, "the message shows values",
                        "make sure that none of them is an expected one",
                    )  # fmt: skip
            elif isinstance(node, ast.Call):
                place = COMPARING.get(dotted(node.func).rpartition(".")[2])
                checks += place is not None
                told = any(k.arg == "err_msg" for k in node.keywords)
                if place is not None and not told and len(node.args) <= place:
                    silent.append(node)
        if silent:
            first = min(silent, key=lambda node: getattr(node, "lineno", 0))
            yield self._at(
                first, "message", WARNING, f"{len(silent)} of {checks} checks have no message",
                "name the mistake that a check finds: assert …, \"did you …?\" (err_msg=… for "
                "NumPy's)",
            )  # fmt: skip

    # -- checks that pass for anything -----------------------------------------------------------

    def _assertion(self, node: ast.Assert) -> Iterator[Finding]:
        test = node.test
        if isinstance(test, ast.Tuple) and test.elts:
            yield self._at(node, "vacuous", ERROR, "a tuple is always true",
                           "take away the parentheses around condition and message")  # fmt: skip
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = test.operand
            if isinstance(inner, ast.Compare) and isinstance(inner.ops[0], (ast.Gt, ast.GtE)):
                yield self._at(node, "vacuous", ERROR, "`not a > b` is true for NaN",
                               "assert a <= b")  # fmt: skip
        if (
            isinstance(test, ast.Call)
            and base_name(test.func) in self.asked
            and dotted(test.func).rpartition(".")[2] not in DECIDING
        ):
            yield self._at(node, "vacuous", WARNING, "any object that isn't empty passes",
                           "compare it: `… is True`, or with the value it must have")  # fmt: skip
        if isinstance(test, ast.Name) and test.id in self.asked | self.given:
            yield self._at(node, "vacuous", WARNING, "any value that isn't empty passes",
                           "compare it with the value that it must have")  # fmt: skip

    def _loop(self, node: ast.AST) -> Iterator[Finding]:
        """Loops over what the student gives: an empty answer is never looked at."""
        loops: list[ast.expr] = []
        if isinstance(node, ast.For) and any(isinstance(n, ast.Assert) for n in ast.walk(node)):
            loops.append(node.iter)
        if isinstance(node, ast.Call) and dotted(node.func) in ("all", "np.all"):
            for part in node.args:
                if isinstance(part, (ast.GeneratorExp, ast.ListComp)):
                    loops += [g.iter for g in part.generators]
        for iterated in loops:
            if self._from_student(iterated) and not SIZES.search(self.cell.source):
                yield self._at(
                    node, "vacuous", ERROR, "an empty answer is never looked at",
                    "assert its length first, or zip(…, strict=True)",
                )  # fmt: skip

    def _checks_nothing(self, tree: ast.Module) -> Iterator[Finding]:
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assert, ast.Raise)):
                return
            if isinstance(node, ast.Call) and CHECKS.search(dotted(node.func)):
                return
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            return  # partial credit
        yield self._at(None, "vacuous", ERROR, "the cell checks nothing", "add an assertion")

    def _last_value(self, tree: ast.Module) -> Iterator[Finding]:
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr) or self.cell.source.rstrip().endswith(";"):
            return
        value = last.value
        if isinstance(value, ast.Compare):
            yield self._at(last, "vacuous", ERROR,
                           "a comparison at the end of a cell passes in any case",
                           "assert it")  # fmt: skip
        elif self._from_student(value):
            yield self._at(last, "credit", ERROR,
                           "a number from the student's code would count as points",
                           "end with a number of your own")  # fmt: skip

    # -- what must not be in a test --------------------------------------------------------------

    def _call(self, node: ast.Call) -> Iterator[Finding]:
        name = dotted(node.func)
        if name in RUNNING and not all(isinstance(arg, ast.Constant) for arg in node.args):
            yield self._at(node, "runs-data", ERROR,
                           f"{RUNNING[name]} can run what the student's code gives",
                           "call the student's function and compare data")  # fmt: skip
        allows = any(k.arg == "allow_pickle" and _is(k.value, True) for k in node.keywords)
        if name.endswith(".load") and allows:
            yield self._at(node, "runs-data", ERROR, "allow_pickle=True runs what is in the file",
                           "load plain arrays")  # fmt: skip
        if name in OPENING and node.args:
            used = {n.id for n in ast.walk(node.args[0]) if isinstance(n, ast.Name)}
            if used & (self.asked | self.given):
                yield self._at(node, "path", ERROR, "the student chooses this path",
                               "name the file in the test")  # fmt: skip
        called = ast.unparse(node.func)
        harmless = called.endswith("run_line_magic") and node.args and _loads(node.args[0])
        if called.startswith("get_ipython()") and not harmless and not self.cell.in_kernel:
            yield self._at(node, "ipython", ERROR,
                           "IPython's magics work in the student's kernel only",
                           IN_KERNEL)  # fmt: skip

    def _stays(self, node: ast.AST) -> Iterator[Finding]:
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
            yield self._at(node, "await", ERROR, "await works in the student's kernel only",
                           IN_KERNEL)  # fmt: skip
        if isinstance(node, ast.ClassDef) and any(base_name(b) in self.asked for b in node.bases):
            yield self._at(node, "derived-class", ERROR,
                           "a test can't derive a class from a student's",
                           "give the class in the exercise, or tag the cell in-kernel")  # fmt: skip


def dotted(node: ast.expr) -> str:
    """A name such as np.testing.assert_equal as text; "" for anything else."""
    return ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""


def _loads(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in LOADING


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
