"""Counting memory, processes and processor time of a whole process tree, where allowed.

Linux has two interfaces, version 1 (a tree per controller) and version 2 (one tree). Both are used
as they are found; nothing is mounted, and nothing outside of the caller's own group is touched if
that can be helped.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass

from autograder.kernel.sandbox.spec import Limits

PREFIX = "autograder-"
_NEEDED = ("memory", "pids")


@dataclass(frozen=True)
class Place:
    """Folders in which groups can be made: by controller; all the same one in version 2."""

    version: int
    folders: dict[str, str]


def find_place() -> Place | None:
    """Finds out where this process may make groups that limit memory and processes.

    Returns:
        The place, or None if there is none, as usual for an ordinary user and in containers.
    """
    mounts = _mounts()
    own = _own_groups()
    if all(name in mounts[1] for name in _NEEDED):
        folders = {
            name: mounts[1][name] + own.get(name, "/").rstrip("/")
            for name in (*_NEEDED, "cpu", "cpuacct")
            if name in mounts[1]
        }
        usable = {name: folder for name, folder in folders.items() if _can_make(folder)}
        if all(name in usable for name in _NEEDED):
            return Place(1, usable)
    if mounts[2]:
        folder = own.get("", "/").strip("/")
        while True:  # the own group holds processes, so it can't have limited groups: go up
            place = os.path.join(mounts[2][0], folder)
            if _has_controllers(place) and _can_make(place):
                return Place(2, dict.fromkeys((*_NEEDED, "cpu", "cpuacct"), place))
            if not folder:
                break
            folder = os.path.dirname(folder)
    return None


def _mounts() -> dict[int, dict]:  # type: ignore[type-arg]
    found: dict[int, dict] = {1: {}, 2: {}}  # type: ignore[type-arg]
    with open("/proc/self/mounts", encoding="utf-8", errors="replace") as file:
        for line in file:
            _, path, kind, options = line.split()[:4]
            if kind == "cgroup2":
                found[2].setdefault(0, path)
            elif kind == "cgroup":
                for name in options.split(","):
                    found[1].setdefault(name, path)
    return found


def _own_groups() -> dict[str, str]:
    own: dict[str, str] = {}
    with open("/proc/self/cgroup", encoding="utf-8", errors="replace") as file:
        for line in file:
            _, names, path = line.rstrip("\n").split(":", 2)
            for name in names.split(","):
                own[name] = path
    return own


def _can_make(folder: str) -> bool:
    probe = os.path.join(folder, f"{PREFIX}probe-{os.getpid()}")
    try:
        os.mkdir(probe)
    except OSError:
        return False
    with contextlib.suppress(OSError):
        os.rmdir(probe)
    return True


def _has_controllers(folder: str) -> bool:
    path = os.path.join(folder, "cgroup.subtree_control")
    try:
        enabled = _read(path).split()
        missing = [name for name in _NEEDED if name not in enabled]
        if missing:
            _write(path, " ".join(f"+{name}" for name in missing))
        if "cpu" not in enabled:
            with contextlib.suppress(OSError):
                _write(path, "+cpu")
    except OSError:
        return False
    return True


def _read(path: str, at: int | None = None) -> str:
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=at)
    try:
        return os.read(number, 1 << 16).decode()
    finally:
        os.close(number)


def _write(path: str, text: str, at: int | None = None) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=at)
    try:
        os.write(number, text.encode())
    finally:
        os.close(number)


class Group:
    """One process tree's group. Works through open folders, so it survives a change of root.

    Args:
        place: where to make it.
        name: its name, unique on this machine.
        limits: what it may use.

    Raises:
        OSError: if it can't be made.
    """

    def __init__(self, place: Place, name: str, limits: Limits) -> None:
        self.name = PREFIX + name
        self.version = place.version
        self._parents: dict[str, int] = {}
        self._folders: dict[str, int] = {}
        opened: dict[str, tuple[int, int]] = {}
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        try:
            for controller, folder in place.folders.items():
                real = os.path.realpath(folder)  # cpu and cpuacct are often one
                if real not in opened:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(os.path.join(real, self.name), 0o700)
                    parent = os.open(real, flags)
                    opened[real] = parent, os.open(self.name, flags, dir_fd=parent)
                self._parents[controller], self._folders[controller] = opened[real]
            self._limit(limits)
        except OSError:
            self.remove()
            raise

    def _limit(self, limits: Limits) -> None:
        two = self.version == 2
        if limits.memory is not None:
            name = "memory.max" if two else "memory.limit_in_bytes"
            self._put("memory", name, limits.memory)
            with contextlib.suppress(OSError):  # not where swap isn't counted
                swap = "memory.swap.max" if two else "memory.memsw.limit_in_bytes"
                self._put("memory", swap, 0 if two else limits.memory)
        if limits.processes is not None:
            self._put("pids", "pids.max", limits.processes)
        if limits.cores is not None and "cpu" in self._folders:
            with contextlib.suppress(OSError):
                quota = int(limits.cores * 100_000)
                if two:
                    self._put("cpu", "cpu.max", f"{quota} 100000")
                else:
                    self._put("cpu", "cpu.cfs_period_us", 100_000)
                    self._put("cpu", "cpu.cfs_quota_us", quota)

    def _put(self, controller: str, name: str, value: object) -> None:
        _write(name, str(value), self._folders[controller])

    def enter(self) -> None:
        """Moves this process, and so all that it will start, into the group."""
        for folder in set(self._folders.values()):
            _write("cgroup.procs", "0", folder)

    def reached(self) -> str | None:
        """Returns "memory" or "processes" if that limit was reached since the start, else None."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        if _event(self._folders["memory"], name, "oom_kill"):
            return "memory"
        if _event(self._folders["pids"], "pids.events", "max"):
            return "processes"
        return None

    def cpu_seconds(self) -> float | None:
        """Returns the processor time used so far, None if it isn't counted."""
        try:
            if self.version == 2:
                rows = _read("cpu.stat", self._folders["cpu"]).split()
                return int(rows[rows.index("usage_usec") + 1]) / 1e6
            return int(_read("cpuacct.usage", self._folders["cpuacct"])) / 1e9
        except (OSError, KeyError, ValueError):
            return None

    def most_memory(self) -> int | None:
        """Returns the bytes that were used at most so far, None if Linux doesn't tell."""
        two = ("memory.peak", "memory.current")  # the first one since Linux 5.19
        for name in two if self.version == 2 else ("memory.max_usage_in_bytes",):
            with contextlib.suppress(OSError, KeyError, ValueError):
                return int(_read(name, self._folders["memory"]))
        return None

    def kill(self) -> None:
        """Kills every process in the group."""
        folder = self._folders["pids"]
        with contextlib.suppress(OSError):
            _write("cgroup.kill", "1", folder)  # version 2, Linux 5.14
            return
        for number in _processes(folder):
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)

    def remove(self) -> None:
        """Removes the group. Its processes must have ended; waits a moment for the last."""
        until = time.monotonic() + 1.0
        for parent, folder in set(zip(self._parents.values(), self._folders.values(), strict=True)):
            while True:
                try:
                    os.rmdir(self.name, dir_fd=parent)
                except FileNotFoundError:
                    pass
                except OSError:
                    if time.monotonic() < until:
                        time.sleep(0.01)
                        continue
                break
            os.close(folder)
            os.close(parent)
        self._parents, self._folders = {}, {}


def _event(folder: int, name: str, key: str) -> int:
    try:
        rows = _read(name, folder).split()
        return int(rows[rows.index(key) + 1])
    except (OSError, ValueError):
        return 0


def _processes(folder: int) -> list[int]:
    try:
        return [int(number) for number in _read("cgroup.procs", folder).split()]
    except OSError:
        return []


def sweep(place: Place, name: str) -> None:
    """Removes groups whose name starts with `name` and whose processes are gone."""
    for folder in set(place.folders.values()):
        for entry in os.listdir(folder):
            if entry.startswith(PREFIX + name):
                with contextlib.suppress(OSError):
                    os.rmdir(os.path.join(folder, entry))
