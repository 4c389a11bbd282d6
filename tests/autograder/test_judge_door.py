"""The only way between a forked kernel and its judge, and what students may try with it."""

from __future__ import annotations

import gc
import json
import os
import socket
import struct
import sys
import threading
import time

import nbformat
import pytest
from grading_notebooks import answered, hand_in, notebook, save, solution
from grading_notebooks import test as check

from autograder.farm.protection import protect
from autograder.farm.run import with_limit
from autograder.farm.task import grade_one
from autograder.gradebook.course import Course
from autograder.gradebook.instructor import load_assignment
from autograder.kernel.options import KernelOptions
from autograder.kernel.sandbox import detect
from autograder.kernel.warm import wire
from autograder.types import SubmittedFiles

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls need Linux")
LEVELS = ("namespaces", "landlock")
# What a process has open besides silence; a test cell looks at its judge's process.
OPEN_FILES = """\
import os, stat
def open_sockets():
    found = []
    for number in map(int, os.listdir("/proc/self/fd")):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                found.append(number)
        except OSError:
            pass
    return sorted(found)
"""
CELLS = (
    solution("double", "def double(x):\n    return 2 * x"),
    check("first", 1, "assert double(21) == 42, 'double 21'"),
    check("second", 2, "assert double(5) == 10, 'double 5'"),
    # To the grader, its end of the door, and the connection of this test.
    check("judge", 4, OPEN_FILES + "assert double(1) == 2, 'double 1'\n"
          "assert len(open_sockets()) == 3, f'{open_sockets()}'"),
)  # fmt: skip
DOUBLE = "def double(x):\n    return 2 * x\n"
FULL, NOTHING = (1, 2, 4), (0, 0, 0)
THIEF = """\
import os, socket, threading, time
door = socket.socket(fileno=os.dup(int(os.environ["AUTOGRADER_DOOR"])))
def steal():
    while True:
        said, numbers, _, _ = socket.recv_fds(door, 200, 1)
        if not said:
            return
        answer(said.decode(), [socket.socket(fileno=n) for n in numbers])
threading.Thread(target=steal, daemon=True).start()
"""
GARBAGE = """\
import json, struct
def answer(token, found):
    found[0].sendall(PAYLOAD(token))
    time.sleep(60)
"""
GREETING = (
    "def greeting(token):\n    raw = json.dumps({'token': token, 'B': []}).encode()\n"
    "    return struct.pack('<I', len(raw)) + raw\n"
)
# (cell, points, seconds per test)
ATTACKS = {
    "closes_the_door": ("import os\nos.close(int(os.environ['AUTOGRADER_DOOR']))", NOTHING, 300),
    "hangs_up": (
        THIEF + "def answer(token, found):\n    for one in found:\n        one.close()",
        NOTHING, 5,
    ),
    "never_answers": (THIEF + "def answer(token, found):\n    time.sleep(60)", NOTHING, 3),
    "shows_another_token": (
        THIEF + GARBAGE + GREETING + "PAYLOAD = lambda token: greeting('0' * 32)", NOTHING, 5,
    ),
    "sends_noise": (
        THIEF + GARBAGE + "PAYLOAD = lambda token: os.urandom(1 << 16)", NOTHING, 5,
    ),
    "claims_a_gigabyte": (
        THIEF + GARBAGE + GREETING
        + "PAYLOAD = lambda token: greeting(token) + struct.pack('<I', 1 << 30) + b'{' * 4096",
        NOTHING, 5,
    ),
    "fills_the_door": (
        "import os, socket\n"
        "door = socket.socket(fileno=os.dup(int(os.environ['AUTOGRADER_DOOR'])))\n"
        "door.setblocking(False)\n"
        "for send in (lambda: door.send(b'x' * 1000),\n"
        "             lambda: socket.send_fds(door, [b'token'], [0] * 100)):\n"
        "    try:\n        while True:\n            send()\n"
        "    except OSError:\n        pass\n"
        "door.setblocking(True)\n" + DOUBLE,
        FULL, 60,
    ),
    "keeps_old_connections": (
        "import os, socket, stat\nkept = []\ndef double(x):\n"
        "    for number in map(int, os.listdir('/proc/self/fd')):\n"
        "        try:\n"
        "            if stat.S_ISSOCK(os.fstat(number).st_mode) and len(kept) < 40:\n"
        "                one = socket.socket(fileno=os.dup(number))\n"
        "                if one.family == 1 and one.type == 1 and not one.getsockname():\n"
        "                    kept.append(one)\n"
        "        except OSError:\n            pass\n"
        "    for one in kept[:-1]:\n"
        "        try:\n            one.send(b'', socket.MSG_DONTWAIT)\n"
        "        except OSError:\n            pass\n"
        "    return 2 * x",
        FULL, 60,
    ),
    "removes_our_module": (
        "import sys\nfor name in [n for n in sys.modules if 'autograder' in n]:\n"
        "    del sys.modules[name]\n" + DOUBLE,
        FULL, 60,
    ),
    "says_it_was_removed": (
        "import sys\nclass Never:\n    def service_for(self, names):\n"
        "        raise LookupError('_autograder_glass')\n"
        "sys.modules['_autograder_glass'] = Never()\n" + DOUBLE,
        FULL, 60,
    ),
    "is_never_there": (
        "import builtins\ndef exec(*given):\n    pass\nbuiltins.exec = exec\n"
        "import sys\ndel sys.modules['_autograder_glass']\n" + DOUBLE,
        NOTHING, 5,
    ),
    "tidies_its_environment": ("import os\nos.environ.clear()\n" + DOUBLE, FULL, 60),
}  # fmt: skip


