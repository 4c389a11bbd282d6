"""Looking at a tree of processes, and ending it whole."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass

_TICKS = os.sysconf("SC_CLK_TCK")
_KILL_SECONDS = 5.0


@dataclass(frozen=True)
class Usage:
    """What a process tree uses now.

    Attributes:
        tasks: processes and threads.
        memory: bytes of anonymous and shared memory, added up over the processes: what two of
            them share, after a fork, counts twice.
        cpu_seconds: processor time of the living and of those that they waited for.
    """

    tasks: int
    memory: int
    cpu_seconds: float


class Tree:
    """All processes that this one started, and all that those started.

    Args:
        alone: whether this process is the first of a PID namespace: then everybody else in it
            belongs to the tree. Otherwise this process must be a subreaper, so that nobody leaves
            the tree by losing a parent.
        proc: open folder of /proc, None to open the one in sight.
    """

    def __init__(self, *, alone: bool, proc: int | None = None) -> None:
        self._alone = alone
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        self._proc = os.open("/proc", flags) if proc is None else proc

    def pids(self) -> list[int]:
        """Returns the processes of the tree, without this one."""
        if self._alone:
            with os.scandir(self._proc) as entries:
                return [int(e.name) for e in entries if e.name.isdigit() and e.name != "1"]
        found: list[int] = []
        new = [os.getpid()]
        while new:
            children = [child for pid in new for child in self._children(pid)]
            found += children
            new = children
        return found

    def _children(self, pid: int) -> list[int]:
        children: list[int] = []
        with contextlib.suppress(OSError):
            for task in self._list(f"{pid}/task"):
                text = self._read(f"{pid}/task/{task}/children")
                children += [int(number) for number in text.split()]
        return children

    def usage(self) -> Usage:
        """Adds up what the tree uses. Processes that end meanwhile are left out."""
        tasks = memory = 0
        seconds = sum(os.times()[2:4])  # children that this process waited for
        for pid in self.pids():
            try:
                fields = self._read(f"{pid}/stat").rpartition(")")[2].split()
                status = self._read(f"{pid}/status")
            except OSError:
                continue
            # utime, stime and those of waited-for children; see proc(5), counted from "state".
            seconds += sum(int(field) for field in fields[11:15]) / _TICKS
            for line in status.splitlines():
                name, _, value = line.partition(":")
                if name == "Threads":
                    tasks += int(value)
                elif name in ("RssAnon", "RssShmem"):
                    memory += int(value.split()[0]) * 1024
        return Usage(tasks, memory, seconds)

    def fair_memory(self) -> int | None:
        """Adds up memory once: what n processes share counts an n-th for each.

        Returns:
            Bytes, or None if this process may not look so closely at the tree.
        """
        size = 0
        for pid in self.pids():
            try:
                rows = self._read(f"{pid}/smaps_rollup").splitlines()
            except PermissionError:
                return None
            except OSError:
                continue
            for row in rows:
                if row.startswith(("Pss_Anon:", "Pss_Shmem:")):
                    size += int(row.split()[1]) * 1024
        return size

    def prefer_to_kill(self, pid: int) -> None:
        """Has Linux, should memory run out everywhere, end this process and its children first."""
        with contextlib.suppress(OSError):
            number = os.open(f"{pid}/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC, dir_fd=self._proc)
            try:
                os.write(number, b"500")
            finally:
                os.close(number)

    def _open(self, path: str) -> int:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=self._proc)

    def _read(self, path: str) -> str:
        number = self._open(path)
        try:
            return os.read(number, 1 << 16).decode("utf-8", "replace")
        finally:
            os.close(number)

    def _list(self, path: str) -> list[str]:
        number = self._open(path)
        try:
            return os.listdir(number)
        finally:
            os.close(number)

    def kill(self) -> bool:
        """Kills the tree and waits for it.

        Returns:
            Whether nobody is left. (A process that waits for a device can't be killed.)
        """
        until = time.monotonic() + _KILL_SECONDS
        while time.monotonic() < until:
            if self._alone:
                # One call for all: nobody can fork in between.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(-1, signal.SIGKILL)
            else:
                self._signal_each(signal.SIGSTOP)  # first nobody makes new ones any more
                self._signal_each(signal.SIGKILL)
            if reap_all():
                return True
            time.sleep(0.002)
        return False

    def _signal_each(self, number: int) -> None:
        seen: set[int] = set()
        while True:
            new = set(self.pids()) - seen
            if not new:
                return
            seen |= new
            for pid in new:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)


def reap_all() -> bool:
    """Waits for every child that has ended. Returns whether there are no children left."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            return False
