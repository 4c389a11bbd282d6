"""What stand-ins ask of the student's kernel: calls, attributes, operators, conversions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.glass.conversation import Conversation
from autograder.judge.glass.copies import overwrite
from autograder.judge.glass.errors import CannotCross, Malformed, Refusal
from autograder.judge.glass.handles import Handle
from autograder.judge.glass.kernel_side.codec import Encoder, TooDeep


def _encode_value(encoder: Encoder, value: Any) -> Any:
    return encoder.encode(value)


class Peer(Conversation):
    """The student's kernel, as stand-ins for its objects use it."""

    def _encoded(
        self, value: Any, encode: Callable[[Encoder, Any], Any] = _encode_value
    ) -> tuple[Any, list[Any]]:
        encoder = self.translator.encoder()
        try:
            encoded = encode(encoder, value)
            self.translator.links.settle()
            return encoded, encoder.buffers
        except (TooDeep, TypeError) as error:
            name = type(error).__name__
            refusal: Refusal = CannotCross(f"a value cannot go to student code ({name})")
        except Refusal as error:
            refusal = error
        raise self.stop(refusal)

    def _sync(self) -> None:
        """Sends what the test has changed of its copies of the student's lists and so on."""
        for number, value in self.translator.copies.changed():
            encoder = self.translator.encoder()
            plain = encoder.content(value)
            self.ask("sync", encoder.buffers, h=number, v=plain)
        encoder = self.translator.encoder()
        if news := self.translator.links.news(encoder):
            self.ask("links", encoder.buffers, lk=news)

    def _acting(self, fields: dict[str, Any], buffers: list[Any]) -> None:
        """Before student code runs: seeds; its globals may be others afterwards."""
        self.stale += 1
        if news := self._seeds.news():
            told: dict[str, Any] = {"calls": news.pop("calls", [])}
            for name, state in news.items():
                encoder = self.translator.encoder()
                encoder.buffers = buffers
                told[name] = encoder.encode(state)
            fields["seeds"] = told

    def _value(self, head: dict[str, Any], buffers: list[bytearray], label: str, made: Any) -> Any:
        value = self.translator.decode(head.get("r"), buffers, label, made)
        self.take_links(head, buffers, label.removesuffix("()"))
        if "mh" in head:
            self.translator.copies.track(value, head["mh"])
        return value

    def name(self, name: str, have: int | None = None) -> tuple[Any, Any]:
        """Asks for a global name.

        Args:
            name: the name.
            have: digest of the value that is here already.

        Returns:
            The value and its digest; Ellipsis and the digest if the value is the same still.

        Raises:
            Missing: there is no such name.
        """
        self._sync()
        head, buffers = self.ask("name", n=name, have=have)
        if have is not None and head.get("same") is True:
            return Ellipsis, have
        value = self._value(head, buffers, name, None)
        digest = head.get("dg")
        return value, digest if type(digest) is int else None

    def set_name(self, name: str, value: Any) -> None:
        """Binds a global name over there."""
        encoded, buffers = self._encoded(value)
        self.translator.keep(value)
        self.ask("setname", buffers, n=name, v=encoded)
        self.stale += 1

    def delete_name(self, name: str) -> None:
        """Deletes a global name over there."""
        self.ask("delname", n=name)
        self.stale += 1

    def call(
        self, handle: Handle, args: tuple[Any, ...], kwargs: dict[str, Any],
        method: str | None = None, made: Any = None,
    ) -> Any:  # fmt: skip
        """Calls a function, class or object of the student.

        Args:
            handle: what to call.
            args, kwargs: what it gets.
            method: name of a method, if that is to be called.
            made: label for an instance that the call makes.
        """
        self._sync()
        (encoded, keywords), buffers = self._encoded((args, kwargs), _encode_call)
        fields: dict[str, Any] = {"h": handle.number, "a": encoded, "k": keywords}
        if method:
            fields["m"] = method
        self._acting(fields, buffers)
        head, data = self.ask("call", buffers, **fields)
        label = handle.label + (f".{method}" if method else "")
        # In the order in which the kernel has written them: result, changes, shared objects.
        told: Any = head.get("r")
        aliased = isinstance(told, dict) and told.get("t") == "arg"
        result = None
        if not aliased:
            result = self.translator.decode(told, data, f"{label}()", made)
        fresh = self._take_changes(head.get("mut"), data, args, kwargs, label)
        self.take_links(head, data, label)
        for model, number in self.translator.models_among([*args, *kwargs.values()]):
            reply, arrays = self.ask("weights", h=number)
            weights = self.translator.decode(reply.get("r"), arrays)
            self.translator.take_weights(model, number, weights)
        if aliased:
            key = told.get("k")
            return fresh[key] if key in fresh else _argument(key, args, kwargs)
        return result

    def _take_changes(
        self, changes: Any, buffers: list[bytearray], args: Any, kwargs: Any, label: str
    ) -> dict[str, Any]:
        """Writes back the arguments that were changed in place.

        Returns:
            New content of arguments that were not written back, by key.
        """
        kept: dict[str, Any] = {}
        if not changes:
            return kept
        if type(changes) is not list or len(changes) % 2:
            raise self.refusal("the student's kernel sent nonsense")
        for key, encoded in zip(changes[::2], changes[1::2], strict=True):
            old = _argument(key, args, kwargs)
            new = self.translator.decode(encoded, buffers)
            own = self.translator.copies.number_of(old) is not None
            if not own and not self.may_change(label, key):
                kept[key] = new
                continue
            if not overwrite(old, new):
                kept[key] = new
            self.translator.copies.refresh(old)
        return kept

    def construct(self, cls: Any, handle: Handle, args: Any, kwargs: Any) -> Any:
        """Makes an instance of a student's class."""
        made = handle.label if handle.label in self.rules.asked else None
        return self.call(handle, args, kwargs, made=made)

    def may_operate(self, handle: Handle, special: str) -> bool:
        """Whether an operator may see the test's data: the exercise, or the author, asks for it."""
        if self.rules.operators:
            return True
        plain = special.replace("__r", "__", 1).replace("__i", "__", 1)
        asked = self.rules.asked.get(handle.made or "", frozenset())
        return special in asked or plain in asked

    def attribute(self, handle: Handle, name: str) -> Any:
        """Reads an attribute."""
        if name == "__signature__":
            found = self._signature(handle.label)
            if isinstance(found, inspect.Signature):
                return found
            raise AttributeError(name)
        if name.startswith("__array"):
            raise AttributeError(name)
        self._sync()
        head, buffers = self.ask("get", h=handle.number, n=name)
        return self._value(head, buffers, f"{handle.label}.{name}", None)

    def set_attribute(self, handle: Handle, name: str, value: Any) -> None:
        """Sets an attribute."""
        self._sync()
        encoded, buffers = self._encoded(value)
        self.ask("set", buffers, h=handle.number, n=name, v=encoded)

    def delete_attribute(self, handle: Handle, name: str) -> None:
        """Deletes an attribute."""
        self.ask("del", h=handle.number, n=name)

    def operate(
        self, handle: Handle, name: str, args: list[Any], *, reflected: bool = False
    ) -> Any:
        """Applies an operator."""
        self._sync()
        encoded, buffers = self._encoded(args)
        fields: dict[str, Any] = {"h": handle.number, "f": name, "a": encoded}
        if reflected:
            fields["rev"] = True
        self._acting(fields, buffers)
        head, data = self.ask("op", buffers, **fields)
        return self._value(head, data, handle.label, handle.made)

    def convert(self, handle: Handle, name: str, *args: Any) -> Any:
        """Applies len, iter, next, str, float or the like."""
        self._sync()
        encoded, buffers = self._encoded(list(args))
        fields: dict[str, Any] = {"h": handle.number, "f": name, "a": encoded}
        self._acting(fields, buffers)
        head, data = self.ask("fn", buffers, **fields)
        return self._value(head, data, f"{handle.label}[]", None)

    def array(self, handle: Handle) -> np.ndarray:
        """Converts an object to an array."""
        self._sync()
        head, data = self.ask("array", h=handle.number)
        value = self._value(head, data, handle.label, None)
        if not isinstance(value, np.ndarray):
            raise TypeError("__array__ returned no array")
        return value

    def copy(self, handle: Handle, deep: bool) -> Any:
        """Copies an object over there."""
        head, data = self.ask("copy", h=handle.number, deep=deep)
        return self._value(head, data, handle.label, handle.made)

    def describe(self, number: int) -> dict[str, Any]:
        """What the kernel says of a class."""
        head, _ = self.ask("class", h=number)
        return head

    def class_number(self, number: int) -> Any:
        """The number of an object's class."""
        head, _ = self.ask("kind", h=number)
        return head.get("r")

    def set_weights(self, number: int, weights: Any) -> None:
        """Gives a model over there new weights."""
        encoded, buffers = self._encoded(weights)
        self.ask("weights", buffers, h=number, v=encoded)

    def import_module(self, name: str) -> Any:
        """Imports a module over there."""
        head, data = self.ask("import", n=name)
        return self._value(head, data, name, None)

    def about_file(self, name: str) -> tuple[bool, int, int]:
        """What the kernel says of a file of the student: is it a folder, bytes, time of change.

        Raises:
            Missing: there is no such file.
        """
        head, _ = self.ask("stat", n=name)
        told = head.get("r")
        if type(told) is not list or [type(x) for x in told] != [bool, int, int]:
            raise Malformed("the student's kernel sent nonsense")
        is_folder, size, when = told
        if not (0 <= size < 1 << 60 and 0 <= when < 1 << 40):
            raise Malformed("the student's kernel sent nonsense")
        return is_folder, size, when

    def read_file(self, name: str) -> bytes:
        """Reads a file that student code has written."""
        head, data = self.ask("read", n=name)
        content = self._value(head, data, "", None)
        if type(content) is not bytes:
            raise Malformed("the student's kernel sent nonsense")
        return content


def _argument(key: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if type(key) is not str:
        raise Malformed("the student's kernel sent nonsense")
    if key in kwargs:
        return kwargs[key]
    if key.isdecimal() and len(key) < 6 and int(key) < len(args):
        return args[int(key)]
    raise Malformed("the student's kernel sent nonsense")


def _encode_call(encoder: Encoder, call: tuple[tuple[Any, ...], dict[str, Any]]) -> Any:
    """Encodes the arguments of a call, one by one: they keep their numbers."""
    args, kwargs = call
    parts = [encoder.encode(x) for x in args]
    named = [encoder.encode(y) for pair in kwargs.items() for y in pair]
    return {"t": "l", "v": parts}, {"t": "d", "k": "", "v": named}
