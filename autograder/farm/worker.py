"""What a worker process of the pool does."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.farm import gpu
from autograder.farm.task import grade_one
from autograder.kernel.options import KernelOptions
from autograder.kernel.scratch import Scratch
from autograder.types import Assignment

MEMORY = 2 << 30  # bytes that a worker may use beside what it starts with


def work(pipe: Any, options: KernelOptions, folder: Path) -> None:
    """Receives submissions, grades them and sends the results, until the pipe is closed.

    Args:
        pipe: gives each `Assignment` once, before the first (submission, GPU or None) of it.
        options: limits of the kernels.
        folder: of the run; the worker's own temporary files lie in it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when to stop
    # What nbclient leaves undone when a kernel is killed is no news for a teacher.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    current: list[Scratch] = []

    def on_scratch(scratch: Scratch | None) -> None:
        current[:] = [scratch] if scratch is not None else []

    own = Path(tempfile.mkdtemp(prefix="w-", dir=folder))
    own.chmod(0o711)  # judges of other users pass through to their own, too
    tempfile.tempdir = str(own)

    def leave(*_: Any) -> None:
        _kill_children()
        for scratch in current:
            scratch.remove()
        shutil.rmtree(own, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.rmdir()  # the last one of a killed run
        os._exit(1)

    if options.forked:  # an ordinary kernel would inherit it
        _limit_memory()
    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=_leave_with_parent, args=(leave,), daemon=True).start()
    assignments: dict[str, Assignment] = {}
    with contextlib.suppress(EOFError, OSError):
        while True:
            message = pipe.recv()
            if isinstance(message, Assignment):
                assignments[message.name] = message
                continue
            task, device = message
            own_options = gpu.with_device(options, device)
            graded = grade_one(assignments[task.assignment], task, own_options, on_scratch, folder)
            pipe.send(graded)


def _limit_memory() -> None:
    """What a kernel sends can fill this process only: it ends, and the class goes on."""
    import resource  # not on Windows

    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        used = next(int(line.split()[1]) << 10 for line in file if line.startswith("VmData"))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = used + MEMORY if hard == resource.RLIM_INFINITY else min(used + MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _leave_with_parent(leave: Callable[[], None]) -> None:
    """Ends the worker when the coordinator is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        leave()


def _kill_children() -> None:
    """Kills the kernels of this process: each leads a process group of its own."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            children = [int(pid) for pid in file.read().split()]
    except OSError:
        return  # no /proc: kernels notice that their parent is gone within a second or so
    for pid in children:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
