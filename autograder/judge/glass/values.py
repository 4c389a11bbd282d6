"""Plain data from a student's kernel, decoded with nothing trusted.

The counterpart of `kernel_side.codec.Encoder`: whatever the bytes are, the outcome is a value of a
plain type or `Malformed`. Nothing is unpickled, evaluated or looked up by a name that the other
side chose, but for lists of names that stand here.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import keyword
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.judge.glass.errors import Malformed
from autograder.judge.glass.kernel_side.codec import BUILTIN_TYPES, PLAIN_KINDS
from autograder.judge.glass.kernel_side.tables import TABLE_TAGS, build_table
from autograder.judge.glass.wire import Limits

LONGEST_NUMBER = 100_000  # hexadecimal digits of an int
LONGEST_AXIS = 1 << 40  # of an array without elements, which needs no buffer
DATES = {c.__name__: c for c in (datetime.datetime, datetime.date, datetime.time)}
TYPES = {c.__name__: c for c in BUILTIN_TYPES}
NUMBER_CODES = {"d": float, "q": int, "b": bool}
# What nonsense can raise on its way to becoming a value.
NONSENSE = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError,
            ArithmeticError, RecursionError, MemoryError, UnicodeError, ImportError)  # fmt: skip

Other = Callable[[dict[str, Any], "Decoder", int], Any]


def nothing_else(v: dict[str, Any], decoder: Decoder, depth: int) -> Any:
    """An `other` for plain data only."""
    raise Malformed("the student's kernel sent nonsense")


class Decoder:
    """Decodes the values of one message.

    Args:
        buffers: its buffers.
        limits: sizes.
        other: decodes tags that aren't plain data; gets (value, decoder, depth).
    """

    def __init__(
        self, buffers: list[bytearray], limits: Limits, other: Other = nothing_else
    ) -> None:
        self.buffers, self._limits, self._other = buffers, limits, other
        self._nodes = 0
        self._bytes = 0

    def decode(self, v: Any) -> Any:
        """Decodes one value of the message.

        Raises:
            Malformed: it is none.
        """
        try:
            return self.value(v, 0)
        except NONSENSE as error:
            raise Malformed(
                f"the student's kernel sent a value that is none ({type(error).__name__})"
            ) from None

    def value(self, v: Any, depth: int) -> Any:
        """Decodes a part of a value; raises one of NONSENSE, or Malformed."""
        self._nodes += 1
        if self._nodes > self._limits.nodes or depth > self._limits.depth:
            raise Malformed("the student's code gave a value that is too large")
        if v is None or type(v) in (bool, int, float, str):
            return v
        if type(v) is not dict:
            raise ValueError
        tag = v["t"]
        if type(tag) is not str or not tag.isalpha():
            raise ValueError
        if tag in TABLE_TAGS:
            return self._table(v, depth)
        method = getattr(self, f"_tag_{tag}", None)
        return self._other(v, self, depth) if method is None else method(v, depth + 1)

    def values(self, items: Any, depth: int) -> list[Any]:
        """Decodes a list of values."""
        if type(items) is not list:
            raise ValueError
        return [self.value(y, depth) for y in items]

    def raw(self, number: Any) -> bytearray:
        """A buffer of the message. Each use counts, so that none is copied a million times."""
        if type(number) is not int or number < 0:
            raise ValueError
        found = self.buffers[number]
        self._bytes += len(found)
        if self._bytes > 2 * self._limits.message:
            raise Malformed("the student's code gave a value that is too large")
        return found

    def _table(self, v: dict[str, Any], depth: int) -> Any:
        try:
            return build_table(v, lambda y: self.value(y, depth + 2))
        except Exception as error:  # pandas has exceptions of its own
            raise ValueError from error

    # -- scalars and texts ---------------------------------------------------------------------

    def _tag_i(self, v: dict[str, Any], depth: int) -> int:
        text = v["v"]
        if type(text) is not str or len(text) > LONGEST_NUMBER:
            raise ValueError
        return int(text, 16)

    def _tag_st(self, v: dict[str, Any], depth: int) -> str:
        return self.raw(v["b"]).decode("utf-8", "surrogatepass")

    def _tag_by(self, v: dict[str, Any], depth: int) -> bytes:
        return bytes(self.raw(v["b"]))

    def _tag_ba(self, v: dict[str, Any], depth: int) -> bytearray:
        return bytearray(self.raw(v["b"]))

    def _tag_c(self, v: dict[str, Any], depth: int) -> complex:
        real, imag = v["v"]
        return complex(float(real), float(imag))

    def _tag_el(self, v: dict[str, Any], depth: int) -> Any:
        return Ellipsis

    def _tag_sl(self, v: dict[str, Any], depth: int) -> slice:
        start, stop, step = self.values(v["v"], depth)
        return slice(start, stop, step)

    def _tag_rg(self, v: dict[str, Any], depth: int) -> range:
        start, stop, step = self.values(v["v"], depth)
        return range(start, stop, step)

    def _tag_fr(self, v: dict[str, Any], depth: int) -> fractions.Fraction:
        top, bottom = (self._tag_i({"v": part}, depth) for part in v["v"])
        return fractions.Fraction(top, bottom)

    def _tag_de(self, v: dict[str, Any], depth: int) -> decimal.Decimal:
        if len(v["v"]) > 10_000:
            raise ValueError
        return decimal.Decimal(v["v"])

    def _tag_td(self, v: dict[str, Any], depth: int) -> datetime.timedelta:
        days, seconds, micros = v["v"]
        return datetime.timedelta(days, seconds, micros)

    def _tag_iso(self, v: dict[str, Any], depth: int) -> Any:
        return DATES[v["k"]].fromisoformat(v["v"])

    def _tag_ty(self, v: dict[str, Any], depth: int) -> Any:
        if not v.get("np"):
            return TYPES[v["n"]]
        found = getattr(np, _identifier(v["n"]))
        if not (isinstance(found, type) and issubclass(found, (np.generic, np.ndarray))):
            raise ValueError
        return found

    def _tag_uf(self, v: dict[str, Any], depth: int) -> Any:
        found = getattr(np, _identifier(v["n"]))
        if not isinstance(found, np.ufunc):
            raise ValueError
        return found

    # -- collections ---------------------------------------------------------------------------

    def _tag_l(self, v: dict[str, Any], depth: int) -> list[Any]:
        return self.values(v["v"], depth)

    def _tag_tu(self, v: dict[str, Any], depth: int) -> tuple[Any, ...]:
        return tuple(self.values(v["v"], depth))

    def _tag_s(self, v: dict[str, Any], depth: int) -> set[Any]:
        return set(self.values(v["v"], depth))

    def _tag_fs(self, v: dict[str, Any], depth: int) -> frozenset[Any]:
        return frozenset(self.values(v["v"], depth))

    def _tag_dq(self, v: dict[str, Any], depth: int) -> collections.deque[Any]:
        return collections.deque(self.values(v["v"], depth))

    def _tag_d(self, v: dict[str, Any], depth: int) -> dict[Any, Any]:
        flat = self.values(v["v"], depth)
        plain = dict(zip(flat[::2], flat[1::2], strict=True))
        kind = v["k"]
        if kind == "od":
            return collections.OrderedDict(plain)
        if kind == "dd":
            return collections.defaultdict(None, plain)
        if kind == "ct":
            counts = collections.Counter[Any]()
            dict.update(counts, plain)
            return counts
        return plain

    def _tag_nt(self, v: dict[str, Any], depth: int) -> Any:
        fields = [_identifier(f) for f in v["f"]]
        if len(fields) > 200:
            raise ValueError
        made = collections.namedtuple(_identifier(v["n"]), fields)  # type: ignore[misc]
        return made(*self.values(v["v"], depth))

    def _tag_n(self, v: dict[str, Any], depth: int) -> Any:
        plain = NUMBER_CODES[v["d"]]
        data = self.raw(v["b"])
        self._count(len(data) // (1 if plain is bool else 8))
        numbers = array.array(v["d"])
        numbers.frombytes(data)
        values = [n != 0 for n in numbers] if plain is bool else numbers.tolist()
        return tuple(values) if v["k"] == "tu" else values

    def _count(self, more: int) -> None:
        # Python objects of about 32 bytes each: as many as the bytes of a message allow.
        self._bytes += 32 * more
        if self._bytes > 2 * self._limits.message:
            raise Malformed("the student's code gave a value that is too large")

    # -- arrays --------------------------------------------------------------------------------

    def _dtype(self, text: Any) -> np.dtype[Any]:
        if type(text) is not str or len(text) > 30:
            raise ValueError
        found = np.dtype(text)
        if found.kind not in PLAIN_KINDS or found.hasobject or found.subdtype or not found.itemsize:
            raise ValueError
        return found

    def _shape(self, shape: Any) -> tuple[int, ...]:
        if type(shape) is not list or len(shape) > 32:
            raise ValueError
        for n in shape:
            if type(n) is not int or not 0 <= n < LONGEST_AXIS:
                raise ValueError
        return tuple(shape)

    def _tag_dt(self, v: dict[str, Any], depth: int) -> np.dtype[Any]:
        return self._dtype(v["d"])

    def _tag_a(self, v: dict[str, Any], depth: int) -> Any:
        dtype, shape = self._dtype(v["d"]), self._shape(v["s"])
        data = self.raw(v["b"])
        size = 1
        for n in shape:
            size *= n
        if size * dtype.itemsize != len(data):
            raise ValueError
        a = np.frombuffer(data, dtype).reshape(shape)
        if dtype.kind == "b":
            a = np.frombuffer(data, np.uint8).astype(bool).reshape(shape)
        if dtype.kind == "U":
            _check_characters(data, dtype)
        return a[()] if v.get("g") and a.ndim == 0 else a

    def _tag_ao(self, v: dict[str, Any], depth: int) -> Any:
        items = self.values(v["v"], depth)
        shape = self._shape(v["s"])
        a = np.empty(len(items), object)
        for i, item in enumerate(items):
            a[i] = item
        return a.reshape(shape)

    def _tag_te(self, v: dict[str, Any], depth: int) -> Any:
        plain = self.value(v["v"], depth)
        if not isinstance(plain, (np.ndarray, np.generic)):
            raise ValueError
        return as_tensor(str(v["k"]), plain)


def as_tensor(kind: str, plain: Any) -> Any:
    """Makes an array a tensor of the library that the student's value was of.

    Args:
        kind: "tenso" (TensorFlow), "torch", anything else is Keras's backend.
        plain: its values.

    Returns:
        The tensor, or the array itself where the library isn't installed.
    """
    try:
        if kind == "torch":
            import torch  # type: ignore[import-not-found,unused-ignore]

            return torch.as_tensor(np.array(plain))
        if kind == "tenso":
            import tensorflow as tf

            return tf.constant(plain)
        import keras
    except ImportError:
        return plain
    return keras.ops.convert_to_tensor(plain)


def _identifier(text: Any) -> str:
    if type(text) is not str or not text.isidentifier() or len(text) > 100:
        raise ValueError
    if text.startswith("_") or keyword.iskeyword(text):
        raise ValueError
    return text


def _check_characters(data: bytearray, dtype: np.dtype[Any]) -> None:
    """NumPy makes a text of any 32-bit numbers; beyond Unicode the interpreter fails later."""
    order = ">" if dtype.byteorder == ">" or sys.byteorder == "big" else "<"
    codes = np.frombuffer(data, np.dtype(f"{order}u4"))
    if codes.size and int(codes.max()) > 0x10FFFF:
        raise ValueError