@pytest.fixture(scope="module", params=LEVELS)
def place(request, tmp_path_factory):
    """An assignment and a run's protection at a level."""
    if LEVELS.index(request.param) < [*LEVELS, "none"].index(detect().level):
        pytest.skip(detect().reasons[request.param])
    root = tmp_path_factory.mktemp("class")
    source = notebook(*CELLS)
    save(source, root / "source" / "numbers" / "numbers.ipynb")
    hand_in(root, "ada", source, assignment="numbers", name="numbers.ipynb")
    loaded = load_assignment(Course(root), "numbers")
    with protect([loaded], request.param, "glass", [root]) as protection:
        yield source, loaded, protection.options(KernelOptions(grace_seconds=2))


def grade(place, double: str, seconds: int = 60):
    """Grades a notebook with this cell. Returns points per test, and all that came of it."""
    source, loaded, options = place
    handed = nbformat.writes(answered(source, double=double)).encode()
    task = SubmittedFiles("ada", "numbers", {"numbers.ipynb": handed}, secret="s")
    graded = grade_one(with_limit(loaded.assignment, seconds), task, options)
    assert graded.log == "", graded.log
    return tuple(graded.verdict.cells[n].score for n in ("first", "second", "judge")), graded


def zygote_of(options: KernelOptions) -> int:
    with wire.connect(options.zygote) as channel:
        return struct.unpack("iII", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[
            0
        ]


def open_files(pid: int | str = "self") -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


@pytest.mark.slow
def test_each_has_its_own_end_and_nobody_else_any(place):
    """The kernel has one door; the judge's open files are looked at by the last test cell."""
    zygote = zygote_of(place[2])
    time.sleep(0.5)  # its answer to that question may still be open
    opened = open_files(zygote)
    show = (
        "doors = [n for n in open_sockets()"
        " if socket.socket(fileno=os.dup(n)).type == socket.SOCK_SEQPACKET]\n"
        "print('DOORS', doors == [int(os.environ['AUTOGRADER_DOOR'])])\n"
    )
    cell = "import socket\n" + OPEN_FILES + show + DOUBLE
    results = [grade(place, cell)]
    gc.collect()
    before = open_files()  # ZeroMQ opens some for good
    results.append(grade(place, cell))
    gc.collect()
    assert open_files() <= before
    both = [threading.Thread(target=lambda: results.append(grade(place, cell))) for _ in range(2)]
    for thread in both:  # kernels that live at the same time
        thread.start()
    for thread in both:
        thread.join()
    assert len(results) == 4
    for points, graded in results:
        assert points == FULL
        assert "DOORS True" in graded.notebooks[0].text
    until = time.monotonic() + 20
    while open_files(zygote) > opened and time.monotonic() < until:
        time.sleep(0.05)
    assert open_files(zygote) <= opened


QUICK = ("closes_the_door", "never_answers", "fills_the_door", "tidies_its_environment")


@pytest.mark.parametrize(
    "attack",
    [pytest.param(name, marks=[pytest.mark.slow] * (name not in QUICK)) for name in ATTACKS],
)
def test_what_is_done_to_the_door_costs_its_author_alone(place, attack):
    cell, wanted, seconds = ATTACKS[attack]
    points, graded = grade(place, cell, seconds)
    assert points == wanted, json.dumps(graded.verdict.as_json(), indent=1)
    # A door that is closed is noticed at once, not when the time for the tests is up.
    assert graded.verdict.seconds < 3 * 60


def test_a_kernel_that_dies_is_noticed_at_once(place):
    points, graded = grade(place, "import os\ndef double(x):\n    os._exit(0)", 300)
    assert points == NOTHING
    assert "the kernel ended" in graded.verdict.reason
    assert graded.verdict.seconds < 3 * 60
