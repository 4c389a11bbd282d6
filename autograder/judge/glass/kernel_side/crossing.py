"""What crosses to the judge as more than plain data: numbers of objects, models, callbacks."""

from __future__ import annotations

import builtins
import collections
import functools
import importlib
import io
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any

from autograder.judge.glass.kernel_side.codec import Encoder, TooDeep
from autograder.judge.glass.kernel_side.decoder import PlainDecoder
from autograder.judge.glass.kernel_side.links import (
    Links,
    Shared,
    encode_content,
    encode_shared,
    image_of,
)

# Special methods of which the judge's stand-in for a class is made.
_SPECIAL = """
call iter next reversed len getitem setitem delitem contains enter exit float int complex index
bool hash array str repr format round trunc floor ceil add sub mul truediv floordiv mod divmod pow
matmul and or xor lshift rshift radd rsub rmul rtruediv rfloordiv rmod rdivmod rpow rmatmul rand
ror rxor rlshift rrshift iadd isub imul itruediv ifloordiv imod ipow imatmul iand ior ixor neg pos
abs invert eq lt le gt ge
"""
SPECIAL = tuple(f"__{name}__" for name in _SPECIAL.split())
MUTABLE = (list, dict, set, bytearray, collections.deque)
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType,
             types.MethodWrapperType, functools.partial)  # fmt: skip


