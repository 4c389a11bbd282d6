"""Processes forked from a zygote, as those see them who asked for them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from autograder.kernel.sandbox.spec import Limits, Sandbox, Stop
from autograder.kernel.warm import wire

START_SECONDS = 60.0
ANSWER_SECONDS = 2.0  # a keeper looks every few hundredths of a second
NO_LIMITS = Limits(memory=None, disk=None, processes=None, open_files=None)
OPEN = Sandbox(limits=NO_LIMITS)  # no sandbox at all


class Connectable(Protocol):
    """What has a zygote at the other end."""

    def connect(self) -> socket.socket:
        """Returns a connection for one request."""


class ForkedProcess:
    """A process forked from a zygote; like subprocess.Popen as far as Jupyter cares.

    Attributes:
        pid: number of the process that keeps it.
        level: the sandbox's level.
        notes: what is weaker than it could be.
        stop: how it ended, None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.pid = 0
        self.level = "none"
        self.notes: list[str] = []
        self.stop: Stop | None = None

    def started(self) -> bool:
        """Reads the zygote's answer if it has come, or knows it already.

        Raises:
            RuntimeError: if it could not be started.
        """
        if self.pid:
            return True
        try:
            message, _ = wire.receive(self._channel)
        except BlockingIOError:
            return False
        except (OSError, EOFError, wire.Refused) as error:
            raise RuntimeError(f"the zygote gave no answer: {error!r}") from None
        if "failed" in message:
            raise RuntimeError(str(message["failed"]))
        answer = message["started"]
        self.pid, self.level, self.notes = answer["pid"], answer["level"], answer["notes"]
        return True

    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return None if self.stop is None else self.stop.code

    def poll(self) -> int | None:
        """Looks whether it has ended. Returns its exit code or None."""
        if self.stop is None:
            try:
                message, _ = wire.receive(self._channel)
                while "memory" in message:  # an answer that came too late
                    message, _ = wire.receive(self._channel)
                self.stop = Stop(**message["ended"])
            except BlockingIOError:
                return None
            except (OSError, EOFError, wire.Refused, KeyError, TypeError):
                self.stop = Stop(-signal.SIGKILL)  # the keeper itself was killed
            self._channel.close()
        return self.stop.code

    def memory(self) -> int | None:
        """Asks for the most that the tree has used so far, in bytes; None if nobody counts it."""
        try:
            wire.send(self._channel, {"memory": True})
            if select.select([self._channel], [], [], ANSWER_SECONDS)[0]:
                message, _ = wire.receive(self._channel)
                if "ended" in message:
                    self.stop = Stop(**message["ended"])
                    self._channel.close()
                found = message.get("memory")
                return found if isinstance(found, int) else None
        except (OSError, EOFError, wire.Refused, TypeError, ValueError):
            pass  # `poll` finds out what has happened
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Waits for the end.

        Raises:
            subprocess.TimeoutExpired: after `timeout` seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired("forked process", timeout or 0)
            select.select([self._channel], [], [], left)
        return code

    def send_signal(self, number: int) -> None:
        """Signals the process and its group. SIGKILL ends the whole tree."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                wire.send(self._channel, {"signal": int(number)})

    def kill(self) -> None:
        """Ends the process and all that it started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Asks the process to end."""
        self.send_signal(signal.SIGTERM)


def send_request(
    channel: socket.socket,
    entry: str,
    arguments: Sequence[Any],
    *,
    env: Mapping[str, str],
    cwd: str,
    sandbox: Sandbox,
    files: Mapping[str, int],
) -> None:
    """Asks a zygote for a process.

    Args:
        entry: which of the zygote's entries to run.
        arguments: of the entry: plain values.
        env: its whole environment.
        cwd: working folder.
        sandbox: what surrounds it.
        files: open descriptors by what they shall be: "0", "1", "2", or the name of an environment
            variable that will hold their number.
    """
    request = {
        "entry": entry,
        "arguments": list(arguments),
        "env": dict(env),
        "cwd": os.path.abspath(cwd),
        "sandbox": sandbox.to_json(),
        "files": list(files),
    }
    wire.send(channel, request, tuple(files.values()))


def fork(
    zygote: Connectable,
    entry: str,
    arguments: Sequence[Any] = (),
    *,
    env: Mapping[str, str],
    cwd: str = "/",
    sandbox: Sandbox = OPEN,
    files: Mapping[str, int] | None = None,
) -> ForkedProcess:
    """Has a zygote run one of its entries in a process of its own.

    Args:
        zygote: made with `entries` that hold `entry`.
        entry: short name of a function; what it returns is the exit code.
        arguments: of the function: plain values.
        env: its whole environment.
        cwd: working folder.
        sandbox: what surrounds it.
        files: open descriptors by name, as in `send_request`.

    Returns:
        The process, started, with its walls up.

    Raises:
        RuntimeError: if it could not be started.
    """
    channel = zygote.connect()
    process = ForkedProcess(channel)
    try:
        send_request(
            channel, entry, arguments, env=env, cwd=cwd, sandbox=sandbox, files=files or {}
        )
        channel.settimeout(START_SECONDS)
        process.started()
        channel.setblocking(False)
    except BaseException:
        channel.close()
        raise
    return process
