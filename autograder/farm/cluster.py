"""The workers of a running Dask cluster that can grade: found, prepared, watched, lost."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.farm import digests, station
from autograder.farm.gpu import RESOURCE
from autograder.farm.outpost import Answer, Orders
from autograder.farm.pool import ATTEMPTS
from autograder.gradebook.course import WrongCall
from autograder.kernel.sandbox.spec import LEVELS
from autograder.types import SubmittedFiles

CONNECT_SECONDS = 10.0
RECONNECT_SECONDS = 60.0  # how long a lost scheduler is looked for
EMPTY_SECONDS = 120.0  # how long a cluster may be without any worker: a nanny starts new ones
LOOK_SECONDS = 1.0
BEAT_SECONDS = 20.0


class ConnectionLost(Exception):
    """The scheduler doesn't answer any more."""


@dataclass
class Place:
    """A worker that takes part.

    Attributes:
        address: of the Dask worker.
        slots, gpus: submissions that it grades at a time, and those that can have a GPU meanwhile.
        jobs, gpu_jobs: keys of what it is grading.
    """

    address: str
    slots: int
    gpus: int
    jobs: set[str] = field(default_factory=set)
    gpu_jobs: set[str] = field(default_factory=set)


class Cluster:
    """A Dask scheduler, and the workers that can grade. Use it as a context manager.

    Args:
        address: of the scheduler.
        orders: what each machine gets; slots and GPUs are the machine's own.

    Attributes:
        places: workers that take part, by address.
        notes: what is weaker on one of them than it could be.
        over: why nothing can be graded any more; None as long as something can.

    Raises:
        WrongCall: on entering, if nobody answers there, or no worker can take part.
    """

    def __init__(self, address: str, orders: Orders) -> None:
        self.address, self.orders = address, orders
        self.places: dict[str, Place] = {}
        self.notes: list[str] = []
        self.over: str | None = None
        self._refusals: dict[str, str] = {}
        self._levels: set[str] = set()
        self._died: Counter[str] = Counter()  # outposts that ended while they were starting
        self._client: Any = None
        self._next_look = self._next_beat = 0.0
        self._last_seen = time.monotonic()

    def __enter__(self) -> Cluster:
        try:
            self._connect()
            for _ in range(ATTEMPTS):
                self._look()
                if self.places or not self._died:
                    break
            if not self.places:
                raise WrongCall(self._nobody())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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

    def look_now_and_then(self) -> None:
        """Finds out once a second which workers are there.

        Raises:
            ConnectionLost: the scheduler doesn't answer: `reconnect`.
        """
        if self.over or time.monotonic() <= self._next_look:
            return
        self._look()
        self._next_look = time.monotonic() + LOOK_SECONDS
        if not self.places and time.monotonic() - self._last_seen > EMPTY_SECONDS:
            self.over = self._nobody()

    def reconnect(self, why: str) -> None:
        """Looks for a scheduler that was lost. What its workers were grading is lost, too."""
        self.places.clear()
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
        self.over = f"the connection to the scheduler at {self.address} was lost ({why})"

    def submit(self, task: SubmittedFiles, place: Place, key: str, *, gpu: bool) -> Any:
        """Has a worker grade a submission.

        Returns:
            Dask's future of a `Graded`.

        Raises:
            ConnectionLost: the scheduler doesn't answer.
        """
        with warnings.catch_warnings():  # a large notebook is what it is
            warnings.simplefilter("ignore")
            return self._ask(
                lambda: self._client.submit(
                    station.grade_there, self.orders.run, task, key=key, pure=False,
                    workers=[place.address], resources={RESOURCE: 1} if gpu else None, retries=0,
                )
            )  # fmt: skip

    def refused(self) -> list[str]:
        """Sentences about workers that take no part; those with the same reason share one."""
        by_reason: dict[str, list[str]] = {}
        for address, why in self._refusals.items():
            by_reason.setdefault(why, []).append(address)
        return [f"{', '.join(addresses)}: {why}" for why, addresses in by_reason.items()]

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
        for address in [address for address in self.places if address not in known]:
            del self.places[address]
        for address in [address for address in self._refusals if address not in known]:
            del self._refusals[address]
        new = {
            address: (int(one["nthreads"]), int(one.get("resources", {}).get(RESOURCE, 0)))
            for address, one in known.items()
            if address not in self.places and address not in self._refusals
        }
        # All machines with the same number of slots at once: each needs seconds to start.
        for slots, gpus in sorted(set(new.values())):
            chosen = [address for address, size in new.items() if size == (slots, gpus)]
            self._prepare(chosen, slots, gpus)
        if self.places:
            self._last_seen = time.monotonic()
        if time.monotonic() > self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            run = self.orders.run
            for address, there in self._run_there(station.still_there, run, self.places).items():
                if there is not True:  # found again, it gets its orders again
                    self.places.pop(address, None)

    def _prepare(self, addresses: list[str], slots: int, gpus: int) -> None:
        orders = replace(self.orders, slots=slots, gpus=gpus)
        for address, answer in self._run_there(station.prepare, orders, addresses).items():
            if isinstance(answer, Answer):
                refused = answer.refused or _differences(answer)
                if refused is None:
                    self.places[address] = Place(address, slots, gpus)
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
            self._refusals[address] = refused

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

    def _nobody(self) -> str:
        if not self._refusals:
            return (
                f"the Dask cluster at {self.address} has no worker: start some with "
                f"`dask worker {self.address} --nthreads 1`"
            )
        return "no worker of the cluster can grade: " + "; ".join(self.refused())


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
