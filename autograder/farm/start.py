"""How worker processes come to be: forked from one that has imported what they need."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import sys
from typing import Any

PRELOAD = "autograder.farm.task"
FORKS = sys.platform == "linux"


def context() -> Any:
    """Returns multiprocessing's way to start workers on this machine."""
    if not FORKS:
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([PRELOAD])
    return found


def begin_early() -> None:
    """Starts the process from which workers are forked, without waiting for it.

    Its imports take a second. Begun before our own, they run beside those and the zygote's.
    """
    if FORKS:
        context()
        multiprocessing.forkserver.ensure_running()
