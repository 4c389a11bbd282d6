"""Grades on a machine of a cluster: a process of its own beside a Dask worker.

    coordinator ── scheduler ── Dask worker ── outpost ── zygote ── kernels, judges
                                                  └────── processes of LocalFarm

A Dask worker has threads, so nothing may be forked from it. It starts this process, hands it
submissions through a socket, and when it ends, however it ends, the socket closes and all of this
ends with it.
"""

from __future__ import annotations

import contextlib
import multiprocessing.connection
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.kernel.options import KernelOptions
from autograder.types import Assignment, SubmittedFiles

MODULE = "autograder.farm.outpost"
# What must not be found by a student: where the scheduler is, and keys to it.
SECRETS = ("DASK_", "DISTRIBUTED_")


@dataclass(frozen=True)
class Orders:
    """What a machine gets once per run.

    Attributes:
        run: name of the run, unique.
        assignments: the instructor's side, with plans, by name.
        options: limits of the kernels.
        needs: of `put_up`; an object of protection.py, which isn't imported here.
        slots: submissions graded at a time.
        gpus: amount of Dask's resource GPU.
    """

    run: str
    assignments: dict[str, Assignment]
    options: KernelOptions
    needs: Any
    slots: int = 1
    gpus: int = 0


@dataclass(frozen=True)
class Answer:
    """What a machine says to its orders.

    Attributes:
        refused: why it can't grade, a sentence for the instructor; None if it can.
        level: of its sandbox.
        notes: what is weaker than it could be.
        code: digest of its code.
        versions: of Python and all packages, as "name-version".
    """

    refused: str | None = None
    level: str = "none"
    notes: tuple[str, ...] = ()
    code: str = ""
    versions: tuple[str, ...] = field(default=(), repr=False)


def main(number: int) -> None:
    """Serves until the socket closes.

    Args:
        number: of the open socket to the Dask worker.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the coordinator decides when to stop
    os.set_inheritable(number, False)
    pipe: Any = multiprocessing.connection.Connection(number)
    from autograder.farm.start import begin_early

    orders: Orders = pipe.recv()
    begin_early(zygote=orders.needs.isolation != "none" or orders.needs.judge == "glass")
    from autograder.farm import digests, gpu
    from autograder.farm.pool import LocalFarm
    from autograder.farm.protection import Protection, put_up
    from autograder.farm.run import cores, shared_environment
    from autograder.gradebook.course import WrongCall

    about: dict[str, Any] = {"code": digests.code_digest(), "versions": digests.versions()}
    with contextlib.ExitStack() as stack:
        protection = Protection(judge=orders.needs.judge)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="autograder-run-"))
        try:
            stack.enter_context(put_up(orders.needs, protection))
        except WrongCall as mistake:
            pipe.send(Answer(str(mistake), **about))
            return
        options = replace(
            orders.options,
            threads=max(1, cores() // orders.slots),
            env={**orders.options.env, **shared_environment(Path(folder))},
        )
        farm = LocalFarm(
            orders.assignments, protection.options(options), orders.slots,
            gpu.slots(orders.gpus), attempts=1,
        )  # fmt: skip
        pipe.send(Answer(None, protection.level, tuple(protection.notes), **about))
        numbers: dict[int, int] = {}  # by the object: a submission can be here twice
        with contextlib.suppress(EOFError, OSError):
            for task, graded in farm.run(_incoming(pipe, numbers), bell=pipe):
                pipe.send((numbers.pop(id(task)), graded))


def _incoming(pipe: Any, numbers: dict[int, int]) -> Iterator[SubmittedFiles | None]:
    """Submissions as they come; None while there is none. Raises EOFError at the end."""
    while True:
        if not pipe.poll(0):
            yield None
            continue
        number, task = pipe.recv()
        numbers[id(task)] = number
        yield task


def environment() -> dict[str, str]:
    """The environment of an outpost: a Dask worker's, without what leads to the scheduler."""
    return {k: v for k, v in os.environ.items() if not k.startswith(SECRETS)}


if __name__ == "__main__":
    # Under its own name, or what is pickled here would belong to "__main__".
    import importlib

    importlib.import_module(MODULE).main(int(sys.argv[1]))
