"""Starts a judge for a submission, asks it, and ends it when its time is up."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.judge.glass import control
from autograder.judge.glass.boot import serve_code
from autograder.judge.glass.court import CellOutcome
from autograder.judge.glass.plan import Plan

GRACE = 3.0  # seconds beyond a cell's time until the judge is killed
LONGEST_PATH = 100  # bytes of a Unix socket's path

# Starts a judge's process: (to the grader, for the kernel, environment with its folder as HOME).
Starter = Callable[[socket.socket, socket.socket, Mapping[str, str]], "Ended"]


class JudgeFailed(Exception):
    """The judge didn't start: a matter of the machine, not of the submission."""


class Ended:
    """A judge's process, to be ended.

    Args:
        process: started with a session of its own.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def kill(self, wait: bool = True) -> None:
        """Ends the process and all that it has started.

        Args:
            wait: until it has ended.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if wait:
            self._process.wait()


def start_process(
    connection: socket.socket, listener: socket.socket, env: Mapping[str, str]
) -> Ended:
    """Starts a judge as a process of its own; a warm zygote may fork one instead.

    Args:
        connection: to the grader, inherited.
        listener: for the student's kernel, inherited.
        env: its whole environment.
    """
    fds = connection.fileno(), listener.fileno()
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder.judge.glass.process", *map(str, fds)],
        pass_fds=fds,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return Ended(process)


