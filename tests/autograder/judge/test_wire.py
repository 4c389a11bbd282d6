"""The decoder meets any bytes with a value or with its own error, in time and within limits."""

from __future__ import annotations

import collections
import contextlib
import datetime
import decimal
import fractions
import json
import math
import socket
import struct
import threading
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judge.glass.errors import KernelGone, Malformed, OutOfTime
from autograder.judge.glass.kernel_side.codec import Encoder, TooDeep
from autograder.judge.glass.kernel_side.decoder import PlainDecoder
from autograder.judge.glass.values import Decoder
from autograder.judge.glass.wire import Limits, Wire, check_sizes, parse_header

SMALL = Limits(header=4096, nodes=200, buffers=8, message=4096, total=20_000, messages=20)


def no_other(x: Any, encoder: Encoder, depth: int) -> Any:
    raise TypeError(type(x).__name__)


def encoded(x: Any) -> tuple[Any, list[bytearray]]:
    """A value as it arrives: through JSON and bytes."""
    encoder = Encoder(no_other)
    tree = encoder.encode(x)
    return json.loads(json.dumps(tree)), [bytearray(b) for b in encoder.buffers]


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        equal = np.array_equal(a, b, equal_nan=a.dtype.kind in "fcmM")
        return a.dtype == b.dtype and a.shape == b.shape and bool(equal)
    if isinstance(a, (list, tuple, collections.deque)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (float, complex, np.generic)):
        return bool(a == b) or (bool(a != a) and bool(b != b))
    return bool(a == b)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**60), 10**60)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(codec=None))
    | st.binary(max_size=50)
    | st.fractions()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | hnp.arrays(
        st.sampled_from(["f8", "f4", "f2", "i4", "u1", "?", "c16", "U3", "S4", "M8[s]", "m8[D]"]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    )
    | hnp.arrays(np.float64, ()).map(lambda a: a[()])
)
keys = st.integers() | st.text(max_size=5) | st.tuples(st.integers(), st.text(max_size=3))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.lists(st.integers(), max_size=5).map(set)
        | st.lists(inner, max_size=3).map(collections.deque)
    ),
    max_leaves=20,
)


@settings(max_examples=80)
@given(values)
def test_values_arrive_as_they_were(x: Any) -> None:
    tree, buffers = encoded(x)
    assert same(Decoder(buffers, Limits()).decode(tree), x)
    assert same(PlainDecoder(buffers, lambda v, d: None).decode(tree), x)


@pytest.mark.parametrize(
    "x",
    [
        [1.5] * 100,
        list(range(100)),
        (True, False) * 20,
        [2**70] * 20,
        "é" * 5000,
        collections.Counter("hello"),
        collections.OrderedDict(a=1),
        range(3, 9, 2),
        slice(1, None, 2),
        ...,
        int,
        np.float32,
        np.sin,
        np.array([1, "a", None], dtype=object),
        np.array("text"),
        10**5000,
        fractions.Fraction(1, 3),
        decimal.Decimal("0.10"),
        datetime.time(12, 30),
        frozenset((1, 2)),
        collections.namedtuple("P", "x y")(1, 2),
    ],
    ids=lambda x: str(type(x).__name__),
)
def test_special_values(x: Any) -> None:
    tree, buffers = encoded(x)
    found = Decoder(buffers, Limits()).decode(tree)
    assert found == x if not isinstance(x, np.ndarray) else (found == x).all()


class Sly(float):
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    "x, plain",
    [(Sly(2.0), 2.0), (np.float64(2), np.float64(2)), (type("L", (list,), {})([1]), [1])],
)
def test_subclasses_arrive_as_plain_values(x: Any, plain: Any) -> None:
    tree, buffers = encoded(x)
    assert same(Decoder(buffers, Limits()).decode(tree), plain)


def test_nested_in_itself_is_told() -> None:
    a: list[Any] = []
    a.append(a)
    with pytest.raises(TooDeep):
        encoded(a)


