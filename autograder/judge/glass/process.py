"""The judge's process: one submission, then it ends.

Run as `python -m autograder.judge.glass.process CONTROL LISTENER` with two inherited sockets, or
have a warm zygote fork `main`. It needs no network, no gradebook and no
file but the instructor's own; `confine` takes from it what it can take from itself.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import resource
import signal
import socket
import sys
import time
from typing import Any

from autograder.judge.glass import control
from autograder.judge.glass.errors import KernelGone, Refusal
from autograder.judge.glass.plan import Plan
from autograder.judge.glass.wire import Limits, Wire

LONGEST_GREETING = 1000  # bytes
GREETING_SECONDS = 2.0


def confine(memory: int, file_bytes: int = 16 << 20) -> None:
    """Limits what this process can use.

    Args:
        memory: bytes of address space; 0 for no limit.
        file_bytes: bytes of a file that it writes.
    """
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, file_bytes)]
    if memory:
        limits.append((resource.RLIMIT_AS, memory))
    for which, most in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def serve(connection: socket.socket, listener: socket.socket) -> None:
    """Judges one submission.

    Args:
        connection: to the grader.
        listener: the student's kernel connects here, once per test cell.
    """
    from autograder.judge.glass import models
    from autograder.judge.glass.court import CellOutcome, Court

    begin = control.receive(connection)
    os.chdir(begin["folder"])
    sys.path.insert(0, begin["folder"])
    confine(begin["memory"])
    plan = Plan.from_json(begin["plan"])
    court = Court(plan, begin["secret"])
    if plan.makes_models() and "keras" in sys.modules:
        models.warm_up()
    control.send(connection, {"ready": True})
    while True:
        try:
            request = control.receive(connection)
        except control.Gone:
            return
        if request["op"] == "ran":
            court.ran(request["source"])
            continue
        deadline = time.monotonic() + request["seconds"]
        try:
            wire = accept(listener, request["token"], deadline)
            outcome = court.test(request["grade_id"], wire)
        except Refusal as refusal:
            outcome = CellOutcome(
                request["grade_id"],
                False,
                message=str(refusal),
                kind=refusal.kind,  # type: ignore[arg-type]
            )
        except Exception as error:  # a mistake of ours: told as such, never as the student's
            outcome = CellOutcome(
                request["grade_id"], False, message="the judge failed", kind="judge",
                detail=f"{type(error).__name__}: {error}"[:500],
            )  # fmt: skip
        control.send(connection, {"outcome": vars(outcome)})


def accept(door: socket.socket, token: str, deadline: float) -> Wire:
    """Waits for the student's kernel.

    Connections that don't show the token are dropped: they come from elsewhere.

    Args:
        door: a listening socket to which the kernel connects; or a connected one, of which the
            kernel has the other end: through it, it is handed a connection.
        token: that the kernel has to show.
        deadline: time.monotonic() at which the cell's time is up.

    Raises:
        KernelGone: it didn't come in time.
    """
    listening = door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    while time.monotonic() < deadline:
        door.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            connection = door.accept()[0] if listening else _hand_over(door, token)
        except TimeoutError:
            continue
        except OSError:
            break
        soon = deadline if not listening else min(deadline, time.monotonic() + GREETING_SECONDS)
        wire = Wire(connection, soon, Limits(header=LONGEST_GREETING))
        try:
            greeting, _ = wire.receive()
        except Refusal:
            greeting = {}
        shown = greeting.get("token")
        if isinstance(shown, str) and hmac.compare_digest(shown.encode(), token.encode()):
            return Wire(connection, deadline)
        connection.close()
        if not listening:
            break
    raise KernelGone("the student's kernel did not answer")


def _hand_over(door: socket.socket, token: str) -> socket.socket:
    """Gives the kernel one end of a new connection, and returns the other one."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            socket.send_fds(door, [token.encode()], [theirs.fileno()])
    except OSError:
        ours.close()
        raise
    return ours


def main(arguments: list[str]) -> None:
    """Entry point of `python -m`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    numbers = [int(number) for number in arguments]
    connection, listener = (socket.socket(fileno=number) for number in numbers)
    serve(connection, listener)


def _end(code: int) -> Any:
    # No exit handlers: nothing that a library has left to do matters any more.
    os._exit(code)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BaseException as error:
        print(f"judge: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        _end(1)
    _end(0)
