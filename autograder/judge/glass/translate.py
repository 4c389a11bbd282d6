"""Values between a test and a student's kernel that are more than plain data."""

from __future__ import annotations

import io
import json
import sys
import types
import weakref
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from unittest import mock

from autograder.judge.glass import models, remote, remote_errors
from autograder.judge.glass.copies import Copies
from autograder.judge.glass.errors import CannotCross, Malformed
from autograder.judge.glass.handles import Handle, handle_of, watch
from autograder.judge.glass.kernel_side.codec import Encoder, TooDeep
from autograder.judge.glass.kernel_side.links import Shared
from autograder.judge.glass.shared_objects import SharedObjects
from autograder.judge.glass.values import Decoder
from autograder.judge.glass.wire import Limits

if TYPE_CHECKING:
    from autograder.judge.glass.peer import Peer

# Special methods of a test's object that student code may use.
OPEN_METHODS = frozenset(("__call__", "__len__", "__getitem__", "__iter__", "__str__"))
VIEWS: tuple[Any, ...] = (type({}.keys()), type({}.values()), type({}.items()))
MOST_CALLBACKS = 100_000


class Translator:
    """Encodes for the kernel and decodes what it sends.

    Args:
        peer: who asks the kernel.
        shared: classes that both sides have.
        module: makes of a module's name and number what a test may have of it.
    """

    def __init__(
        self,
        peer: Peer,
        shared: Shared,
        module: Callable[[str, Any], Any],
    ) -> None:
        self.peer, self._module = peer, module
        self.copies = Copies(self._image)
        self.links = SharedObjects(shared, self._other, self._special, self._decoder)
        self.callbacks: dict[int, Any] = {}
        self._next_callback = 0
        self._kept: set[int] = set()  # callbacks that have a name in the kernel
        self.limits = Limits()
        self._classes: dict[int, Any] = {}
        self._objects: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._models: dict[int, tuple[Any, int, int]] = {}  # id -> model, number, mark of weights
        self.gone: list[int] = []

    # -- to the kernel -------------------------------------------------------------------------

    def encoder(self) -> JudgeEncoder:
        """An encoder for one message."""
        return JudgeEncoder(self._other, self._special, self.copies)

    def _image(self, value: Any) -> Any:
        # Without the copies themselves: what is asked for is their content.
        encoder = Encoder(self._other, self._special)
        try:
            return json.dumps(encoder.encode(value)), [bytes(b) for b in encoder.buffers]
        except (TooDeep, CannotCross, TypeError):
            return None

    def _special(self, x: Any, encoder: Encoder, depth: int) -> Any:
        handle = handle_of(x)
        if handle is not None:
            return {"t": "o", "h": handle.number}
        if isinstance(x, type):
            found = self.links.class_name(x)
            return {"t": "gc", **found} if found else None
        return self.links.encode(x, encoder, depth)

    def _other(self, x: Any, encoder: Encoder, depth: int) -> Any:
        if isinstance(x, VIEWS):
            return encoder.encode(list(x), depth)
        if isinstance(x, io.StringIO):
            return {"t": "sio", "v": encoder.encode(x.getvalue()), "p": x.tell()}
        keras = type(x).__module__.startswith("keras.") and hasattr(x, "get_weights")
        if keras and (model := self._encode_model(x, encoder, depth)):
            return model
        if isinstance(x, mock.NonCallableMock):
            return self._open(x)
        if callable(x):
            return self._function(x)
        if isinstance(x, BaseException):
            args = [encoder.encode(y, depth + 1) for y in x.args]
            return {"t": "ex", "c": self._function(type(x)), "v": args}
        if hasattr(x, "__next__"):
            return {"t": "it", "i": self._callback(_Steps(x))}
        if type(x).__module__ == "__main__":
            return self._open(x)
        if isinstance(x, types.ModuleType):
            return {"t": "ref", "m": x.__name__, "q": ""}
        raise CannotCross(f"a value of type {type(x).__name__} cannot go to student code")

    def _open(self, x: Any) -> Any:
        return {"t": "jo", "i": self._callback(_OpenObject(x)), "n": type(x).__name__}

    def _function(self, x: Any) -> Any:
        module, name = getattr(x, "__module__", None), getattr(x, "__qualname__", None)
        if isinstance(module, str) and isinstance(name, str) and module != "__main__":
            found: Any = sys.modules.get(module)
            for part in name.split("."):
                found = getattr(found, part, None)
            if found is x:
                return {"t": "ref", "m": module, "q": name}
        known = {"t": "cb", "i": self._callback(x), "n": str(getattr(x, "__name__", "function"))}
        doc = getattr(x, "__doc__", None)
        return dict(known, d=doc) if isinstance(doc, str) and not isinstance(x, type) else known

    def _callback(self, function: Any) -> int:
        for number, known in self.callbacks.items():
            if known is function or (isinstance(known, _OpenObject) and known.same(function)):
                return number
        if len(self.callbacks) >= MOST_CALLBACKS:
            raise CannotCross("the test hands over too many functions")
        number = self._next_callback
        self.callbacks[number] = function
        self._next_callback += 1
        return number

    def keep(self, function: Any) -> None:
        """Lets student code call a function of the test in later tests too: it has a name there."""
        self._kept |= {number for number, known in self.callbacks.items() if known is function}

    def _encode_model(self, x: Any, encoder: Encoder, depth: int) -> Any:
        known = self._models.get(id(x))
        if known is not None:
            _, number, mark = known
            if _mark(x.get_weights()) != mark:
                self.peer.set_weights(number, x.get_weights())
                self._models[id(x)] = (x, number, _mark(x.get_weights()))
            return {"t": "o", "h": number}
        if not (hasattr(x, "to_json") and x.built):
            return None
        weights = [encoder.encode(w, depth + 1) for w in x.get_weights()]
        return {"t": "km", "c": encoder.buffer(x.to_json().encode()), "w": weights}

    def models_among(self, values: Any) -> list[tuple[Any, int]]:
        """Rebuilt models among some values, with their numbers."""
        return [self._models[id(x)][:2] for x in values if id(x) in self._models]

    def take_weights(self, model: Any, number: int, weights: Any) -> None:
        """Gives a rebuilt model the weights that the original has got."""
        try:
            model.set_weights(weights)
        except Exception as error:
            raise Malformed(f"weights that don't fit ({type(error).__name__})") from None
        self._models[id(model)] = (model, number, _mark(weights))

    # -- from the kernel -----------------------------------------------------------------------

    def decode(self, v: Any, buffers: list[bytearray], label: str = "", made: Any = None) -> Any:
        """Decodes one value of a message.

        Args:
            v: the value.
            buffers: the message's buffers.
            label: how the test came to it.
            made: the class whose operators the exercise asks for, if the value is an instance.
        """

        return self._decoder(buffers, label, made).decode(v)

    def _decoder(self, buffers: list[bytearray], label: str = "", made: Any = None) -> Decoder:
        def other(v: dict[str, Any], decoder: Decoder, depth: int) -> Any:
            return self._decode_other(v, decoder, depth, label, made)

        return Decoder(buffers, self.limits, other)

    def _decode_other(
        self, v: dict[str, Any], decoder: Decoder, depth: int, label: str, made: Any
    ) -> Any:
        tag = v["t"]
        if tag == "o":
            return self._object(v, label, made)
        if tag == "mod":
            return self._module(str(v["n"])[:200], _number(v["h"]))
        if tag in ("ln", "in", "en", "gc"):
            return self.links.decode(v, decoder, depth)
        if tag in ("cb", "jo"):
            known = self.callbacks[_number(v["i"])]
            return known.value if isinstance(known, _OpenObject) else known
        if tag == "sio":
            text = decoder.value(v["v"], depth + 1)
            stream = io.StringIO(text)
            stream.seek(min(_number(v["p"]), len(text)))
            return stream
        if tag == "km":
            return self._decode_model(v, decoder, depth, label)
        raise ValueError

    def _object(self, v: dict[str, Any], label: str, made: Any) -> Any:
        number, kind = _number(v["h"]), v["k"]
        if kind == "c":
            return self.class_for(number)
        known = self._objects.get(number)
        if known is not None:
            if number in self.gone:
                self.gone.remove(number)
            return known
        handle = Handle(self.peer, number, label, made)
        if kind == "f":
            found: Any = remote.RemoteFunction(handle)
        else:
            cls = self.class_for(_number(v["c"]))
            if isinstance(cls, type) and issubclass(cls, BaseException):
                return remote_errors.make_error(cls, handle, ())
            found = remote.make_instance(cls, handle)
        self._objects[number] = found
        watch(found, handle, self.gone.append)
        return found

    def class_for(self, number: int, depth: int = 0) -> Any:
        """The stand-in for a class of the student.

        Args:
            number: by which the kernel knows it.
            depth: levels of bases so far.
        """
        known = self._classes.get(number)
        if known is not None:
            return known
        if depth > 20:
            raise ValueError
        told = self.peer.describe(number)
        name, module = str(told["n"])[:100], str(told["m"])[:200]
        mro = tuple((str(m)[:200], str(q)[:200]) for m, q in told["mro"][:100])
        special = frozenset(str(s) for s in told["s"][:200])
        handle = Handle(self.peer, number, name)
        bases = tuple(self.class_for(_number(b), depth + 1) for b in told["b"][:20])
        if told.get("x") is True:
            builtin = self.peer.errors.builtin([list(pair) for pair in mro])
            parents = tuple(b for b in bases if issubclass(b, BaseException))
            made = remote_errors.make_error_class(handle, name, parents, builtin)
        else:
            made = remote.make_class(handle, name, module, mro, bases, special)
        self._classes[number] = made
        return made

    def _decode_model(self, v: dict[str, Any], decoder: Decoder, depth: int, label: str) -> Any:
        number = _number(v["h"])
        config = bytes(decoder.raw(v["c"]))
        weights = decoder.values(v["w"], depth + 1)
        mark = _mark([*weights, config])
        for model, known, old in self._models.values():
            if known == number and old == mark:
                return model
        try:
            model = models.rebuild(config, weights)
        except models.NotBuiltIn:
            about = {"h": number, "k": "o", "c": self.peer.class_number(number)}
            return self._object(about, label, None)
        self._models[id(model)] = (model, number, mark)
        return model

    def forget_cell(self) -> None:
        """Drops what only one test cell needed."""
        self.copies.clear()
        self.callbacks = {n: f for n, f in self.callbacks.items() if n in self._kept}


