"""Limits that Linux counts per process or per user."""

from __future__ import annotations

import os
import resource

from autograder.kernel.sandbox.spec import GIB, Limits

# Address space that libraries reserve and never use (TensorFlow with `fit`: 4 GB measured).
_RESERVED = 8 * GIB
# Data that a process may have beside what the limit on memory counts; the watch is faster.
_DATA_SPARE = GIB // 2


def apply(limits: Limits, *, counted: bool, others: int, gpu: bool) -> None:
    """Sets the limits on this process and all that it will start.

    Args:
        limits: the limits.
        counted: whether a cgroup counts memory and processes; these limits are rougher.
        others: processes and threads of this user that don't belong to the kernel.
        gpu: whether it uses a GPU, whose driver reserves more address space than there is memory.
    """
    if limits.open_files is not None:
        _set(resource.RLIMIT_NOFILE, limits.open_files)
    sizes = [size for size in (limits.file_size, limits.disk) if size is not None]
    if sizes:
        _set(resource.RLIMIT_FSIZE, min(sizes))
    if limits.cpu_seconds is not None:
        # One second more: the watch, which names the limit, comes first.
        _set(resource.RLIMIT_CPU, int(limits.cpu_seconds) + 2)
    if limits.processes is not None:
        # Where somebody else counts, that one shall have the first word: it knows the name of the
        # limit. And the user's other processes come and go.
        spare = 32 if counted or others > 1 else 0
        _set(resource.RLIMIT_NPROC, limits.processes + others + spare)
    if limits.memory is not None and not counted:
        used = _own_memory()
        _set(resource.RLIMIT_DATA, used["VmData"] + limits.memory + _DATA_SPARE)
        if not gpu:
            _set(resource.RLIMIT_AS, used["VmSize"] + limits.memory + _RESERVED)


def close_gaps() -> None:
    """Limits that every confined process gets: no core files, little memory that can't be moved."""
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_MEMLOCK, 64 << 20)
    _set(resource.RLIMIT_MSGQUEUE, 0)


def _set(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, value))


def _own_memory() -> dict[str, int]:
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        rows = [line.split() for line in file if line.startswith(("VmData", "VmSize"))]
    return {row[0].rstrip(":"): int(row[1]) * 1024 for row in rows}


def tasks_of(uid: int) -> int:
    """Counts processes and threads of a user, as RLIMIT_NPROC does."""
    count = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                if os.stat(f"/proc/{name}").st_uid == uid:
                    count += len(os.listdir(f"/proc/{name}/task"))
            except OSError:  # it ended meanwhile
                continue
    return count
