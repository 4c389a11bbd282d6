"""Plain data as JSON and raw buffers: the encoder of both sides.

A value is JSON (None, bool, int, float, str) or an object whose "t" names its type. Numbers in
bulk, long texts and arrays stand in buffers beside the JSON, and "b" is the number of the buffer.
The judge's decoder is in `autograder.judge.glass.values`; it trusts nothing that this one writes.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import sys
from collections.abc import Callable
from typing import Any

from autograder.judge.glass.kernel_side.tables import encode_table

DEEPEST = 60  # levels of nesting
LONG_TEXT = 2048  # characters from which on a text goes into a buffer
BULK = 16  # numbers from which on a list goes into a buffer
PLAIN_KINDS = "biufcSUmM"  # NumPy's kinds of plain data
ISO = (datetime.datetime, datetime.date, datetime.time)  # in this order: a datetime is a date
SEQUENCES: dict[Any, str] = {
    list: "l",
    tuple: "tu",
    set: "s",
    frozenset: "fs",
    collections.deque: "dq",
}
MAPPINGS: dict[Any, str] = {dict: "", collections.OrderedDict: "od", collections.defaultdict: "dd",
            collections.Counter: "ct"}  # fmt: skip
BUILTIN_TYPES = (int, float, str, bool, complex, bytes, list, tuple, dict, set, frozenset, range,
                 object, type(None))  # fmt: skip


class TooDeep(Exception):
    """A value is nested too deeply, or in itself, to be copied."""


class Encoder:
    """Encodes values into one message.

    Args:
        other: encodes what isn't plain data, or raises TypeError.
        special: is asked before subclasses of plain types are taken for plain; returns None for
            what it doesn't know.

    Attributes:
        buffers: raw data of the message so far.
    """

    def __init__(
        self,
        other: Callable[[Any, Encoder, int], Any],
        special: Callable[[Any, Encoder, int], Any] | None = None,
    ) -> None:
        self.buffers: list[Any] = []
        self._other, self._special = other, special

    def buffer(self, data: Any) -> int:
        """Adds raw data (bytes or a C-contiguous array) and returns its number."""
        self.buffers.append(data)
        return len(self.buffers) - 1

    def encode(self, x: Any, depth: int = 0) -> Any:
        """Encodes one value.

        Raises:
            TooDeep: if it is nested too deeply.
            TypeError: if it can't be encoded at all.
        """
        if depth > DEEPEST:
            raise TooDeep
        kind = type(x)
        if x is None or kind is bool or kind is float:
            return x
        if kind is int:
            return x if -(2**62) < x < 2**62 else {"t": "i", "v": format(x, "x")}
        if kind is str:
            if len(x) < LONG_TEXT:
                return x
            return {"t": "st", "b": self.buffer(x.encode("utf-8", "surrogatepass"))}
        if kind in SEQUENCES:
            return self._sequence(x, SEQUENCES[kind], depth)
        if kind in MAPPINGS:
            flat = [self.encode(y, depth + 1) for pair in x.items() for y in pair]
            return {"t": "d", "k": MAPPINGS[kind], "v": flat}
        if self._special is not None and (done := self._special(x, self, depth)) is not None:
            return done
        if kind is complex:
            return {"t": "c", "v": [x.real, x.imag]}
        if kind in (bytes, bytearray):
            return {"t": "by" if kind is bytes else "ba", "b": self.buffer(bytes(x))}
        if x is Ellipsis:
            return {"t": "el"}
        if kind is slice:
            return {"t": "sl", "v": [self.encode(y, depth + 1) for y in (x.start, x.stop, x.step)]}
        if kind is range:
            return {"t": "rg", "v": [self.encode(y, depth + 1) for y in (x.start, x.stop, x.step)]}
        if isinstance(x, type):
            for builtin in BUILTIN_TYPES:
                if x is builtin:
                    return {"t": "ty", "n": x.__name__}
        done = self._numpy(x, depth)
        if done is None:
            done = self._library(x, depth)
        if done is None:
            done = self._subclass(x, depth)
        return self._other(x, self, depth) if done is None else done

    def _sequence(self, x: Any, tag: str, depth: int) -> Any:
        if len(x) >= BULK and tag in ("l", "tu"):
            kinds = set(map(type, x))
            if len(kinds) == 1:
                code = {float: "d", int: "q", bool: "b"}.get(kinds.pop())
                try:
                    if code:
                        raw = array.array(code, x).tobytes()
                        return {"t": "n", "k": tag, "d": code, "b": self.buffer(raw)}
                except OverflowError:
                    pass
        return {"t": tag, "v": [self.encode(y, depth + 1) for y in x]}

    def _numpy(self, x: Any, depth: int) -> Any:
        np = sys.modules.get("numpy")
        if np is None or not hasattr(np, "ndarray"):
            return None
        if isinstance(x, (np.ndarray, np.generic)):
            scalar = isinstance(x, np.generic)
            a = np.asarray(x)
            if a.dtype.kind == "O":
                items = [self.encode(y, depth + 1) for y in a.ravel().tolist()]
                return {"t": "ao", "s": list(a.shape), "v": items}
            if a.dtype.kind == "V" and a.dtype.names is None:
                a = a.astype("float32")  # bfloat16 and its like
            if a.dtype.kind not in PLAIN_KINDS or not a.dtype.itemsize:
                return None
            raw = self.buffer(a.tobytes())
            return {"t": "a", "d": a.dtype.str, "s": list(a.shape), "b": raw, "g": scalar}
        if isinstance(x, np.dtype):
            return {"t": "dt", "d": x.str} if x.kind in PLAIN_KINDS else None
        if isinstance(x, type) and issubclass(x, (np.generic, np.ndarray)):
            known = getattr(np, x.__name__, None) is x
            return {"t": "ty", "n": x.__name__, "np": True} if known else None
        if isinstance(x, np.ufunc):
            known = getattr(np, x.__name__, None) is x
            return {"t": "uf", "n": x.__name__} if known else None
        return None

    def _library(self, x: Any, depth: int) -> Any:
        """Numbers and dates of the standard library, tensors, tables."""
        if type(x) is fractions.Fraction:
            return {"t": "fr", "v": [format(x.numerator, "x"), format(x.denominator, "x")]}
        if type(x) is decimal.Decimal:
            return {"t": "de", "v": str(x)}
        if type(x) is datetime.timedelta:
            return {"t": "td", "v": [x.days, x.seconds, x.microseconds]}
        if type(x) in ISO:
            return {"t": "iso", "k": type(x).__name__, "v": x.isoformat()}
        module = type(x).__module__ or ""
        top = module.partition(".")[0]
        if top in ("tensorflow", "keras", "torch", "jax", "jaxlib"):
            name = type(x).__name__
            tensor = (
                "Tensor" in name or "Variable" in name or "Array" in name or name == "Parameter"
            )
            if tensor and "KerasTensor" not in name and hasattr(x, "shape"):
                if hasattr(x, "detach"):  # PyTorch
                    plain = x.detach().cpu().numpy()
                else:
                    plain = x.numpy() if hasattr(x, "numpy") else sys.modules["numpy"].asarray(x)
                value = self.encode(plain, depth + 1)
                return {"t": "te", "k": "keras" if top == "keras" else top[:5], "v": value}
        if top == "pandas":
            return encode_table(x, lambda y: self.encode(y, depth + 1))
        return None

    def _subclass(self, x: Any, depth: int) -> Any:
        """Subclasses of plain types lose what they add: methods, and with them their lies."""
        for base in (bool, int, float, complex, str, bytes):
            if isinstance(x, base):
                return self.encode(_plain(base, x), depth)
        fields = getattr(type(x), "_fields", None)
        if isinstance(x, tuple) and isinstance(fields, tuple):
            values = [self.encode(y, depth + 1) for y in tuple.__iter__(x)]
            return {"t": "nt", "n": type(x).__name__, "f": list(fields), "v": values}
        sequences: tuple[Any, ...] = (list, tuple, set, frozenset)
        for kind in sequences:
            if isinstance(x, kind):
                return self._sequence(list(kind.__iter__(x)), SEQUENCES[kind], depth)
        if isinstance(x, dict):
            return self.encode(dict(dict.items(x)), depth)
        return None


def _plain(base: type, x: Any) -> Any:
    if base is int:
        return int.__index__(x)
    if base is float:
        return float.__float__(x)
    if base is str:
        return str.__str__(x)
    if base is bytes:
        return bytes.__getitem__(x, slice(None))
    return complex(x.real, x.imag)