# -- any bytes -------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)
TAGS = [
    "i", "st", "by", "ba", "c", "el", "sl", "rg", "fr", "de", "td", "iso", "ty", "uf", "l", "tu",
    "s", "fs", "dq", "d", "nt", "n", "dt", "a", "ao", "te", "pd", "ps", "pi", "pt", "o", "km", "",
    "__init__", "value", "x",
]  # fmt: skip
DTYPES = ["<f8", "|O", "<U4", "<U0", "V8", "f8,f8", "<M8[s]", "|b1", "(3,)f8", "<c32", "zz", "e"]
FIELDS = {
    "v": json_values | st.lists(json_values, max_size=3),
    "b": st.integers(-2, 4) | json_values,
    "d": st.sampled_from([*DTYPES, "d", "q", "b"]) | json_values,
    "s": st.lists(st.integers(-2, 2**62), max_size=3) | json_values,
    "k": st.sampled_from(["", "od", "ct", "dd", "tu", "l", "date", "datetime"]) | json_values,
    "n": st.sampled_from(["float64", "load", "sin", "int", "ndarray", "x"]) | json_values,
    "f": st.lists(st.text(max_size=3), max_size=3),
    "g": st.booleans(),
    "np": st.booleans(),
}
trees = st.recursive(
    json_values,
    lambda inner: st.fixed_dictionaries(
        {"t": st.sampled_from(TAGS)},
        optional={**FIELDS, "v": inner | st.lists(inner, max_size=3)},
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(trees, st.lists(st.binary(max_size=64).map(bytearray), max_size=4))
def test_any_tree_is_a_value_or_refused(tree: Any, buffers: list[bytearray]) -> None:
    with contextlib.suppress(Malformed):
        Decoder(buffers, SMALL).decode(tree)


@settings(max_examples=200)
@given(values, st.data())
def test_damaged_values_are_refused_or_harmless(x: Any, data: st.DataObject) -> None:
    tree, buffers = encoded(x)
    raw = bytearray(json.dumps(tree).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for buffer in buffers:
        del buffer[data.draw(st.integers(0, len(buffer))) :]
    try:
        head = parse_header(b'{"r":' + raw + b"}", Limits())
        Decoder(buffers, Limits()).decode(head["r"])
    except Malformed:
        pass


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_refused(raw: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw)
        theirs.shutdown(socket.SHUT_WR)
        try:
            head, buffers = Wire(ours, time.monotonic() + 60, SMALL).receive()
            assert isinstance(head, dict) and sum(map(len, buffers)) <= SMALL.message
        except (Malformed, KernelGone):
            pass


@given(json_values)
def test_declared_sizes(sizes: Any) -> None:
    try:
        check_sizes(sizes, SMALL)
    except Malformed:
        return
    assert sum(sizes) <= SMALL.message and len(sizes) <= SMALL.buffers


# -- limits ----------------------------------------------------------------------------------------


def message(head: Any, *buffers: bytes) -> bytes:
    raw = json.dumps(head).encode()
    return struct.pack("<I", len(raw)) + raw + b"".join(buffers)


@pytest.mark.parametrize(
    "raw",
    [
        struct.pack("<I", 0xFFFFFFFF),
        message({"B": [300 << 20]}),
        message({"B": [1] * (Limits().buffers + 1)}),
        message({"B": [-1]}),
        message({"B": [True]}),
        message({"B": None}),
        message([1]),
        struct.pack("<I", 4) + b"nope",
        struct.pack("<I", 100_000) + b"[" * 100_000,
        struct.pack("<I", 3_900_000) + b"[" + b"[]," * 1_299_999 + b"[]]",
        struct.pack("<I", 10) + b'{"a":"\xff\xfe"}',
    ],
    ids=["header", "buffer", "buffers", "negative", "bool", "none", "list", "text", "deep", "wide",
         "encoding"],
)  # fmt: skip
def test_too_much_is_refused_at_once(raw: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        threading.Thread(target=lambda: _send(theirs, raw), daemon=True).start()
        start = time.monotonic()
        with pytest.raises(Malformed):
            Wire(ours, start + 60).receive()
        assert time.monotonic() - start < 30


def _send(connection: socket.socket, raw: bytes) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(raw)


def test_declared_but_never_sent_costs_neither_memory_nor_more_time_than_there_is() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(message({"r": 1, "B": [250 << 20]}))
        tracemalloc.start()
        start = time.monotonic()
        with pytest.raises(OutOfTime):
            Wire(ours, start + 0.3).receive()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert time.monotonic() - start < 20
        assert peak < 16 << 20


def test_dripping_bytes_end_at_the_deadline() -> None:
    ours, theirs = socket.socketpair()

    def drip() -> None:
        for byte in message({"r": 1, "B": []}):
            time.sleep(0.05)
            _send(theirs, bytes([byte]))

    with ours, theirs:
        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(OutOfTime):
            Wire(ours, time.monotonic() + 0.3).receive()


def test_total_and_number_of_messages() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        wire = Wire(ours, time.monotonic() + 5, Limits(total=2500, messages=100))
        for _ in range(3):
            theirs.sendall(message({"B": [1000]}, bytes(1000)))
        wire.receive()
        wire.receive()
        with pytest.raises(Malformed):
            wire.receive()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        few = Wire(ours, time.monotonic() + 5, Limits(messages=1))
        theirs.sendall(message({"B": []}) * 2)
        few.receive()
        with pytest.raises(Malformed):
            few.receive()


@pytest.mark.parametrize(
    "tree, buffers",
    [
        ({"t": "a", "d": "<f8", "s": [2**40, 0], "b": 0, "g": False}, [b""]),
        ({"t": "a", "d": "|O", "s": [1], "b": 0, "g": False}, [bytes(8)]),
        ({"t": "a", "d": "<f8", "s": [3], "b": 0, "g": False}, [bytes(8)]),
        ({"t": "a", "d": "<U2", "s": [1], "b": 0, "g": False}, [b"\xff" * 8]),
        ({"t": "a", "d": "f8,O", "s": [1], "b": 0, "g": False}, [bytes(16)]),
        ({"t": "l", "v": [{"t": "by", "b": 0}] * 1000}, [bytes(1 << 20)]),
        ({"t": "uf", "n": "load"}, []),
        ({"t": "ty", "n": "os", "np": True}, []),
        ({"t": "ty", "n": "type"}, []),
        ({"t": "nt", "n": "A", "f": ["_x"], "v": [1]}, []),
        ({"t": "i", "v": "1" * 200_000}, []),
        ({"t": "d", "k": "", "v": [1]}, []),
        ({"t": "d", "k": "", "v": [{"t": "l", "v": []}, 1]}, []),
        ({"t": "o", "h": 1, "k": "f"}, []),
        ({"t": "decode"}, []),
        ([1, 2], []),
        ({}, []),
    ],
)
def test_lies_are_refused(tree: Any, buffers: list[bytes]) -> None:
    with pytest.raises(Malformed):
        Decoder([bytearray(b) for b in buffers], Limits()).decode(tree)


def test_bools_of_other_bytes_are_bools() -> None:
    tree = {"t": "a", "d": "|b1", "s": [3], "b": 0, "g": False}
    found = Decoder([bytearray(b"\x00\x02\xff")], Limits()).decode(tree)
    assert found.view(np.uint8).tolist() == [0, 1, 1]


def test_nan_and_infinity_cross() -> None:
    tree, buffers = encoded([math.nan, math.inf, -0.0])
    found = Decoder(buffers, Limits()).decode(tree)
    assert math.isnan(found[0]) and found[1] == math.inf and math.copysign(1, found[2]) == -1
