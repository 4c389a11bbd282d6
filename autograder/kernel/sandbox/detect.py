"""Finds out which walls can be put up here."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from dataclasses import dataclass

from autograder.kernel.sandbox.spec import LEVELS, Level

_SECONDS = 60


@dataclass(frozen=True)
class Detected:
    """What works on this machine for this user.

    Attributes:
        level: the strongest level that works.
        reasons: for each stronger level why it doesn't.
        notes: what is weaker than it could be at `level`.
        cgroups: whether memory and processes are counted by Linux; else they are watched.
    """

    level: Level
    reasons: dict[str, str]
    notes: tuple[str, ...] = ()
    cgroups: bool = False


@functools.cache
def detect() -> Detected:
    """Tries each level, the strongest first.

    Returns:
        The strongest that works, which is "none" where no wall can be put up.
    """
    if sys.platform != "linux":
        reason = f"needs Linux, this is {sys.platform}"
        return Detected("none", dict.fromkeys(LEVELS[:-1], reason))
    # In a process of its own: this one may have threads, and forking it wouldn't be safe then.
    command = [sys.executable, "-P", "-m", "autograder.kernel.sandbox.trial"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS)
        found = json.loads(done.stdout.decode().splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        return Detected("none", dict.fromkeys(LEVELS[:-1], f"the trial failed: {error}"))
    found["notes"] = tuple(found["notes"])
    return Detected(**found)
