"""What a test sees of a student's exception classes, and of their exceptions."""

from __future__ import annotations

from typing import Any

from autograder.judge.glass.handles import Handle, checked


class RemoteError(Exception):
    """Base of the classes that stand for a student's exception classes."""

    _class_handle: Handle
    _handle: Handle | None = None

    def __getattr__(self, name: str) -> Any:
        handle = self._handle
        if handle is None or name.startswith("__"):
            raise AttributeError(name)
        return handle.peer.attribute(handle, name)

    def __str__(self) -> str:
        handle = self._handle
        return super().__str__() if handle is None else checked(handle, "str")


class RemoteErrorMeta(type):
    """Lets a test make an exception of a student's class by calling it."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        handle = cls._class_handle  # type: ignore[attr-defined]
        return handle.peer.construct(cls, handle, args, kwargs)


def make_error_class(
    handle: Handle, name: str, parents: tuple[type, ...], builtin: type[BaseException]
) -> Any:
    """Makes the class that stands for a student's exception class.

    Args:
        handle: the class over there.
        name: what the kernel calls it.
        parents: stand-ins of its bases.
        builtin: the built-in exception that it derives from.
    """
    bases = parents or ((RemoteError,) if builtin is Exception else (RemoteError, builtin))
    return RemoteErrorMeta(name, bases, {"_class_handle": handle})


def make_error(cls: Any, handle: Handle | None, args: tuple[Any, ...]) -> BaseException:
    """Makes the stand-in for an exception, without asking the student's class."""
    made = cls.__new__(cls, *args)
    made.args = args
    made._handle = handle
    return made
