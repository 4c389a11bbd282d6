"""Puts up walls and leans against them. Run as a program by `detect`, which see."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import socket
import sys
import tempfile

from autograder.kernel.sandbox import cgroups, keeper, libc
from autograder.kernel.sandbox.detect import Detected
from autograder.kernel.sandbox.spec import LEVELS, Level, Limits, Sandbox

_SECONDS = 20
_TRACE = "autograder-trial"
_HOLDS = 42  # exit code of a probe that found every wall standing


def try_levels() -> Detected:
    """Tries each level, the strongest first. For a process with one thread."""
    reasons: dict[str, str] = {}
    place = cgroups.find_place()
    for level in LEVELS[:-1]:
        problem, notes = _try(level, place)
        if problem is None:
            return Detected(level, reasons, tuple(notes), place is not None)
        reasons[level] = problem
    return Detected("none", reasons, (), place is not None)


def _try(level: Level, place: cgroups.Place | None) -> tuple[str | None, list[str]]:
    """Returns why a level doesn't work, or None, and what is weaker than it could be."""
    folder = tempfile.mkdtemp(prefix="autograder-trial-")
    try:
        scratch, root = os.path.join(folder, "scratch"), os.path.join(folder, "root")
        os.mkdir(scratch)
        os.mkdir(root)
        os.chmod(folder, 0o711)  # a confined process of another user must get to its scratch
        secret = os.path.join(folder, "secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write("hidden")
        os.chmod(secret, 0o644)
        sandbox = Sandbox(level, Limits(disk=16 << 20), scratch, hidden=(secret,))
        problem, notes = _probe(sandbox, root, secret, place)
        if os.path.exists(os.path.join(folder, _TRACE)):
            problem = "a folder outside could be written to"
        return problem, notes
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _probe(
    sandbox: Sandbox, root: str, secret: str, place: cgroups.Place | None
) -> tuple[str | None, list[str]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    silence = os.open(os.devnull, os.O_RDWR)
    quiet, loud = os.pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        keeper.keep(
            keeper.Job(
                sandbox, lambda: _lean(sandbox, secret), theirs, quiet, quiet, [silence] * 3,
                f"trial-{os.getpid()}", pid % 4000, root, place,
            )
        )  # fmt: skip
    theirs.close()
    os.close(silence)
    os.close(quiet)
    ours.settimeout(_SECONDS)
    notes: list[str] = []
    problem: str | None = "the trial ended without an answer"
    try:
        while data := ours.recv(1 << 16):
            message = json.loads(data)
            if "failed" in message:
                problem = message["failed"]
            elif "started" in message:
                notes = message["started"]["notes"]
            elif "ended" in message:
                code = message["ended"]["code"]
                problem = (
                    None if code == _HOLDS else _GAPS.get(code, f"the trial ended with {code}")
                )
    except TimeoutError:
        problem = "the trial took too long"
    finally:
        ours.close()
        os.close(loud)
        os.waitpid(pid, 0)
    return problem, notes


_GAPS = {
    1: "a file outside could be read",
    2: "a folder of the system could be written to",
    3: "the scratch folder can't be written to",
    4: "a network socket could be used",
    5: "modules of Python can't be loaded",
    6: "system calls are not filtered",
}


def _lean(sandbox: Sandbox, secret: str) -> int:
    """Runs inside: tests every wall."""
    scratch = sandbox.scratch or "/"
    if _works(lambda: open(secret, "rb").close()):
        return 1
    system = ("/", "/usr", sys.prefix)
    for folder in system:
        if _works(lambda folder=folder: os.mkdir(os.path.join(folder, _TRACE))):
            return 2
    # Beside the scratch folder there may be a folder of the same name that is its own.
    _works(lambda: os.mkdir(os.path.join(os.path.dirname(scratch), _TRACE)))
    # Where the user has no right to write anyway, a wall that is missing wouldn't be felt.
    read_only = [bool(os.statvfs(folder).f_flag & os.ST_RDONLY) for folder in system]
    if sandbox.level == "namespaces" and not all(read_only):
        return 2
    if not _works(lambda: os.mkdir(os.path.join(scratch, "trial"))):
        return 3
    if _works(_use_network):
        return 4
    if _works(lambda: libc.unshare(libc.CLONE_NEWUSER)):
        return 6
    try:
        __import__("wave")  # some module that nothing has loaded yet
    except ImportError:
        return 5
    return _HOLDS


def _works(action) -> bool:  # type: ignore[no-untyped-def]
    try:
        action()
    except OSError:
        return False
    return True


def _use_network() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", ("127.0.0.1", 9))


if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(try_levels())))
