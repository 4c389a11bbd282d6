"""Worker processes of this machine. One that dies takes only its own submission with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import pickle
import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from autograder.farm.start import context
from autograder.farm.task import failed
from autograder.farm.worker import work
from autograder.kernel.options import KernelOptions
from autograder.types import Assignment, Graded, SubmittedFiles

MARGIN = 120.0  # seconds above a submission's limit after which its worker counts as stuck
ATTEMPTS = 3  # at a submission whose worker was lost


@dataclass
class _Worker:
    process: Any
    pipe: Any
    known: set[str] = field(default_factory=set)  # assignments that it has been sent
    task: SubmittedFiles | None = None
    device: str | None = None
    since: float = 0.0


class Farm(Protocol):
    """Grades submissions, here or on other machines."""

    def run(
        self,
        tasks: Iterable[SubmittedFiles],
        on_start: Callable[[SubmittedFiles], None] = lambda task: None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[SubmittedFiles, Graded]]:
        """Grades submissions as workers get free.

        Args:
            tasks: read one by one, when a worker is free for the next.
            on_start: told each submission that starts.
            on_wait: called a few times a second.

        Yields:
            Each submission with its result, in the order in which they finish.
        """


class LocalFarm:
    """Grades submissions on several processes of this machine.

    A submission whose worker dies is tried again by another one.

    Args:
        assignments: the instructor's side, by name; each worker gets each of them once.
        options: limits of the kernels.
        workers: number of processes.
        devices: GPUs, as CUDA_VISIBLE_DEVICES names them. Each is used by one submission at a
            time, of those assignments that ask for a GPU. Without any, those do without.
        attempts: how often a submission is tried at most.
    """

    def __init__(
        self,
        assignments: dict[str, Assignment],
        options: KernelOptions,
        workers: int,
        devices: Sequence[str] = (),
        attempts: int = ATTEMPTS,
    ) -> None:
        self.assignments, self.options = assignments, options
        self._wanted, self._attempts = workers, attempts
        self._devices = list(devices)  # those that are free
        self._shares = bool(devices)
        self._again: deque[SubmittedFiles] = deque()
        self._parked: deque[SubmittedFiles] = deque()  # they wait for a GPU
        self._lost: Counter[tuple[str, str]] = Counter()
        self._workers: list[_Worker] = []
        self._folder: Path | None = None  # what a killed worker leaves behind lies in here
        self._context = context()

    def run(
        self,
        tasks: Iterable[SubmittedFiles | None],
        on_start: Callable[[SubmittedFiles], None] = lambda task: None,
        on_wait: Callable[[], None] = lambda: None,
        bell: Any = None,
    ) -> Iterator[tuple[SubmittedFiles, Graded]]:
        """Grades submissions as workers get free; see `Farm`.

        Args:
            tasks: None among them stands for "nothing yet, ask again".
            on_start, on_wait: as for `Farm`.
            bell: a pipe; when there is something to read in it, tasks are asked again at once.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-farm-"))
        self._folder.chmod(0o711)  # confined kernels of other users pass through to their own
        waiting = iter(tasks)
        more = True
        finished: list[tuple[SubmittedFiles, Graded]] = []
        try:
            while True:
                while (self._ready() or more) and self._has_room():
                    task = self._ready(take=True)
                    if task is None and len(self._parked) < self._wanted:
                        try:
                            task = next(waiting)
                        except StopIteration:
                            more = False
                            continue
                        if task is not None:
                            on_start(task)
                            if self._needs_device(task) and not self._devices:
                                self._parked.append(task)
                                continue
                    if task is None:
                        break
                    self._send(self._free(), task)
                # Only now: the workers are busy again while these are being written.
                yield from finished
                busy = [worker for worker in self._workers if worker.task is not None]
                if not busy and not more and not self._again and not self._parked:
                    return
                on_wait()
                finished = list(self._finished(busy, [] if bell is None else [bell]))
        finally:
            self.close()

    def _needs_device(self, task: SubmittedFiles) -> bool:
        return self._shares and self.assignments[task.assignment].gpu

    def _ready(self, take: bool = False) -> SubmittedFiles | None:
        """A submission that was read before and can be graded now."""
        for line in (self._again, self._parked):
            if line and (self._devices or not self._needs_device(line[0])):
                return line.popleft() if take else line[0]
        return None

    def close(self) -> None:
        """Ends all workers, with what they are running."""
        for worker in self._workers:
            with contextlib.suppress(OSError):
                worker.pipe.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(10)
            if worker.process.is_alive():
                worker.process.kill()
        self._workers = []
        self._again.clear()
        self._parked.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _has_room(self) -> bool:
        return sum(worker.task is not None for worker in self._workers) < self._wanted

    def _free(self) -> _Worker:
        """A worker without a task, started if need be: `_has_room` has said that there may be."""
        for worker in self._workers:
            if worker.task is None:
                return worker
        mine, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self.options, self._folder))
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, mine))
        return self._workers[-1]

    def _send(self, worker: _Worker, task: SubmittedFiles) -> None:
        worker.task, worker.since = task, time.monotonic()
        if self._needs_device(task):
            worker.device = self._devices.pop()
        with contextlib.suppress(OSError):  # it died just now: seen when its result is waited for
            if task.assignment not in worker.known:
                worker.pipe.send(self.assignments[task.assignment])
                worker.known.add(task.assignment)
            worker.pipe.send((task, worker.device))

    def _finished(
        self, busy: list[_Worker], bell: list[Any]
    ) -> Iterator[tuple[SubmittedFiles, Graded]]:
        idle = len(busy) < self._wanted  # else whatever rings has to wait anyway
        pipes = [*(worker.pipe for worker in busy), *(bell if idle else [])]
        ready = multiprocessing.connection.wait(pipes, timeout=0.25)
        for worker in busy:
            task = worker.task
            assert task is not None
            result: Graded | None
            if worker.pipe in ready:
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError, pickle.UnpicklingError):
                    worker.process.join(10)
                    why = f"the grader's process ended (exit code {worker.process.exitcode})"
                    result = self._remove(worker, why, again=True)
            elif time.monotonic() - worker.since > self.options.total_seconds + MARGIN:
                worker.process.terminate()
                worker.process.join(10)
                result = self._remove(worker, "the grader's process did not come back")
            else:
                continue
            worker.task = None
            if worker.device is not None:
                self._devices.append(worker.device)
                worker.device = None
            if result is not None:
                yield task, result

    def _remove(self, worker: _Worker, why: str, again: bool = False) -> Graded | None:
        """Forgets a worker that is lost.

        Args:
            worker: it has a task.
            why: what happened.
            again: whether its submission may be tried again.

        Returns:
            What becomes of the submission; None if it will be tried again.
        """
        task = worker.task
        assert task is not None
        if worker.process.is_alive():
            worker.process.kill()
        worker.pipe.close()
        self._workers.remove(worker)
        self._lost[task.student, task.assignment] += 1
        count = self._lost[task.student, task.assignment]
        if again and count < self._attempts:
            self._again.append(task)
            return None
        times = f", {count} times" if count > 1 else ""
        reason = f"{why}{times}: tell your instructor"
        return failed(self.assignments[task.assignment], task, reason, ours=True)
