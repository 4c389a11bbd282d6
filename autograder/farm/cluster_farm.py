"""Grades on a running Dask cluster. Notebooks go over, verdicts come back; no file is shared."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.farm.cluster import Cluster, ConnectionLost, Place
from autograder.farm.outpost import Orders
from autograder.farm.pool import ATTEMPTS
from autograder.farm.station import OutpostLost
from autograder.farm.task import failed
from autograder.types import Graded, SubmittedFiles

RESULT_SECONDS = 30.0  # a worker may go between its verdict and the verdict's way here
TICK = 0.05


@dataclass
class _Job:
    """A submission that is being graded or waits for it."""

    task: SubmittedFiles
    gpu: bool
    tried: list[str] = field(default_factory=list)
    last: Graded | None = None
    place: Place | None = None
    future: Any = None


class ClusterFarm:
    """Grades submissions on the workers of a Dask cluster. Use it as a context manager.

    A submission whose worker is lost is tried again, elsewhere if there is another worker.

    Args:
        address: of the scheduler.
        orders: what each machine gets; slots and GPUs are the machine's own.

    Raises:
        WrongCall: on entering, if nobody answers there, or no worker can take part.
    """

    def __init__(self, address: str, orders: Orders) -> None:
        self.orders = orders
        self.cluster = Cluster(address, orders)
        self._count = 0

    def __enter__(self) -> ClusterFarm:
        self.cluster.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.cluster.close()

    @property
    def workers(self) -> int:
        """Submissions that can be graded at a time."""
        return sum(place.slots for place in self.cluster.places.values())

    @property
    def gpus(self) -> int:
        """Submissions that can have a GPU at a time."""
        return sum(place.gpus for place in self.cluster.places.values())

    def run(
        self,
        tasks: Iterable[SubmittedFiles],
        on_start: Callable[[SubmittedFiles], None] = lambda task: None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[SubmittedFiles, Graded]]:
        """Grades submissions as workers get free; see `Farm`."""
        waiting = iter(tasks)
        more = True
        again: deque[_Job] = deque()
        running: dict[str, _Job] = {}
        while True:
            finished: list[tuple[SubmittedFiles, Graded]] = []
            try:
                self.cluster.look_now_and_then()
                while more and len(again) < max(1, self.workers):
                    if not self.cluster.over and not self._free():
                        break
                    task = next(waiting, None)
                    if task is None:
                        more = False
                        break
                    on_start(task)
                    again.append(_Job(task, self.orders.assignments[task.assignment].gpu))
                    self._send_all(again, running)
                    if self.cluster.over:
                        break
                self._send_all(again, running)
            except ConnectionLost as lost:
                for key in list(running):
                    self._failed(running, key, f"the scheduler was lost ({lost})", again, finished)
                self.cluster.reconnect(str(lost))
            if self.cluster.over:
                for key in list(running):
                    self._failed(running, key, self.cluster.over, again, finished)
                finished += [(job.task, self._reported(job, self.cluster.over)) for job in again]
                again.clear()
            yield from finished
            if not running and not again and not more:
                return
            on_wait()
            yield from self._collect(running, again)

    def _send_all(self, line: deque[_Job], running: dict[str, _Job]) -> None:
        for job in list(line):
            place = self._free(job.tried, job.gpu)
            if place is None:
                continue
            line.remove(job)
            self._count += 1
            key = f"grade-{self.orders.run}-{self._count}"
            job.place = place
            place.jobs.add(key)
            if job.gpu and place.gpus:
                place.gpu_jobs.add(key)
            running[key] = job
            gpu = key in place.gpu_jobs
            job.future = self.cluster.submit(job.task, place, key, gpu=gpu)

    def _free(self, tried: Sequence[str] = (), gpu: bool = False) -> Place | None:
        """The worker for a submission; None if it has to wait for one."""
        places = list(self.cluster.places.values())
        fit = [place for place in places if place.address not in tried] or places
        free = [place for place in fit if len(place.jobs) < place.slots]
        if gpu and self.gpus:
            free = [place for place in free if len(place.gpu_jobs) < place.gpus]
        # Whoever has a GPU is kept for those who need it, as long as there are others.
        return min(free, key=lambda p: (p.gpus > 0, len(p.jobs) / p.slots), default=None)

    def _collect(
        self, running: dict[str, _Job], again: deque[_Job]
    ) -> Iterator[tuple[SubmittedFiles, Graded]]:
        """Waits a moment, and looks what has finished."""
        time.sleep(TICK)
        finished: list[tuple[SubmittedFiles, Graded]] = []
        for key, job in list(running.items()):
            place = job.place
            assert place is not None
            if self.cluster.places.get(place.address) is not place:
                self._failed(running, key, "its worker was lost", again, finished)
            elif job.future.status == "finished":
                try:
                    graded = job.future.result(timeout=RESULT_SECONDS)
                except Exception as error:
                    self._failed(running, key, _text(error), again, finished)
                    continue
                if graded.ours and len(job.tried) + 1 < ATTEMPTS:
                    job.last = graded
                    self._failed(running, key, str(graded.verdict.reason), again, finished)
                    continue
                self._forget(running, key)
                finished.append((job.task, graded))
            elif job.future.status in ("error", "cancelled", "lost"):
                error = None
                with contextlib.suppress(Exception):
                    error = job.future.exception(timeout=RESULT_SECONDS)
                if isinstance(error, OutpostLost):
                    # Found again, it gets its orders again.
                    self.cluster.places.pop(place.address, None)
                why = _text(error) if error else "its worker was lost"
                self._failed(running, key, why, again, finished)
        yield from finished

    def _forget(self, running: dict[str, _Job], key: str) -> _Job:
        job = running.pop(key)
        if job.place is not None:
            job.place.jobs.discard(key)
            job.place.gpu_jobs.discard(key)
        if job.future is not None:
            with contextlib.suppress(Exception):
                job.future.cancel() if job.future.status == "pending" else job.future.release()
        job.future = None
        return job

    def _failed(
        self,
        running: dict[str, _Job],
        key: str,
        why: str,
        again: deque[_Job],
        finished: list[tuple[SubmittedFiles, Graded]],
    ) -> None:
        """Has a submission tried again, or reports it."""
        job = self._forget(running, key)
        job.tried.append(job.place.address if job.place else self.cluster.address)
        if len(job.tried) < ATTEMPTS and not self.cluster.over:
            again.append(job)
        else:
            finished.append((job.task, self._reported(job, why)))

    def _reported(self, job: _Job, why: str) -> Graded:
        where = f" ({len(job.tried)} tries: {', '.join(job.tried)})" if job.tried else ""
        reason = f"it could not be graded on the cluster, {why}: tell your instructor"
        log = (job.last.log if job.last else "") or f"{why}{where}"
        return failed(
            self.orders.assignments[job.task.assignment], job.task, reason, ours=True, log=log
        )


def _text(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
