"""Grades on a running Dask cluster. Notebooks go over, verdicts come back; no file is shared."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.farm import digests, station
from autograder.farm.gpu import RESOURCE
from autograder.farm.outpost import Answer, Orders
from autograder.farm.pool import ATTEMPTS
from autograder.farm.task import failed
from autograder.gradebook.course import WrongCall
from autograder.kernel.sandbox.spec import LEVELS
from autograder.types import Graded, SubmittedFiles

CONNECT_SECONDS = 10.0
RECONNECT_SECONDS = 60.0  # how long a lost scheduler is looked for
EMPTY_SECONDS = 120.0  # how long a cluster may be without any worker: a nanny starts new ones
LOOK_SECONDS = 1.0
BEAT_SECONDS = 20.0
RESULT_SECONDS = 30.0  # a worker may go between its verdict and the verdict's way here
TICK = 0.05


class ConnectionLost(Exception):
    """The scheduler doesn't answer any more."""


@dataclass
class _Place:
    """A worker that takes part."""

    address: str
    slots: int
    gpus: int
    jobs: set[str] = field(default_factory=set)
    gpu_jobs: set[str] = field(default_factory=set)


@dataclass
class _Job:
    """A submission that is being graded or waits for it."""

    task: SubmittedFiles
    gpu: bool
    tried: list[str] = field(default_factory=list)
    why: str = ""
    last: Graded | None = None
    place: _Place | None = None
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
        self.address, self.orders = address, orders
        self.refusals: dict[str, str] = {}
        self.notes: list[str] = []
        self._places: dict[str, _Place] = {}
        self._levels: set[str] = set()
        self._died: Counter[str] = Counter()  # outposts that ended while they were starting
        self._client: Any = None
        self._next_look = self._next_beat = 0.0
        self._last_seen = time.monotonic()
        self._over: str | None = None  # why nothing can be graded any more
        self._count = 0

    def __enter__(self) -> ClusterFarm:
        try:
            self._connect()
            for _ in range(ATTEMPTS):
                self._look()
                if self._places or not self._died:
                    break
            if not self._places:
                raise WrongCall(self._nobody())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def workers(self) -> int:
        """Submissions that can be graded at a time."""
        return sum(place.slots for place in self._places.values())

    @property
    def gpus(self) -> int:
        """Submissions that can have a GPU at a time."""
        return sum(place.gpus for place in self._places.values())

    @property
    def level(self) -> str:
        """The weakest level of all workers' sandboxes, of those that have gone as well."""
        return max(self._levels, key=_weakness, default="none")

    def close(self) -> None:
        """Ends what runs on the cluster, and the connection."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.run(station.dismiss, self.orders.run, on_error="ignore")
            with contextlib.suppress(Exception):
                client.close(timeout=5)

    # -- the cluster -----------------------------------------------------------------------------

    def _connect(self) -> None:
        from distributed import Client

        # Its import sets levels. What it has to say of lost connections is told in our words.
        for name in list(logging.root.manager.loggerDict):
            if name.partition(".")[0] in ("distributed", "tornado"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            # Verdicts come by way of the scheduler: workers may be in a network of their own.
            self._client = Client(
                self.address, timeout=CONNECT_SECONDS, set_as_default=False,
                direct_to_workers=False,
            )  # fmt: skip
        except (OSError, TimeoutError, ValueError, TypeError, RuntimeError) as error:
            text = (str(error) or type(error).__name__).splitlines()[0]
            raise WrongCall(
                f"no Dask scheduler answers at {self.address} ({text}): start one with "
                "`dask scheduler`, or give its address, such as tcp://10.0.0.1:8786"
            ) from error

    def _look(self) -> None:
        """Finds out which workers are there. New ones get their orders, lost ones are forgotten."""
        known = self._ask(lambda: self._client.scheduler_info()["workers"])
        for address in [address for address in self._places if address not in known]:
            del self._places[address]
        for address in [address for address in self.refusals if address not in known]:
            del self.refusals[address]
        new = {
            address: (int(one["nthreads"]), int(one.get("resources", {}).get(RESOURCE, 0)))
            for address, one in known.items()
            if address not in self._places and address not in self.refusals
        }
        # All machines with the same number of slots at once: each needs seconds to start.
        for slots, gpus in sorted(set(new.values())):
            chosen = [address for address, size in new.items() if size == (slots, gpus)]
            self._prepare(chosen, slots, gpus)
        if self._places:
            self._last_seen = time.monotonic()
        if time.monotonic() > self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            run = self.orders.run
            for address, there in self._run_there(station.still_there, run, self._places).items():
                if there is not True:  # found again, it gets its orders again
                    self._places.pop(address, None)

    def _prepare(self, addresses: list[str], slots: int, gpus: int) -> None:
        orders = replace(self.orders, slots=slots, gpus=gpus)
        for address, answer in self._run_there(station.prepare, orders, addresses).items():
            if isinstance(answer, Answer):
                refused = answer.refused or _differences(answer)
                if refused is None:
                    self._places[address] = _Place(address, slots, gpus)
                    self._levels.add(answer.level)
                    self.notes += [note for note in answer.notes if note not in self.notes]
                    continue
            elif isinstance(answer, OSError):
                continue  # it is gone already
            else:
                self._died[address] += 1
                if isinstance(answer, station.OutpostLost) and self._died[address] < ATTEMPTS:
                    continue  # next time it may start
                refused = f"it can't run the autograder ({type(answer).__name__}: {answer})"
            self.refusals[address] = refused

    def _run_there(self, function: Any, argument: Any, addresses: Iterable[str]) -> dict[str, Any]:
        there = list(addresses)
        if not there:
            return {}
        found: dict[str, Any] = self._ask(
            lambda: self._client.run(function, argument, workers=there, on_error="return")
        )
        return found

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            if self._client is None or self._client.status != "running":
                raise ConnectionLost(f"the connection is {getattr(self._client, 'status', 'lost')}")
            return question()
        except (OSError, TimeoutError, RuntimeError) as error:
            raise ConnectionLost(str(error) or type(error).__name__) from error

    def _reconnect(self, why: str) -> None:
        self._places.clear()
        until = time.monotonic() + RECONNECT_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(Exception):
                self._client.close(timeout=2)
            try:
                self._connect()
                self._next_beat = time.monotonic() + BEAT_SECONDS
                self._look()
                return
            except (WrongCall, ConnectionLost):
                time.sleep(1)
        self._over = f"the connection to the scheduler at {self.address} was lost ({why})"

    def _nobody(self) -> str:
        if not self.refusals:
            return (
                f"the Dask cluster at {self.address} has no worker: start some with "
                f"`dask worker {self.address} --nthreads 1`"
            )
        return "no worker of the cluster can grade: " + "; ".join(self.refused())

    def refused(self) -> list[str]:
        """Sentences about workers that take no part; those with the same reason share one."""
        by_reason: dict[str, list[str]] = {}
        for address, why in self.refusals.items():
            by_reason.setdefault(why, []).append(address)
        return [f"{', '.join(addresses)}: {why}" for why, addresses in by_reason.items()]

    # -- the submissions -------------------------------------------------------------------------

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
                if time.monotonic() > self._next_look and not self._over:
                    self._look()
                    self._next_look = time.monotonic() + LOOK_SECONDS
                    self._check_not_empty()
                while more and len(again) < max(1, self.workers):
                    if not self._over and not self._free(_Job(_NOTHING, False)):
                        break
                    task = next(waiting, None)
                    if task is None:
                        more = False
                        break
                    on_start(task)
                    again.append(_Job(task, self.orders.assignments[task.assignment].gpu))
                    self._send_all(again, running)
                    if self._over:
                        break
                self._send_all(again, running)
            except ConnectionLost as lost:
                for key in list(running):
                    self._failed(running, key, f"the scheduler was lost ({lost})", again, finished)
                self._reconnect(str(lost))
            if self._over:
                for key in list(running):
                    self._failed(running, key, self._over, again, finished)
                finished += [(job.task, self._reported(job, self._over)) for job in again]
                again.clear()
            yield from finished
            if not running and not again and not more:
                return
            on_wait()
            yield from self._collect(running, again)

    def _check_not_empty(self) -> None:
        if not self._places and time.monotonic() - self._last_seen > EMPTY_SECONDS:
            self._over = self._nobody()

    def _send_all(self, line: deque[_Job], running: dict[str, _Job]) -> None:
        for job in list(line):
            place = self._free(job)
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
            job.future = self._ask(functools.partial(self._submit, job, place, key))

    def _submit(self, job: _Job, place: _Place, key: str) -> Any:
        resources = {RESOURCE: 1} if key in place.gpu_jobs else None
        with warnings.catch_warnings():  # a large notebook is what it is
            warnings.simplefilter("ignore")
            return self._client.submit(
                station.grade_there, self.orders.run, job.task, key=key, pure=False,
                workers=[place.address], resources=resources, retries=0,
            )  # fmt: skip

    def _free(self, job: _Job) -> _Place | None:
        """The worker for a submission; None if it has to wait for one."""
        others = [place for place in self._places.values() if place.address not in job.tried]
        fit = others or list(self._places.values())
        free = [place for place in fit if len(place.jobs) < place.slots]
        if job.gpu and self.gpus:
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
            if self._places.get(place.address) is not place:
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
                if isinstance(error, station.OutpostLost):
                    self._places.pop(place.address, None)  # found again, it gets its orders again
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
        job.tried.append(job.place.address if job.place else self.address)
        job.why = why
        if len(job.tried) < ATTEMPTS and not self._over:
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


_NOTHING = SubmittedFiles("", "", {})


def _text(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _weakness(level: str) -> int:
    return [str(one) for one in LEVELS].index(level)


def _differences(answer: Answer) -> str | None:
    """Says what is other there than here, None if nothing is that could matter."""
    here, there = (_by_name(names) for names in (digests.versions(), answer.versions))
    found = [
        f"{name} {there[name]} there, {version} here"
        for name, version in here.items()
        if name in there and there[name] != version
    ]
    if answer.code != digests.code_digest():
        found.insert(0, "another version of the autograder there")
    if not found:
        return None
    shown = "; ".join(found[:3]) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")
    return f"it has other versions than this machine ({shown}): install the same on both"


def _by_name(versions: Iterable[str]) -> dict[str, str]:
    pairs = (one.rpartition("-") for one in versions)
    return {name.replace("_", "-"): version for name, _, version in pairs}