class Crossing:
    """Objects that the judge knows by number, and their encoding.

    Args:
        space: the student's globals.
        call_back: calls a function of the test: (number, args, kwargs) to its value.

    Attributes:
        keep: names of classes whose instances stay objects although they are lists, say.
        shared: classes that the judge has as well: their instances are copied.
        links: instances of them that the judge has as well.
    """

    def __init__(self, space: dict[str, Any], call_back: Callable[[Any, Any, Any], Any]) -> None:
        self.space, self._call_back = space, call_back
        self.objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = 1
        self._test_functions: dict[int, tuple[Any, int]] = {}
        self.keep: tuple[str, ...] = ()
        self.shared = Shared(self.space.get, ())
        self._given: frozenset[str] = frozenset()
        self.links = Links(-1)

    def number(self, x: Any) -> int:
        """The number by which the judge knows an object; it stays alive until it is forgotten."""
        known = self._numbers.get(id(x))
        if known is None:
            known = self._numbers[id(x)] = self._next
            self.objects[known] = x
            self._next += 1
        return known

    def forget(self, numbers: Iterable[int]) -> None:
        """Lets go of objects that the judge doesn't hold any more."""
        for number in numbers:
            if number in self.objects:
                self._numbers.pop(id(self.objects.pop(number)), None)

    def begin(self, keep: Iterable[str], given: Iterable[str], packages: Iterable[str]) -> None:
        """Begins a test cell: functions of an earlier one are no more."""
        self.keep, self._given = tuple(keep), frozenset(given)
        self.shared = Shared(lambda n: self.space.get(n) if n in self._given else None, packages)
        self._test_functions.clear()

    # -- to the judge --------------------------------------------------------------------------

    def encoder(self) -> Encoder:
        """An encoder for one message."""
        return Encoder(self._other, self._special)

    def reference(self, x: Any) -> dict[str, Any]:
        """An object as its number."""
        if isinstance(x, type):
            return {"t": "o", "k": "c", "h": self.number(x)}
        if isinstance(x, FUNCTIONS):
            name = getattr(x, "__name__", "function")
            return {"t": "o", "k": "f", "h": self.number(x), "n": str(name)}
        return {"t": "o", "k": "o", "h": self.number(x), "c": self.number(type(x))}

    def _own_name(self, kind: type) -> str | None:
        return kind.__name__ if kind.__module__ == "__main__" else None

    def _special(self, x: Any, encoder: Encoder, depth: int) -> Any:
        if isinstance(x, type):
            found = self.shared.name(x)
            return {"t": "gc", **found} if found else None
        if isinstance(x, TestObject):
            return {"t": "jo", "i": object.__getattribute__(x, "_autograder")[0]["i"]}
        if id(x) in self._test_functions:
            return {"t": "cb", "i": self._test_functions[id(x)][1]}
        if type(x) is io.StringIO and not x.closed:
            return {"t": "sio", "v": encoder.encode(x.getvalue()), "p": x.tell()}
        if (name := self.shared.name(type(x))) is not None:
            return encode_shared(x, name, self.links, encoder, depth)
        return self.reference(x) if self._own_name(type(x)) in self.keep else None

    def _other(self, x: Any, encoder: Encoder, depth: int) -> Any:
        if isinstance(x, types.ModuleType):
            return {"t": "mod", "n": x.__name__, "h": self.number(x)}
        keras = sys.modules.get("keras")
        own = type(x).__module__.startswith("keras.")
        if own and isinstance(x, getattr(keras, "Model", ())) and getattr(x, "built", False):
            return self._model(x, encoder, depth)
        return self.reference(x)

    def _model(self, x: Any, encoder: Encoder, depth: int) -> Any:
        mark = len(encoder.buffers)
        try:
            weights = [encoder.encode(w, depth + 1) for w in x.get_weights()]
            config = encoder.buffer(x.to_json().encode())
        except Exception:  # a layer without a config, say: it stays here
            del encoder.buffers[mark:]
            return self.reference(x)
        return {"t": "km", "c": config, "w": weights, "h": self.number(x)}

    def describe(self, kind: type) -> dict[str, Any]:
        """What the judge needs to make a stand-in for a class."""
        special = []
        for name in SPECIAL:
            method = getattr(kind, name, None)
            if name == "__hash__" and method is None:
                special.append("unhashable")
            elif method is not None and method is not getattr(object, name, None):
                special.append(name)
        mro = [[str(c.__module__), c.__qualname__] for c in kind.__mro__]
        bases = [self.number(b) for b in kind.__bases__ if b.__module__ == "__main__"]
        return {"n": kind.__name__, "m": str(kind.__module__), "mro": mro, "b": bases,
                "s": special, "x": issubclass(kind, BaseException), "r": None}  # fmt: skip

    # -- from the judge ------------------------------------------------------------------------

    def decoder(self, buffers: list[Any]) -> PlainDecoder:
        """A decoder for one message."""
        return PlainDecoder(buffers, self._decode_other)

    def _decode_other(self, v: dict[str, Any], decoder: PlainDecoder) -> Any:
        tag = v["t"]
        if tag == "o":
            return self.objects[v["h"]]
        if tag == "cb":
            return self._callback(v)
        if tag == "it":
            return _TestIterator(lambda: self._call_back(v["i"], (), {}))
        if tag == "jo":
            return type(v["n"], (TestObject,), {})(v, self._call_back)
        if tag == "ln":
            return self.links.objects[v["l"]]
        if tag == "in":
            return self._instance(v, decoder)
        if tag in ("en", "gc"):
            kind = self.shared.find(v["m"], v["c"])
            return kind if tag == "gc" else kind[v["n"]]
        if tag == "ex":
            return decoder.decode(v["c"])(*[decoder.decode(y) for y in v["v"]])
        if tag == "ref":
            found: Any = importlib.import_module(v["m"])
            for part in filter(None, v["q"].split(".")):
                found = getattr(found, part)
            return found
        if tag == "sio":
            stream = io.StringIO(decoder.decode(v["v"]))
            stream.seek(v["p"])
            return stream
        if tag == "km":
            keras = importlib.import_module("keras")
            model = keras.models.model_from_json(bytes(decoder.buffers[v["c"]]).decode())
            model.set_weights([decoder.decode(w) for w in v["w"]])
            return model
        raise TypeError(f"unknown value {tag!r}")

    def _instance(self, v: dict[str, Any], decoder: PlainDecoder) -> Any:
        kind = self.shared.find(v["m"], v["c"])
        if v.get("tu"):
            return tuple.__new__(kind, [decoder.decode(y) for y in v["v"]])
        made = object.__new__(kind)
        self.links.add(made, v["l"])  # before its content, which may hold it
        self.fill(made, v["v"], decoder)
        return made

    def fill(self, x: Any, content: list[Any], decoder: PlainDecoder) -> None:
        """Gives an object that both sides have the content that it has in the judge."""
        flat = [decoder.decode(y) for y in content]
        x.__dict__.clear()
        x.__dict__.update(zip(flat[::2], flat[1::2], strict=True))

    def settle(self) -> None:
        """Takes what both sides have for known to both."""
        self.links.settle(self._image)

    def news(self, encoder: Encoder) -> list[Any]:
        """What code here has changed of the objects that both sides have."""
        told: list[Any] = []
        for number, x in self.links.changed(self._image):
            mark, count = len(encoder.buffers), self.links.count()
            try:
                told += [number, encode_content(x, encoder)]
            except (TooDeep, RecursionError):
                del encoder.buffers[mark:]
                self.links.undo(count)
        self.settle()
        return told

    def probe(self) -> Encoder:
        """An encoder for comparing: what it writes isn't sent, and nothing gets a number."""
        return Encoder(self._other, self._probe)

    def _image(self, x: Any) -> Any:
        return image_of(x, self.probe())

    def _probe(self, x: Any, encoder: Encoder, depth: int) -> Any:
        new = not isinstance(x, type) and self.links.number(x) is None
        if new and self.shared.name(type(x)) is not None:
            return {"new": id(x)}
        return self._special(x, encoder, depth)

    def _callback(self, v: dict[str, Any]) -> Any:
        def function(*args: Any, **kwargs: Any) -> Any:
            return self._call_back(v["i"], args, kwargs)

        function.__name__ = function.__qualname__ = v["n"]
        function.__doc__ = v.get("d")
        function.__module__ = "__main__"
        self._test_functions[id(function)] = (function, v["i"])
        return function

    def is_of_test(self, x: Any) -> bool:
        """Whether it is a function of the test, which the judge runs."""
        return id(x) in self._test_functions

    def exception(self, told: dict[str, Any], decoder: PlainDecoder) -> BaseException:
        """An exception that a function of the test has raised."""
        builtin: Any = getattr(builtins, told["n"], RuntimeError)
        kind = self.objects.get(told.get("c", 0)) or builtin
        if "h" in told and isinstance(self.objects.get(told["h"]), BaseException):
            return self.objects[told["h"]]
        try:
            return kind(*decoder.decode(told.get("a", [])))
        except Exception:
            return RuntimeError(told.get("m", ""))

    # -- changes -------------------------------------------------------------------------------

    def is_mutable(self, x: Any) -> bool:
        """Whether the judge has a copy of it that the code here may change."""
        np = sys.modules.get("numpy")
        return (
            isinstance(x, MUTABLE)
            or (np is not None and isinstance(x, getattr(np, "ndarray", ())))
            or type(x).__name__ in ("DataFrame", "Series", "StringIO")
        )

    def overwrite(self, x: Any, new: Any) -> None:
        """Gives a list and so on the content that the judge's copy has got."""
        if isinstance(x, (list, bytearray)):
            x[:] = new
        elif isinstance(x, (dict, set)):
            x.clear()
            x.update(new)
        elif isinstance(x, collections.deque):
            x.clear()
            x.extend(new)
        else:
            x[...] = new


