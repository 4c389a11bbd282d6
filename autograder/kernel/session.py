"""A kernel that runs one notebook, cell by cell, and is gone afterwards with all it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.utils.importstring import import_item

from autograder.kernel.client import CellStuck, LimitedClient
from autograder.kernel.options import WARM_MANAGER, KernelOptions
from autograder.kernel.sandbox.spec import Sandbox

# Some limits come without the word.
LIMIT_WORDS = {"cpu_seconds": "limit of ", "wall_seconds": "limit of ", "processes": "limit of "}

Status = Literal["ok", "error", "timeout", "lost", "not run"]


class KernelStartError(Exception):
    """The kernel didn't start: a matter of the machine, not of the submission."""


@dataclass
class CellRun:
    """What running one cell gave.

    Attributes:
        status: "ok", "error" (the cell raised), "timeout" (interrupted, the kernel lives),
            "lost" (the kernel ended during the cell) or "not run" (it had ended before).
        outputs: nbformat outputs, cut to the limit.
        error: exception name, text and traceback if the cell raised.
        why: for every status but "ok" and "error", a phrase for the student.
        seconds: wall time.
    """

    status: Status
    outputs: list[NotebookNode] = field(default_factory=list)
    error: tuple[str, str, list[str]] | None = None
    why: str | None = None
    seconds: float = 0.0
    execution_count: int | None = None


