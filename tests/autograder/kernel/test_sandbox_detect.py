"""The level is what really works: also where a container takes things away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest
from kernels import LONG, box, kernel

from autograder.kernel.sandbox import LEVELS, detect
from autograder.kernel.warm.supervisor import Zygote

# Puts a filter on itself that refuses some calls, as container engines do, then tries the levels.
REFUSING = """
import ctypes, json, os, struct, sys
from autograder.kernel.sandbox import libc
refused = json.loads(sys.argv[1])
program = [(0x20, 0, 0, 0)]
for number in refused:
    program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x50001)]
program.append((0x06, 0, 0, 0x7FFF0000))
data = b"".join(struct.pack("HBBI", *row) for row in program)
buffer = ctypes.create_string_buffer(data, len(data))
header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
libc.prctl(38, 1)
libc.syscall("seccomp", 1, 0, header)
from autograder.kernel.sandbox.trial import try_levels
import dataclasses
print(json.dumps(dataclasses.asdict(try_levels())))
"""
UNSHARE, CLONE3, LANDLOCK, SECCOMP, MOUNT = 272, 435, 444, 317, 165
pytestmark = pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86_64")


def levels_without(*numbers: int) -> dict:
    command = [sys.executable, "-P", "-c", textwrap.dedent(REFUSING), json.dumps(numbers)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_here():
    found = detect()
    assert found.level in LEVELS
    assert set(found.reasons) == set(LEVELS[: LEVELS.index(found.level)])


@pytest.mark.parametrize("call", [UNSHARE, MOUNT])
def test_container_that_refuses_namespaces(call):
    found = levels_without(call)
    assert found["level"] == "landlock"
    assert "Operation not permitted" in found["reasons"]["namespaces"]


def test_nothing_left():
    found = levels_without(UNSHARE, LANDLOCK)
    assert found["level"] == "none"
    assert set(found["reasons"]) == {"namespaces", "landlock"}


def test_without_seccomp_no_level_holds():
    program = textwrap.dedent(REFUSING).replace(
        "from autograder.kernel.sandbox.trial",
        "libc._NUMBERS['x86_64'].pop('seccomp')\nfrom autograder.kernel.sandbox.trial",
    )
    command = [sys.executable, "-P", "-c", program, "[]"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG)
    assert json.loads(done.stdout)["level"] == "none"


@pytest.mark.parametrize(
    ("sabotage", "gap"),
    [
        ("confine.enter = lambda *args: []", "system calls are not filtered"),
        ("filesystem._bind_read_only = filesystem._bind_writable", "could be written to"),
        ("seccomp.load = lambda program: None", "system calls are not filtered"),
    ],
)
def test_a_wall_with_a_gap_is_found(sabotage, gap):
    """Planted faults: the trial leans against the walls instead of believing in them."""
    if detect().level != "namespaces":
        pytest.skip("the walls that get gaps can't be put up here")
    code = (
        "import json\nfrom autograder.kernel.sandbox import confine, filesystem, seccomp, trial\n"
        f"{sabotage}\nprint(json.dumps(trial.try_levels().reasons))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert gap in json.dumps(json.loads(done.stdout)), done.stderr


def test_not_on_other_systems(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    found = detect.__wrapped__()
    assert found.level == "none"
    assert "needs Linux" in found.reasons["namespaces"]


@pytest.mark.slow
@pytest.mark.parametrize("known", [1, 3])
def test_older_landlock(tmp_path, monkeypatch, known):
    """Linux 5.13 and 6.2: what Landlock didn't know then, the filter makes up for."""
    (tmp_path / "sitecustomize.py").write_text(
        f"from autograder.kernel.sandbox import landlock\nlandlock.version = lambda: {known}\n"
    )
    outside = tmp_path / "outside.txt"
    outside.write_text("marks")
    victim = subprocess.Popen(["sleep", "600"])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    try:
        with Zygote([]) as zygote, kernel(zygote, box("landlock")) as running:
            assert running.run("import os, subprocess; subprocess.run(['true']).returncode") == "0"
            running.start_and_interrupt()
            assert running.run("open('own', 'w').write('x'); open('own', 'w').close(); 1") == "1"
            for action in (f"os.kill({victim.pid}, 9)", f"os.truncate('{outside}', 0)",
                           f"open('{outside}').read()", f"open('{outside}', 'w')",
                           f"os.close(os.open('{os.__file__}', os.O_TRUNC))"):  # fmt: skip
                assert "Error" in running.run(action), action
        assert victim.poll() is None
        assert outside.read_text() == "marks"
    finally:
        victim.kill()
        victim.wait()
