"""What a student may read of a failed test: the author's words, or the student's own mistake."""

from __future__ import annotations

import builtins
import functools
import re
import traceback
import unittest
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judge.glass.errors import Refusal
from autograder.judge.glass.remote_errors import RemoteError
from autograder.judge.messages import clean, statement_at

LONGEST = 2000  # characters that are looked at
NO_WORDS = "a hidden test failed: no message"
NO_WORDS_VISIBLE = "a test failed: no message"
# Texts of Python's own about the student's code. What stands in a group has to be a name that the
# student can know: code that raises such a text itself could say anything else in its place.
PYTHONS_OWN = [
    re.compile(pattern)
    for pattern in (
        r"name '(\w+)' is not defined",
        r"([\w.]+)\(\) missing \d required (?:positional|keyword-only) arguments?: '(\w+)'",
        r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'",
        r"([\w.]+)\(\) got multiple values for argument '(\w+)'",
        r"cannot access local variable '(\w+)' where it is not associated with a value",
        r"'([\w.]+)' object has no attribute '(\w+)'",
        r"'([\w.]+)' object is not (?:callable|iterable|subscriptable)",
        r"unsupported operand type\(s\) for (?:\*\* or pow\(\)|[-+*/%@&|^<>=]{1,3}): "
        r"'([\w.]+)' and '([\w.]+)'",
        r"object of type '([\w.]+)' has no len\(\)",
        r"maximum recursion depth exceeded",
        r"division by zero",
        r"(?:list|tuple|string) index out of range",
    )
]
TAKES = re.compile(r"([\w.]+)\(\) takes .{1,40} positional arguments? but")
TYPES = frozenset(
    ("NoneType", "function", "method", "module", "generator", "builtin_function_or_method",
     "numpy", "ndarray", "float64", "float32", "int64", "int32", "bool_", "EagerTensor", "Tensor",
     "Sequential", "Functional", "History", "DataFrame", "Series", *dir(builtins))
)  # fmt: skip
HEADERS = {
    "assert_allclose": "values are not close enough", "assert_equal": "values are not equal",
    "assert_array_equal": "arrays are not equal", "assert_almost_equal": "values are not equal",
    "assert_array_almost_equal": "arrays are not equal", "assert_array_less": "not all are less",
    "assert_approx_equal": "values are not equal", "assert_string_equal": "texts are not equal",
    "assert_array_max_ulp": "arrays are not equal", "assert_array_almost_equal_nulp":
    "arrays are not equal", "assert_array_compare": "arrays are not equal",
}  # fmt: skip


class _Words(str):
    """What an author has handed to a comparison of unittest's."""


class Worded(AssertionError):
    """A failed comparison, in the author's words or ours, without values."""


def quiet_comparisons() -> None:
    """Makes NumPy's and unittest's comparisons say what the author said, and nothing else."""
    for name, header in HEADERS.items():
        plain = getattr(np.testing, name, None)
        if plain is not None:
            setattr(np.testing, name, _quiet(plain, header))

    def format_message(self: Any, msg: Any, standard: Any) -> Any:
        return "" if msg is None else _Words(msg)

    unittest.TestCase._formatMessage = format_message  # type: ignore[method-assign,assignment]


def _quiet(plain: Callable[..., Any], header: str) -> Callable[..., Any]:
    @functools.wraps(plain)
    def compare(*args: Any, **kwargs: Any) -> Any:
        try:
            return plain(*args, **kwargs)
        except AssertionError:
            own = kwargs.get("err_msg") or _positional(plain, args)
            raise Worded(str(own) if own else header) from None

    return compare


@functools.cache
def _position(plain: Callable[..., Any]) -> int | None:
    import inspect

    names = list(inspect.signature(plain).parameters)
    return names.index("err_msg") if "err_msg" in names else None


