"""Walls around a process: what it sees, what it may use, and how it ends."""

from autograder.kernel.sandbox.detect import Detected, detect
from autograder.kernel.sandbox.paths import package_paths, system_paths
from autograder.kernel.sandbox.spec import LEVELS, Level, Limits, Sandbox, Stop

__all__ = [
    "LEVELS",
    "Detected",
    "Level",
    "Limits",
    "Sandbox",
    "Stop",
    "detect",
    "package_paths",
    "system_paths",
]
