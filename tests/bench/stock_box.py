"""Runs plain nbgrader on hostile submissions where it can hurt nobody. Needs root and Linux.

    main([FOLDER, SECONDS])     (in a process of its own)

FOLDER holds a class in `class` and a HOME in `home`. Commands run as an ordinary user in namespaces
of their own (mounts, processes, network, …), in a cgroup, on a file system that is read-only but
for FOLDER, temporary folders and copies of the packages that such a user would own. What harm they
do is seen there and written to FOLDER/box.json; all of it ends with the box.
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import socket
import struct
import sys
import sysconfig
import time
import traceback
from pathlib import Path

from nbgrader.apps.nbgraderapp import NbGraderApp

from autograder.kernel.sandbox import libc
from autograder.kernel.sandbox.cgroups import Group, find_place
from autograder.kernel.sandbox.spec import GIB, Limits
from tests.autograder.attacks import traces

UID = 54400  # nobody else's
PROJECT = Path(__file__).resolve().parents[2]
LIMITS = Limits(memory=4 * GIB, disk=None, processes=300)
OPEN = ("/tmp", "/var/tmp", "/dev/shm")  # where everybody may write
# Stand-ins for the internet, and for a service of the machine.
INTERNET = ("1.1.1.1", "8.8.8.8")
MS_REMOUNT = 32
SERVICES = (("1.1.1.1", 443), ("127.0.0.1", 6379))

_servers: list[socket.socket] = []


def main(arguments: list[str]) -> int:
    """Returns 0 if the box did its work, whatever happened in it."""
    folder, seconds = Path(arguments[0]).resolve(), float(arguments[1])
    place = find_place()
    group = Group(place, f"box-{os.getpid()}", LIMITS) if place else None
    try:
        libc.unshare(
            libc.CLONE_NEWNS | libc.CLONE_NEWPID | libc.CLONE_NEWNET | libc.CLONE_NEWIPC
            | libc.CLONE_NEWUTS
        )  # fmt: skip
        first = os.fork()
        if first == 0:
            try:
                libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
                build(folder)
                found = act(folder, seconds, group, "scripts" in arguments)
                (folder / "box.json").write_text(json.dumps(found))
            except BaseException as error:
                print(f"box: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
        if code:
            raise SystemExit(code)
        return 0
    finally:
        if group is not None:
            group.kill()
            group.remove()


def build(folder: Path) -> None:
    """Makes the file system and the network. For the first process of the new namespaces."""
    libc.mount(None, "/", None, libc.MS_REC | libc.MS_PRIVATE)
    packages = sysconfig.get_path("purelib")
    kept = {Path(sys.prefix), Path(sys.base_prefix), PROJECT, folder}
    held = [(path, os.open(path, os.O_PATH)) for path in sorted(kept)]
    libc.set_mount_attributes("/", libc.ATTR_RDONLY, recursive=True)
    closed = {p for path in kept for p in path.parents if p.stat().st_mode & 0o5 != 0o5}
    covered = sorted({*OPEN, *map(str, closed)})
    for name in covered:
        if os.path.isdir(name) and not any(name.startswith(f"{one}/") for one in covered):
            libc.mount("tmpfs", name, "tmpfs", 0, "mode=1777,size=2g")
    for path, number in held:
        if any(path.is_relative_to(name) for name in covered):
            path.mkdir(parents=True, exist_ok=True)
        if path == folder or any(path.is_relative_to(name) for name in covered):
            libc.mount(f"/proc/self/fd/{number}", str(path), None, libc.MS_BIND | libc.MS_REC)
            libc.mount(None, str(path), None, libc.MS_BIND | MS_REMOUNT)  # not read-only
            if path != folder:
                libc.set_mount_attributes(str(path), libc.ATTR_RDONLY, recursive=True)
    libc.mount("tmpfs", "/mnt", "tmpfs", 0, "mode=0755")
    _copy_on_write(packages, "packages", ["", "numpy/__init__.py", "numpy/testing/__init__.py"])
    _copy_on_write(str(PROJECT / "helpers"), "helpers", ["checks.py"])
    libc.mount("proc", "/proc", "proc", libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC)
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(os.path.join(place, name), UID, UID, follow_symlinks=False)
    os.chown(folder, UID, UID)
    _network()


def _copy_on_write(place: str, name: str, own: list[str]) -> None:
    """Lets the user change files of a folder, for as long as the box lasts."""
    for part in ("upper", "work"):
        os.makedirs(f"/mnt/{name}/{part}")
    layers = f"lowerdir={place},upperdir=/mnt/{name}/upper,workdir=/mnt/{name}/work"
    libc.mount("overlay", place, "overlay", 0, layers)
    for path in own:
        os.chown(os.path.join(place, path), UID, UID)


def _network() -> None:
    """Brings up the loopback device, and gives it addresses of the internet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for alias, address in enumerate(INTERNET):
            name = f"lo:{alias}".encode()
            there = struct.pack("16sHH4s8x", name, socket.AF_INET, 0, socket.inet_aton(address))
            fcntl.ioctl(s, 0x8916, there)  # SIOCSIFADDR
        fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x49))  # SIOCSIFFLAGS: up
    for place in SERVICES:
        server = socket.create_server(place)
        server.set_inheritable(False)
        _servers.append(server)
    bus = socket.socket(socket.AF_UNIX)
    bus.bind("\0somebodys-bus")
    bus.listen()
    _servers.append(bus)