class _TestIterator:
    """An iterator of the test, asked one step at a time."""

    def __init__(self, step: Callable[[], Any]) -> None:
        self._step = step

    def __iter__(self) -> _TestIterator:
        return self

    def __next__(self) -> Any:
        found = self._step()
        if not found:
            raise StopIteration
        return found[0]


class TestObject:
    """An object of the test, a stand-in for a model, say: attributes are asked for one by one."""

    __test__ = False  # not a class of tests, whatever pytest thinks of its name

    def __init__(self, v: dict[str, Any], call_back: Callable[[Any, Any, Any], Any]) -> None:
        object.__setattr__(self, "_autograder", (v, call_back))

    def __getattr__(self, name: str) -> Any:
        v, call_back = object.__getattribute__(self, "_autograder")
        return call_back(v["i"], ("get", name), {})

    def __setattr__(self, name: str, value: Any) -> None:
        v, call_back = object.__getattribute__(self, "_autograder")
        call_back(v["i"], ("set", name, value), {})

    def __delattr__(self, name: str) -> None:
        v, call_back = object.__getattribute__(self, "_autograder")
        call_back(v["i"], ("del", name), {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.__getattr__("__call__")(*args, **kwargs)

    def __len__(self) -> int:
        return int(self.__getattr__("__len__")())

    def __getitem__(self, key: Any) -> Any:
        return self.__getattr__("__getitem__")(key)

    def __iter__(self) -> Any:
        return iter(self.__getattr__("__iter__")())

    def __str__(self) -> str:
        return str(self.__getattr__("__str__")())
