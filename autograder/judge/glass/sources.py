"""What tests may ask about the source of student code, answered from what was submitted."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from autograder.judge.glass.analysis import WORD, functions_of, import_aliases, parse_cell
from autograder.judge.glass.handles import handle_of


class Sources:
    """Sources of the functions and classes that a student has submitted."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self.cells: list[str] = []

    def add(self, source: str) -> None:
        """Takes note of a cell that was run in the student's kernel."""
        self.cells.append(source)
        self._texts.update(functions_of(source))

    def names(self) -> frozenset[str]:
        """Identifiers in the submitted cells."""
        return frozenset(WORD.findall("\n".join(self.cells)))

    def texts(self) -> frozenset[str]:
        """First lines of the string constants in the submitted cells."""
        trees = [tree for source in self.cells if (tree := parse_cell(source)) is not None]
        constants = [n.value for t in trees for n in ast.walk(t) if isinstance(n, ast.Constant)]
        lines = [text.strip().splitlines() for text in constants if isinstance(text, str)]
        return frozenset(rows[0] for rows in lines if rows)

    def text(self, label: str) -> str | None:
        """Source of a function, class or method by the name that a test has for it."""
        return self._texts.get(label.replace("()", ""))

    def signature(self, label: str) -> inspect.Signature | None:
        """Signature of a function by the name that a test has for it."""
        text = self.text(label)
        tree = parse_cell(textwrap.dedent(text)) if text else None
        node = tree.body[0] if tree is not None and tree.body else None
        if isinstance(node, ast.ClassDef):
            made = self.signature(f"{label}.__init__")
            return made.replace(parameters=list(made.parameters.values())[1:]) if made else None
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return None
        found = _signature(node)
        if "." in label and found.parameters and "()" in label:
            found = found.replace(parameters=list(found.parameters.values())[1:])
        return found

    def uses(self, dotted: str) -> bool:
        """Whether submitted code names a function, under whatever name it was imported."""
        trees = [tree for source in self.cells if (tree := parse_cell(source)) is not None]
        known = {"np": "numpy"}
        for tree in trees:
            known.update(import_aliases(tree))
        return dotted in known.values() or any(_names(tree, dotted, known) for tree in trees)

    def install(self) -> None:
        """Makes inspect.getsource answer for student functions."""
        inspect.getsource = self._wrapped(inspect.getsource, lambda text: text)
        inspect.getsourcelines = self._wrapped(
            inspect.getsourcelines, lambda text: (text.splitlines(keepends=True), 1)
        )

    def _wrapped(
        self, plain: Callable[..., Any], shape: Callable[[str], Any]
    ) -> Callable[..., Any]:
        def getsource(x: Any) -> Any:
            handle = handle_of(x)
            if handle is None:
                return plain(x)
            text = self.text(handle.label)
            if text is None:
                raise OSError("could not get source code")
            return shape(text)

        return getsource


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> inspect.Signature:
    """The signature that a definition has; defaults and annotations as far as they are literals."""
    kinds = inspect.Parameter
    args = node.args
    parameters = []
    positional = [*args.posonlyargs, *args.args]
    defaults: list[Any] = [None] * (len(positional) - len(args.defaults)) + list(args.defaults)
    for i, (arg, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = kinds.POSITIONAL_ONLY if i < len(args.posonlyargs) else kinds.POSITIONAL_OR_KEYWORD
        parameters.append(_parameter(arg, kind, default))
    if args.vararg:
        parameters.append(_parameter(args.vararg, kinds.VAR_POSITIONAL, None))
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        parameters.append(_parameter(arg, kinds.KEYWORD_ONLY, default))
    if args.kwarg:
        parameters.append(_parameter(args.kwarg, kinds.VAR_KEYWORD, None))
    returns = inspect.Signature.empty if node.returns is None else _annotation(node.returns)
    return inspect.Signature(parameters, return_annotation=returns)


def _parameter(arg: ast.arg, kind: Any, default: ast.expr | None) -> inspect.Parameter:
    value: Any = inspect.Parameter.empty
    if default is not None:
        try:
            value = ast.literal_eval(default)
        except (ValueError, TypeError, RecursionError):
            value = None
    annotation = inspect.Parameter.empty if arg.annotation is None else _annotation(arg.annotation)
    return inspect.Parameter(arg.arg, kind, default=value, annotation=annotation)


def _annotation(node: ast.expr) -> Any:
    plain = {t.__name__: t for t in (int, float, str, bool, list, dict, tuple, set, bytes, complex)}
    if isinstance(node, ast.Name) and node.id in plain:
        return plain[node.id]
    return None if isinstance(node, ast.Constant) and node.value is None else ast.unparse(node)


def _names(tree: ast.Module, dotted: str, known: dict[str, str]) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Name)):
            head, dot, rest = ast.unparse(node).partition(".")
            if f"{known.get(head, head)}{dot}{rest}" == dotted:
                return True
    return False
