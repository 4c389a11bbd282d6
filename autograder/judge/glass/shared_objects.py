"""The judge's side of objects that live on both sides."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable
from typing import Any

from autograder.judge.glass.errors import Malformed
from autograder.judge.glass.kernel_side.codec import Encoder
from autograder.judge.glass.kernel_side.links import (
    Links,
    Shared,
    encode_content,
    encode_shared,
    image_of,
)
from autograder.judge.glass.values import NONSENSE, Decoder

MOST_LINKS = 20_000
UNHELD = 2  # references to an object that only the links hold, as sys.getrefcount counts them


class SharedObjects:
    """Objects of classes that both sides have: those of given code and of the course's packages.

    The judge has the true class; what comes from the kernel is an object's attributes, as data.

    Args:
        shared: the classes.
        other, special: encode what isn't plain data.
        decode: makes a decoder for the buffers of a message.
    """

    def __init__(
        self,
        shared: Shared,
        other: Callable[[Any, Encoder, int], Any],
        special: Callable[[Any, Encoder, int], Any],
        decoder: Callable[[list[bytearray]], Decoder],
    ) -> None:
        self._shared, self._other, self._special, self._decoder = shared, other, special, decoder
        self._links = Links(1)

    def encode(self, x: Any, encoder: Encoder, depth: int) -> Any:
        """Encodes an instance of a shared class; None for anything else."""
        name = self._shared.name(type(x))
        if name is None:
            return None
        return encode_shared(x, name, self._links, encoder, depth)

    def take_gone(self) -> list[int]:
        """Forgets objects that nothing here holds any more, and returns their numbers.

        The kernel has to be told in the very next request: until then it may name them.
        """
        gone = []
        for number in list(self._links.objects):
            if sys.getrefcount(self._links.objects[number]) <= UNHELD:
                self._links.drop(number)
                gone.append(number)
        return gone

    def class_name(self, kind: type) -> dict[str, str] | None:
        """What a shared class is called."""
        return self._shared.name(kind)

    def decode(self, v: dict[str, Any], decoder: Decoder, depth: int) -> Any:
        """Decodes a shared class, an instance, or the number of one; raises one of NONSENSE."""
        tag = v["t"]
        if tag == "ln":
            return self._links.objects[_number(v["l"])]
        kind = self._shared.find(v["m"], v["c"])
        if tag == "gc":
            return kind
        if tag == "en":
            if not issubclass(kind, enum.Enum):
                raise ValueError
            return kind[str(v["n"])]
        if v.get("tu"):
            if not issubclass(kind, tuple):
                raise ValueError
            return tuple.__new__(kind, decoder.values(v["v"], depth + 1))
        number = _number(v["l"])
        if number >= 0 or number in self._links.objects or issubclass(kind, (enum.Enum, tuple)):
            raise ValueError
        if len(self._links.objects) > MOST_LINKS:
            raise Malformed("the student's code gave too many objects")
        made = object.__new__(kind)
        self._links.add(made, number)
        self._fill(made, decoder.values(v["v"], depth + 1))
        return made

    def _fill(self, x: Any, flat: list[Any]) -> None:
        attributes = dict(zip(flat[::2], flat[1::2], strict=True))
        for name in attributes:
            # Data must not take the place of the trusted class's methods.
            if type(name) is not str or callable(getattr(type(x), name, None)):
                raise ValueError
        x.__dict__.clear()
        x.__dict__.update(attributes)

    def take(self, number: Any, content: Any, buffers: list[bytearray], write: bool) -> None:
        """Takes an object's content as student code has left it.

        Args:
            number: the object's number, as the kernel says.
            content: its encoded attributes.
            buffers: of the message.
            write: whether the judge's object gets it.
        """
        decoder = self._decoder(buffers)
        try:
            x = self._links.objects.get(_number(number))
            flat = decoder.values(content, 1)
            if x is not None and write:
                self._fill(x, flat)
                self._links.settle(self._image, number)
        except NONSENSE as error:
            raise Malformed(
                f"the student's kernel sent an object that is none ({type(error).__name__})"
            ) from None

    def news(self, encoder: Encoder) -> list[Any]:
        """What the test has changed since both sides had the same."""
        changed = self._links.changed(self._image)
        told = [y for number, x in changed for y in (number, encode_content(x, encoder))]
        self.settle()
        return told

    def settle(self) -> None:
        """Takes new objects for known on both sides."""
        self._links.settle(self._image)

    def _image(self, x: Any) -> Any:
        return image_of(x, Encoder(self._other, self._probe))

    def _probe(self, x: Any, encoder: Encoder, depth: int) -> Any:
        new = not isinstance(x, type) and self._links.number(x) is None
        if new and self._shared.name(type(x)) is not None:
            return {"new": id(x)}
        return self._special(x, encoder, depth)


def _number(x: Any) -> int:
    if type(x) is not int:
        raise ValueError
    return x
