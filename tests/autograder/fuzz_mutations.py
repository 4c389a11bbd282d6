"""Damages what is real: JSON trees, bytes, and the calls of a target in a process of its own."""

from __future__ import annotations

import copy
import json
import os
import resource
import signal
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

MOST_MEMORY = 150_000  # kB that a target may need more than before; its input is far smaller
MOST_SECONDS = 20  # of processor time: a hang, on however slow a machine
JUNK: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**62, -(2**70), 10**300, 0.5, -0.0, float("nan"),
    float("inf"), "", "a", "\0", "\ud800", "__class__", "../../etc/passwd", "é" * 300, "9" * 5000,
    [], [[]], {}, [1, 2, 3], {"t": "l", "v": []}, {"t": "o", "h": 0, "k": "f"}, {"t": "st", "b": 0},
)  # fmt: skip
KINDS = ("junk", "graft", "drop", "double", "nest", "rename", "nudge")

# One change: its kind, where, and two numbers for what.
changes = st.lists(
    st.tuples(st.sampled_from(KINDS), *[st.integers(0, 10_000)] * 3), min_size=1, max_size=4
)
damages = st.lists(
    st.tuples(st.sampled_from(("byte", "cut", "repeat", "insert")), *[st.integers(0, 1 << 20)] * 2),
    max_size=3,
)


def changed(tree: Any, wanted: list[tuple[str, int, int, int]], corpus: Any = None) -> Any:
    """Returns a copy of a JSON tree with something wrong in it.

    Args:
        tree: plain lists, dicts and scalars.
        wanted: of the strategy `changes`.
        corpus: another tree, from which parts are taken.
    """
    root = [copy.deepcopy(tree)]
    for kind, where, what, more in wanted:
        places = list(_places(root))
        holder, key = places[where % len(places)]
        value = holder[key]
        if kind == "junk":
            holder[key] = copy.deepcopy(JUNK[what % len(JUNK)])
        elif kind == "graft":
            others = list(_places([corpus if corpus is not None else root[0]]))
            theirs, name = others[what % len(others)]
            holder[key] = copy.deepcopy(theirs[name])
        elif kind == "drop" and holder is not root:
            del holder[key]
        elif kind == "double" and isinstance(holder, list) and holder is not root:
            holder[key:key] = [copy.deepcopy(value) for _ in range(1 + what % 50)]
        elif kind == "nest":
            for _ in range(what % 120):
                value = [value] if more % 2 else {"t": "l", "v": [value]}
            holder[key] = value
        elif kind == "rename" and isinstance(holder, dict):
            names = sorted({n for place, n in places if isinstance(place, dict)})
            holder[names[what % len(names)]] = holder.pop(key)
        elif kind == "nudge" and type(value) in (int, float):
            holder[key] = value + (what % 7 - 3) * 10 ** (more % 12)
    return root[0]


def _places(holder: Any) -> Any:
    """All places in a tree: (list or dict, index or key)."""
    found = list(enumerate(holder) if isinstance(holder, list) else holder.items())
    for key, value in found:
        yield holder, key
        if isinstance(value, (list, dict)):
            yield from _places(value)


def damaged(raw: bytes, wanted: list[tuple[str, int, int]]) -> bytes:
    """Returns bytes of which some are wrong, missing or too many.

    Args:
        raw: bytes.
        wanted: of the strategy `damages`.
    """
    data = bytearray(raw)
    for kind, where, what in wanted:
        at = where % (len(data) + 1)
        if kind == "byte" and at < len(data):
            data[at] = what % 256
        elif kind == "cut":
            del data[at : at + 1 + what % 200]
        elif kind == "repeat":
            data[at:at] = data[at : at + 1 + what % 200]
        elif kind == "insert":
            data[at:at] = (b"\xff\xfe", b"\0" * 9, b"<<<<<<< a\n", b"[" * 500, b"1e999")[what % 5]
    return bytes(data)


def alone(target: Callable[[], object]) -> dict[str, Any]:
    """Runs a target in a fork, so that a crash, a hang or a hoard is seen and costs nothing.

    Returns:
        "value" (what the target returned, if that is JSON), "error" (what went wrong, or None),
        "grown" (memory in kB).
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _answer(target, writer)
    os.close(writer)
    with open(reader, "rb") as pipe:
        raw = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return {"error": f"ended by {name}", "value": None, "grown": 0}
    return json.loads(raw)  # type: ignore[no-any-return]


def _answer(target: Callable[[], object], writer: int) -> None:
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        value, error = None, None
        try:
            value = target()
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        answer = {"value": value, "error": error, "grown": grown}
        with open(writer, "wb") as pipe:
            pipe.write(json.dumps(answer).encode())
        code = 0
    finally:
        os._exit(code)


def hold(target: Callable[[], object]) -> None:
    """Raises AssertionError unless a target ends well, soon, and with little memory."""
    answer = alone(target)
    assert answer["error"] is None, answer["error"]
    assert answer["grown"] < MOST_MEMORY, f"needed {answer['grown']:,} kB more"