def _positional(plain: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    position = _position(plain)
    return args[position] if position is not None and len(args) > position else None


@dataclass(frozen=True)
class Known:
    """What a student knows of a test and of the own code, so that repeating it tells nothing.

    Attributes:
        visible: the part of the test cell that students see.
        names: identifiers in the student's cells, and in what students see of the notebook.
        texts: string constants in the student's cells.
        trusted: prefixes of the files whose assertions speak to students.
    """

    visible: str
    names: frozenset[str]
    texts: frozenset[str]
    trusted: tuple[str, ...] = ()


def explain(error: BaseException, source: str, known: Known) -> str:
    """Puts what ended a test cell into words for the student.

    Args:
        error: what was raised.
        source: the test cell.
        known: what may be said.

    Returns:
        One short text, without hidden code, expected values, paths or tracebacks.
    """
    return _shown(_words(error, source, known))


def text_of(error: BaseException) -> str:
    """The text of an exception, as it was when it was raised; a student's class isn't asked."""
    told = getattr(error, "_from_student", None)
    try:
        return str(told if isinstance(told, str) else error)[:LONGEST]
    except Exception:
        return ""


def _shown(text: str) -> str:
    """A text that can be written to any file: cut, without paths and half characters."""
    plain = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    return clean("".join(c if c.isprintable() or c in "\n\t" else " " for c in plain))


def _words(error: BaseException, source: str, known: Known) -> str:
    if isinstance(error, Refusal):
        return str(error)
    number = failed_line(error)
    line = None if number is None else statement_at(source, number)
    seen = number is not None and _is_seen(number, line, source, known.visible)
    if getattr(error, "_from_student", None) is not None:
        return _students(error, text_of(error), seen, known)
    if isinstance(error, AssertionError):
        own = bool(error.args) and isinstance(error.args[0], _Words)
        speaks = own or isinstance(error, Worded) or _speaks(error, known.trusted)
        text = text_of(error) if speaks else ""
        if text.strip():
            return text
    elif isinstance(error, Exception):
        name, text = type(error).__name__, (text_of(error).splitlines() or [""])[0]
        pythons = pythons_own(text, known.names)
        if isinstance(error, KeyError | NameError):
            text = ""  # a key, or a name, of hidden code
        if pythons or (seen and text):
            return f"{name}: {pythons or text}"
        return f"{name} while your result was checked"
    elif type(error).__name__ == "Failed" and seen:
        return text_of(error)
    if seen and line is not None:
        return line
    return NO_WORDS if source.strip() != known.visible.strip() else NO_WORDS_VISIBLE


def failed_line(error: BaseException) -> int | None:
    """Line of the test cell at which an exception was raised."""
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<test ") and frame.lineno:
            found = frame.lineno
    return found


def _is_seen(number: int, line: str | None, source: str, visible: str) -> bool:
    """Whether students see the statement at a line: one like it in the hidden part isn't it."""
    hidden = False
    for text in source.splitlines()[:number]:
        if "HIDDEN TESTS" in text:
            hidden = "BEGIN" in text
    return not hidden and line in {row.strip() for row in visible.splitlines()}


def pythons_own(text: str, names: frozenset[str]) -> str:
    """The part of an exception's text that Python itself writes about the student's code.

    Args:
        text: of the exception, perhaps forged.
        names: what may be named in it.

    Returns:
        That part; "" if the text is another one.
    """
    for pattern in PYTHONS_OWN:
        match = pattern.match(text)
        if match and all(_is_known(group, names) for group in match.groups()):
            return match.group()
    match = TAKES.match(text)
    if match and _is_known(match.group(1), names):
        return f"{match.group(1)}() takes another number of arguments"
    return ""


def _is_known(dotted: str, names: frozenset[str]) -> bool:
    return all(part in names or part in TYPES for part in dotted.split(".") if part != "<locals>")


def _speaks(error: BaseException, trusted: tuple[str, ...]) -> bool:
    """Whether the assertion stands in the test, in given code, or in code made for students."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename.startswith(("<test ", "<given ", *trusted))


def _students(error: BaseException, text: str, seen: bool, known: Known) -> str:
    """A student's own exception: name and text may repeat inputs of a hidden test, and are shown
    only if they stand in the student's code as they are."""
    name = type(error).__name__
    if isinstance(error, RemoteError) and name not in known.names:
        name = "an exception"
    first = (text.strip().splitlines() or [""])[0]
    if name == "NotImplementedError" and not first:
        return "not answered yet: the code raises NotImplementedError"
    told = first if seen or first in known.texts else pythons_own(first, known.names)
    if told:
        return told if name == "NotImplementedError" else f"{name}: {told}"
    return f"your code raised {name}"