class JudgeEncoder(Encoder):
    """Names copies of the student's lists and so on by their numbers."""

    def __init__(self, other: Any, special: Any, copies: Copies) -> None:
        super().__init__(other, special)
        self._copies = copies

    def encode(self, x: Any, depth: int = 0) -> Any:
        number = self._copies.number_of(x)
        return super().encode(x, depth) if number is None else {"t": "o", "h": number}

    def content(self, x: Any) -> Any:
        """Encodes what is in a copy, instead of its number."""
        return super().encode(x)


class _Steps:
    """An iterator of the test, one step at a time: a list of one value, or of none at the end."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator

    def __call__(self) -> list[Any]:
        for value in self._iterator:
            return [value]
        return []


class _OpenObject:
    """An object of the test, of which student code may use what has a public name."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._theirs: set[str] = set()  # private names that student code has set itself

    def same(self, other: Any) -> bool:
        return isinstance(other, _OpenObject) and other.value is self.value

    def __call__(self, action: str, name: str, *args: Any) -> Any:
        if not isinstance(name, str) or (name.startswith("__") and name not in OPEN_METHODS):
            raise AttributeError(name)
        if action == "del":
            delattr(self.value, name)
            return None
        if action == "set":
            self._theirs.add(name)
            setattr(self.value, name, *args)
            return None
        if name.startswith("_") and name not in OPEN_METHODS and name not in self._theirs:
            raise AttributeError(name)
        found = getattr(self.value, name)
        if isinstance(found, mock.NonCallableMock) and callable(found):
            return lambda *a, **k: found(*a, **k)
        return found


def _number(x: Any) -> int:
    if type(x) is not int or x < 0:
        raise ValueError
    return x


def _mark(arrays: list[Any]) -> int:
    mark = 0
    for a in arrays:
        mark = zlib.crc32(a if isinstance(a, bytes) else a.tobytes(), mark)
    return mark
