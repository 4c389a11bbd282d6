"""Handles of objects in a student's kernel, and the stand-ins that hold them."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.judge.glass.peer import Peer

CONVERSIONS: dict[str, type] = {"len": int, "int": int, "float": float, "complex": complex,
                                "index": int, "bool": bool, "hash": int, "str": str, "repr": str,
                                "format": str, "trunc": int, "floor": int, "ceil": int}  # fmt: skip
# Types of stand-ins: for functions, and the type of classes that stand for classes. They add
# themselves, so that a handle is found without asking the stand-in, which would ask the kernel.
FUNCTIONS: set[type] = set()
CLASSES: set[type] = set()


class Handle:
    """The judge's side of one object in the student's kernel.

    Attributes:
        peer: who asks the kernel.
        number: by which the kernel knows the object.
        label: how the test came to it, such as "Stack().push"; never what the kernel says.
        made: whether the test itself made it by calling a student's class.
    """

    __slots__ = ("peer", "number", "label", "made", "__weakref__")

    def __init__(self, peer: Peer, number: int, label: str = "", made: str | None = None) -> None:
        self.peer, self.number, self.label, self.made = peer, number, label, made


def handle_of(x: Any) -> Handle | None:
    """Returns the handle of a student's object, function, class or exception; None for others."""
    kind = type(x)
    if type(kind) in CLASSES or kind in FUNCTIONS:
        return object.__getattribute__(x, "_handle")
    if kind in CLASSES:
        return type.__getattribute__(x, "_class_handle")
    if issubclass(kind, BaseException):
        found = vars(x).get("_handle")
    elif isinstance(x, type) and issubclass(x, BaseException):
        found = vars(x).get("_class_handle")
    else:
        return None
    return found if isinstance(found, Handle) else None


def checked(handle: Handle, name: str, *args: Any) -> Any:
    """Converts a student's object; the outcome must be of exactly the right type."""
    value = handle.peer.convert(handle, name, *args)
    if type(value) is not CONVERSIONS[name]:
        raise TypeError(f"__{name}__ returned another type than {CONVERSIONS[name].__name__}")
    return value


def iterate(handle: Handle) -> Iterator[Any]:
    """Iterates over a student's object, one step at a time."""
    iterator = handle.peer.convert(handle, "iter")
    inner = handle_of(iterator)
    if inner is None:
        return iter(iterator)

    def steps() -> Iterator[Any]:
        while True:
            try:
                yield inner.peer.convert(inner, "next")
            except StopIteration:
                return
            # `inner` alone doesn't keep the stand-in alive, and with it the iterator over there.
            del_guard = iterator  # noqa: F841

    return steps()


def watch(x: Any, handle: Handle, forget: Callable[[int], None]) -> None:
    """Tells when a stand-in is gone, so that the kernel can let go of its object."""
    weakref.finalize(x, forget, handle.number).atexit = False