def act(folder: Path, seconds: float, group: Group | None, feedback: bool) -> dict[str, object]:
    """Runs nbgrader as the user, and looks around afterwards."""
    root = folder / "class"
    assignment = (root / "assignment").read_text()
    codes = [_run(["autograde", assignment], root, folder, seconds, group)]
    left = processes()
    if feedback:
        codes.append(_run(["generate_feedback", assignment], root, folder, seconds, group))
    return {
        "code": codes[0],
        "processes": left,
        "files": traces.marked(),
        "packages": [
            os.path.relpath(path, "/mnt")
            for path in map(str, Path("/mnt").glob("*/upper/**/*"))
            if os.path.isfile(path) and b"hostile" in Path(path).read_bytes()
        ],
    }


def _run(
    arguments: list[str], root: Path, folder: Path, seconds: float, group: Group | None
) -> int | None:
    """Returns the exit code, None if it had to be ended."""

    def become() -> None:
        if group is not None:
            group.enter()
        os.setsid()
        resource.setrlimit(resource.RLIMIT_NPROC, (LIMITS.processes or 0, LIMITS.processes or 0))
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)
        libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)

    env = {
        "PATH": f"{os.path.dirname(sys.executable)}:/usr/bin:/bin", "HOME": str(folder / "home"),
        "LANG": os.environ.get("LANG", "C.UTF-8"), "TF_CPP_MIN_LOG_LEVEL": "3",
        "GRADER_TOKEN": (folder / "token").read_text(), "COURSE_OFFLINE": "1",
        "OMP_NUM_THREADS": "1", "MPLCONFIGDIR": str(folder / "mpl"),
    }  # fmt: skip
    child = os.fork()
    if child == 0:
        code = 1
        try:
            log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            for place, number in enumerate((os.open(os.devnull, os.O_RDONLY), log, log)):
                os.dup2(number, place)
            for server in _servers:
                server.close()
            become()
            os.environ.clear()
            os.environ.update(env)
            os.chdir(root)
            sys.argv = ["nbgrader", *arguments]
            NbGraderApp.launch_instance()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def processes() -> list[str]:
    """Command lines of what goes on running, a moment after the command has ended."""
    time.sleep(0.7)
    lines = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) not in (1, os.getpid()):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                state = (entry / "stat").read_text().rsplit(")")[-1].split()[0]
            except OSError:
                continue
            if line and state != "Z":
                lines.append(line[:200])
    return lines
