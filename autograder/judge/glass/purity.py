"""Which arguments a function may change, read from its source: when in doubt, it may."""

from __future__ import annotations

import ast
import builtins

from autograder.judge.glass.analysis import CHANGING_METHODS, base_name, parse_cell

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Calls that leave their arguments as they are.
_KEEPING = """
len sum min max abs range enumerate zip sorted list tuple set dict str int float bool complex repr
isinstance print round any all map filter reversed type hash id format divmod pow frozenset iter
bytes callable hasattr getattr ord chr super
"""
KEEPING = frozenset(name for name in _KEEPING.split() if hasattr(builtins, name))
# Modules whose functions leave their arguments as they are, but for some.
KEEPING_MODULES = frozenset(("np", "numpy", "math", "keras", "tf", "torch", "scipy", "itertools",
                             "functools", "statistics", "json", "re", "os", "cmath"))  # fmt: skip
CHANGING_CALLS = frozenset(("shuffle", "fill_diagonal", "put", "place", "copyto", "putmask", "at",
                            "put_along_axis", "heappush", "heappop", "heapify"))  # fmt: skip
# Methods and functions whose outcome is another object, whatever it was made of.
COPYING = frozenset(("copy", "deepcopy", "tolist", "astype", "sorted", "list", "array", "sum",
                     "mean", "dot", "split", "lower", "upper"))  # fmt: skip


def changeable(source: str) -> dict[str, set[str]]:
    """Finds the arguments that functions of a cell may change.

    Args:
        source: the cell.

    Returns:
        Per function (methods as "Class.method"), names and positions ("0") of the arguments that
        may be changed; self isn't counted.
    """
    tree = parse_cell(source)
    found: dict[str, set[str]] = {}
    for node in tree.body if tree else ():
        if isinstance(node, Function):
            found[node.name] = _changeable(node, 0)
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, Function):
                    static = any("staticmethod" in ast.unparse(d) for d in part.decorator_list)
                    found[f"{node.name}.{part.name}"] = _changeable(part, 0 if static else 1)
            if f"{node.name}.__init__" in found:
                found[node.name] = found[f"{node.name}.__init__"]
    return found


def _changeable(node: Function, skipped: int) -> set[str]:
    args = [a.arg for a in (*node.args.posonlyargs, *node.args.args)][skipped:]
    named = [a.arg for a in node.args.kwonlyargs]
    changed: set[str] = set()
    for position, name in enumerate([*args, *named]):
        if node.decorator_list or _changes(node, name):
            changed.add(name)
            if position < len(args):
                changed.add(str(position))
    if node.args.vararg or node.args.kwarg:
        changed.add("*")  # more arguments than have names
    return changed


def _changes(function: Function, name: str) -> bool:
    """Whether a function may change what one of its arguments holds."""
    aliases = {name}
    while True:  # until no statement gives it one more name
        more = {
            alias
            for node in ast.walk(function)
            for alias in _new_names(node, aliases)
            if alias not in aliases
        }
        if not more:
            break
        aliases |= more
    return any(_is_change(node, aliases) for node in ast.walk(function))


def _new_names(node: ast.AST, aliases: set[str]) -> set[str]:
    """Names that a statement gives to the argument, or to a part of it."""
    if isinstance(node, ast.Assign) and _may_be(node.value, aliases):
        return {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    if isinstance(node, (ast.For, ast.comprehension)) and _may_be(node.iter, aliases):
        return {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
    if isinstance(node, (ast.NamedExpr, ast.AnnAssign)) and isinstance(node.target, ast.Name):
        held = node.value is not None and _may_be(node.value, aliases)
        return {node.target.id} if held else set()
    return set()


def _may_be(node: ast.expr, aliases: set[str]) -> bool:
    """Whether a value may be the argument itself, a part of it or something that holds it."""
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else base_name(node.func)
        if called in COPYING:
            return False
        inner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return any(_may_be(part, aliases) for part in (*inner, *node.args))
    if isinstance(node, (ast.BinOp, ast.Compare, ast.UnaryOp, ast.Constant, ast.JoinedStr)):
        return False  # a new value
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return any(_may_be(part, aliases) for part in node.elts)
    if isinstance(node, (ast.IfExp, ast.BoolOp)):
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return any(_may_be(part, aliases) for part in parts)
    return base_name(node) in aliases


def _is_change(node: ast.AST, aliases: set[str]) -> bool:
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        return not isinstance(node.ctx, ast.Load) and base_name(node) in aliases
    if isinstance(node, ast.AugAssign):
        return base_name(node.target) in aliases
    if isinstance(node, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await)):
        return True
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    given = [*node.args, *(k.value for k in node.keywords)]
    takes = any(_may_be(part, aliases) for part in given)
    if isinstance(function, ast.Attribute):
        if function.attr in CHANGING_METHODS and base_name(function.value) in aliases:
            return True
        if base_name(function) in KEEPING_MODULES:
            changing = function.attr in CHANGING_CALLS or any(k.arg == "out" for k in node.keywords)
            return changing and takes
        return takes
    name = base_name(function)
    if name in aliases:
        return False  # the argument is a function, which is called
    return takes and name not in KEEPING
