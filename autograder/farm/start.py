"""How a run's processes come to be: begun before their settings are known, to import meanwhile."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import sys
from typing import Any

from autograder.kernel.warm.supervisor import Begun, begin

PRELOAD = "autograder.farm.worker"
FORKS = sys.platform == "linux"
# What every zygote of a run imports, whatever the class's notebooks need.
ALWAYS = ("numpy", "matplotlib")

_begun: list[Begun] = []


def context() -> Any:
    """Returns multiprocessing's way to start workers on this machine.

    On Linux they are forked from a process that has imported what they need.
    """
    if not FORKS:
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([PRELOAD])
    return found


def begin_early(zygote: bool = True) -> None:
    """Starts the processes from which workers and kernels are forked, without waiting for them.

    Their imports take seconds. Begun before our own, they run beside those.

    Args:
        zygote: whether kernels or judges will be forked.
    """
    if FORKS:
        context()
        multiprocessing.forkserver.ensure_running()
        if zygote:
            _begun.append(begin(ALWAYS))


def begun_zygote() -> Begun | None:
    """Returns the process that `begin_early` has started for a zygote, once."""
    return _begun.pop() if _begun else None
