"""The globals of test cells: each name from the side that can be trusted with it."""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import os
import sys
import time
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from autograder.judge.glass import remote
from autograder.judge.glass.analysis import draws_without_seed, names_of, slice_for
from autograder.judge.glass.cell_builtins import REMOTE_MODULES, Builtins
from autograder.judge.glass.conversation import Missing
from autograder.judge.glass.errors import CannotCross
from autograder.judge.glass.handles import Handle
from autograder.judge.glass.peer import Peer
from autograder.judge.glass.plan import Plan
from autograder.judge.glass.seeds import Seeds

# Modules that a test may use under these names although only the student has imported them.
USUAL = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pandas": "pandas", "math": "math",
         "tf": "tensorflow", "keras": "keras", "scipy": "scipy", "sp": "scipy", "torch": "torch",
         "random": "random", "re": "re", "itertools": "itertools", "string": "string",
         "collections": "collections", "functools": "functools", "statistics": "statistics",
         "os": "os", "json": "json", "sys": "sys", "time": "time", "datetime": "datetime",
         "nx": "networkx", "sympy": "sympy", "sns": "seaborn"}  # fmt: skip


# Statements that define or import do nothing else.
_DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Globals(dict[str, Any]):
    """Globals in which a missing name is looked for where it comes from.

    In this order: the test cells themselves; given code, run here from the instructor's notebook;
    modules that the instructor's notebook imports; the student's kernel. Python asks
    `__missing__` for every name that a cell or a function in it doesn't find.

    Args:
        plan: the instructor's notebook.
        seeds: random seeds of this process.
    """

    def __init__(self, plan: Plan, seeds: Seeds) -> None:
        super().__init__()
        self._plan, self._seeds = plan, seeds
        self.position = 0  # of the test cell that runs
        self.trusted = 0  # > 0 while given code runs
        self._ran: set[tuple[int, int]] = set()
        self._gone: set[str] = set()
        self._made: set[str] = set()  # by given code
        self._solved = plan.solution_names()
        self._of_tests = plan.test_names() - self._solved
        # What the student's kernel has to know of the names that tests bind.
        self._through = self._solved | plan.test_globals()
        self._remote = plan.names_from(REMOTE_MODULES)
        self._memo: dict[str, tuple[int, Any, Any]] = {}
        self._modules: dict[str, Any] = {}
        self.given_seconds = 0.0
        self.peer: Peer | None = None
        self.plain = Builtins(self)
        dict.__setitem__(self, "__builtins__", self.plain)
        dict.__setitem__(self, "__name__", "__main__")

    # -- what Python calls ---------------------------------------------------------------------

    def __missing__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise KeyError(name)
        if name in vars(builtins) and name not in self._solved:
            raise KeyError(name)
        if name in self._gone:
            raise KeyError(name)
        if self.given(name):
            return dict.__getitem__(self, name)
        if name in self._of_tests:
            # A test that failed before it had bound the name: the student's one must not serve.
            raise KeyError(name)
        return self._ask(name)

    def __setitem__(self, name: str, value: Any) -> None:
        dict.__setitem__(self, name, value)
        if self.trusted:
            self._made.add(name)
        if self.trusted or self.peer is None or self.peer.wire is None:
            return
        if name in self._through or name in self._gone:
            # A test that puts its own function in place of the student's: the student's other
            # functions have to find it.
            with contextlib.suppress(CannotCross):
                fault = self.peer.fault
                try:
                    self.peer.set_name(name, value)
                except CannotCross:
                    self.peer.fault = fault
        self._gone.discard(name)

    def __delitem__(self, name: str) -> None:
        local = name in self
        if local:
            dict.__delitem__(self, name)
        if name in self._through and self.peer is not None:
            try:
                self.peer.delete_name(name)
            except Exception:
                if not local:
                    raise KeyError(name) from None
            self._gone.add(name)
        elif not local:
            raise KeyError(name)

    # -- moving on -----------------------------------------------------------------------------

    def advance(self, position: int) -> None:
        """Comes to a test cell: names that cells before it bind anew are looked up anew."""
        for i in range(self.position, position):
            cell, names = self._plan.cells[i], self._plan.names[i]
            if cell.kind == "test":
                continue
            dropped = names.binds | (names.changes if cell.kind == "solution" else set())
            for name in dropped:
                self.pop(name, None)
                self._gone.discard(name)
            if cell.kind == "given":
                self._rerun(i, names.changes - names.binds)
        self.position = position
        self._memo.clear()

    def _rerun(self, index: int, changed: set[str]) -> None:
        """Names that a given cell changes are made anew, with the change, when they are needed."""
        for name in changed & self.keys():
            if self._binder(name) is not None:
                self.pop(name, None)
                self._ran = {(i, line) for i, line in self._ran if i > index}

    def state(self) -> dict[str, Any]:
        """The names at present, for `go_back`."""
        return dict(self)

    def go_back(self, state: dict[str, Any]) -> None:
        """Forgets what a test has bound; what given code has made stays."""
        for name in [name for name in self if name not in state and name not in self._made]:
            dict.__delitem__(self, name)
        dict.update(self, state)
        self._gone.clear()
        self._memo.clear()

    # -- given code ----------------------------------------------------------------------------

    def _binder(self, name: str) -> int | None:
        """The last cell before this one that binds a name."""
        for i in range(self.position - 1, -1, -1):
            if self._plan.cells[i].kind != "test" and name in self._plan.names[i].binds:
                return i
        return None

    def given(self, name: str) -> bool:
        """Runs the given code that makes a name.

        Returns:
            Whether there is such code: if so, the name is bound here now.
        """
        binder = self._binder(name)
        if binder is None:
            return False
        if self._plan.cells[binder].kind == "solution" and name not in self._plan.shown[binder]:
            return False
        later = range(binder + 1, self.position)
        steps = [(binder, self._slice(binder, name))]
        for i in later:
            if name in self._plan.names[i].changes:
                if self._plan.cells[i].kind == "solution":
                    return False
                if self._plan.cells[i].kind == "given":
                    steps.append((i, self._slice(i, name)))
        if any(draws_without_seed(s) or self._plots(s) for _, s in steps):
            return False
        self._run(steps)
        return dict.__contains__(self, name)

    def _plots(self, statements: list[ast.stmt]) -> bool:
        """Whether statements use what lives with the student: run again, they'd make another."""
        acting = [s for s in statements if not isinstance(s, _DEFINING)]
        return any(self._remote & names_of(ast.unparse(s)).uses for s in acting)

    def _slice(self, index: int, name: str) -> list[ast.stmt]:
        return slice_for(self._plan.cells[index].source, {name}, self._plan.modules)

    def _run(self, steps: list[tuple[int, list[ast.stmt]]]) -> None:
        start = time.process_time()
        with self.running_given(), self._seeds.unwatched():
            for index, statements in steps:
                todo = [s for s in statements if (index, s.lineno) not in self._ran]
                self._ran |= {(index, s.lineno) for s in todo}
                tree = ast.Module(todo, [])
                exec(compile(tree, f"<given {index}>", "exec"), self)
        self.given_seconds += time.process_time() - start

    @contextmanager
    def running_given(self) -> Iterator[None]:
        """While given code runs, what it binds isn't told to the student's kernel."""
        self.trusted += 1
        try:
            yield
        finally:
            self.trusted -= 1

    # -- the student's kernel ------------------------------------------------------------------

    def _ask(self, name: str) -> Any:
        if self.peer is None or self.peer.wire is None:
            raise KeyError(name)
        known = self._memo.get(name)
        if known is not None and known[0] == self.peer.stale:
            return known[1]
        try:
            value, digest = self.peer.name(name, known[2] if known else None)
        except Missing:
            raise KeyError(name) from None
        if value is Ellipsis and known:
            value = known[1]
        if isinstance(value, _Unknown):
            value = self._usual(name, value)
        self._memo[name] = (self.peer.stale, value, digest)
        return value

    def _usual(self, name: str, unknown: _Unknown) -> Any:
        # A file of the instructor's, which a solution imports: the judge has its own copy.
        beside = unknown.name in self._plan.packages() and os.path.isfile(f"{unknown.name}.py")
        if not beside and (USUAL.get(name) != unknown.name or unknown.name in REMOTE_MODULES):
            # The module's name is what the student's kernel calls it: it isn't repeated.
            raise CannotCross("the test uses a module that only the student's kernel has")
        return importlib.import_module(unknown.name)

    def module(self, name: str, number: Any) -> Any:
        """What a test gets for a module that the student's kernel names."""
        if name in REMOTE_MODULES and self.peer is not None:
            if name not in self._modules:
                self._modules[name] = remote.make_instance(MODULE, Handle(self.peer, number, name))
            return self._modules[name]
        return _Unknown(name)


class _Unknown:
    """A module of the student that no test may use."""

    def __init__(self, name: str) -> None:
        self.name = name


_NO_CLASS: Any = None  # nobody asks for attributes of the class of modules
MODULE = remote.make_class(
    _NO_CLASS,
    "module",
    "builtins",
    (("builtins", "module"),),
    (),
    frozenset(),  # type: ignore[arg-type]
)


class Classes(Mapping[str, Any]):
    """The classes that given code defines, made when they are asked for."""

    def __init__(self, names: frozenset[str], space: Globals) -> None:
        self._names, self._space = names, space

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        if not dict.__contains__(self._space, name) and not self._space.given(name):
            raise KeyError(name)
        return dict.__getitem__(self._space, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class MainModule(types.ModuleType):
    """`__main__` of the judge's process: the names of the test, for mock.patch and the like."""

    def __init__(self, space: Globals) -> None:
        super().__init__("__main__")
        types.ModuleType.__setattr__(self, "_space", space)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_space"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__["_space"][name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self.__dict__["_space"][name]
        except KeyError:
            raise AttributeError(name) from None


def install_main(space: Globals) -> None:
    """Makes the globals of tests those of `__main__`."""
    sys.modules["__main__"] = MainModule(space)
