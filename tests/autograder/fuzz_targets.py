"""What is fuzzed: everything that reads what a student, or a student's kernel, has written.

Each target starts from something real and damages it. `TARGETS` holds hypothesis's tests by name.
"""

from __future__ import annotations

import contextlib
import functools
import json
import math
import os
import socket
import stat
import struct
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import nbformat
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent / "judge"))

from fuzz_mutations import alone, changed, changes, damaged, damages, hold
from grading_notebooks import RIGHT, answered, arrays_course, released
from honest_cells import CASES, Case
from plain_kernel import PlainKernel

from autograder.gradebook.collect import LARGEST_IN_ALL, collect
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.judge.finding import find_notebooks
from autograder.judge.glass import control
from autograder.judge.glass.boot import prepare_code, serve_code
from autograder.judge.glass.client import _checked
from autograder.judge.glass.court import CellOutcome, Court
from autograder.judge.glass.errors import Malformed
from autograder.judge.glass.kernel_side.decoder import PlainDecoder
from autograder.judge.glass.plan import Plan, PlanCell, without_hidden
from autograder.judge.glass.process import accept
from autograder.judge.glass.values import Decoder
from autograder.judge.glass.wire import Limits, Wire
from autograder.judge.sanitize import sanitize
from autograder.types import Assignment, Submission

STEP = 3  # every third honest cell: enough variety, and the recording takes seconds
Message = tuple[dict[str, Any], list[bytes]]


# -- notebooks ------------------------------------------------------------------------------------


@functools.cache
def _notebooks() -> tuple[Assignment, list[Any]]:
    """An assignment, and notebooks that students hand in."""
    with tempfile.TemporaryDirectory() as folder:
        source = arrays_course(Path(folder))
        assignment = load_assignment(Course(Path(folder)), "arrays").assignment
    stub = released(source)
    handed = [stub, answered(stub, **RIGHT)]
    old = json.loads(nbformat.writes(nbformat.convert(answered(stub, **RIGHT), 3), version=3))
    return assignment, [*(json.loads(nbformat.writes(nb)) for nb in handed), old]


def check_notebook(content: bytes, name: str = "arrays.ipynb") -> None:
    """Reads and sanitizes a file; whatever it is, the instructor's side stays as it was."""
    assignment, _ = _notebooks()
    spec = assignment.notebooks[0]
    found = find_notebooks(assignment, {name: content, "notes.txt": b"x"})
    assert all(isinstance(note, str) for note in found.notes)
    json.dumps(found.notes, ensure_ascii=False).encode()
    cells = found.notebooks["arrays"]
    if cells is None:
        assert found.notes
        return
    merged = sanitize(spec, cells)
    known = {cell.grade_id: cell for cell in spec.cells}
    for cell in merged.cells:
        assert cell.source.encode() is not None
        if cell.spec is not None:
            assert cell.spec is known[cell.spec.grade_id]
            assert cell.cell_type == cell.spec.cell_type and cell.metadata == cell.spec.metadata
            assert cell.spec.solution or cell.source == cell.spec.source
        else:
            assert "nbgrader" not in cell.metadata
    order = [cell.spec.grade_id for cell in merged.cells if cell.spec is not None]
    assert len(order) == len(set(order))
    assert order == [name for name in known if name in order]
    tests = {cell.grade_id for cell in spec.cells if cell.is_test}
    assert tests <= set(order)  # a test is never lost


