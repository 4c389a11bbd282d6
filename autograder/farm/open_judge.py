"""Opens the judge that a run asks for, and says what a kernel must see of it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.judge.in_kernel import InKernelJudge
from autograder.judge.notebook import Judge
from autograder.kernel.options import KernelOptions
from autograder.kernel.sandbox.spec import Limits, Sandbox
from autograder.kernel.scratch import THREADS, data_folders
from autograder.kernel.warm.process import OPEN
from autograder.types import NotebookSpec


@contextlib.contextmanager
def open_judge(
    spec: NotebookSpec, files: dict[str, bytes], secret: str | None, options: KernelOptions
) -> Iterator[tuple[Judge, tuple[str, ...]]]:
    """Starts a judge for one notebook of one submission.

    Args:
        spec: the instructor's side.
        files: the instructor's files.
        secret: the student's.
        options: of the run.

    Yields:
        The judge, and paths that the kernel has to be able to read.

    Raises:
        JudgeFailed: it didn't start.
    """
    if options.judge == "in-kernel" or spec.plan is None:
        yield InKernelJudge(), ()
        return
    # Imported here: the room behind the glass is large, and not every run needs it.
    from autograder.judge.glass.adapter import GlassJudge
    from autograder.judge.glass.client import JudgeOptions, start_process
    from autograder.judge.glass.plan import Plan

    settings = JudgeOptions(
        startup_seconds=options.startup_seconds, env=_environment(options),
    )  # fmt: skip
    start, door = start_process, None
    if options.zygote is not None:
        from autograder.judge.forked import ForkedStarter

        start = ForkedStarter(options.zygote, _walls(options))
        # Short enough for a socket's name, and gone with the zygote at the latest.
        door = Path(tempfile.mkdtemp(prefix="j-", dir=Path(options.zygote).parent.parent))
        door.chmod(0o755)  # a confined kernel is another user
    try:
        with GlassJudge(
            Plan.from_json(spec.plan), secret, files, door, options=settings, start=start
        ) as judge:
            yield judge, (() if door is None else (str(door),))
    finally:
        if door is not None:
            shutil.rmtree(door, ignore_errors=True)


def _walls(options: KernelOptions) -> Sandbox:
    """What surrounds a judge: the same walls as a kernel's, in another room."""
    if options.level == "none":
        return OPEN
    limits = Limits(
        memory=options.memory, disk=options.disk, processes=options.processes,
        wall_seconds=options.total_seconds + options.startup_seconds,
    )  # fmt: skip
    readable = (*options.read_only, *map(str, data_folders()))
    return Sandbox(options.level, limits, read_only=readable, hidden=options.hidden, scratch="/")


def _environment(options: KernelOptions) -> dict[str, str]:
    """Where data sets lie, for given cells that load them: a judge's HOME is its own."""
    home = os.path.expanduser("~")
    env = {
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"),
        "KERAS_HOME": os.environ.get("KERAS_HOME") or os.path.join(home, ".keras"),
    }
    env.update(dict.fromkeys(THREADS, str(options.threads)))
    return env