class Session:
    """A kernel for one notebook. Use it as a context manager.

    Args:
        kernel_name: an installed kernelspec.
        options: limits.
        folder: working folder of the kernel.
        env: its whole environment.
        deadline: time.monotonic() at which the submission's time is up.
        sandbox: what surrounds a kernel that is forked from `options.zygote`.
        inherited: sockets for a forked kernel, by the environment variable that will hold their
            number. They are closed here: then nobody but the kernel has them.

    Raises:
        KernelStartError: on entering, if the kernel doesn't start.
    """

    def __init__(
        self,
        kernel_name: str,
        options: KernelOptions,
        folder: Path,
        env: dict[str, str],
        deadline: float,
        sandbox: Sandbox | None = None,
        inherited: Mapping[str, socket.socket] | None = None,
    ) -> None:
        self.options = options
        self.deadline = deadline
        self.stopped: str | None = None
        self._folder, self._env = folder, env
        self._sandbox = sandbox
        self._inherited = dict(inherited or {})
        self._provisioner: Any = None
        self._group: int | None = None
        self._open = contextlib.ExitStack()
        self._client = LimitedClient(
            nbformat.v4.new_notebook(),
            kernel_name=kernel_name,
            kernel_manager_class=import_item(
                WARM_MANAGER if options.forked else options.manager_class
            ),
            resources={"metadata": {"path": str(folder)}},
            grace=options.grace_seconds,
            room_in_all=options.total_output,
            allow_errors=True,
            startup_timeout=options.startup_seconds,
            iopub_timeout=options.iopub_seconds,
            raise_on_iopub_timeout=True,
            extra_arguments=list(options.extra_arguments),
            coalesce_streams=True,
            record_timing=False,
            store_widget_state=False,
            shutdown_kernel="immediate",
            skip_cells_with_tag="",
        )
        self._client.log.setLevel("CRITICAL")  # what happens in a cell is told by CellRun

    def __enter__(self) -> Session:
        more: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if self.options.forked:
            files = {name: one.fileno() for name, one in self._inherited.items()}
            more.update(zygote=self.options.zygote, sandbox=self._sandbox, pass_files=files)
        try:
            self._open.enter_context(
                self._client.setup_kernel(cwd=str(self._folder), env=self._env, **more)
            )
        except Exception as error:
            self._kill_group()
            raise KernelStartError(f"the kernel did not start: {error}") from error
        finally:
            for one in self._inherited.values():
                one.close()
        self._provisioner = getattr(self._client.km, "provisioner", None)
        self._group = getattr(self._provisioner, "pgid", None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the kernel and every process of its group. Can be called again."""
        with contextlib.suppress(Exception):
            self._open.close()
        self._kill_group()

    def run(self, source: str, *, seconds: float | None = None, history: bool = True) -> CellRun:
        """Runs one cell.

        Args:
            source: its code.
            seconds: limit for this cell; None for no limit but that of the submission.
            history: whether the source shall be found in IPython's `In` afterwards.

        Returns:
            What happened. Never raises for anything that the code does.
        """
        if self.stopped:
            return CellRun("not run", why=self.stopped)
        left = self.deadline - time.monotonic()
        if left <= 0:
            return self._stop("lost", f"stopped after {self._total} in all")
        limit = left if seconds is None else min(seconds, left)
        cell = nbformat.v4.new_code_cell(source)
        self._client.nb.cells.append(cell)
        self._client.prepare(self.options.cell_output, limit)
        start = time.monotonic()
        try:
            self._client.execute_cell(cell, len(self._client.nb.cells) - 1, store_history=history)
        except CellStuck:
            run = self._stop("lost", self._time_is_up(limit, left))
        except DeadKernelError:
            why = self._end()
            if self._client.flooded:
                why = f"stopped after {self.options.total_output // 1_000_000} MB of output"
            run = self._stop("lost", why)
        except CellTimeoutError:
            run = self._stop("lost", "stopped: the kernel did not deliver the cell's output")
        except Exception as error:  # a garbled message, for instance
            run = self._stop("lost", f"stopped: the kernel sent nonsense ({type(error).__name__})")
        else:
            run = self._result(cell, limit, left)
        run.seconds = time.monotonic() - start
        run.outputs = cell.outputs
        if self._client.cut:
            room = self.options.cell_output
            run.outputs.append(
                nbformat.v4.new_output(
                    "stream", name="stdout", text=f"\n[output cut after {room:,} characters]\n"
                )
            )
        return run

    def memory(self) -> int | None:
        """Bytes, the most that the kernel and all it started have used; None if not measured."""
        ask = getattr(self._provisioner, "memory", None)
        return None if ask is None or self.stopped else ask()

    def _result(self, cell: NotebookNode, limit: float, left: float) -> CellRun:
        reply = (self._client.reply or {}).get("content", {})
        errors = [output for output in cell.outputs if output.output_type == "error"]
        count = cell.execution_count
        if self._client.timed_out:
            why = self._time_is_up(limit, left)
            if limit >= left:
                return self._stop("lost", why)
            return CellRun("timeout", why=why, execution_count=count)
        if errors:
            last = errors[-1]
            return CellRun("error", error=(last.ename, last.evalue, list(last.traceback)),
                           execution_count=count)  # fmt: skip
        if reply.get("status") != "ok":
            # An exception that printed nothing, such as SystemExit; or no proper answer at all.
            name = str(reply.get("ename", "Error"))
            error = (name, str(reply.get("evalue", "")), list(reply.get("traceback", [])))
            return CellRun("error", error=error, execution_count=count)
        return CellRun("ok", execution_count=count)

    def _end(self) -> str:
        """Says why the kernel ended by itself."""
        stop = getattr(self._provisioner, "stop", None)
        if stop is not None and stop.text:
            return f"stopped at the {LIMIT_WORDS.get(stop.limit, '')}{stop.text}"
        if stop is not None:  # all limits are watched: it can't have been one of them
            return "the kernel ended: the code ended it, or it crashed"
        return "the kernel ended (out of memory, or the code ended it)"

    @property
    def _total(self) -> str:
        return f"{self.options.total_seconds:g} s"

    def _time_is_up(self, limit: float, left: float) -> str:
        if limit >= left:
            return f"stopped after {self._total} in all"
        return f"stopped after {limit:g} s: is there an endless loop?"

    def _stop(self, status: Status, why: str) -> CellRun:
        self.stopped = why
        self.close()
        return CellRun(status, why=why)

    def _kill_group(self) -> None:
        if self._group is not None and hasattr(os, "killpg"):
            # Children of the kernel outlive it if only the kernel itself is ended.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)
            self._group = None
