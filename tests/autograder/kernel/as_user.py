"""Runs a command as an ordinary user who can read Python, wherever it is installed.

    python as_user.py COMMAND …     (needs root)

Python may lie in a folder that only root may enter (/root/.pyenv, for instance). In a mount
namespace of its own such a folder is replaced by an open one that shows nothing but Python. HOME
and TMPDIR are fresh. The user has a number that nobody else has, no groups and no privileges.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.kernel.sandbox import libc

UID = 54321
OPEN = stat.S_IROTH | stat.S_IXOTH


def needed() -> list[Path]:
    """What the user must be able to read."""
    here = Path(__file__).resolve()
    paths = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))}
    return [*map(Path, sorted(paths)), here.parents[3]]


def open_the_way() -> None:
    """Makes every needed folder reachable, in this process's mount namespace."""
    libc.unshare(libc.CLONE_NEWNS)
    libc.mount(None, "/", None, libc.MS_REC | libc.MS_PRIVATE)
    closed: dict[Path, list[Path]] = {}
    for path in needed():
        for folder in reversed(path.parents):
            if folder.stat().st_mode & OPEN != OPEN:
                closed.setdefault(folder, []).append(path)
                break
    for folder, inside in closed.items():
        kept = [(path, os.open(path, os.O_PATH)) for path in inside]
        libc.mount("tmpfs", str(folder), "tmpfs", 0, "mode=0755")
        for path, number in kept:
            path.mkdir(parents=True, exist_ok=True)
            libc.mount(f"/proc/self/fd/{number}", str(path), None, libc.MS_BIND | libc.MS_REC)
            os.close(number)


def main() -> int:
    """Returns the command's exit code."""
    open_the_way()
    # Folders for temporary files may be closed to others, as pytest's are.
    home = tempfile.mkdtemp(prefix="ordinary-", dir="/tmp")
    os.chown(home, UID, UID)

    def become() -> None:
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)

    env = {name: os.environ[name] for name in ("PATH", "LANG", "TF_CPP_MIN_LOG_LEVEL",
                                               "AUTOGRADER_TEST_ELSEWHERE")
           if name in os.environ}  # fmt: skip
    env |= {"HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(sys.argv[1:], env=env, preexec_fn=become).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
