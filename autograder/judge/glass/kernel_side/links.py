"""Objects of one class that live on both sides: instances of classes that come with an exercise.

Such an object is copied when it crosses for the first time and gets a number; from then on both
sides mean the same object by it, and each tells the other when its copy has changed.
"""

from __future__ import annotations

import abc
import enum
import importlib
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

HEAP_TYPE = 1 << 9  # the class was made by a class statement, not in C


def is_plain(kind: type) -> bool:
    """Whether an instance of the class is nothing but its `__dict__`."""
    if type(kind) not in (type, abc.ABCMeta) or kind.__new__ is not object.__new__:
        return False
    if issubclass(kind, BaseException):
        return False
    own = [c for c in kind.__mro__ if c is not object]
    return all(c.__flags__ & HEAP_TYPE and not c.__dict__.get("__slots__") for c in own)


class Shared:
    """The classes that both sides have: those of given code, and of the exercise's own packages.

    Args:
        given: finds a class of given code by its name; None if there is none.
        packages: top-level packages.
    """

    def __init__(self, given: Callable[[str], Any], packages: Iterable[str]) -> None:
        self._given, self._packages = given, frozenset(packages)

    def name(self, kind: type) -> dict[str, str] | None:
        """What a class that both sides have is called; None for other classes."""
        module = kind.__module__
        if module == "__main__":
            return {"m": "", "c": kind.__name__} if self._given(kind.__name__) is kind else None
        if not isinstance(module, str) or module.partition(".")[0] not in self._packages:
            return None
        found: Any = sys.modules.get(module)
        for part in kind.__qualname__.split("."):
            found = getattr(found, part, None)
        return {"m": module, "c": kind.__qualname__} if found is kind else None

    def find(self, module: Any, name: Any) -> Any:
        """The class of that name.

        Raises:
            ValueError: there is none that both sides have.
        """
        if not isinstance(module, str) or not isinstance(name, str):
            raise ValueError
        if not module:
            found = self._given(name)
        elif module.partition(".")[0] in self._packages:
            found = importlib.import_module(module)
            for part in name.split("."):
                found = getattr(found, part, None)
        else:
            found = None
        if not isinstance(found, type) or self.name(found) is None:
            raise ValueError
        if not issubclass(found, (enum.Enum, tuple)) and not is_plain(found):
            raise ValueError
        return found


class Links:
    """Numbers of the objects that both sides have.

    Args:
        step: 1 on the one side, -1 on the other, so that new numbers never meet.
    """

    def __init__(self, step: int) -> None:
        self.objects: dict[int, Any] = {}
        self._step = self._next = step
        self._numbers: dict[int, int] = {}
        self._ids: dict[int, int] = {}
        self._images: dict[int, Any] = {}

    def number(self, x: Any) -> int | None:
        """The number of an object, or None."""
        known = self._numbers.get(id(x))
        return known if known is not None and self.objects.get(known) is x else None

    def add(self, x: Any, number: int | None = None) -> int:
        """Gives an object a number, or the one that it has on the other side."""
        if number is None:
            number = self._next
            self._next += self._step
        self.objects[number] = x
        self._numbers[id(x)] = number
        self._ids[number] = id(x)
        return number

    def drop(self, number: int) -> None:
        """Forgets an object."""
        self._images.pop(number, None)
        self.objects.pop(number, None)
        place = self._ids.pop(number, 0)
        if self._numbers.get(place) == number:
            del self._numbers[place]

    def count(self) -> int:
        """How many numbers have been given on this side, for `undo`."""
        return abs(self._next)

    def undo(self, count: int) -> None:
        """Drops objects that got numbers since, in a message that wasn't sent."""
        while abs(self._next) > count:
            self._next -= self._step
            self.drop(self._next)

    def settle(self, image: Callable[[Any], Any], number: int | None = None) -> None:
        """Takes the present content of an object, or of all new ones, for known on both sides."""
        if number is not None:
            self._images[number] = image(self.objects[number])
            return
        if len(self._images) < len(self.objects):
            for new, x in list(self.objects.items()):
                if new not in self._images:
                    self._images[new] = image(x)

    def changed(self, image: Callable[[Any], Any]) -> list[tuple[int, Any]]:
        """Objects that have changed since they were known on both sides; they are known now."""
        found = []
        for number, x in list(self.objects.items()):
            now = image(x)
            if number in self._images and self._images[number] != now:
                found.append((number, x))
            self._images[number] = now
        return found


def encode_shared(
    x: Any, name: dict[str, str], links: Links, encoder: Any, depth: int
) -> dict[str, Any] | None:
    """Encodes an instance of a class that both sides have.

    Args:
        x: the instance.
        name: what `Shared.name` says of its class.
        links: objects that both sides have; a new one is added.
        encoder: of the message.
        depth: levels of nesting so far.

    Returns:
        The encoded instance; None if it can't be copied.
    """
    if isinstance(x, enum.Enum):
        return {"t": "en", **name, "n": x.name}
    if isinstance(x, tuple):
        items = [encoder.encode(y, depth + 1) for y in tuple.__iter__(x)]
        return {"t": "in", **name, "v": items, "tu": True}
    number = links.number(x)
    if number is not None:
        return {"t": "ln", "l": number}
    if not is_plain(type(x)):
        return None
    number = links.add(x)  # before its content, which may hold it
    return {"t": "in", **name, "l": number, "v": encode_content(x, encoder, depth)}


def encode_content(x: Any, encoder: Any, depth: int = 0) -> list[Any]:
    """The attributes of an object: names and values, one after the other."""
    return [encoder.encode(y, depth + 1) for pair in vars(x).items() for y in pair]


def image_of(x: Any, encoder: Any) -> Any:
    """Something that is equal as long as the attributes of an object are."""
    try:
        return json.dumps(encode_content(x, encoder)), [bytes(b) for b in encoder.buffers]
    except Exception:  # what can't be encoded can't be told either
        return None
