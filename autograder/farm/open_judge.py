"""Opens the judge that a run asks for, and a way to it for the student's kernel."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.farm import gpu
from autograder.judge.in_kernel import InKernelJudge
from autograder.judge.notebook import Judge
from autograder.kernel.options import KernelOptions
from autograder.kernel.sandbox.spec import Limits, Sandbox
from autograder.kernel.scratch import THREADS, data_folders
from autograder.kernel.warm.process import OPEN
from autograder.kernel.warm.supervisor import short_folder
from autograder.types import NotebookSpec

DOOR = "AUTOGRADER_DOOR"  # environment variable of a kernel: the number of its end


@contextlib.contextmanager
def open_judge(
    spec: NotebookSpec, files: dict[str, bytes], secret: str | None, options: KernelOptions
) -> Iterator[tuple[Judge, dict[str, socket.socket]]]:
    """Starts a judge for one notebook of one submission.

    A forked kernel inherits one end of a pair of sockets of which the judge has the other: no wall
    has to have a hole for it, and no other kernel can come that way. An ordinary kernel connects
    to a socket in a folder.

    Args:
        spec: the instructor's side.
        files: the instructor's files.
        secret: the student's.
        options: of the run.

    Yields:
        The judge, and what the kernel has to inherit, by environment variable.

    Raises:
        JudgeFailed: it didn't start.
    """
    if options.judge == "in-kernel" or spec.plan is None:
        yield InKernelJudge(), {}
        return
    # Imported here: the room behind the glass is large, and not every run needs it.
    from autograder.judge.glass.adapter import GlassJudge
    from autograder.judge.glass.client import JudgeOptions, start_process
    from autograder.judge.glass.plan import Plan

    plan = Plan.from_json(spec.plan)
    settings = JudgeOptions(
        startup_seconds=options.startup_seconds, env=_environment(options),
    )  # fmt: skip
    start = start_process
    if options.zygote is not None:
        from autograder.judge.forked import ForkedStarter

        start = ForkedStarter(options.zygote, _walls(options))
    with contextlib.ExitStack() as stack:
        if options.forked:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            stack.enter_context(theirs)
            with ours:  # the judge's process has it then, and nobody else
                judge = stack.enter_context(
                    GlassJudge(
                        plan, secret, files, options=settings, start=start,
                        door=ours, kernel_door=DOOR,
                    )
                )  # fmt: skip
            yield judge, {DOOR: theirs}
        else:
            folder = stack.enter_context(_socket_folder(options))
            yield (
                stack.enter_context(
                    GlassJudge(plan, secret, files, folder, options=settings, start=start)
                ),
                {},
            )


@contextlib.contextmanager
def _socket_folder(options: KernelOptions) -> Iterator[Path]:
    """A folder with a name that leaves room for a socket's."""
    # Beside a zygote it is gone with it at the latest.
    parent = short_folder() if options.zygote is None else Path(options.zygote).parent.parent
    folder = Path(tempfile.mkdtemp(prefix="j-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _walls(options: KernelOptions) -> Sandbox:
    """What surrounds a judge: the same walls as a kernel's, in another room."""
    if options.level == "none":
        return OPEN
    limits = Limits(
        memory=options.memory, disk=options.disk, processes=options.processes,
        wall_seconds=options.total_seconds + options.startup_seconds,
    )  # fmt: skip
    readable = (*options.read_only, *map(str, data_folders()))
    return Sandbox(options.level, limits, read_only=readable, hidden=options.hidden, scratch="/",
                   passes_files=True)  # fmt: skip


def _environment(options: KernelOptions) -> dict[str, str]:
    """Where data sets lie, for given cells that load them: a judge's HOME is its own."""
    home = os.path.expanduser("~")
    env = {
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"),
        "KERAS_HOME": os.environ.get("KERAS_HOME") or os.path.join(home, ".keras"),
    }
    env.update(dict.fromkeys(THREADS, str(options.threads)))
    env[gpu.VISIBLE] = gpu.NONE  # tests compare; it is the student's kernel that trains
    return env
