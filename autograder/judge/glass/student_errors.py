"""Exceptions and warnings of student code, in the test; exceptions of the test, in student code."""

from __future__ import annotations

import builtins
import sys
import warnings
from typing import TYPE_CHECKING, Any

from autograder.judge.glass.errors import Malformed
from autograder.judge.glass.handles import Handle, handle_of
from autograder.judge.glass.kernel_side.codec import Encoder
from autograder.judge.glass.remote_errors import RemoteError, make_error

if TYPE_CHECKING:
    from autograder.judge.glass.translate import Translator

LONGEST = 2000  # characters of an exception's text
# They would end a loop or a generator of the test without a word.
SILENT = ("StopIteration", "StopAsyncIteration", "GeneratorExit")
BUILTIN = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and name not in SILENT
}
# Libraries whose own exception classes a test may expect.
LIBRARIES = frozenset(("numpy", "json", "decimal", "pandas", "scipy", "keras", "tensorflow",
                       "torch", "sklearn", "statistics", "zoneinfo", "csv", "queue"))  # fmt: skip


class StudentErrors:
    """Turns exceptions into data and back.

    Args:
        translator: knows the student's exception classes.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def builtin(self, names: list[Any]) -> type[BaseException]:
        """The first built-in exception among the classes that an exception derives from."""
        for pair in names[:100]:
            if isinstance(pair, list) and len(pair) == 2 and pair[0] == "builtins":
                if pair[1] in SILENT:
                    return RuntimeError
                if isinstance(pair[1], str) and pair[1] in BUILTIN:
                    return BUILTIN[pair[1]]
        return RuntimeError

    def error(self, told: Any, buffers: list[bytearray], stop: bool) -> BaseException:
        """Makes the exception that a test gets of one that student code raised.

        Args:
            told: what the kernel says of it.
            buffers: of the message.
            stop: whether the end of an iteration may be told as such.
        """
        if type(told) is not dict or type(told.get("n")) is not list:
            raise Malformed("the student's kernel sent nonsense")
        text = str(told.get("m", ""))[:LONGEST]
        if stop and told["n"][:1] == [["builtins", "StopIteration"]]:
            return StopIteration()
        args = self._args(told, buffers, text)
        number = told.get("c")
        handle = told.get("h")
        if type(number) is int:
            cls = self._translator.class_for(number)
            if isinstance(cls, type) and issubclass(cls, RemoteError):
                own = Handle(self._translator.peer, handle) if type(handle) is int else None
                error = make_error(cls, own, (text,))
            else:
                error = RuntimeError(text)
        else:
            error = _make(self._library(told["n"]) or self.builtin(told["n"]), args, text)
        error._from_student = text  # type: ignore[attr-defined]
        return error

    def _args(self, told: dict[str, Any], buffers: list[bytearray], text: str) -> tuple[Any, ...]:
        if "a" not in told:
            return (text,)
        args = self._translator.decode(told["a"], buffers)
        return tuple(args) if type(args) is list else (text,)

    def _library(self, names: list[Any]) -> type[BaseException] | None:
        match names[0] if names else None:
            case [str(module), str(name)] if module.partition(".")[0] in LIBRARIES:
                found = getattr(sys.modules.get(module), name, None)
                if isinstance(found, type) and issubclass(found, Exception):
                    return found
        return None

    def told(self, error: Exception, encoder: Encoder) -> dict[str, Any]:
        """What student code is told of an exception of a function of the test."""
        kind = type(error)
        handle = handle_of(kind)
        told: dict[str, Any] = {"n": kind.__name__, "m": "a function of the test failed"}
        if isinstance(error, AssertionError):
            return told  # its text is the author's
        if handle is not None:
            told["c"] = handle.number
            own = handle_of(error)
            if own is not None:
                told["h"] = own.number
        told["m"] = str(error)[:LONGEST]
        try:
            told["a"] = encoder.encode(list(error.args))
        except BaseException:
            encoder.buffers.clear()
        return told

    def warn(self, names: list[Any], text: str) -> None:
        """Warns in the test as student code has warned."""
        for name in names[:20]:
            kind = BUILTIN.get(name) if isinstance(name, str) else None
            if kind is not None and issubclass(kind, Warning):
                warnings.warn(text, kind, stacklevel=2)
                return


def _make(kind: type[BaseException], args: tuple[Any, ...], text: str) -> BaseException:
    try:
        return kind(*args)
    except Exception:
        error = kind.__new__(kind)
        error.args = (text,)
        return error