@given(st.integers(0, 2), changes, damages, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def notebooks(which: int, wrong: Any, bad: Any, encoding: str) -> None:
    """The notebook reader, the finder and the sanitizer."""
    tree = changed(_notebooks()[1][which], wrong)
    raw = damaged(json.dumps(tree, indent=1).encode(encoding), bad)
    hold(lambda: check_notebook(raw, "arrays.ipynb" if which else "mine.ipynb"))


# -- the conversation with a kernel ---------------------------------------------------------------


class _Tap(Wire):
    """Remembers what the kernel sent."""

    heard: list[Message]

    def receive(self) -> tuple[dict[str, Any], list[bytearray]]:
        header, buffers = super().receive()
        self.heard.append(
            ({k: v for k, v in header.items() if k != "B"}, list(map(bytes, buffers)))
        )
        return header, buffers


class _Played:
    """A socket that gives recorded bytes, then ends."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def settimeout(self, seconds: float) -> None: ...

    def sendall(self, raw: bytes) -> None: ...

    def close(self) -> None: ...

    def recv_into(self, view: memoryview) -> int:
        part = self._raw[self._at : self._at + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)


def packed(message: Message) -> bytes:
    """A message as it is sent."""
    header, buffers = message
    raw = json.dumps(dict(header, B=[len(b) for b in buffers]) if isinstance(header, dict) else
                     header).encode()  # fmt: skip
    return struct.pack("<I", len(raw)) + raw + b"".join(buffers)


def _cells(case: Case) -> list[PlanCell]:
    cells = [PlanCell("given", case.given, case.given, f"{case.name}_given")] if case.given else []
    cells.append(PlanCell("solution", case.right, case.right, f"{case.name}__solution"))
    visible = without_hidden(case.test)
    return [*cells, PlanCell("test", case.test, visible, case.name, 2.0, case.tags)]


@functools.cache
def recorded() -> tuple[Plan, list[tuple[str, list[str], list[Message]]]]:
    """Real conversations: (test cell, sources that ran before it, what the kernel sent)."""
    first = PlanCell("given", "import io\nimport numpy as np", grade_id="imports")
    plan = Plan((first, *(cell for case in CASES for cell in _cells(case))))
    talks, ran = [], []
    with tempfile.TemporaryDirectory(prefix="fz-") as folder, PlainKernel() as kernel:
        path = os.path.join(folder, "s")
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(path)
            door.listen(4)
            kernel.execute(prepare_code())
            for cell in plan.cells:
                if cell.kind != "test":
                    kernel.execute(cell.source)
                    ran.append(cell.source)
                elif len(ran) % STEP == 0:
                    asked = threading.Thread(
                        target=kernel.execute, args=(serve_code(path, "token"),), daemon=True
                    )
                    asked.start()
                    heard = alone(functools.partial(_record, plan, cell.grade_id, list(ran), door))
                    asked.join(60)
                    if heard["value"]:
                        talk = [(h, [bytes(b) for b in parts]) for h, parts in heard["value"]]
                        talks.append((cell.grade_id, list(ran), talk))
    return plan, talks


def _record(plan: Plan, name: str, ran: list[str], door: socket.socket) -> list[Any]:
    court = Court(plan)
    for source in ran:
        court.ran(source)
    wire = accept(door, "token", time.monotonic() + 60)
    wire.__class__ = _Tap
    wire.heard = []  # type: ignore[attr-defined]
    outcome = court.test(name, wire)
    heard = wire.heard  # type: ignore[attr-defined]
    return [(header, [list(b) for b in parts]) for header, parts in heard] if outcome.passed else []


def replay(plan: Plan, name: str, ran: list[str], raw: bytes) -> CellOutcome:
    """Judges a test whose kernel says these bytes. Whatever they are, there is an outcome."""
    court = Court(plan)
    for source in ran:
        court.ran(source)
    wire = Wire(_Played(raw), time.monotonic() + 3600)  # type: ignore[arg-type]
    outcome = court.test(name, wire)
    assert isinstance(outcome, CellOutcome) and isinstance(outcome.passed, bool)
    if outcome.value is not None:
        assert math.isfinite(outcome.value) and 0 <= outcome.value <= 2.0
    told = json.loads(json.dumps({"outcome": vars(outcome)}))["outcome"]
    assert _checked(name, told) is not None
    return outcome


@given(st.integers(0, 10_000), st.integers(0, 10_000), changes, damages, st.booleans())
def conversations(which: int, where: int, wrong: Any, bad: Any, buffers: bool) -> None:
    """Wire, decoder, translator, copies, links and stand-ins: a whole test cell."""
    plan, talks = recorded()
    name, ran, heard = talks[which % len(talks)]
    at = where % len(heard)
    header, parts = heard[at]
    if buffers and parts:
        parts = [damaged(part, bad) for part in parts]
    other = talks[where % len(talks)][2]
    header = changed(header, wrong, [head for head, _ in other])
    raw = b"".join(map(packed, [*heard[:at], (header, parts), *heard[at + 1 :]]))
    hold(lambda: replay(plan, name, ran, raw) and None)


@given(st.integers(0, 10_000), damages.filter(bool))
def streams(which: int, bad: Any) -> None:
    """The same, with damage to the bytes themselves."""
    plan, talks = recorded()
    name, ran, heard = talks[which % len(talks)]
    raw = damaged(b"".join(map(packed, heard)), bad)
    hold(lambda: replay(plan, name, ran, raw) and None)


def decode(tree: Any, buffers: list[bytes]) -> None:
    """Decodes on both sides: the judge's with its own error, the kernel's with any."""
    with contextlib.suppress(Malformed):
        Decoder([bytearray(b) for b in buffers], Limits()).decode(tree)
    with contextlib.suppress(Exception):  # it trusts the judge; it must only not hang or hoard
        PlainDecoder([bytearray(b) for b in buffers], lambda v, d: None).decode(tree)


@given(st.integers(0, 10_000), st.integers(0, 10_000), changes, damages)
def values(which: int, where: int, wrong: Any, bad: Any) -> None:
    """Both decoders of plain values."""
    _, talks = recorded()
    heard = [m for m in talks[which % len(talks)][2] if isinstance(m[0].get("r"), dict)]
    if heard:
        header, parts = heard[where % len(heard)]
        tree, buffers = changed(header["r"], wrong), [damaged(part, bad) for part in parts]
        hold(lambda: decode(tree, buffers))


# -- control channel ------------------------------------------------------------------------------

OUTCOME = {"outcome": vars(CellOutcome("mean", True, 1.0, "a message", changed=("f:0",)))}


def check_control(raw: bytes) -> None:
    """Receives a message of a judge's process, which student code may have taken over."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(raw)
        theirs.shutdown(socket.SHUT_WR)
        try:
            message = control.receive(ours, 60, control.LONGEST_OUTCOME)
        except control.Gone:
            return
        assert isinstance(message, dict)
        outcome = _checked("mean", message.get("outcome"))
        if outcome is not None:
            assert type(outcome.passed) is bool and outcome.grade_id == "mean"
            assert outcome.message is None or type(outcome.message) is str
            assert 0 <= outcome.score(2.0) <= 2.0


@given(changes, damages)
def control_channel(wrong: Any, bad: Any) -> None:
    """Outcomes as the grader gets them."""
    tree = json.dumps(changed(OUTCOME, wrong)).encode()
    raw = damaged(struct.pack("<I", len(tree)) + tree, bad)
    hold(lambda: check_control(raw))


# -- files ----------------------------------------------------------------------------------------

SECRET = b"nobody's business"
names = st.sampled_from(["a.ipynb", "b", ".hidden", "é", "x" * 200, "a b", "\n", "-rf", "con"])
odd = names.map(os.fsencode) | st.binary(min_size=1, max_size=20).filter(
    lambda name: b"/" not in name and b"\0" not in name and name not in (b".", b"..")
)
entries = st.lists(
    st.tuples(
        st.lists(odd, min_size=1, max_size=3),
        st.sampled_from(["file", "link", "folder link", "pipe", "socket", "hole", "loop", "shut"]),
        st.binary(max_size=50),
    ),
    max_size=8,
)


def _lay(folder: bytes, secret: bytes, parts: list[bytes], kind: str, content: bytes) -> None:
    path = os.path.join(folder, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if kind == "link":
        os.symlink(os.path.join(secret, b"secret"), path)
    elif kind == "folder link":
        os.symlink(secret, path)
    elif kind == "loop":
        os.symlink(path, path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        os.mknod(path, stat.S_IFSOCK | 0o600)
    else:
        with open(path, "xb") as file:
            file.write(content)
            if kind == "hole":
                file.truncate(LARGEST_IN_ALL + 1)
        if kind == "shut":
            os.chmod(path, 0)


def check_collect(wanted: list[tuple[list[bytes], str, bytes]]) -> None:
    """Collects a folder of files and of what only looks like it."""
    with tempfile.TemporaryDirectory() as root:
        base = os.fsencode(root)
        secret, handed = os.path.join(base, b"elsewhere"), os.path.join(base, b"handed")
        os.mkdir(secret)
        os.mkdir(handed)
        Path(root, "elsewhere", "secret").write_bytes(SECRET)
        plain: dict[str, bytes] = {}
        for parts, kind, content in wanted:
            with contextlib.suppress(OSError):
                _lay(handed, secret, parts, kind, content)
                if kind == "file":
                    plain[os.fsdecode(b"/".join(parts))] = content
        found = collect(Submission("ada", "arrays", Path(root, "handed")), ["*.pyc"])
        assert SECRET not in found.files.values()
        assert sum(map(len, found.files.values())) <= LARGEST_IN_ALL
        for name, content in found.files.items():
            inside = os.path.join(handed, os.fsencode(name))
            assert stat.S_ISREG(os.lstat(inside).st_mode) and ".." not in name.split("/")
            assert plain.get(name, content) == content
        missing = {n for n in plain if not n.endswith(".pyc")} - set(found.files)
        assert not missing or found.problem or found.notes or any(".pyc" in n for n in missing)
        json.dumps(found.notes, ensure_ascii=False).encode()


@given(entries)
def collector(wanted: Any) -> None:
    """The collector of submitted files."""
    hold(lambda: check_collect(wanted))


TARGETS = {
    "notebooks": notebooks,
    "conversations": conversations,
    "streams": streams,
    "values": values,
    "control channel": control_channel,
    "collector": collector,
}
