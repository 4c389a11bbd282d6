"""Runs a notebook as grading would, restarted and from top to bottom, with its visible tests."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.judge.in_kernel import InKernelJudge
from autograder.judge.notebook import judge_notebook
from autograder.judge.redact import PathCleaner
from autograder.judge.sanitize import RunCell, Sanitized
from autograder.kernel.options import KernelOptions
from autograder.kernel.session import CellRun, KernelStartError, Session
from autograder.types import CellGrade, NotebookSpec

if TYPE_CHECKING:
    from autograder.kernel.warm.supervisor import Begun, Zygote

# What kernels import ahead of time: begun before the notebook is read.
EARLY = ("numpy", "matplotlib")
OURS = ("helpers",)
# An exercise of the course runs in 60 s as a whole; which limit a class has isn't known here.
CELL_SECONDS = 60


def limits(cell_seconds: int = CELL_SECONDS) -> KernelOptions:
    """Returns the limits of a run on a student's machine, which has nothing else to do."""
    return KernelOptions(cell_seconds=cell_seconds, threads=os.cpu_count() or 1)


@dataclass
class DryRun:
    """What running a notebook gave.

    Attributes:
        grades: per grade id, from visible tests.
        ran: the cells that were run, each with what happened.
        kernel: "warm" or "ordinary"; "" if none started.
        why: why there was no warm kernel, or why none started; "" if there was nothing wrong.
    """

    grades: dict[str, CellGrade] = field(default_factory=dict)
    ran: list[tuple[RunCell, CellRun]] = field(default_factory=list)
    kernel: str = ""
    why: str = ""


class Kernels:
    """Where kernels come from. Use it as a context manager; it serves any number of notebooks.

    Args:
        options: limits per cell and in all.
        warm: whether to fork them, where that works, with the walls that grading has.
        begun: a process of `begin`, to become the first zygote.
    """

    def __init__(
        self, options: KernelOptions, *, warm: bool = True, begun: Begun | None = None
    ) -> None:
        self.options = replace(options, judge="in-kernel")
        self.why = "" if warm else "asked for"
        self._warm, self._begun = warm, begun
        self._zygote: Zygote | None = None
        self._modules: frozenset[str] = frozenset()

    def __enter__(self) -> Kernels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends what kernels are forked from. Can be called again."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None
        if self._begun is not None:
            begun, self._begun = self._begun, None
            with contextlib.suppress(OSError):
                begun.process.kill()
            begun.process.wait()

    def prepare(self, modules: Sequence[str]) -> KernelOptions:
        """Returns options with which a kernel starts that has these modules, if possible."""
        if not self._warm or self.why:
            return self.options
        from autograder.kernel.warm.supervisor import WarmUnavailable, Zygote

        if self._zygote is None or not set(modules) <= self._modules:
            if self._zygote is not None:
                self._zygote.close()
            self._modules = frozenset((*EARLY, *modules, *self._modules))
            names = [*EARLY, *sorted(self._modules - {*EARLY})]
            begun, self._begun = self._begun, None
            self._zygote = Zygote(names, begun=begun)
            try:
                self._zygote.start()
            except (WarmUnavailable, OSError) as error:
                self._zygote = None
                self.why = str(error)
                return self.options
        return replace(self.options, zygote=self._zygote.address, forked=True, **_walls(modules))


def _walls(modules: Sequence[str]) -> dict[str, Any]:
    """The walls that grading has, so that what they refuse is known before; none if there are none.

    They protect nobody here: a student runs their own code.
    """
    from autograder.kernel.sandbox import detect, package_paths

    level = detect().level
    return {"level": level, "read_only": package_paths((*modules, *OURS))}


def dry_run(
    spec: NotebookSpec, sanitized: Sanitized, files: dict[str, bytes], kernels: Kernels
) -> DryRun:
    """Runs a notebook and scores it from what its visible tests say.

    Args:
        spec: the instructor's side, visible tests only.
        sanitized: the cells to run.
        files: files that lie beside the notebook.
        kernels: where its kernel comes from.

    Returns:
        Grades, and what happened in each cell.
    """
    from autograder.kernel.warm.preload import modules_of

    sources = [cell.source for cell in sanitized.cells if cell.cell_type == "code"]
    beside = {name.partition("/")[0].removesuffix(".py") for name in files}
    modules = [name for name in modules_of(sources) if name.partition(".")[0] not in beside]
    options = kernels.prepare(modules)
    try:
        return _run(spec, sanitized, files, options, kernels.why)
    except KernelStartError:
        # A free port may have been taken, or walls have not held: once more, without anything.
        plain = replace(kernels.options, forked=False, zygote=None)
        why = kernels.why or "the warm kernel did not start"
        try:
            return _run(spec, sanitized, files, plain, why)
        except KernelStartError as error:
            return DryRun(why=str(error))


def _run(
    spec: NotebookSpec,
    sanitized: Sanitized,
    files: dict[str, bytes],
    options: KernelOptions,
    why: str,
) -> DryRun:
    with _folder(files, options) as (folder, env, walls):
        deadline = time.monotonic() + options.total_seconds
        cleaner = PathCleaner([folder])
        session = _Recorder(spec.kernel_name, options, folder, env, deadline, walls)
        with session:
            judged = judge_notebook(spec, sanitized, session, InKernelJudge(), cleaner)
        run = [c for c in sanitized.cells if c.cell_type == "code" and c.run and c.source.strip()]
        kernel = "warm" if options.forked else "ordinary"
        return DryRun(judged.notebook.cells, list(zip(run, session.runs, strict=True)), kernel, why)


class _Recorder(Session):
    """A session that remembers what happened in each cell."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runs: list[CellRun] = []

    def run(self, source: str, *, seconds: float | None = None, history: bool = True) -> CellRun:
        run = super().run(source, seconds=seconds, history=history)
        self.runs.append(run)
        return run


@contextlib.contextmanager
def _folder(
    files: dict[str, bytes], options: KernelOptions
) -> Iterator[tuple[Path, dict[str, str], Any]]:
    """A folder of its own for the run, the kernel's environment, and its walls."""
    if options.forked or sys.platform == "linux":
        from autograder.kernel.scratch import Scratch

        with Scratch(files) as scratch:
            yield scratch.work, scratch.environment(options), scratch.sandbox(options)
        return
    with tempfile.TemporaryDirectory(prefix="validate-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        # Links, as grading's folders have them, need rights on Windows: data stay where they are.
        env = {**os.environ, "COURSE_OFFLINE": "1", "NBGRADER_EXECUTION": "validate"}
        yield folder, env, None
