"""Runs a command and tells which processes it left behind: `python -m …attacks.watch REPORT CMD`.

Orphans of the command, however they hide (double fork, setsid, nohup), become children of this
process, because it is a subreaper. Linux only.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from autograder.kernel.sandbox import libc
from autograder.kernel.sandbox.cgroups import PREFIX

PATIENCE = 30.0  # seconds that ended processes may take to go


def children() -> list[int]:
    """Processes whose parent this process is now."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(number) for number in file.read().split()]


def left_behind() -> list[str]:
    """Waits for what is ending, ends what isn't, and returns the command lines of the latter."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not children():
            return []
        time.sleep(0.05)
    lines = []
    for pid in children():
        with contextlib.suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            lines.append(f"{pid} {line.strip() or Path(f'/proc/{pid}/comm').read_text()}")
            os.kill(pid, signal.SIGKILL)
    return lines


def mounts() -> list[str]:
    """Mount points and kinds, as this process sees them."""
    with open("/proc/self/mounts") as file:
        return sorted(" ".join(line.split()[1:3]) for line in file)


def groups(pid: int) -> list[str]:
    """Cgroups of ours that a command of this number has made."""
    base = Path("/sys/fs/cgroup")
    found = [*base.glob(f"*/{PREFIX}{pid}-*"), *base.glob(f"{PREFIX}{pid}-*")]
    return [str(path) for path in found]


def main(arguments: list[str]) -> int:
    """Runs it. Returns its exit code."""
    report, command = Path(arguments[0]), arguments[1:]
    libc.prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    before = mounts()
    process = subprocess.Popen(command)
    code = process.wait()
    left = left_behind()
    found = {
        "processes": left,
        "mounts": [line for line in mounts() if line not in before],
        "cgroups": groups(process.pid),
    }
    report.write_text(json.dumps(found))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
