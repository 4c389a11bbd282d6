"""Decodes what the judge sends: values of a side that the kernel has to trust."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
from collections.abc import Callable
from typing import Any

from autograder.judge.glass.kernel_side.codec import BUILTIN_TYPES
from autograder.judge.glass.kernel_side.tables import TABLE_TAGS, build_table


class PlainDecoder:
    """Decodes values of a side that is trusted. The kernel's half uses it.

    Args:
        buffers: raw data of the message.
        other: decodes tags that aren't plain data.
    """

    def __init__(
        self, buffers: list[Any], other: Callable[[dict[str, Any], PlainDecoder], Any]
    ) -> None:
        self.buffers, self._other = buffers, other

    def decode(self, v: Any) -> Any:
        """Decodes one value."""
        if not isinstance(v, dict):
            return v
        tag = v["t"]
        if tag in TABLE_TAGS:
            return build_table(v, self.decode)
        method = getattr(self, f"_{tag}", None)
        return self._other(v, self) if method is None else method(v)

    def _i(self, v: dict[str, Any]) -> int:
        return int(v["v"], 16)

    def _st(self, v: dict[str, Any]) -> str:
        return bytes(self.buffers[v["b"]]).decode("utf-8", "surrogatepass")

    def _c(self, v: dict[str, Any]) -> complex:
        return complex(*v["v"])

    def _by(self, v: dict[str, Any]) -> bytes:
        return bytes(self.buffers[v["b"]])

    def _ba(self, v: dict[str, Any]) -> bytearray:
        return bytearray(self.buffers[v["b"]])

    def _el(self, v: dict[str, Any]) -> Any:
        return Ellipsis

    def _sl(self, v: dict[str, Any]) -> slice:
        return slice(*map(self.decode, v["v"]))

    def _rg(self, v: dict[str, Any]) -> range:
        return range(*map(self.decode, v["v"]))

    def _n(self, v: dict[str, Any]) -> Any:
        numbers = array.array(v["d"])
        numbers.frombytes(bytes(self.buffers[v["b"]]))
        plain = [bool(n) for n in numbers] if v["d"] == "b" else numbers.tolist()
        return tuple(plain) if v["k"] == "tu" else plain

    def _l(self, v: dict[str, Any]) -> list[Any]:
        return [self.decode(y) for y in v["v"]]

    def _tu(self, v: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(self._l(v))

    def _s(self, v: dict[str, Any]) -> set[Any]:
        return set(self._l(v))

    def _fs(self, v: dict[str, Any]) -> frozenset[Any]:
        return frozenset(self._l(v))

    def _dq(self, v: dict[str, Any]) -> Any:
        return collections.deque(self._l(v))

    def _d(self, v: dict[str, Any]) -> Any:
        flat = self._l(v)
        plain = dict(zip(flat[::2], flat[1::2], strict=True))
        if v["k"] == "od":
            return collections.OrderedDict(plain)
        if v["k"] == "ct":
            return collections.Counter(plain)
        return collections.defaultdict(None, plain) if v["k"] == "dd" else plain

    def _a(self, v: dict[str, Any]) -> Any:
        import numpy as np

        a = np.frombuffer(self.buffers[v["b"]], v["d"]).reshape(v["s"])
        return a[()] if v["g"] else a.copy()

    def _ao(self, v: dict[str, Any]) -> Any:
        import numpy as np

        a = np.empty(len(v["v"]), object)
        for i, item in enumerate(v["v"]):
            a[i] = self.decode(item)
        return a.reshape(v["s"])

    def _dt(self, v: dict[str, Any]) -> Any:
        import numpy as np

        return np.dtype(v["d"])

    def _uf(self, v: dict[str, Any]) -> Any:
        import numpy as np

        return getattr(np, v["n"])

    def _ty(self, v: dict[str, Any]) -> Any:
        if v.get("np"):
            return self._uf(v)
        return next(t for t in BUILTIN_TYPES if t.__name__ == v["n"])

    def _fr(self, v: dict[str, Any]) -> Any:
        return fractions.Fraction(int(v["v"][0], 16), int(v["v"][1], 16))

    def _de(self, v: dict[str, Any]) -> Any:
        return decimal.Decimal(v["v"])

    def _td(self, v: dict[str, Any]) -> Any:
        return datetime.timedelta(*v["v"])

    def _iso(self, v: dict[str, Any]) -> Any:
        return getattr(datetime, v["k"]).fromisoformat(v["v"])

    def _nt(self, v: dict[str, Any]) -> Any:
        return collections.namedtuple(v["n"], v["f"])(*self._l(v))  # type: ignore[misc]

    def _te(self, v: dict[str, Any]) -> Any:
        plain = self.decode(v["v"])
        if v["k"] == "torch":
            import torch  # type: ignore[import-not-found,unused-ignore]

            return torch.as_tensor(plain)
        if v["k"] == "tenso":
            import tensorflow as tf

            return tf.constant(plain)
        import keras

        return keras.ops.convert_to_tensor(plain)
