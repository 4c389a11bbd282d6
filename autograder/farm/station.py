"""What runs inside a Dask worker: hands submissions to its outpost. Imported there by its name."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from multiprocessing.connection import Connection
from typing import Any

from autograder.farm.outpost import MODULE, Answer, Orders, environment
from autograder.types import Graded, SubmittedFiles

SILENCE = 120.0  # seconds without a word of the coordinator after which it counts as gone
START_SECONDS = 300.0
CLOSE_SECONDS = 20.0

_stations: dict[str, Any] = {}
_lock = threading.Lock()


class OutpostLost(Exception):
    """The process that grades has ended, or was never there."""


async def prepare(orders: Orders) -> Answer:
    """Starts an outpost for a run, or finds the one that is there. Run by the coordinator.

    Args:
        orders: of the run.

    Returns:
        Whether and how this machine can grade.
    """
    return await asyncio.to_thread(_prepare, orders)


async def still_there(run: str) -> bool:
    """Tells that the coordinator is still there. Returns whether the outpost is."""
    station = _stations.get(run)
    if station is None:
        return False
    station.heard = time.monotonic()
    return station.alive


async def dismiss(run: str) -> None:
    """Ends a run's outpost."""
    station = _stations.pop(run, None)
    if station is not None:
        await asyncio.to_thread(station.close)


def grade_there(run: str, task: SubmittedFiles) -> Graded:
    """Grades one submission: a Dask task.

    Raises:
        OutpostLost: there is no outpost, or it ended meanwhile.
    """
    station = _stations.get(run)
    if station is None:
        raise OutpostLost("its worker was started anew")
    return station.grade(task)


def _prepare(orders: Orders) -> Answer:
    with _lock:
        station = _stations.get(orders.run)
        if station is not None and not station.alive:
            station.close()
            station = None
        if station is None:
            station = _stations[orders.run] = _Station(orders)
    answer = station.answer.result(START_SECONDS)
    if answer.refused is not None:
        _stations.pop(orders.run, None)
        station.close()
    return answer


class _Station:
    def __init__(self, orders: Orders) -> None:
        self.heard = time.monotonic()
        self.answer: Future[Answer] = Future()
        self._running: dict[int, Future[Graded]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE, str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment(),
                cwd="/", start_new_session=True,
            )  # fmt: skip
        self._pipe: Any = Connection(ours.detach())
        self.alive = True
        self._send(orders)
        for target in (self._read, self._watch):
            threading.Thread(target=target, daemon=True, name="outpost").start()

    def grade(self, task: SubmittedFiles) -> Graded:
        """Waits for the verdict."""
        future: Future[Graded] = Future()
        with self._lock:
            if not self.alive:
                raise OutpostLost("its grading process has ended")
            self._count += 1
            number = self._count
            self._running[number] = future
        self._send((number, task))
        return future.result()

    def _send(self, message: Any) -> None:
        # If it has ended, the reading thread finds out and tells everybody who waits.
        with self._sending, contextlib.suppress(OSError):
            self._pipe.send(message)

    def _read(self) -> None:
        try:
            self.answer.set_result(self._pipe.recv())
            while True:
                number, graded = self._pipe.recv()
                with self._lock:
                    future = self._running.pop(number)
                future.set_result(graded)
        except Exception:  # the end of the socket, or half of a message
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.alive = False
            running, self._running = self._running, {}
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(CLOSE_SECONDS)
        code = self._process.poll()
        lost = OutpostLost(f"its grading process has ended (exit code {code})")
        if not self.answer.done():
            self.answer.set_exception(lost)
        for future in running.values():
            future.set_exception(lost)

    def _watch(self) -> None:
        """Ends all when the coordinator is gone: a killed one says no goodbye."""
        while self.alive:
            time.sleep(1)
            if time.monotonic() - self.heard > SILENCE:
                self.close()
                return

    def close(self) -> None:
        """Ends the outpost. Can be called again."""
        # Its end of the socket reads the end, also while our reading thread holds this one.
        with (
            contextlib.suppress(OSError),
            socket.socket(fileno=os.dup(self._pipe.fileno())) as same,
        ):
            same.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
