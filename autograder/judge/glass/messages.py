"""What a student may read of a failed test: the author's words, or the student's own mistake."""

from __future__ import annotations

import functools
import re
import traceback
import unittest
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.glass.errors import Refusal
from autograder.judge.messages import clean, statement_at

LONGEST = 2000  # characters that are looked at
NO_WORDS = "a hidden test failed: no message"
NO_WORDS_VISIBLE = "a test failed: no message"
# Texts of Python's own about the student's code that hold no values.
HARMLESS = re.compile(
    r"name '\w{1,40}' is not defined.{0,60}|"
    r"[\w.]{1,60}\(\) (missing|takes|got an unexpected|got multiple).{0,120}|"
    r"cannot access local variable '\w{1,40}' where it is not associated with a value|"
    r"'\w{1,40}' object has no attribute '\w{1,40}'.{0,60}|"
    r"'\w{1,40}' object is not (callable|iterable|subscriptable)|"
    r"unsupported operand type\(s\) for \S{1,8}: '[\w.]{1,40}' and '[\w.]{1,40}'|"
    r"object of type '\w{1,40}' has no len\(\)|"
    r"maximum recursion depth exceeded.{0,60}|division by zero|"
    r"(list|tuple|string) index out of range"
)
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


def explain(
    error: BaseException, source: str, visible: str, submitted: str, trusted: tuple[str, ...]
) -> str:
    """Puts what ended a test cell into words for the student.

    Args:
        error: what was raised.
        source: the test cell.
        visible: the part of it that students see.
        submitted: everything that the student has written.
        trusted: prefixes of the files whose assertions speak to students.

    Returns:
        One short text, without hidden code, expected values, paths or tracebacks.
    """
    return _shown(_words(error, source, visible, submitted, trusted))


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


def _words(
    error: BaseException, source: str, visible: str, submitted: str, trusted: tuple[str, ...]
) -> str:
    if isinstance(error, Refusal):
        return str(error)
    line = failed_line(error, source)
    seen = line is not None and line in {row.strip() for row in visible.splitlines()}
    if getattr(error, "_from_student", None) is not None:
        return _students(error, text_of(error), seen, submitted)
    if isinstance(error, AssertionError):
        own = bool(error.args) and isinstance(error.args[0], _Words)
        speaks = own or isinstance(error, Worded) or _speaks(error, trusted)
        text = text_of(error) if speaks else ""
        if text.strip():
            return text
    elif isinstance(error, Exception):
        name, text = type(error).__name__, (text_of(error).splitlines() or [""])[0]
        if isinstance(error, KeyError | NameError) and "name '" not in text:
            text = ""
        if (seen or HARMLESS.fullmatch(text)) and text:
            return f"{name}: {text}"
        return f"{name} while your result was checked"
    elif type(error).__name__ == "Failed" and seen:
        return text_of(error)
    if seen and line is not None:
        return line
    return NO_WORDS if source.strip() != visible.strip() else NO_WORDS_VISIBLE


def failed_line(error: BaseException, source: str) -> str | None:
    """First line of the statement of the test cell in which an exception was raised."""
    found = None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<test ") and frame.lineno:
            found = frame.lineno
    return None if found is None else statement_at(source, found)


def _speaks(error: BaseException, trusted: tuple[str, ...]) -> bool:
    """Whether the assertion stands in the test, in given code, or in code made for students."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename.startswith(("<test ", "<given ", *trusted))


def _students(error: BaseException, text: str, seen: bool, submitted: str) -> str:
    """A student's own exception. Its text may repeat inputs of a hidden test: it is shown only
    if it can't."""
    name = type(error).__name__
    text = text.strip()
    first = text.splitlines()[0] if text else ""
    if name == "NotImplementedError" and not first:
        return "not answered yet: the code raises NotImplementedError"
    if first and (seen or first in submitted or HARMLESS.fullmatch(first)):
        return first if name == "NotImplementedError" else f"{name}: {first}"
    return f"your code raised {name}"
