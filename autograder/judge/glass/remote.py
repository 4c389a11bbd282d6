"""What a test sees of a student's functions, classes and objects.

Each class of the student becomes a class here, made of the special methods that the other one has
(`len` works on an instance, or raises TypeError, as it would over there). Its instances hold a
number by which the student's kernel knows the object. Everything asked of them is asked of the
kernel, and what comes back is data or another such object.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import types
from typing import Any

import numpy as np

from autograder.judge.glass.errors import CannotCross
from autograder.judge.glass.handles import CLASSES, FUNCTIONS, Handle, checked, iterate
from autograder.judge.glass.special_methods import METHODS, as_array, equal

# Classes of the interpreter that tests ask for; `x.__class__` says so.
INTERPRETER = {
    ("builtins", c.__qualname__): c
    for c in (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.GeneratorType,
              types.CoroutineType, map, filter, zip, enumerate, reversed, property, staticmethod,
              classmethod, super, memoryview)
}  # fmt: skip


_DATA = (int, float, str, complex, list, dict, tuple, set, frozenset, bytes, bytearray,
         np.ndarray, np.generic, datetime.date, datetime.time, datetime.timedelta,
         decimal.Decimal, fractions.Fraction, collections.deque)  # fmt: skip
_DATA_NAMES = frozenset(("DataFrame", "Series", "Tensor", "EagerTensor", "Variable"))


def is_data(kind: type) -> bool:
    """Whether values of a class arrive as data: an object that claims to be one lies."""
    return issubclass(kind, _DATA) or kind.__name__ in _DATA_NAMES


class RemoteFunction:
    """A function or method of the student."""

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, handle: Handle) -> None:
        object.__setattr__(self, "_handle", handle)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        handle = object.__getattribute__(self, "_handle")
        return handle.peer.call(handle, args, kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __getattribute__(self, name: str) -> Any:
        handle = object.__getattribute__(self, "_handle")
        if name == "__class__":
            return types.FunctionType
        if name == "__call__":
            return lambda *args, **kwargs: self(*args, **kwargs)
        return handle.peer.attribute(handle, name)

    def __setattr__(self, name: str, value: Any) -> None:
        handle = object.__getattribute__(self, "_handle")
        handle.peer.set_attribute(handle, name, value)

    def __repr__(self) -> str:
        return "<student function>"


FUNCTIONS.add(RemoteFunction)


class RemoteMeta(type):
    """Type of the classes that stand for a student's classes."""

    _class_handle: Handle

    def __new__(meta, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> Any:
        if "_mro_names" not in space:
            raise CannotCross("a test cannot derive a class from a student's class")
        return super().__new__(meta, name, bases, space)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        handle = type.__getattribute__(cls, "_class_handle")
        return handle.peer.construct(cls, handle, args, kwargs)

    def __getattribute__(cls, name: str) -> Any:
        if name in LOCAL_OF_CLASS:
            return type.__getattribute__(cls, name)
        handle = type.__getattribute__(cls, "_class_handle")
        return handle.peer.attribute(handle, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        handle = type.__getattribute__(cls, "_class_handle")
        handle.peer.set_attribute(handle, name, value)

    def __dir__(cls) -> Any:
        handle = type.__getattribute__(cls, "_class_handle")
        return handle.peer.convert(handle, "dir")

    def __iter__(cls) -> Any:
        return iterate(type.__getattribute__(cls, "_class_handle"))

    def __len__(cls) -> int:
        return checked(type.__getattribute__(cls, "_class_handle"), "len")

    def __bool__(cls) -> bool:
        return True

    def __getitem__(cls, key: Any) -> Any:
        handle = type.__getattribute__(cls, "_class_handle")
        return handle.peer.operate(handle, "getitem", [key])

    def __eq__(cls, other: Any) -> bool:
        """`type(x) == Rectangle` believes what `isinstance` does, of libraries' classes only."""
        if cls is other or type(other) is RemoteMeta or not isinstance(other, type):
            return cls is other
        if is_data(other) or other.__module__ == "__main__":
            return False
        names = type.__getattribute__(cls, "_mro_names")
        return bool(names) and names[0] == (other.__module__, other.__qualname__)

    __hash__ = type.__hash__

    def __contains__(cls, value: Any) -> bool:
        return any(value is item or value == item for item in iter(cls))


CLASSES.add(RemoteMeta)
_LOCAL = """
__name__ __qualname__ __module__ __mro__ __bases__ __class__ __base__ __subclasses__ mro
_mro_names _class_handle _special __flags__ __basicsize__ __abstractmethods__ __instancecheck__
__subclasscheck__ __weakrefoffset__
"""
LOCAL_OF_CLASS = frozenset(_LOCAL.split())


class RemoteObject:
    """Base of the classes that stand for a student's classes."""

    __slots__ = ("_handle", "__weakref__")
    __array_ufunc__ = None  # NumPy leaves operators to this side

    def __getattribute__(self, name: str) -> Any:
        handle = object.__getattribute__(self, "_handle")
        if name == "__class__":
            kind = type(self)
            names = type.__getattribute__(kind, "_mro_names")
            return INTERPRETER.get(names[0] if names else ("", ""), kind)
        if name in ("__deepcopy__", "__copy__"):
            return lambda memo=None: handle.peer.copy(handle, deep=name == "__deepcopy__")
        if name == "__array__" and name in type.__getattribute__(type(self), "_special"):
            return types.MethodType(as_array, self)
        return handle.peer.attribute(handle, name)

    def __setattr__(self, name: str, value: Any) -> None:
        handle = object.__getattribute__(self, "_handle")
        handle.peer.set_attribute(handle, name, value)

    def __delattr__(self, name: str) -> None:
        handle = object.__getattribute__(self, "_handle")
        handle.peer.delete_attribute(handle, name)

    def __dir__(self) -> Any:
        handle = object.__getattribute__(self, "_handle")
        return handle.peer.convert(handle, "dir")

    def __str__(self) -> str:
        return checked(object.__getattribute__(self, "_handle"), "str")

    def __repr__(self) -> str:
        return checked(object.__getattribute__(self, "_handle"), "repr")

    def __format__(self, spec: str) -> str:
        return checked(object.__getattribute__(self, "_handle"), "format", spec)

    def __eq__(self, other: Any) -> bool:
        return equal(self, other)

    def __ne__(self, other: Any) -> bool:
        return not equal(self, other)

    def __hash__(self) -> int:
        return object.__hash__(self)


def make_class(
    handle: Handle,
    name: str,
    module: str,
    mro: tuple[tuple[str, str], ...],
    bases: tuple[type, ...],
    special: frozenset[str],
) -> Any:
    """Makes the class that stands for a class of the student.

    Args:
        handle: the class over there.
        name, module: what the kernel calls it.
        mro: modules and names of the class and its bases, as the kernel says.
        bases: stand-ins of its bases.
        special: its special methods.

    Returns:
        The class.
    """
    space: dict[str, Any] = {
        "__slots__": (), "_mro_names": mro, "_special": special, "_class_handle": handle,
        "__module__": module,
    }  # fmt: skip
    space.update({m: METHODS[m] for m in special if m in METHODS})
    if "unhashable" in special:
        space["__hash__"] = None
    elif "__hash__" not in space:
        space["__hash__"] = RemoteObject.__hash__
    return RemoteMeta(name, bases or (RemoteObject,), space)


def make_instance(cls: Any, handle: Handle) -> Any:
    """Makes the stand-in for an object."""
    made = object.__new__(cls)
    object.__setattr__(made, "_handle", handle)
    return made
