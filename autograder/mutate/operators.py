"""Small changes of a solution, of the kinds that students' mistakes are made of.

Mutation testing goes back to DeMillo, Lipton and Sayward, "Hints on test data selection" (1978).
The libraries for Python (mutmut, cosmic-ray, mutatest) change operators and constants; arguments,
axes, calls and shapes, of which numerical code consists, they leave alone. Hence our own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.build.markers import SOLUTION

_OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.Pow: ("**", "*"), ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "//"), ast.MatMult: ("@", "*"),
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"),
    ast.Is: ("is", "is not"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
    ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"),
}  # fmt: skip
_REVERSED = {ast.Lt: ">", ast.LtE: ">=", ast.Gt: "<", ast.GtE: "<="}
_PAIRS = """
mean sum | max min | maximum minimum | argmax argmin | zeros ones | zeros_like ones_like | sin cos |
floor ceil | any all | hstack vstack | exp log | append extend | Conv2D SeparableConv2D |
MaxPooling2D AveragePooling2D | Flatten GlobalAveragePooling2D | Adam SGD | LSTM GRU
"""
_NAMES: dict[str, str] = {}
for _pair in _PAIRS.split("|"):
    _one, _other = _pair.split()
    _NAMES.update({_one: _other, _other: _one})
_WORDS = {
    "relu": "tanh", "tanh": "relu", "sigmoid": "tanh", "softmax": "sigmoid", "elu": "relu",
    "gelu": "relu", "linear": "relu", "same": "valid", "valid": "same", "channels_last":
    "channels_first", "mse": "mae", "mae": "mse", "adam": "sgd", "sgd": "adam", "float32": "int32",
    "categorical_crossentropy": "mse", "sparse_categorical_crossentropy": "mse",
    "binary_crossentropy": "mse", "accuracy": "mse",
}  # fmt: skip

_IDLE = {"verbose", "progress", "strict"}  # arguments that a right result doesn't depend on

# The same for two arguments in either order, by definition: exchanging them is no change.
_SYMMETRIC = {"add", "hypot", "logaddexp", "maximum", "minimum", "multiply"}


@dataclass(frozen=True)
class Mutant:
    """One changed solution.

    Attributes:
        exercise: whose cell it is.
        kind: "operator", "constant", "argument", "axis", "call" or "statement".
        source: the whole cell, without the lines that mark the solution.
        line: number of the first changed line in it, from 1.
        before, after: the changed line, as it was and as it is.
    """

    exercise: str
    kind: str
    source: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class _Edit:
    kind: str
    start: int
    end: int
    text: str


def mutants(exercise: str, source: str) -> list[Mutant]:
    """Makes every mutant of a solution cell.

    Args:
        exercise: name of the exercise.
        source: the cell; if it marks a solution, only that is changed.

    Returns:
        Mutants that parse, each with one change, without doubles, in the order of the lines.

    Raises:
        SyntaxError: the cell itself doesn't parse.
    """
    lines = source.splitlines()
    marks = [bool(re.match(rf"\s*#+ *(BEGIN|END) {SOLUTION}\b", line)) for line in lines]
    inside = _inside(lines, marks)
    kept = [number for number, mark in enumerate(marks) if not mark]
    plain = "\n".join(lines[number] for number in kept)
    open_lines = {new + 1 for new, old in enumerate(kept) if inside[old]}
    tree = ast.parse(plain)
    found: dict[str, Mutant] = {}
    for edit in sorted(_Editor(plain, open_lines).edits(tree), key=lambda e: (e.start, e.end)):
        changed = plain[: edit.start] + edit.text + plain[edit.end :]
        if changed in found or changed == plain or not _parses(changed):
            continue
        number = plain.count("\n", 0, edit.start)
        after = changed.splitlines()[number : number + 1 + edit.text.count("\n")]
        before = plain.splitlines()[number : number + 1 + plain.count("\n", edit.start, edit.end)]
        found[changed] = Mutant(
            exercise, edit.kind, changed, number + 1, _flat(before), _flat(after)
        )
    return list(found.values())


def _inside(lines: list[str], marks: list[bool]) -> list[bool]:
    if not any(marks):
        return [True] * len(lines)
    inside, now = [], False
    for line, mark in zip(lines, marks, strict=True):
        if mark:
            now = "BEGIN" in line
        inside.append(now and not mark)
    return inside


def _flat(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


class _Editor:
    """Finds the changes that can be made to a source."""

    def __init__(self, source: str, lines: set[int]) -> None:
        self.source, self.lines = source, lines
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._texts = source.splitlines()
        self._quiet: set[int] = set()

    def _offset(self, line: int, column: int) -> int:
        # The syntax tree counts bytes, Python's strings count characters.
        text = self._texts[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(text)

    def _span(self, node: ast.AST) -> tuple[int, int]:
        start = self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return start, self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self.source[start:end]

    def _replace(self, kind: str, node: ast.AST, text: str) -> _Edit:
        return _Edit(kind, *self._span(node), text)

    def _between(self, kind: str, left: ast.AST, right: ast.AST, old: str, new: str) -> _Edit:
        start, end = self._span(left)[1], self._span(right)[0]
        place = self.source.index(old, start, end)
        return _Edit(kind, place, place + len(old), new)

    def edits(self, tree: ast.Module) -> Iterator[_Edit]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                self._quiet |= {id(part.value) for part in node.keywords if part.arg in _IDLE}
            if getattr(node, "lineno", None) in self.lines and id(node) not in self._quiet:
                for find in (self._operators, self._values, self._calls, self._statements):
                    yield from find(node)

    def _operators(self, node: ast.AST) -> Iterator[_Edit]:
        match node:
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                yield self._between("operator", left, right, *_OPERATORS[type(op)])
            case ast.AugAssign(target=left, op=op, value=right) if type(op) in _OPERATORS:
                yield self._between("operator", left, right, *_OPERATORS[type(op)])
                yield self._between("operator", left, right, _OPERATORS[type(op)][0] + "=", "=")
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                old, new = _OPERATORS[type(op)]
                yield self._between("operator", left, right, old, new)
                if type(op) in _REVERSED:
                    yield self._between("operator", left, right, old, _REVERSED[type(op)])
            case ast.BoolOp(op=op, values=[first, second, *_]):
                yield self._between("operator", first, second, *_OPERATORS[type(op)])
            case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert(), operand=operand):
                yield self._replace("operator", node, self._text(operand))

    def _values(self, node: ast.AST) -> Iterator[_Edit]:
        match node:
            case ast.Constant(value=bool(value)):
                yield self._replace("constant", node, str(not value))
            case ast.Constant(value=int(value)):
                yield self._replace("constant", node, str(value + 1))
                if value > 0:
                    yield self._replace("constant", node, str(value - 1))
            case ast.Constant(value=float(value)):
                yield self._replace("constant", node, repr(value * 2 if value else 1.0))
            case ast.Constant(value=str(value)) if value in _WORDS:
                yield self._replace("constant", node, repr(_WORDS[value]))
            case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=step)):
                for bound in (lower, upper, step):
                    if bound is not None:
                        yield self._replace("argument", bound, "")
            case ast.Attribute(value=value, attr="T"):
                yield self._replace("call", node, self._text(value))
            case ast.Attribute(attr=name) if name in _NAMES:
                start, end = self._span(node)
                yield _Edit("call", end - len(name), end, _NAMES[name])

    def _calls(self, node: ast.AST) -> Iterator[_Edit]:
        if not isinstance(node, ast.Call):
            return
        parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        for index, part in enumerate(parts):
            if isinstance(part, ast.keyword) and part.arg is not None and part.arg not in _IDLE:
                yield self._without(parts, index, "axis" if part.arg == "axis" else "argument")
            if isinstance(part, ast.keyword) and part.arg == "axis":
                yield from self._axes(part.value)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else self._text(node.func)
        ordered = not (name in _SYMMETRIC and len(node.args) == 2)
        for first, second in zip(node.args, node.args[1:] if ordered else [], strict=False):
            start, end = self._span(first)[0], self._span(second)[1]
            middle = self.source[self._span(first)[1] : self._span(second)[0]]
            swapped = self._text(second) + middle + self._text(first)
            yield _Edit("argument", start, end, swapped)
        if len(node.args) >= 2:
            yield self._without(parts, len(node.args) - 1, "argument")
        if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            yield self._replace("call", node, f"({self._text(node.args[0])})")
        elif isinstance(node.func, ast.Attribute) and not node.args:
            yield self._replace("call", node, self._text(node.func.value))

    def _without(self, parts: list[ast.expr | ast.keyword], index: int, kind: str) -> _Edit:
        start, end = self._span(parts[index])
        if index:
            start = self._span(parts[index - 1])[1]
        elif len(parts) > 1:
            end = self._span(parts[1])[0]
        return _Edit(kind, start, end, "")

    def _axes(self, value: ast.expr) -> Iterator[_Edit]:
        try:
            axis = ast.literal_eval(value)
        except ValueError:
            return
        for other in (0, 1, -1, None):
            if other != axis:
                yield self._replace("axis", value, str(other))

    def _statements(self, node: ast.AST) -> Iterator[_Edit]:
        match node:
            case ast.Assign() | ast.AugAssign() | ast.For() | ast.While() | ast.Break():
                yield self._replace("statement", node, "pass")
            case ast.Expr(value=ast.Call()) | ast.Continue():
                yield self._replace("statement", node, "pass")
            case ast.If(test=test) | ast.IfExp(test=test):
                yield self._replace("statement", test, f"not ({self._text(test)})")
            case ast.Return(value=ast.Tuple(elts=[first, second, *_])):
                text = self._text(second) + ", " + self._text(first)
                start, end = self._span(first)[0], self._span(second)[1]
                yield _Edit("statement", start, end, text)
