"""Special methods of stand-ins: each asks the student's kernel for what the original has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.judge.glass.handles import CLASSES, checked, handle_of, iterate

_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul",
               "xor", "lshift", "rshift")  # fmt: skip
# Special method: (function of the module operator, whether its operands are swapped).
BINARY = {
    **{f"__{n}__": (n, False) for n in (*_ARITHMETIC, "lt", "le", "gt", "ge")},
    **{f"__r{n}__": (n, True) for n in _ARITHMETIC},
    **{f"__i{n}__": (f"i{n}", False) for n in _ARITHMETIC if n != "divmod"},
    **{f"__{n}__": (f"{n}_", False) for n in ("and", "or")},
    **{f"__r{n}__": (f"{n}_", True) for n in ("and", "or")},
    **{f"__i{n}__": (f"i{n}", False) for n in ("and", "or")},
}
UNARY = {"__neg__": "neg", "__pos__": "pos", "__abs__": "abs", "__invert__": "invert"}
CONVERTED = ("len", "int", "float", "complex", "index", "bool", "hash", "trunc", "floor", "ceil")


def equal(self: Any, other: Any) -> bool:
    """Whether a stand-in equals something. Objects are compared with objects only."""
    if self is other:
        return True
    handle = object.__getattribute__(self, "_handle")
    other_handle = handle_of(other)
    special = type.__getattribute__(type(self), "_special")
    if other is None or (other_handle is None and callable(other)):
        return False
    if other_handle is None and not handle.peer.may_operate(handle, "__eq__"):
        raise handle.peer.refusal(_REFUSED)
    if "__eq__" not in special and (other_handle is None or "__eq__" not in _special_of(other)):
        return False
    value = handle.peer.operate(handle, "eq", [other])
    if type(value) is not bool:
        raise handle.peer.refusal("the comparison of two objects gave no bool")
    return value


def _special_of(x: Any) -> frozenset[str]:
    kind = type(x)
    known = type(kind) in CLASSES
    return type.__getattribute__(kind, "_special") if known else frozenset()


# Without the name of its class, which can say anything.
_REFUSED = (
    "the test got an object where it compares or calculates: give back plain data (numbers, "
    "texts, lists, arrays)"
)


def _binary(special: str, name: str, reflected: bool) -> Callable[..., Any]:
    def method(self: Any, other: Any, *more: Any) -> Any:
        handle = object.__getattribute__(self, "_handle")
        if handle_of(other) is None and not handle.peer.may_operate(handle, special):
            raise handle.peer.refusal(_REFUSED)
        return handle.peer.operate(handle, name, [other, *more], reflected=reflected)

    return method


def _unary(name: str) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        handle = object.__getattribute__(self, "_handle")
        return handle.peer.operate(handle, name, [])

    return method


def _conversion(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any) -> Any:
        return checked(object.__getattribute__(self, "_handle"), name, *args)

    return method


def _operation(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any) -> Any:
        handle = object.__getattribute__(self, "_handle")
        return handle.peer.operate(handle, name, list(args))

    return method


def _call(self: Any, *args: Any, **kwargs: Any) -> Any:
    handle = object.__getattribute__(self, "_handle")
    return handle.peer.call(handle, args, kwargs)


def _next(self: Any) -> Any:
    handle = object.__getattribute__(self, "_handle")
    return handle.peer.convert(handle, "next")


def _round(self: Any, *digits: Any) -> Any:
    handle = object.__getattribute__(self, "_handle")
    return handle.peer.convert(handle, "round", *digits)


def _contains(self: Any, value: Any) -> bool:
    handle = object.__getattribute__(self, "_handle")
    answer = handle.peer.operate(handle, "contains", [value])
    if type(answer) is not bool:
        raise TypeError("__contains__ returned no bool")
    return answer


def as_array(self: Any, dtype: Any = None, copy: Any = None) -> Any:
    handle = object.__getattribute__(self, "_handle")
    plain = handle.peer.array(handle)
    return plain if dtype is None else plain.astype(dtype)


def _enter(self: Any) -> Any:
    handle = object.__getattribute__(self, "_handle")
    return handle.peer.call(handle, (), {}, method="__enter__")


def _exit(self: Any, kind: Any, error: Any, trace: Any) -> bool:
    handle = object.__getattribute__(self, "_handle")
    if error is None:
        handle.peer.call(handle, (None, None, None), {}, method="__exit__")
        return False
    # The student's object may swallow exceptions, but never the failure of a check.
    crossing = isinstance(error, Exception) and not isinstance(error, AssertionError)
    told = error if crossing else RuntimeError("stopped")
    answer = handle.peer.call(handle, (type(told), told, None), {}, method="__exit__")
    return crossing and answer is True


def _reversed(self: Any) -> Any:
    handle = object.__getattribute__(self, "_handle")
    return iter(handle.peer.convert(handle, "reversed"))


METHODS: dict[str, Callable[..., Any]] = {
    **{special: _binary(special, *how) for special, how in BINARY.items()},
    **{special: _unary(name) for special, name in UNARY.items()},
    **{f"__{name}__": _conversion(name) for name in CONVERTED},
    "__call__": _call, "__next__": _next, "__round__": _round, "__contains__": _contains,
    "__array__": as_array, "__enter__": _enter, "__exit__": _exit, "__reversed__": _reversed,
    "__iter__": lambda self: iterate(object.__getattribute__(self, "_handle")),
    "__getitem__": _operation("getitem"), "__setitem__": _operation("setitem"),
    "__delitem__": _operation("delitem"),
}  # fmt: skip
