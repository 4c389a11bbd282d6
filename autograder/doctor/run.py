"""Runs the checks beside each other, each on its own: none can stop or delay the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.doctor import data, hardware, jupyter, network, packages
from autograder.doctor.finding import WARNING, Finding, Machine


@dataclass(frozen=True)
class Check:
    """Something to look at.

    Attributes:
        name: for people, if it fails itself.
        look: yields findings.
        seconds: after which it is given up.
    """

    name: str
    look: Callable[[Machine], Iterator[Finding]]
    seconds: float


CHECKS = (
    Check("Python", hardware.python, 30),
    Check("packages", packages.versions, 30),
    Check("imports", packages.imports, 270),
    Check("TensorFlow", packages.tensorflow, 300),
    Check("processor", hardware.processor, 10),
    Check("memory", hardware.memory, 10),
    Check("disk", hardware.disk, 30),
    Check("folder's name", hardware.names, 30),
    Check("tools", packages.tools, 10),
    Check("kernel", jupyter.kernel, 150),
    Check("JupyterLab", jupyter.extensions, 120),
    Check("port", jupyter.port, 10),
    Check("data", data.data, 120),
    Check("package index", network.package_index, 30),
    Check("data mirror", network.mirror, 30),
    Check("proxy", network.proxies, 20),
    Check("certificates", network.certificates, 20),
    Check("isolation", jupyter.isolation, 120),
)


def examine(machine: Machine, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """Looks at everything.

    Args:
        machine: to look at.
        checks: what to look at.

    Returns:
        The findings, in the order of the checks. A check that breaks or hangs is a warning.
    """
    checks = list(checks)
    found: list[list[Finding]] = [[] for _ in checks]
    began = time.monotonic()
    threads = []
    for check, into in zip(checks, found):  # noqa: B905  # strict= came with Python 3.10
        # Daemons: one that hangs doesn't keep the program from ending.
        thread = threading.Thread(target=_examine, args=(check, machine, into), daemon=True)
        thread.start()
        threads.append(thread)
    findings: list[Finding] = []
    for check, thread, into in zip(checks, threads, found):  # noqa: B905
        thread.join(max(0.0, check.seconds - (time.monotonic() - began)))
        # Copied: a thread that was given up may find something later.
        findings += list(into)
        if thread.is_alive():
            findings.append(
                Finding(
                    check.name,
                    WARNING,
                    f"this check gave no answer within {check.seconds:g} s",
                    "try again on a quiet machine",
                )
            )
    return findings


def _examine(check: Check, machine: Machine, into: list[Finding]) -> None:
    try:
        for finding in check.look(machine):
            into.append(finding)
    except Exception as error:  # whatever is broken here, the others still look
        into.append(
            Finding(
                check.name,
                WARNING,
                f"this check itself failed: {type(error).__name__}: {error}",
                "tell whoever runs the course (autograder doctor --report)",
            )
        )