def judge_environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a judge: nothing of the grader's but where things are.

    Args:
        more: variables that are set as well, such as COURSE_DATA.
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")
        or name.startswith(("TF_", "OMP_", "OPENBLAS_", "KERAS_", "COURSE_"))
    }
    env.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    env.update(CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg", COURSE_OFFLINE="1")
    env.update(more)
    return env


@dataclass(frozen=True)
class JudgeOptions:
    """What a judge may use.

    Attributes:
        seconds: for a test cell whose own limit isn't given.
        memory: bytes of address space; 0 for no limit.
        startup_seconds: until the judge must have started.
        env: environment variables, such as COURSE_DATA.
    """

    seconds: float = 30.0
    memory: int = 16 << 30
    startup_seconds: float = 120.0
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Judge:
    """The judge of one submission. Use it as a context manager.

    Args:
        plan: the instructor's notebook.
        secret: for the random inputs of hidden tests; None for a notebook's own.
        files: the instructor's files, which tests may read, by relative path.
        socket_folder: folder for the socket to which the kernel connects: it must be seen in
            the kernel's sandbox, and in no other one. A folder of its own if None.
        kernel_folder: the same folder, as the kernel sees it.
        options: limits.
        start: starts the process.
        door: instead of a socket in a folder, for kernels that may not connect to any: one end
            of `socket.socketpair(AF_UNIX, SOCK_SEQPACKET)`, of which the kernel has the other.
        kernel_door: the kernel's environment variable that holds the number of its end.
    """

    plan: Plan
    secret: str | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    socket_folder: Path | None = None
    kernel_folder: str | None = None
    options: JudgeOptions = field(default_factory=JudgeOptions)
    start: Starter = start_process
    door: socket.socket | None = None
    kernel_door: str = ""

    def __enter__(self) -> Judge:
        self._work = Path(tempfile.mkdtemp(prefix="judge-"))
        self._dead: str | None = None
        self._process: Ended | None = None
        self._starting: threading.Thread | None = None
        self._why_not: BaseException | None = None
        try:
            self._begin()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> None:
        """Has the process started beside the student's kernel: the first test waits for it."""
        files = self._work / "files"
        files.mkdir()
        for name, content in self.files.items():
            path = files / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        begin = {
            "plan": self.plan.as_json(), "secret": self.secret, "folder": str(files),
            "memory": self.options.memory,
        }  # fmt: skip
        self._connection, other = socket.socketpair()
        self._begun = threading.Event()
        door = self._open_door()
        self._starting = threading.Thread(
            target=self._start, args=(other, door, begin), name="judge", daemon=True
        )
        self._starting.start()

    def _start(self, other: socket.socket, door: socket.socket, begin: dict[str, Any]) -> None:
        try:
            env = judge_environment({"HOME": str(self._work), **self.options.env})
            with other, door:
                self._process = self.start(other, door, env)
            control.send(self._connection, begin)
            self._begun.set()
            ready = control.receive(self._connection, self.options.startup_seconds)
            if ready.get("ready") is not True:
                raise control.Gone
        except (control.Gone, TimeoutError) as error:
            self._why_not = JudgeFailed(f"the judge did not start ({type(error).__name__})")
        except BaseException as error:
            self._why_not = error
        finally:
            self._begun.set()

    def _started(self) -> None:
        """Waits until the judge is ready.

        Raises:
            JudgeFailed: it did not start.
        """
        if self._starting is not None:
            self._starting.join()
        if self._why_not is not None:
            raise self._why_not

    def _open_door(self) -> socket.socket:
        """The socket through which the kernel is to come."""
        if self.door is not None:
            self._kernel_path = f"fd:{self.kernel_door}"
            return self.door.dup()
        folder = self.socket_folder or self._work
        name = f"judge-{secrets.token_hex(4)}"
        self._socket_path = folder / name
        self._kernel_path = f"{self.kernel_folder or folder}/{name}"
        for place in (str(self._socket_path), self._kernel_path):
            if len(place.encode()) > LONGEST_PATH:
                raise JudgeFailed(f"the path of the judge's socket is too long: {place}")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._socket_path))
        os.chmod(self._socket_path, 0o666)  # the folder decides who can reach it
        listener.listen(8)
        return listener

    def close(self) -> None:
        """Ends the judge. Can be called again."""
        if self._starting is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)  # nobody waits for it any more
            self._starting.join()
        if self._process is not None:
            self._process.kill()
            self._process = None
        with contextlib.suppress(AttributeError):
            self._connection.close()
        with contextlib.suppress(OSError, AttributeError):
            self._socket_path.unlink()
        shutil.rmtree(self._work, ignore_errors=True)

    def dismiss(self) -> None:
        """Has the process end, and doesn't wait for it: `close` does."""
        if self._process is not None:
            self._process.kill(wait=False)

    def ran(self, source: str) -> None:
        """Tells of a cell of the student that was run in the kernel."""
        self._begun.wait()
        with contextlib.suppress(control.Gone):
            control.send(self._connection, {"op": "ran", "source": source})

    def test(
        self, grade_id: str, ask_kernel: Callable[[str], Any], seconds: float | None = None
    ) -> CellOutcome:
        """Judges one test cell.

        Args:
            grade_id: the cell.
            ask_kernel: runs code in the student's kernel and returns when that has ended, or
                cannot end; it should have a limit of a few seconds more than `seconds`.
            seconds: time for the cell.

        Returns:
            What came of it.

        Raises:
            JudgeFailed: the judge did not start; never for anything that student code does.
        """
        self._started()
        if self._dead:
            return CellOutcome(grade_id, False, message=self._dead, kind="not run")
        limit = self.options.seconds if seconds is None else seconds
        token = secrets.token_hex(16)
        request = {"op": "test", "grade_id": grade_id, "token": token, "seconds": limit}
        try:
            control.send(self._connection, request)
        except control.Gone:
            return self._lost(grade_id, "the judge has ended", "judge")
        answer = _Answer(self._connection, limit + GRACE)
        try:
            ask_kernel(serve_code(self._kernel_path, token))
        finally:
            outcome = answer.wait(on_late=self._kill)
        if outcome is None:
            if answer.late:
                return self._lost(grade_id, f"stopped after {limit:g} s", "timeout")
            return self._lost(grade_id, "stopped: the test used up the judge's memory", "judge")
        return _checked(grade_id, outcome) or self._lost(grade_id, "the judge failed", "judge")

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _lost(self, grade_id: str, why: str, kind: Any) -> CellOutcome:
        self._dead = "not run: an earlier test ended the judge"
        return CellOutcome(grade_id, False, message=why, kind=kind)


class _Answer:
    """Waits for the judge beside the kernel, so that neither can hold up the other."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._until = connection, time.monotonic() + seconds
        self.late = False
        self._outcome: dict[str, Any] | None = None
        self._kill: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def _receive(self) -> None:
        left = max(0.1, self._until - time.monotonic())
        try:
            message = control.receive(self._connection, left, control.LONGEST_OUTCOME)
            self._outcome = message.get("outcome")
        except TimeoutError:
            self.late = True
        except control.Gone:
            pass

    def wait(self, on_late: Callable[[], None]) -> dict[str, Any] | None:
        self._thread.join()
        if self._outcome is None:
            on_late()
        return self._outcome


def _checked(grade_id: str, told: Any) -> CellOutcome | None:
    """The outcome that a judge's process sent, if it is one."""
    try:
        outcome = CellOutcome(**{**told, "changed": tuple(told["changed"])})
    except (TypeError, KeyError):
        return None
    plain = outcome.grade_id == grade_id and type(outcome.passed) is bool
    number = outcome.value is None or type(outcome.value) in (int, float)
    text = outcome.message is None or type(outcome.message) is str
    return outcome if plain and number and text else None
