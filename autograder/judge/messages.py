"""What a student may read about a failed test: the mistake, never the expected value."""

from __future__ import annotations

import ast
import re

from autograder.types import CellSpec

LONGEST = 600  # characters of a message
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
FRAME = re.compile(r"(?:Cell|Input) In\s*\[\d+\](?:, line |.*?:)(\d+)")
PATH = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?(?:[/\\][\w.+@-]+)+[/\\]([\w.+@-]+)")
HIDDEN = "a hidden test failed: no message"

# First lines of what comparison helpers of NumPy say on their own; the author's words follow.
NUMPY_HEADER = re.compile(
    r"(?P<tolerance>Not equal to tolerance rtol=[^,\s]+, atol=[^,\s]+)"
    r"|(?:Arrays|Items|X and Y) are not (?:almost )?equal(?: up)?"
    r"(?: to \S+ (?:decimals|significant digits|ULP)(?: \(max[^)\n]*\))?)?:?"
    r"|Arrays are not (?:strictly|less)[ -]ordered(?: `x <=? y`)?"
)
# Lines from which on values follow, and lines about a place in a list or dictionary.
VALUES = re.compile(
    r"^\s*(Mismatched elements|Mismatch at ind|Max(imum)? (absolute|relative) difference|ACTUAL\b|"
    r"DESIRED\b|(x and y )?[-+]?(nan|inf|NaN|NaT)s? location mismatch|\(shapes |\(dtypes |[xy]: |"
    r"\[left\]|\[right\]|Greatest (absolute|relative) difference|Differences in strings)",
    re.MULTILINE,
)
PLACE = re.compile(r"^(item|key)=.*\n?", re.MULTILINE)
UNITTEST = re.compile(
    r"^.{1,2000}? (?:!=|==|not found in|is not|not less than) .{0,2000}? : (.+)$", re.S
)
FROM_UNITTEST = re.compile(r"\bunittest[/\\]case\.py")
FROM_LIBRARY = re.compile(r"\b(numpy[/\\]testing|pandas[/\\]_?testing|torch[/\\]testing)")


def explain(spec: CellSpec, error: tuple[str, str, list[str]]) -> str:
    """Puts an exception in a test cell into words for a student.

    Args:
        spec: the test cell.
        error: name of the exception, its text and its traceback, as a kernel sends them.

    Returns:
        One short text without paths, tracebacks and values of comparison helpers.
    """
    name, text, trace = error
    plain = ANSI.sub("", "\n".join(trace))
    text = ANSI.sub("", text).strip()
    if name == "AssertionError" or "Error" not in name and plain.find("AssertionError") >= 0:
        return clean(_assertion(spec, text, plain))
    if name == "NotImplementedError":
        return clean(text) if text else "not answered yet: the code raises NotImplementedError"
    if name == "KeyboardInterrupt":
        return "the code was interrupted"
    first = text.splitlines()[0] if text else ""
    return clean(f"{name}: {first}" if first else name)


def clean(text: str) -> str:
    """Removes paths from a text and cuts it to a length that is read."""
    text = PATH.sub(r"\1", text).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _assertion(spec: CellSpec, text: str, trace: str) -> str:
    if text:
        return _own_words(text, trace) or _bare(spec, trace)
    return _bare(spec, trace)


def _own_words(text: str, trace: str) -> str:
    """The author's part of an assertion's text; all of it unless a helper wrote around it."""
    header = NUMPY_HEADER.match(text)
    if header or FROM_LIBRARY.search(trace):
        values = VALUES.search(text)
        text = text[: values.start()] if values else text
        own = PLACE.sub("", text[header.end() if header else 0 :].strip(" \n")).strip()
        if own or not header:
            return own
        return (
            "not close enough" if header["tolerance"] else header.group().split(" (")[0].rstrip(":")
        )
    if FROM_UNITTEST.search(trace):
        match = UNITTEST.match(text)
        return match.group(1).strip() if match else ""
    return text


def _bare(spec: CellSpec, trace: str) -> str:
    """For an assertion without words: its own line, if students see that line anyway."""
    frame = FRAME.search(trace)
    if frame:
        line = statement_at(spec.source, int(frame.group(1)))
        if line and line in (row.strip() for row in spec.visible.splitlines()):
            return line
    return HIDDEN if spec.has_hidden else "a test failed: no message"


def statement_at(source: str, line: int) -> str | None:
    """Returns the first line of the statement at a line of a cell, without spaces around it."""
    rows = source.splitlines()
    if not 1 <= line <= len(rows):
        return None
    try:
        tree = ast.parse(source)
    except SyntaxError:  # IPython's own syntax, such as %timeit
        return rows[line - 1].strip()
    first = line
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            simple = not hasattr(node, "body")
            first = node.lineno if simple else first
    return rows[first - 1].strip()
